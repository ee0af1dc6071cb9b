import type { Config } from '../../config/config.js';
import { StartupFault } from '../../config/startup-fault.js';
import { Unavailable } from '../../http/domain-error.js';
import { Transit } from './transit.js';

/** What a start waits for when Vault holds the master key. That Vault refuses the token is not mended by waiting. */
export function vaultAt({ vault, authorities }: Config): { name: string; reach(): Promise<void> }[] {
  if (!vault) return [];
  const transit = new Transit(vault, authorities);
  return [
    {
      name: 'the master key',
      async reach() {
        try {
          await transit.latestVersion();
        } catch (error) {
          const { code, message } = error as Unavailable;
          if (code === 'vault.refused') throw new StartupFault(message, { cause: error });
          throw new Error(message.replace(/\.$/, ''), { cause: error });
        }
      },
    },
  ];
}
