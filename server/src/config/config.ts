import { resolve } from 'node:path';
import { masterKeysIn } from './data-directory.js';
import {
  certificates,
  integer,
  keys,
  nameServers,
  networks,
  oneOf,
  period,
  proxies,
  seconds,
  text,
  url,
  yesOrNo,
} from './meanings.js';
import { type Environment, Settings } from './settings.js';
import { StartupFault } from './startup-fault.js';
import { vaultFrom, type VaultConfig } from './vault-config.js';

/** What a process does: both, only HTTP and the live socket, or only probes and jobs. */
export type ProcessRole = 'all' | 'api' | 'worker';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface OidcConfig {
  issuer: string;
  clientId: string;
  clientSecret?: string;
  /** The claim of the identity token that names the user's role. */
  roleClaim: string;
}

/** Which addresses outgoing connections may reach, as CIDR networks. Deny beats allow, allow beats what is built in. */
export interface ProbeConfig {
  allow: string[];
  deny: string[];
}

/** The master keys that this process was given, 32 bytes each, the newest first. */
export interface LocalMasterKeysConfig {
  keys: Buffer[];
  /** Where they lie, if in a file: it may hold others later. */
  file?: string;
  /** Whether the file is the generated one, which this program also writes. */
  isGenerated: boolean;
}

/** Everything that the environment decides; docs/configuration.md describes each variable. */
export interface Config {
  /** 0 lets the system choose a free one. */
  port: number;
  host: string;
  /** Absolute. */
  dataDir: string;
  /** Not given: the embedded database. */
  databaseUrl?: string;
  /** Not given: everything that Redis would hold is held in this process. */
  redisUrl?: string;
  role: ProcessRole;
  /** The vantage point of a worker. */
  location: string;
  /** 32 bytes; what is signed and sealed for a while is so with keys derived from it. */
  masterKey: Buffer;
  localMasterKeys: LocalMasterKeysConfig;
  /** When given, it wraps the keys of stored secrets instead of the local master key. */
  vault?: VaultConfig;
  /** The first user; without a password one is generated and shown once. */
  admin: { email: string; password?: string };
  checkIntervalSeconds: number;
  /** How long the change feed keeps what happened. */
  eventsKeepSeconds: number;
  probe: ProbeConfig;
  /** The name servers that probes ask, as addresses with or without a port. None: those of the system. */
  dnsServers: string[];
  /** Certificates in PEM of authorities that probes trust beside the public ones. */
  authorities: string[];
  /** Without a slash at the end. */
  publicUrl?: string;
  /** How many proxies stand in front, or their networks. */
  trustProxy?: number | string[];
  /** What the host key of a server is worth that has no trusted one: `first-use` trusts it, `pinned` lets it wait for a decision. */
  hostKeyTrust: 'first-use' | 'pinned';
  /** Of sshd_config on the servers. */
  sshdDirectory: string;
  /** Changes and deletions must say which version they were made against. */
  requireIfMatch: boolean;
  oidc?: OidcConfig;
  logLevel: LogLevel;
  production: boolean;
}

/** The only reader of the environment. Throws one StartupFault that names every fault. */
export function configFrom(environment: Environment): Config {
  const settings = new Settings(environment);
  const config: Omit<Config, 'masterKey' | 'localMasterKeys'> = {
    port: settings.read('FLEET_PORT', integer(0, 65_535)) ?? 3000,
    host: settings.read('FLEET_HOST', text(/^[\w.:%-]+$/, 'an address or a host name')) ?? '127.0.0.1',
    dataDir: resolve(settings.read('FLEET_DATA_DIR', String) ?? '.fleet'),
    databaseUrl: settings.secret('FLEET_DATABASE_URL', url('postgres', 'postgresql')),
    redisUrl: settings.secret('FLEET_REDIS_URL', url('redis', 'rediss')),
    role: settings.read('FLEET_ROLE', oneOf('all', 'api', 'worker')) ?? 'all',
    location:
      settings.read('FLEET_LOCATION', text(/^[\w.-]{1,63}$/, 'a name of at most 63 letters, digits, . _ -')) ??
      'default',
    admin: {
      email: settings.read('FLEET_ADMIN_EMAIL', text(/^[^\s@]+@[^\s@]+$/, 'an email address')) ?? 'admin@fleet.local',
      password: settings.secret('FLEET_ADMIN_PASSWORD', text(/^.{8,256}$/, 'of 8 to 256 characters')),
    },
    checkIntervalSeconds: settings.read('FLEET_CHECK_INTERVAL', seconds) ?? 30,
    eventsKeepSeconds: settings.read('FLEET_EVENTS_KEEP', period) ?? 30 * 86_400,
    probe: {
      allow: settings.read('FLEET_PROBE_ALLOW', networks) ?? [],
      deny: settings.read('FLEET_PROBE_DENY', networks) ?? [],
    },
    dnsServers: settings.read('FLEET_DNS_SERVERS', nameServers) ?? [],
    authorities: settings.read('FLEET_CA_CERTS', certificates) ?? [],
    publicUrl: settings.read('FLEET_PUBLIC_URL', url('http', 'https'))?.replace(/\/+$/, ''),
    trustProxy: settings.read('FLEET_TRUST_PROXY', proxies),
    hostKeyTrust: settings.read('FLEET_HOST_KEY_TRUST', oneOf('first-use', 'pinned')) ?? 'first-use',
    sshdDirectory: settings.read('FLEET_SSHD_DIRECTORY', text(/^(\/[\w.-]+)+$/, 'an absolute path')) ?? '/etc/ssh',
    requireIfMatch: settings.read('FLEET_REQUIRE_IF_MATCH', yesOrNo) ?? false,
    oidc: oidcFrom(settings),
    vault: vaultFrom(settings),
    logLevel:
      settings.read('FLEET_LOG_LEVEL', oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')) ?? 'info',
    production: environment['NODE_ENV'] === 'production',
  };
  const given = settings.secret('FLEET_MASTER_KEY', keys);
  const previous = settings.secret('FLEET_MASTER_KEY_PREVIOUS', keys) ?? [];
  const isKeyGiven = settings.isGiven('FLEET_MASTER_KEY');
  const hasDatabase = settings.isGiven('FLEET_DATABASE_URL');
  if (config.production && hasDatabase && !isKeyGiven && !settings.isGiven('FLEET_VAULT_ADDR')) {
    settings.faults.push(
      'FLEET_MASTER_KEY must be given in production with FLEET_DATABASE_URL, unless Vault holds it (FLEET_VAULT_ADDR): secrets outlive this machine.',
    );
  }
  if (settings.isGiven('FLEET_MASTER_KEY_PREVIOUS') && !isKeyGiven) {
    settings.faults.push('FLEET_MASTER_KEY_PREVIOUS needs FLEET_MASTER_KEY, the key that follows it.');
  }
  if (config.role !== 'all' && !hasDatabase) {
    settings.faults.push(
      `FLEET_ROLE=${config.role} needs FLEET_DATABASE_URL: the embedded database serves one process only.`,
    );
  }
  settings.refuseUnknown();
  if (settings.faults.length > 0) throw new StartupFault(settings.faults);
  const local = localKeys(config.dataDir, given && [...given, ...previous], settings.fileOf('FLEET_MASTER_KEY'));
  return { ...config, masterKey: local.keys[0] as Buffer, localMasterKeys: local };
}

function localKeys(dataDir: string, given: Buffer[] | undefined, file: string | undefined): LocalMasterKeysConfig {
  if (given) return { keys: given, file, isGenerated: false };
  const generated = masterKeysIn(dataDir);
  return { keys: generated.keys, file: generated.path, isGenerated: true };
}

function oidcFrom(settings: Settings): OidcConfig | undefined {
  const issuer = settings.read('FLEET_OIDC_ISSUER', url('https', 'http'));
  const clientId = settings.read('FLEET_OIDC_CLIENT_ID', String);
  const clientSecret = settings.secret('FLEET_OIDC_CLIENT_SECRET', String);
  const roleClaim = settings.read('FLEET_OIDC_ROLE_CLAIM', String);
  if (issuer !== undefined && clientId !== undefined) {
    return { issuer, clientId, clientSecret, roleClaim: roleClaim ?? 'role' };
  }
  const isComplete = settings.isGiven('FLEET_OIDC_ISSUER') && settings.isGiven('FLEET_OIDC_CLIENT_ID');
  if (!isComplete && oidcVariables.some((name) => settings.isGiven(name))) {
    settings.faults.push('Single sign-on needs both FLEET_OIDC_ISSUER and FLEET_OIDC_CLIENT_ID.');
  }
  return undefined;
}

const oidcVariables = [
  'FLEET_OIDC_ISSUER',
  'FLEET_OIDC_CLIENT_ID',
  'FLEET_OIDC_CLIENT_SECRET',
  'FLEET_OIDC_ROLE_CLAIM',
] as const;
