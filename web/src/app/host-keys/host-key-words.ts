import { HostKey, KnownHostsOutcome } from '../api/wire';

const sources: Record<HostKey['source'], string> = {
  'first-use': 'first use',
  pinned: 'pinned',
  'known-hosts': 'known_hosts',
  discovery: 'discovery',
  announced: 'announced by the server',
  presented: 'shown at a login',
};

/** Where a key is known from; and when somebody decided on it, who and why. */
export function originOf({ source, decidedBy, reason }: HostKey): string {
  const because = reason === null || reason === '' ? '' : `: ${reason}`;
  return `${sources[source]}${decidedBy === null ? '' : `, ${decidedBy}${because}`}`;
}

/** What becomes of a line, or of what discovery saw. */
export const outcomeWords: Record<KnownHostsOutcome['lines'][number]['status'], string> = {
  new: 'trusted from now on',
  known: 'trusted already',
  conflict: 'another key is trusted: to be decided',
  refused: 'refused',
  'no-server': 'no server of that name',
  skipped: 'skipped',
  unreadable: 'cannot be read',
};
