import { ImportedHosts, ScanHost, ScanMatch, ScanPort } from '../api/wire';
import { counted } from '../ui/number';

/** `22 ssh` */
export function wordsOfPort({ port, service }: ScanPort): string {
  return service === null ? String(port) : `${port} ${service}`;
}

/** What was heard at a port; empty where nothing was. */
export function heardAt({ banner, http, tls }: ScanPort): string {
  const page = http && [`HTTP ${http.status}`, http.title, http.server].filter((part) => part !== null).join(', ');
  const certificate = tls && [`certificate for ${tls.names.join(', ')}`, `${tls.daysLeft} days left`, ...tls.problems];
  return [banner, page, certificate?.join('; ')].filter((part) => part !== null && part !== undefined).join('\n');
}

/** `web, Debian`; null when nobody dares to guess. */
export function wordsOfGuess({ guess }: ScanHost): string | null {
  const parts = [guess?.role, guess?.os].filter((part) => part !== null && part !== undefined);
  return parts.length === 0 ? null : parts.join(', ');
}

/** What is otherwise than when it was seen before. */
export function wordsOfChange({ what, port, before, after }: ScanHost['changes'][number]): string {
  switch (what) {
    case 'port-opened':
      return `${port} opened`;
    case 'port-closed':
      return `${port} closed`;
    case 'host-key':
      return before && after ? `host key was ${before}` : 'another host key';
    case 'silent':
      return 'fell silent';
  }
}

/** It answered and is nobody's yet. */
export function isRegistrable({ match, serverId }: ScanHost): boolean {
  return match !== 'missing' && serverId === null;
}

/** How many of them are what. */
export function countsOf(hosts: readonly Pick<ScanHost, 'match'>[]): Record<ScanMatch, number> {
  const counts = { new: 0, known: 0, changed: 0, missing: 0 };
  for (const { match } of hosts) counts[match] += 1;
  return counts;
}

/** `2 hosts registered, 1 not` */
export function sentenceOfImport({ created, failed }: ImportedHosts): string {
  const done = `${counted(created, 'host')} registered`;
  return failed === 0 ? done : `${done}, ${failed} not`;
}
