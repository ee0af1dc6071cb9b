import { BlockList, isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Never without being asked for: ourselves, our own link, groups, and the services that hand out a cloud's credentials. */
const denied = [
  ['0.0.0.0/8', 'unspecified'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local (cloud metadata)'],
  ['100.100.100.200/32', 'cloud metadata'],
  ['168.63.129.16/32', 'cloud metadata'],
  ['192.0.0.192/32', 'cloud metadata'],
  ['224.0.0.0/4', 'multicast'],
  ['255.255.255.255/32', 'broadcast'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['fe80::/10', 'link-local'],
  ['fd00:ec2::254/128', 'cloud metadata'],
  ['fd20:ce::254/128', 'cloud metadata'],
  ['ff00::/8', 'multicast'],
] as const;

export interface PolicyRefusal {
  address: string;
  message: string;
}

/**
 * Which addresses an outgoing connection may reach. Asked about the address that is really dialled, after DNS and for
 * every hop. Deny beats allow, allow beats what is built in, all else is allowed.
 */
export class ProbePolicy {
  /** Undefined when nothing is in it, so that an address which nobody speaks of takes one look. */
  private readonly allowed: BlockList | undefined;
  private readonly denied: BlockList | undefined;
  private readonly restricted = listOf(denied.map(([network]) => network));
  private readonly builtIn = denied.map(([network, why]) => ({ list: listOf([network]), why }));
  private readonly networks: readonly string[];

  /** CIDR networks. */
  constructor({ allow, deny }: { allow: string[]; deny: string[] }) {
    this.allowed = allow.length === 0 ? undefined : listOf(allow);
    this.denied = deny.length === 0 ? undefined : listOf(deny);
    this.networks = [...allow, ...deny, ...denied.map(([network]) => network)];
  }

  /** Undefined when the address may be dialled. `address` must be an address, not a name. */
  refusal(address: string): PolicyRefusal | undefined {
    for (const inner of [address, ...embedded(address)]) {
      const family = isIP(inner) === 6 ? 'ipv6' : 'ipv4';
      if (this.denied?.check(inner, family))
        return { address, message: `not allowed: ${inner} is in FLEET_PROBE_DENY` };
      if (this.allowed?.check(inner, family) || !this.restricted.check(inner, family)) continue;
      const rule = this.builtIn.find(({ list }) => list.check(inner, family));
      if (rule) {
        const prefix = family === 'ipv4' ? 32 : 128;
        return {
          address,
          message: `not allowed: ${inner} is ${rule.why}; FLEET_PROBE_ALLOW=${inner}/${prefix} would allow it`,
        };
      }
    }
    return undefined;
  }

  /**
   * Why no address of a network may be dialled, if so. What is said changes only where a network of the lists begins or ends, so
   * that these addresses stand for all.
   */
  refusalOfAll(network: string): PolicyRefusal | undefined {
    const [first, last] = rangeOf(network);
    const bounds = this.networks.flatMap((each) => {
      const [from, to] = rangeOf(each);
      return from.length === first.length ? [from, after(to)] : [];
    });
    const telling = [first, ...bounds.filter((bytes) => bytes && isWithin(bytes, first, last))];
    const refusals = telling.map((bytes) => bytes && this.refusal(ipaddr.fromByteArray([...bytes]).toString()));
    return refusals.every((refusal) => refusal !== undefined) ? refusals[0] : undefined;
  }
}

/** The first and the last address of a network, as bytes. */
function rangeOf(network: string): [Buffer, Buffer] {
  const [address, bits] = ipaddr.parseCIDR(
    network.includes('/') ? network : `${network}/${isIP(network) === 6 ? 128 : 32}`,
  );
  const bytes = address.toByteArray();
  const filled = (fill: 0 | 255) =>
    Buffer.from(
      bytes.map((byte, at) => {
        const own = Math.min(8, Math.max(0, bits - at * 8));
        const rest = 255 >> own;
        return (byte & ~rest) | (fill & rest);
      }),
    );
  return [filled(0), filled(255)];
}

/** The address that follows; undefined after the very last. */
function after(bytes: Buffer): Buffer | undefined {
  const at = bytes.findLastIndex((byte) => byte !== 255);
  return at < 0
    ? undefined
    : Buffer.from(bytes.map((byte, place) => (place > at ? 0 : place === at ? byte + 1 : byte)));
}

function isWithin(bytes: Buffer, first: Buffer, last: Buffer): boolean {
  return bytes.compare(first) >= 0 && bytes.compare(last) <= 0;
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  }
  return list;
}

/** IPv4 addresses that an IPv6 address stands for: mapped and compatible (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380). */
function embedded(address: string): string[] {
  if (isIP(address) !== 6) return [];
  const [bare = ''] = address.split('%');
  const bytes = ipaddr.parse(bare).toByteArray();
  const v4 = (at: number, flip = 0) =>
    bytes
      .slice(at, at + 4)
      .map((byte) => byte ^ flip)
      .join('.');
  const startsWith = (...prefix: number[]) => prefix.every((byte, at) => bytes[at] === byte);
  const zeros = (count: number) => bytes.slice(0, count).every((byte) => byte === 0);
  if (zeros(10) && bytes[10] === 0xff && bytes[11] === 0xff) return [v4(12)];
  if (zeros(12) && !zeros(15)) return [v4(12)];
  if (startsWith(0x00, 0x64, 0xff, 0x9b)) return [v4(12)];
  if (startsWith(0x20, 0x02)) return [v4(2)];
  if (startsWith(0x20, 0x01, 0x00, 0x00)) return [v4(4), v4(12, 0xff)];
  return [];
}
