import { isIP } from 'node:net';
import type { Place, SearchField } from './field.js';
import { unordered } from './kinds.js';
import { likePattern } from './like.js';
import { badValue } from './refusal.js';
import type { Exact } from './tree.js';

/** Any address of a server: the one where checks look, and the others. */
export const addressField: SearchField = {
  kind: 'address',
  describe: 'An address: `10.2.0.7`, a network `10.2.0.0/16`, a pattern `10.2.*`',
  condition: (operand, place, asking) => {
    switch (operand.kind) {
      case 'presence':
        return `s.ip_address IS NOT NULL OR s.addresses <> '{}'`;
      case 'exact':
        return inNetwork(networkOf(operand), place);
      case 'pattern': {
        const network = octets(operand.text);
        return network ? inNetwork(network, place) : spelt(likePattern(operand.text), place);
      }
      default:
        throw unordered(operand, asking);
    }
  },
};

interface Network {
  address: string;
  bits: number;
}

function networkOf({ text, position }: Exact): Network {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  if (version === 0 || address.includes('%') || Number(bits ?? 0) > most) {
    const message = `\`${text}\` is no address, network (10.2.0.0/16) or pattern (10.2.*)`;
    throw badValue(message, { position });
  }
  return { address, bits: Number(bits ?? most) };
}

/** `10.2.*` is a network, and a network has an index. */
function octets(pattern: string): Network | undefined {
  const [, address] = /^(\d{1,3}(?:\.\d{1,3}){0,2})\.\*$/.exec(pattern) ?? [];
  if (address === undefined) return undefined;
  const given = address.split('.');
  const whole = [...given, ...Array<string>(4 - given.length).fill('0')].join('.');
  return isIP(whole) === 4 ? { address: whole, bits: given.length * 8 } : undefined;
}

/**
 * The other addresses of a server stand in a list. An index holds the networks around each of them (of 8, 16, 24 and 32
 * bits, for IPv6 of 16, 32, 48, 64 and 128): the next larger one of these finds, the exact one decides.
 */
function inNetwork({ address, bits }: Network, place: Place): string {
  const placed = (length: number) => `network(${place(`${address}/${length}`)}::inet)`;
  const network = placed(bits);
  const around = (isIP(address) === 6 ? [128, 64, 48, 32, 16] : [32, 24, 16, 8]).find((length) => length <= bits);
  const found = around === undefined ? '' : ` AND fleet_networks(s.addresses) @> ARRAY[${placed(around)}::inet]`;
  return `s.ip_address <<= ${network}
    OR (s.addresses <> '{}' AND EXISTS (SELECT FROM unnest(s.addresses) address WHERE address <<= ${network})${found})`;
}

function spelt(pattern: string, place: Place): string {
  const placed = `lower(${place(pattern)})`;
  return `s.search_text LIKE lower(${place(`%${pattern}%`)}) AND (host(s.ip_address) LIKE ${placed}
    OR EXISTS (SELECT FROM unnest(s.addresses) address WHERE host(address) LIKE ${placed}))`;
}
