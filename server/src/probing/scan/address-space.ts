import ipaddr from 'ipaddr.js';

/** Addresses in a row, as numbers. */
interface Run {
  isV6: boolean;
  first: bigint;
  count: number;
  /** How many addresses stand before it. */
  before: number;
}

/** How many addresses one space may have: a /8 of IPv4, a /104 of IPv6. */
export const mostAddresses = 2 ** 24;

/**
 * The addresses of networks, each once and in order, however the networks overlap. Nothing is materialised: an address is calculated from its
 * place, so a /8 costs what a /30 costs.
 */
export class AddressSpace {
  readonly size: number;
  private readonly runs: Run[];

  /** @throws RangeError naming the network that is none, or when they are too many addresses */
  constructor(networks: readonly string[]) {
    const spans = networks
      .map(spanOf)
      .sort((a, b) => (a.isV6 === b.isV6 ? compared(a.first, b.first) : a.isV6 ? 1 : -1));
    const merged: Span[] = [];
    for (const span of spans) {
      const last = merged.at(-1);
      if (last?.isV6 === span.isV6 && span.first <= last.last + 1n) {
        if (span.last > last.last) last.last = span.last;
      } else merged.push({ ...span });
    }
    let before = 0;
    this.runs = merged.map(({ isV6, first, last }) => {
      const length = last - first + 1n;
      if (length > BigInt(mostAddresses) || before + Number(length) > mostAddresses)
        throw new RangeError(`more than ${mostAddresses.toLocaleString('en')} addresses`);
      const run = { isV6, first, count: Number(length), before };
      before += run.count;
      return run;
    });
    this.size = before;
  }

  /** So many from a place on, fewer at the end. */
  slice(from: number, count: number): string[] {
    const addresses: string[] = [];
    for (const run of this.runs) {
      const start = Math.max(from, run.before) - run.before;
      const end = Math.min(from + count, run.before + run.count) - run.before;
      for (let at = start; at < end; at++) addresses.push(spelt(run.first + BigInt(at), run.isV6));
    }
    return addresses;
  }
}

interface Span {
  isV6: boolean;
  first: bigint;
  last: bigint;
}

function spanOf(network: string): Span {
  const text = network.trim();
  const cidr = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  if (
    !ipaddr.isValidCIDR(cidr) ||
    !(text.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(text.split('/')[0] ?? ''))
  )
    throw new RangeError(`${network} is no network`);
  const [address, prefix] = ipaddr.parseCIDR(cidr);
  const isV6 = address.kind() === 'ipv6';
  const hostBits = BigInt((isV6 ? 128 : 32) - prefix);
  const given = address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const first = (given >> hostBits) << hostBits;
  return { isV6, first, last: first + (1n << hostBits) - 1n };
}

function spelt(value: bigint, isV6: boolean): string {
  if (!isV6) {
    const number = Number(value);
    return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
  }
  const bytes = Array.from({ length: 16 }, (_, at) => Number((value >> BigInt(8 * (15 - at))) & 255n));
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

function compared(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
