import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor } from '../src/audit/actor.js';
import type { MasterKeyView, SelfTestView } from '../src/credentials/sealing/master-key.dto.js';
import type { Place } from '../src/credentials/sealing/place.js';
import { Rotation } from '../src/credentials/sealing/rotation.js';
import { startFleet } from './support/fleet.js';
import { Authority } from './support/peers/certificates.js';
import { VaultPeer } from './support/peers/vault.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';
import { Sealing } from './support/sealing.js';

const masterKey = randomBytes(32).toString('base64');

let database: TestDatabase;
let vault: VaultPeer;
let directory: ReturnType<typeof temporaryDirectory>;
/** What a test opened, closed after it. */
let opened: Sealing[];
let running: Program[];

beforeEach(async () => {
  [database, vault] = await Promise.all([testDatabase(), VaultPeer.start()]);
  directory = temporaryDirectory();
  [opened, running] = [[], []];
});

afterEach(async () => {
  await Promise.all([...opened.map((each) => each.close()), ...running.map((each) => each.end('SIGTERM'))]);
  await Promise.all([database.drop(), vault.stop()]);
  directory.remove();
});

async function started(environment: Record<string, string> = vault.environment): Promise<Sealing> {
  const sealing = await Sealing.opened(database.url, { FLEET_MASTER_KEY: masterKey, ...environment });
  opened.push(sealing);
  await sealing.canary.onModuleInit();
  return sealing;
}

function rotate({ db, sql, ledger, keys }: Sealing) {
  return new Rotation(db, sql, ledger, keys, systemActor('test')).rotate(() => undefined);
}

test('data keys are wrapped by Vault, each for its place', async () => {
  const sealing = await started();
  const [one, two] = [await sealing.put('one'), await sealing.put('two')];
  expect(await sealing.use(one)).toBe('one');
  const [row] = await sealing.sql.rows<{ master_key_id: string; data_key: Buffer }>(
    'SELECT master_key_id, data_key FROM secrets WHERE subject_id = $1',
    [one.id],
  );
  expect(row?.master_key_id).toBe('vault:fleet:v1');
  expect(row?.data_key.toString()).toMatch(/^vault:v1:[\w+/]+=*$/);
  await sealing.sql.rows(
    'UPDATE secrets s SET data_key = o.data_key, content = o.content FROM secrets o WHERE s.subject_id = $1 AND o.subject_id = $2',
    [one.id, two.id],
  );
  await expect(sealing.use(one)).rejects.toMatchObject({ status: 409, code: 'secret.unreadable' });
  expect(await sealing.use(two)).toBe('two');
});

test.each([
  ['without its prefix', `substr(data_key, 3)`],
  ['of a version to come', `convert_to(replace(convert_from(data_key, 'UTF8'), ':v1:', ':v7:'), 'UTF8')`],
  ['with a letter that is another', `set_byte(data_key, 30, get_byte(data_key, 30) # 1)`],
  ['with quotes in it', `data_key || '\\x222c22'::bytea`],
  ['that is cut', `substr(data_key, 1, 20)`],
  ['that is not text', `'\\xff00ff'::bytea`],
])('a wrapped key %s is refused, with an entry in the audit', async (_, change) => {
  const sealing = await started();
  const { id } = await sealing.put('content');
  await sealing.sql.rows(`UPDATE secrets SET data_key = ${change}`);
  await expect(sealing.use({ kind: 'credential', id, version: 1 })).rejects.toMatchObject({
    code: 'secret.unreadable',
  });
  expect(await sealing.sql.rows('SELECT action FROM audit WHERE subject_id = $1', [id])).toEqual([
    { action: 'secret.refused' },
  ]);
});

test('a derived key gets its context, under a mount of its own, over TLS of an authority of its own', async () => {
  const authority = new Authority();
  const { key, chain } = authority.issued();
  const peer = await VaultPeer.start({ certificate: { key, chain }, mount: 'teams/ops', isDerived: true });
  try {
    const sealing = await started({ ...peer.environment, FLEET_CA_CERTS: authority.rootFile });
    const place = await sealing.put('over TLS');
    expect(await sealing.use(place)).toBe('over TLS');
    expect((await sealing.keys.newest()).id).toBe('vault:teams/ops/fleet:v1');
    await expect(started(peer.environment)).rejects.toThrow(/cannot be used now: .*certificate/);
  } finally {
    await peer.stop();
    authority.remove();
  }
});

const troubles = {
  sealed: (peer) => Promise.resolve((peer.isSealed = true)),
  'another token': (peer) => Promise.resolve((peer.token = 'hvs.other')),
  'no answer': (peer) => Promise.resolve((peer.isHanging = true)),
  'nothing so old': (peer) => Promise.resolve((peer.minDecryptionVersion = 2)),
  gone: (peer) => peer.stop(),
} satisfies Record<string, (peer: VaultPeer) => Promise<unknown>>;

test.each([
  ['sealed', 'vault.unavailable', 'it answers 503: Vault is sealed.'],
  ['another token', 'vault.refused', 'refuses the token of FLEET_VAULT_TOKEN for the key fleet: permission denied.'],
  ['no answer', 'vault.unavailable', 'no answer within 5 seconds.'],
  [
    'nothing so old',
    'vault.unavailable',
    'it answers 400: ciphertext or signature version is disallowed by policy (too old).',
  ],
  ['gone', 'vault.unavailable', 'connection refused.'],
] as const)(
  'while Vault is away (%s), a secret is unavailable, which is nobody’s attempt at it',
  async (trouble, code, reason) => {
    const peer = await VaultPeer.start();
    const sealing = await started(peer.environment);
    const place = await sealing.put('away');
    await troubles[trouble](peer);
    await expect(sealing.use(place)).rejects.toMatchObject({
      status: 503,
      code,
      message: expect.stringContaining(reason),
    });
    expect(await sealing.sql.rows('SELECT action FROM audit WHERE subject_id = $1', [place.id])).toEqual([]);
    if (trouble !== 'gone') await peer.stop();
  },
);

test('a token that was renewed in its file is taken up', async () => {
  const file = join(directory.path, 'token');
  writeFileSync(file, `${vault.token}\n`);
  const { FLEET_VAULT_TOKEN: _, ...others } = vault.environment;
  const sealing = await started({ ...others, FLEET_VAULT_TOKEN_FILE: file });
  const place = await sealing.put('renewed');
  vault.token = 'hvs.second';
  await expect(sealing.use(place)).rejects.toMatchObject({ code: 'vault.refused' });
  writeFileSync(file, 'hvs.second\n');
  expect(await sealing.use(place)).toBe('renewed');
});

test('another key under the same name is noticed at the start', async () => {
  await started();
  vault.replaceKey();
  await expect(started()).rejects.toThrow(
    `The canary that the master key vault:fleet:v1 sealed in this database does not open with the one from the key fleet of Vault at ${vault.address}`,
  );
});

test('a start waits for a sealed Vault, and ends at once when it refuses the token', async () => {
  const environment = { FLEET_DATABASE_URL: database.url, FLEET_DATA_DIR: join(directory.path, 'data') };
  vault.isSealed = true;
  const program = Program.run({ ...environment, ...vault.environment });
  running.push(program);
  await program.says(/Waiting for the master key: Vault at .* cannot be used now: it answers 503: Vault is sealed\./);
  vault.isSealed = false;
  await program.says(/Console +http/);
  const refused = Program.run({ ...environment, ...vault.environment, FLEET_VAULT_TOKEN: 'hvs.wrong' });
  expect(await refused.end()).toBe(78);
  expect(refused.output.trim()).toBe(
    `Vault at ${vault.address} refuses the token of FLEET_VAULT_TOKEN for the key fleet: permission denied.`,
  );
});

test('a rotation makes Vault’s key newer and re-wraps; one that Vault made itself is followed', async () => {
  const sealing = await started();
  const places: Place[] = await sealing.putMany(120);
  expect(await rotate(sealing)).toMatchObject({ id: 'vault:fleet:v2', rewrapped: 120, unreadable: [] });
  expect(
    await sealing.count(`master_key_id = 'vault:fleet:v2' AND convert_from(data_key, 'UTF8') LIKE 'vault:v2:%'`),
  ).toBe(120);
  vault.minDecryptionVersion = 2;
  expect(await sealing.use(places[0] as Place)).toBe(`secret of ${places[0]?.id}`);

  await fetch(`${vault.address}/v1/transit/keys/fleet/rotate`, {
    method: 'POST',
    headers: { 'x-vault-token': vault.token },
    body: '{}',
  });
  const rotations = vault.paths.filter((path) => path.endsWith('/rotate')).length;
  expect(await rotate(sealing)).toMatchObject({ id: 'vault:fleet:v3', rewrapped: 120 });
  expect(vault.paths.filter((path) => path.endsWith('/rotate'))).toHaveLength(rotations);
});

test('a rotation that Vault interrupts goes on where it was', async () => {
  const sealing = await started();
  await sealing.putMany(250);
  const interrupted = new Rotation(sealing.db, sealing.sql, sealing.ledger, sealing.keys, systemActor('test')).rotate(
    (text) => {
      if (text.startsWith('Re-wrapped 100')) vault.isSealed = true;
    },
  );
  await expect(interrupted).rejects.toMatchObject({ code: 'vault.unavailable' });
  expect(await sealing.count(`master_key_id = 'vault:fleet:v2'`)).toBe(100);
  vault.isSealed = false;
  expect(await rotate(sealing)).toMatchObject({ id: 'vault:fleet:v2', rewrapped: 150, unreadable: [] });
});

test('what the local master key wrapped moves to Vault by a rotation', async () => {
  const before = await started({});
  const places = await before.putMany(3);
  const service = await started();
  expect((await service.keys.newest()).provider).toBe('vault');
  await service.put('still with the local key');
  expect(await service.count(`master_key_id LIKE 'vault:%'`)).toBe(0);
  expect(await rotate(service)).toMatchObject({ id: 'vault:fleet:v1', rewrapped: 4 });
  expect(await service.use(places[0] as Place)).toBe(`secret of ${places[0]?.id}`);
  await expect(started({})).rejects.toThrow(
    /are sealed with the master key vault:fleet:v1, and FLEET_MASTER_KEY holds .*: say where the Vault is/,
  );
});

test('the API says 503 while Vault is sealed, and goes on with everything else', async () => {
  const fleet = await startFleet(vault.environment);
  try {
    const create = (name: string) => fleet.admin.post<{ detail: string }>('/credentials', { name, kind: 'generate' });
    expect((await create('before')).status).toBe(201);
    vault.isSealed = true;
    const refused = await create('sealed');
    expect(refused).toMatchObject({ status: 503, body: { code: 'vault.unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await fleet.admin.get('/servers')).status).toBe(200);
    expect((await fleet.admin.post('/master-key/self-test')).status).toBe(503);
    vault.isSealed = false;
    expect((await create('sealed')).status).toBe(201);
    expect((await fleet.admin.post<SelfTestView>('/master-key/self-test')).body).toMatchObject({
      ok: true,
      secrets: 2,
      looked: 2,
    });
    expect((await fleet.admin.get<MasterKeyView>('/master-key')).body).toMatchObject({
      id: 'vault:fleet:v1',
      provider: 'vault',
      keys: [{ id: 'vault:fleet:v1', provider: 'vault', state: 'current', secrets: 2 }],
    });
  } finally {
    await fleet.close();
  }
});
