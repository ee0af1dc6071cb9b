import type { Prober } from '../prober.js';
import { down, up } from '../seen.js';
import { dnsLook, isDnsFinding, type RecordType } from './dns.look.js';

export interface DnsSettings {
  /** Not given: the server's own name. */
  name: string | null;
  record: RecordType;
  /** Each must be among the records. */
  expect: { records?: string[] } | null;
  timeoutMs: number;
}

/** Up when the name service has the record, and what is expected is in it. */
export const dnsProber: Prober<DnsSettings> = {
  type: 'dns',
  async probe(dialler, { hostname }, { name, record, expect, timeoutMs }) {
    const finding = await dnsLook(dialler, { name: name ?? hostname, record, timeoutMs });
    if (!isDnsFinding(finding)) return finding;
    const { records, latencyMs } = finding;
    const missing = missingIn(records, expect?.records ?? []);
    if (missing.length > 0)
      return down('records', `${record} is ${records.join(', ')}, without ${missing.join(', ')}`, latencyMs, {
        records,
      });
    return up('dns', `${record} is ${records.join(', ')}`, latencyMs, { records });
  },
};

/** Names are compared without regard to case and to the dot at their end. */
export function missingIn(records: string[], expected: string[]): string[] {
  const folded = new Set(records.map(fold));
  return expected.filter((each) => !folded.has(fold(each)));
}

function fold(record: string): string {
  return record.toLowerCase().replace(/\.$/, '');
}
