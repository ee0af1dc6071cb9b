import type { AnyRecord } from 'node:dns';
import { isIP } from 'node:net';
import { Resolver } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import type { Dialler } from '../dialler.js';
import { lookupFailure } from '../names.js';
import { down, type Seen } from '../seen.js';

export const recordTypes = [
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SRV',
  'TLSA',
  'TXT',
] as const;
export type RecordType = (typeof recordTypes)[number];

export interface DnsLook {
  name: string;
  record: RecordType;
  /** The name server to ask, as an address. Not given: those of this installation. */
  server?: string | null;
  port?: number;
  timeoutMs: number;
}

export interface DnsFinding {
  /** As a zone file has them, in order: `10 mail.example.com`. */
  records: string[];
  latencyMs: number;
}

/** What the name service says. Never rejects. */
export async function dnsLook(
  dialler: Dialler,
  { name, record, server, port = 53, timeoutMs }: DnsLook,
): Promise<DnsFinding | Seen> {
  const resolver = server
    ? new Resolver({ timeout: Math.max(1, Math.floor(timeoutMs / 2)), tries: 2 })
    : dialler.names.resolver(timeoutMs / 2);
  if (server) {
    const refusal = dialler.refusal(server);
    if (refusal) return refusal;
    resolver.setServers([isIP(server) === 6 ? `[${server}]:${port}` : `${server}:${port}`]);
  }
  const begun = performance.now();
  const timer = setTimeout(() => resolver.cancel(), timeoutMs);
  try {
    const answer: unknown = await resolver.resolve(record === 'PTR' ? reverseName(name) : name, record);
    return { records: spelt(answer, record).sort(), latencyMs: performance.now() - begun };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENODATA') return down('no-record', `${name} has no ${record} record`, performance.now() - begun);
    if (code === 'ETIMEOUT' || code === 'ECANCELLED' || code === 'ECONNREFUSED')
      return down('timeout', `no answer from the name server within ${Math.round(timeoutMs)} ms`);
    if (code === 'ESERVFAIL' || code === 'EREFUSED') return down('refused', `the name server answers ${code.slice(1)}`);
    const seen = lookupFailure(error as NodeJS.ErrnoException, name);
    return seen.outcome === 'unseen' ? seen : { ...seen, latencyMs: performance.now() - begun };
  } finally {
    clearTimeout(timer);
  }
}

/** Where the names of an address stand (RFC 1035, section 3.5; RFC 3596, section 2.5). */
function reverseName(name: string): string {
  if (isIP(name) === 4) return `${name.split('.').reverse().join('.')}.in-addr.arpa`;
  if (isIP(name) !== 6) return name;
  const digits = ipaddr
    .parse(name)
    .toByteArray()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}

export function isDnsFinding(result: DnsFinding | Seen): result is DnsFinding {
  return 'records' in result;
}

/** Each record in the order in which a zone file writes its parts (RFC 1035, section 5; RFC 2782; RFC 8659; RFC 6698; RFC 3403). */
function spelt(answer: unknown, type: RecordType): string[] {
  const records = (Array.isArray(answer) ? answer : [answer]) as (string | string[] | AnyRecord)[];
  return records.map((record) => {
    if (typeof record === 'string') return record;
    if (Array.isArray(record)) return record.join('');
    const fields = record as unknown as Record<string, unknown>;
    if (type === 'CAA') {
      const [tag = '', value = ''] = Object.entries(fields).find(([key]) => key !== 'critical' && key !== 'type') ?? [];
      return `${String(fields.critical)} ${tag} "${String(value)}"`;
    }
    if (type === 'TLSA') {
      const data = Buffer.from(fields.data as ArrayBuffer).toString('hex');
      return [fields.certUsage, fields.selector, fields.match, data].join(' ');
    }
    return (parts[type] ?? []).map((part) => String(fields[part])).join(' ');
  });
}

const parts: Partial<Record<RecordType, string[]>> = {
  MX: ['priority', 'exchange'],
  SRV: ['priority', 'weight', 'port', 'name'],
  SOA: ['nsname', 'hostmaster', 'serial', 'refresh', 'retry', 'expire', 'minttl'],
  NAPTR: ['order', 'preference', 'flags', 'service', 'regexp', 'replacement'],
};
