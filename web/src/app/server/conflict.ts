import { Draft, differenceOf } from './draft';

/** A field that two people changed at the same time. */
export interface Clash {
  field: string;
  mine: string;
  theirs: string;
}

/** What both changed since `base`, and differently. What only they changed is no clash: it is not sent. */
export function clashesOf(base: Draft, mine: Draft, theirs: Draft): Clash[] {
  const ours = differenceOf(base, mine);
  const others = differenceOf(base, theirs);
  return Object.keys(ours)
    .filter((field) => field in others && JSON.stringify(ours[field]) !== JSON.stringify(others[field]))
    .map((field) => ({ field, mine: shown(ours[field]), theirs: shown(others[field]) }));
}

/** Their version with what was changed here laid over it. */
export function merged(base: Draft, mine: Draft, theirs: Draft): Draft {
  const changed = Object.keys(differenceOf(base, mine)) as (keyof Draft)[];
  return changed.reduce<Draft>((draft, field) => ({ ...draft, [field]: mine[field] }), theirs);
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value.map((item: unknown) => (typeof item === 'string' ? item : JSON.stringify(item))).join(' ') || 'nothing';
}
