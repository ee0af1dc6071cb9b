import { isIP } from 'node:net';
import type { Dialler } from '../../probing/dialler.js';
import { dnsLook, isDnsFinding, type RecordType } from '../../probing/dns/dns.look.js';

/** What the name service says of a name or an address, forwards and back. */
export interface DnsFacts {
  a: string[];
  aaaa: string[];
  /** From the name that was asked to the one that has addresses. */
  cname: string[];
  /** The names of each address. */
  ptr: { address: string; names: string[] }[];
  /** Each address leads back to the name, or each name of the address to it; null when there is nothing to compare. */
  agrees: boolean | null;
  /** Why it is not known, if so. */
  error: string | null;
}

const longestChain = 8;
const mostAddresses = 8;

export async function dnsFactsOf(dialler: Dialler, nameOrAddress: string, timeoutMs: number): Promise<DnsFacts> {
  const asking = new Asking(dialler, timeoutMs);
  return isIP(nameOrAddress) !== 0 ? ofAddress(asking, nameOrAddress) : ofName(asking, nameOrAddress);
}

/** Remembers the first trouble that was not simply that there is no such record. */
class Asking {
  error: string | null = null;

  constructor(
    private readonly dialler: Dialler,
    private readonly timeoutMs: number,
  ) {}

  async records(name: string, record: RecordType): Promise<string[]> {
    const found = await dnsLook(this.dialler, { name, record, timeoutMs: this.timeoutMs });
    if (isDnsFinding(found)) return found.records;
    if (found.code !== 'no-record' && found.code !== 'dns') this.error ??= found.message;
    return [];
  }
}

async function ofName(asking: Asking, name: string): Promise<DnsFacts> {
  const [a, aaaa, cname] = await Promise.all([
    asking.records(name, 'A'),
    asking.records(name, 'AAAA'),
    chainOf(asking, name),
  ]);
  const ptr = await Promise.all(
    [...a, ...aaaa]
      .slice(0, mostAddresses)
      .map(async (address) => ({ address, names: await asking.records(address, 'PTR') })),
  );
  const names = [name, ...cname].map(fold);
  const agrees =
    ptr.length === 0 ? null : ptr.every(({ names: back }) => back.some((each) => names.includes(fold(each))));
  return { a, aaaa, cname, ptr, agrees, error: asking.error };
}

async function ofAddress(asking: Asking, address: string): Promise<DnsFacts> {
  const names = await asking.records(address, 'PTR');
  const type: RecordType = isIP(address) === 6 ? 'AAAA' : 'A';
  const forward = await Promise.all(names.slice(0, mostAddresses).map((name) => asking.records(name, type)));
  const found = [...new Set(forward.flat())];
  return {
    a: type === 'A' ? found : [],
    aaaa: type === 'AAAA' ? found : [],
    cname: [],
    ptr: names.length > 0 ? [{ address, names }] : [],
    agrees: names.length === 0 ? null : forward.every((addresses) => addresses.includes(address)),
    error: asking.error,
  };
}

async function chainOf(asking: Asking, name: string): Promise<string[]> {
  const chain: string[] = [];
  for (let next: string | undefined = name; chain.length < longestChain;) {
    [next] = await asking.records(next, 'CNAME');
    if (next === undefined || chain.includes(next)) break;
    chain.push(next);
  }
  return chain;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
