import type { Config } from '../../config/config.js';
import { LocalMasterKeys } from './local-master-keys.js';
import type { MasterKeys } from './master-keys.js';
import { Transit } from './transit.js';
import { VaultMasterKeys } from './vault-master-keys.js';

/** The master keys that the configuration names. */
export function masterKeysOf({ localMasterKeys, vault, authorities }: Config): MasterKeys {
  const local = new LocalMasterKeys(localMasterKeys);
  return vault ? new VaultMasterKeys(new Transit(vault, authorities), local) : local;
}
