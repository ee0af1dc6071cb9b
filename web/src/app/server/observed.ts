import { CheckResult } from '../api/wire';
import { counted } from '../ui/number';
import { Fact } from './facts';

/** What the checks saw beside their verdict: certificates, host keys, records. Without what was not looked at yet. */
export function observedFacts(results: readonly CheckResult[]): Fact[] {
  return results.flatMap((result) => {
    const isOnly = results.filter(({ type }) => type === result.type).length === 1;
    const of = isOnly ? '' : `, ${result.name}`;
    return (facts[result.type] ?? nothing)(result.observed ?? {}, of);
  });
}

/** The one thing of it that belongs beside the verdict; null when there is nothing. */
export function observedInShort({ type, observed }: CheckResult): string | null {
  const seen = observed ?? {};
  if (type === 'tls') return joined([daysOf(seen['daysLeft']), textOf(seen['issuer'])]);
  if (type === 'ssh') return keyOf(seen['hostKey']);
  if (type === 'dns') return joined(textsOf(seen['records']), ', ');
  return null;
}

type Seen = Record<string, unknown>;

const facts: Record<string, (seen: Seen, of: string) => Fact[]> = {
  tls: (seen, of) => [
    ...fact(`Certificate${of}`, joined([daysOf(seen['daysLeft']), untilOf(seen['validTo'])], ', ')),
    ...fact('Issuer', textOf(seen['issuer'])),
    ...fact('For', joined(textsOf(seen['names']), ', '), true),
    ...fact('Protocol', joined([textOf(seen['protocol']), textOf(seen['cipher'])]), true),
  ],
  ssh: (seen, of) => [
    ...fact(`Host key${of}`, keyOf(seen['hostKey']), true),
    ...fact('SSH server', textOf(seen['banner']), true),
  ],
  dns: (seen, of) => fact(`Records${of}`, joined(textsOf(seen['records']), ', '), true),
};
const nothing = (): Fact[] => [];

function fact(name: string, value: string | null, isCode = false): Fact[] {
  return value === null ? [] : [{ name, value, isCode }];
}

/** `1 day left`, `ended 3 days ago` */
export function daysOf(days: unknown): string | null {
  if (typeof days !== 'number') return null;
  return days < 0 ? `ended ${counted(-days, 'day')} ago` : `${counted(days, 'day')} left`;
}

function untilOf(at: unknown): string | null {
  return typeof at === 'string' ? `until ${at.slice(0, 10)}` : null;
}

function keyOf(key: unknown): string | null {
  if (typeof key !== 'object' || key === null) return null;
  const { type, fingerprint } = key as Seen;
  return joined([textOf(type), textOf(fingerprint)], ' ');
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function joined(parts: (string | null)[], by = ' · '): string | null {
  return parts.filter((part) => part !== null).join(by) || null;
}
