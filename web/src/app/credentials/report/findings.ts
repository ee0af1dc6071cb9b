import { KeyFinding, KeyFindingItem, KeyFindingKind } from '../../api/wire';
import { written } from '../../search/scan';

/** A way to where something is done about it. */
export interface Way {
  name: string;
  path: readonly string[];
  query?: Record<string, string>;
}

interface FindingWords {
  title: string;
  /** To do about one item; null where there is nothing that its own page does not offer. */
  mend: (item: KeyFindingItem) => Way | null;
  /** To do about all of them. */
  mendAll?: Way;
}

const hostKeys: Way = { name: 'Decide on them', path: ['/host-keys'] };
const keyless = { q: '-credential:* -lifecycle:planned -lifecycle:decommissioned' };

const findings: Record<KeyFindingKind, FindingWords> = {
  'expired-keys': { title: 'Expired keys', mend: toRotate },
  'expiring-keys': { title: 'Keys that expire soon', mend: toRotate },
  'overdue-keys': { title: 'Keys whose rotation is overdue', mend: toRotations },
  'old-keys': { title: 'Old keys without a schedule', mend: toRotate },
  'weak-keys': { title: 'Weak keys', mend: toRotate },
  'shared-keys': { title: 'Keys that many servers share', mend: toServers },
  'keys-across-environments': { title: 'Keys across environments', mend: toServers },
  'unfinished-rotations': { title: 'Rotations that are not finished', mend: toRotations },
  'kept-keys': { title: 'Former keys that servers still have', mend: toRotate },
  'orphaned-placements': { title: 'Keys left behind on servers', mend: toKey },
  'waiting-host-keys': { title: 'Host keys to decide on', mend: () => null, mendAll: hostKeys },
  'servers-without-credential': {
    title: 'Servers without a key',
    mend: () => null,
    mendAll: { name: 'Give them one', path: ['/servers'], query: keyless },
  },
};

export function wordsOf({ kind }: Pick<KeyFinding, 'kind'>): FindingWords {
  return findings[kind];
}

/** Where the page of an item is: of its server, or else of its key. */
export function pageOfItem({ serverId, hostname, credentialId, credentialName }: KeyFindingItem): Way {
  if (serverId !== null) return { name: hostname ?? serverId, path: ['/servers', serverId] };
  return { name: credentialName ?? '', path: ['/credentials', credentialId ?? ''] };
}

function toRotate(item: KeyFindingItem): Way | null {
  return item.credentialId === null ? null : { name: 'Rotate …', path: ['/credentials', item.credentialId] };
}

function toKey({ credentialId, credentialName }: KeyFindingItem): Way | null {
  return credentialId === null ? null : { name: `Key ${credentialName ?? ''}`, path: ['/credentials', credentialId] };
}

function toRotations({ credentialId }: KeyFindingItem): Way | null {
  return credentialId === null ? null : { name: 'Its rotations', path: ['/rotations'], query: { key: credentialId } };
}

function toServers({ credentialName }: KeyFindingItem): Way | null {
  if (credentialName === null) return null;
  return { name: 'Its servers', path: ['/servers'], query: { q: `credential:${written(credentialName)}` } };
}

export interface Piece {
  text: string;
  isCode: boolean;
}

/** A sentence in which words of the API stand between backticks. */
export function piecesOf(sentence: string): Piece[] {
  return sentence
    .split('`')
    .map((text, place) => ({ text, isCode: place % 2 === 1 }))
    .filter(({ text }) => text !== '');
}
