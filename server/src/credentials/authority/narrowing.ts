import { isIP } from 'node:net';
import type { Purpose, Statement } from './certificate.js';
import { refusedAt } from '../../http/domain-error.js';

export const extensions = [
  'permit-pty',
  'permit-port-forwarding',
  'permit-agent-forwarding',
  'permit-X11-forwarding',
  'permit-user-rc',
] as const;
export type Extension = (typeof extensions)[number];

/** How a certificate is narrowed, as it is asked for. */
export interface Narrowing {
  forceCommand?: string;
  sourceAddresses?: string[];
  extensions?: Extension[];
}

/** Somebody who sits before a terminal. What leads further has to be asked for. */
const usual: readonly Extension[] = ['permit-pty'];

/** As the certificate says it. @throws BadRequest when it is for a host, whose certificates know no options */
export function narrowed(
  purpose: Purpose,
  narrowing: Narrowing | undefined,
): Pick<Statement, 'criticalOptions' | 'extensions'> {
  if (purpose === 'host') {
    if (narrowing && Object.values(narrowing).some((each) => each !== undefined))
      throw refusedAt('/options', 'are of user certificates alone');
    return { criticalOptions: {}, extensions: [] };
  }
  const { forceCommand, sourceAddresses = [], extensions: wanted = usual } = narrowing ?? {};
  const strange = sourceAddresses.find((each) => !isNetwork(each));
  if (strange !== undefined)
    throw refusedAt('/options/sourceAddresses', `must be addresses or networks (CIDR), which ${strange} is not`);
  return {
    criticalOptions: {
      ...(forceCommand === undefined ? {} : { 'force-command': forceCommand }),
      ...(sourceAddresses.length === 0 ? {} : { 'source-address': sourceAddresses.join(',') }),
    },
    extensions: wanted,
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (more.length > 0 || widest < 0 || address.includes('%')) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest);
}
