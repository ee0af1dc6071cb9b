import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFrom } from './config.js';
import { keysIn, replaceKeys } from './key-file.js';
import { StartupFault } from './startup-fault.js';

const key = randomBytes(32).toString('base64');
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'fleet-config-'));
});

afterEach(() => rmSync(dataDir, { recursive: true }));

const configWith = (environment: Record<string, string>) =>
  configFrom({ FLEET_MASTER_KEY: key, FLEET_DATA_DIR: dataDir, ...environment });

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    configWith(environment);
  } catch (error) {
    if (error instanceof StartupFault) return error.lines;
    throw error;
  }
  return [];
}

test('nothing needs to be given', () => {
  expect(configFrom({ FLEET_DATA_DIR: dataDir })).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    role: 'all',
    location: 'default',
    admin: { email: 'admin@fleet.local', password: undefined },
    checkIntervalSeconds: 30,
    eventsKeepSeconds: 2_592_000,
    probe: { allow: [], deny: [] },
    hostKeyTrust: 'first-use',
    sshdDirectory: '/etc/ssh',
    requireIfMatch: false,
    logLevel: 'info',
    production: false,
  });
});

test('an empty value is none', () => {
  expect(configWith({ FLEET_PORT: '', FLEET_DATABASE_URL: ' ' })).toMatchObject({ port: 3000, databaseUrl: undefined });
});

test.each([
  ['FLEET_PORT', '0', { port: 0 }],
  ['FLEET_CHECK_INTERVAL', '1m', { checkIntervalSeconds: 60 }],
  ['FLEET_CHECK_INTERVAL', '24h', { checkIntervalSeconds: 86_400 }],
  ['FLEET_EVENTS_KEEP', '12h', { eventsKeepSeconds: 43_200 }],
  ['FLEET_EVENTS_KEEP', '3650d', { eventsKeepSeconds: 315_360_000 }],
  ['FLEET_PROBE_ALLOW', '127.0.0.0/8, ::1 10.1.2.3', { probe: { allow: ['127.0.0.0/8', '::1/128', '10.1.2.3/32'] } }],
  ['FLEET_PUBLIC_URL', 'https://fleet.example/', { publicUrl: 'https://fleet.example' }],
  ['FLEET_REQUIRE_IF_MATCH', 'true', { requireIfMatch: true }],
  ['FLEET_HOST_KEY_TRUST', 'pinned', { hostKeyTrust: 'pinned' }],
  ['FLEET_SSHD_DIRECTORY', '/usr/local/etc/ssh', { sshdDirectory: '/usr/local/etc/ssh' }],
  ['FLEET_TRUST_PROXY', '2', { trustProxy: 2 }],
  ['FLEET_TRUST_PROXY', '10.0.0.0/8', { trustProxy: ['10.0.0.0/8'] }],
  ['FLEET_DNS_SERVERS', '10.0.0.53, [fd00::53]:5353', { dnsServers: ['10.0.0.53', '[fd00::53]:5353'] }],
  ['FLEET_DATABASE_URL', 'postgres://u:p@/fleet?host=/run/pg', { databaseUrl: 'postgres://u:p@/fleet?host=/run/pg' }],
])('%s=%s is understood', (name, value, expected) => {
  expect(configWith({ [name]: value })).toMatchObject(expected);
});

test.each([
  ['FLEET_PORT', '65536', 'FLEET_PORT must be a whole number from 0 to 65535 (given: 65536).'],
  ['FLEET_PORT', '3e3', 'FLEET_PORT must be a whole number from 0 to 65535 (given: 3e3).'],
  ['FLEET_ROLE', 'boss', 'FLEET_ROLE must be one of all, api, worker (given: boss).'],
  ['FLEET_CHECK_INTERVAL', '30', 'FLEET_CHECK_INTERVAL must be a time from 1s to 24h'],
  ['FLEET_CHECK_INTERVAL', '0s', 'FLEET_CHECK_INTERVAL must be a time from 1s to 24h'],
  ['FLEET_CHECK_INTERVAL', '25h', 'FLEET_CHECK_INTERVAL must be a time from 1s to 24h'],
  ['FLEET_EVENTS_KEEP', '30m', 'FLEET_EVENTS_KEEP must be a time from 1h to 3650d such as 12h or 30d (given: 30m).'],
  ['FLEET_EVENTS_KEEP', '3651d', 'FLEET_EVENTS_KEEP must be a time from 1h to 3650d'],
  ['FLEET_PROBE_DENY', '10.0.0.0/8, ten', 'FLEET_PROBE_DENY must be a list of networks'],
  ['FLEET_PROBE_DENY', '10.0.0.0/33', 'FLEET_PROBE_DENY must be a list of networks'],
  ['FLEET_DNS_SERVERS', '10.0.0.53, ns1', 'FLEET_DNS_SERVERS must be a list of addresses'],
  ['FLEET_CA_CERTS', '/nowhere', 'FLEET_CA_CERTS must be a file of certificates in PEM that can be read (ENOENT)'],
  ['FLEET_CA_CERTS', '/etc/passwd', 'FLEET_CA_CERTS must be a file of certificates in PEM; this one has none'],
  ['FLEET_REDIS_URL', 'http://redis', 'FLEET_REDIS_URL must be a URL that begins with redis:// or rediss://'],
  ['FLEET_TRUST_PROXY', 'true', 'FLEET_TRUST_PROXY must be the number of proxies in front'],
  ['FLEET_ADMIN_EMAIL', 'admin', 'FLEET_ADMIN_EMAIL must be an email address (given: admin).'],
  ['FLEET_OIDC_CLIENT_SECRET', 'x', 'Single sign-on needs both FLEET_OIDC_ISSUER and FLEET_OIDC_CLIENT_ID.'],
  [
    'FLEET_ROLE',
    'worker',
    'FLEET_ROLE=worker needs FLEET_DATABASE_URL: the embedded database serves one process only.',
  ],
  [
    'FLEET_CHECK_INTERVALL',
    '30s',
    'FLEET_CHECK_INTERVALL is not a variable of this program; is FLEET_CHECK_INTERVAL meant?',
  ],
  ['FLEET_LOG_LEVEL_FILE', '/x', 'FLEET_LOG_LEVEL_FILE is not a variable of this program; is FLEET_LOG_LEVEL meant?'],
])('%s=%s is a fault', (name, value, told) => {
  expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(told)]);
});

test('all faults are told at once', () => {
  expect(faultsOf({ FLEET_PORT: 'x', FLEET_HOST: 'a b', FLEET_LOG_LEVEL: 'loud', FLEET_WHATEVER: '1' })).toHaveLength(
    4,
  );
});

test('a faulty secret is not repeated', () => {
  const [fault] = faultsOf({ FLEET_MASTER_KEY: 'not-thirty-two-bytes' });
  expect(fault).toContain('FLEET_MASTER_KEY must be 32 bytes in base64');
  expect(fault).not.toContain('not-thirty-two-bytes');
});

test('a secret may lie in a file, whose last line break is not part of it', () => {
  const path = join(dataDir, 'password');
  writeFileSync(path, 'correct horse\n');
  expect(configWith({ FLEET_ADMIN_PASSWORD_FILE: path }).admin.password).toBe('correct horse');
});

test.each([
  ['a file that is not there', { FLEET_ADMIN_PASSWORD_FILE: '/nowhere' }, 'cannot be read (ENOENT)'],
  ['both', { FLEET_ADMIN_PASSWORD_FILE: '/nowhere', FLEET_ADMIN_PASSWORD: 'x' }, 'are both given'],
])('a secret given by %s is a fault', (_, environment, told) => {
  expect(faultsOf(environment)).toEqual([expect.stringContaining(told)]);
});

test('the master key is made once, for this user only', () => {
  const { masterKey } = configFrom({ FLEET_DATA_DIR: dataDir });
  expect(masterKey).toHaveLength(32);
  expect(configFrom({ FLEET_DATA_DIR: dataDir }).masterKey).toEqual(masterKey);
  expect(statSync(join(dataDir, 'master.key')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(dataDir, 'master.key'), 'utf8').trim()).toBe(masterKey.toString('base64'));
});

test('a damaged master key is not replaced', () => {
  writeFileSync(join(dataDir, 'master.key'), 'half a k');
  expect(() => configFrom({ FLEET_DATA_DIR: dataDir })).toThrow(/is damaged/);
  expect(readFileSync(join(dataDir, 'master.key'), 'utf8')).toBe('half a k');
});

test('production with a database of its own wants its key given', () => {
  const production = { NODE_ENV: 'production', FLEET_DATABASE_URL: 'postgres://db/fleet' };
  expect(faultsOf({ ...production, FLEET_MASTER_KEY: '' })).toEqual([
    expect.stringContaining('FLEET_MASTER_KEY must be given in production'),
  ]);
  expect(faultsOf(production)).toEqual([]);
  expect(faultsOf({ NODE_ENV: 'production', FLEET_MASTER_KEY: '' })).toEqual([]);
  expect(faultsOf({ ...production, ...vault, FLEET_MASTER_KEY: '' })).toEqual([]);
});

test('a former master key stands behind the newer one', () => {
  const former = randomBytes(32).toString('base64');
  const { masterKey, localMasterKeys } = configWith({ FLEET_MASTER_KEY_PREVIOUS: `${former}, ${key}` });
  expect(masterKey.toString('base64')).toBe(key);
  expect(localMasterKeys.keys.map((each) => each.toString('base64'))).toEqual([key, former, key]);
  expect(faultsOf({ FLEET_MASTER_KEY: '', FLEET_MASTER_KEY_PREVIOUS: former })).toEqual([
    'FLEET_MASTER_KEY_PREVIOUS needs FLEET_MASTER_KEY, the key that follows it.',
  ]);
});

test('a file of master keys holds the newest in its first line', () => {
  const path = join(dataDir, 'keys');
  const former = randomBytes(32).toString('base64');
  writeFileSync(path, `${key}\n${former}\n`);
  const { masterKey, localMasterKeys } = configWith({ FLEET_MASTER_KEY: '', FLEET_MASTER_KEY_FILE: path });
  expect(masterKey.toString('base64')).toBe(key);
  expect(localMasterKeys).toMatchObject({ file: path, isGenerated: false });
  expect(localMasterKeys.keys).toHaveLength(2);
});

test('keys are replaced in their file as a whole, for this user only', () => {
  const { localMasterKeys } = configFrom({ FLEET_DATA_DIR: dataDir });
  const path = join(dataDir, 'master.key');
  expect(localMasterKeys).toMatchObject({ file: path, isGenerated: true });
  const replaced = [randomBytes(32), ...localMasterKeys.keys];
  replaceKeys(path, replaced);
  expect(keysIn(path)).toEqual(replaced);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(['master.key']);
});

const vault = {
  FLEET_VAULT_ADDR: 'https://vault.example.com:8200/',
  FLEET_VAULT_TOKEN: 'hvs.CAESI',
  FLEET_VAULT_TRANSIT_KEY: 'fleet',
};

test.each([
  ['fleet', 'transit', 'fleet'],
  ['ops/fleet', 'ops', 'fleet'],
  ['teams/ops/fleet', 'teams/ops', 'fleet'],
])('the Transit key %s is found', (given, mount, name) => {
  expect(configWith({ ...vault, FLEET_VAULT_TRANSIT_KEY: given }).vault).toEqual({
    address: 'https://vault.example.com:8200',
    token: 'hvs.CAESI',
    tokenFile: undefined,
    mount,
    key: name,
    namespace: undefined,
  });
});

test.each([
  [
    'nothing but a namespace',
    { FLEET_VAULT_NAMESPACE: 'ops' },
    'Vault needs FLEET_VAULT_ADDR and FLEET_VAULT_TOKEN and',
  ],
  ['no token', { ...vault, FLEET_VAULT_TOKEN: '' }, 'Vault needs FLEET_VAULT_TOKEN too.'],
  ['an address that is none', { ...vault, FLEET_VAULT_ADDR: 'vault:8200' }, 'FLEET_VAULT_ADDR must be a URL'],
  [
    'a key with a way out',
    { ...vault, FLEET_VAULT_TRANSIT_KEY: '../fleet?' },
    'FLEET_VAULT_TRANSIT_KEY must be the name',
  ],
])('Vault with %s is a fault', (_, environment, told) => {
  expect(faultsOf(environment)).toEqual([expect.stringContaining(told)]);
});
