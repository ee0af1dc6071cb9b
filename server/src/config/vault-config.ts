import { text, url } from './meanings.js';
import type { Settings } from './settings.js';

/** A key of HashiCorp Vault's Transit engine, and the way to it. */
export interface VaultConfig {
  /** Without a slash at the end. */
  address: string;
  token: string;
  /** Where the token lies, if in a file: whoever renews it writes it there. */
  tokenFile?: string;
  /** Where the engine is mounted. */
  mount: string;
  key: string;
  namespace?: string;
}

const needed = ['FLEET_VAULT_ADDR', 'FLEET_VAULT_TOKEN', 'FLEET_VAULT_TRANSIT_KEY'] as const;

export function vaultFrom(settings: Settings): VaultConfig | undefined {
  const address = settings.read('FLEET_VAULT_ADDR', url('https', 'http'));
  const token = settings.secret('FLEET_VAULT_TOKEN', text(/^[\x21-\x7e]+$/, 'a token of visible characters'));
  const path = settings.read(
    'FLEET_VAULT_TRANSIT_KEY',
    text(
      /^([\w.-]+\/)*[\w.-]+$/,
      'the name of a key, with the mount before it unless that is transit: fleet or mount/fleet',
    ),
  );
  const namespace = settings.read('FLEET_VAULT_NAMESPACE', text(/^[\w./-]+$/, 'the name of a namespace'));
  const missing = needed.filter((name) => !settings.isGiven(name));
  if (missing.length > 0 && (missing.length < needed.length || namespace !== undefined)) {
    settings.faults.push(`Vault needs ${missing.join(' and ')} too.`);
  }
  if (address === undefined || token === undefined || path === undefined) return undefined;
  const at = path.lastIndexOf('/');
  return {
    address: address.replace(/\/+$/, ''),
    token,
    tokenFile: settings.fileOf('FLEET_VAULT_TOKEN'),
    mount: at === -1 ? 'transit' : path.slice(0, at),
    key: path.slice(at + 1),
    namespace,
  };
}
