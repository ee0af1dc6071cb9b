import { Verification } from '../api/wire';
import { countOf } from '../ui/number';

export type Head = Verification['head'];
type Broken = NonNullable<Verification['firstBroken']>;

const key = 'fleet.audit.head';

const reasons: Record<Broken['reason'], string> = {
  changed: 'was changed',
  removed: 'was removed',
  inserted: 'came in past the chain',
  unsealed: 'lost its seal',
  rewritten: 'is not in the chain that was noted: it was rewritten',
};

/** In a sentence. */
export function verdictOf(result: Verification | null): string {
  if (!result) return '';
  if (result.valid) return 'Every entry is still what was sealed.';
  const broken = result.firstBroken;
  if (!broken) return 'It is not what was sealed.';
  const which = broken.position === null ? 'An entry' : `Entry ${countOf(broken.position)}`;
  return `${which} ${reasons[broken.reason]}.`;
}

/** The end of the chain that this browser saw last. */
export function noted(): Head | null {
  const [position, hash] = (localStorage.getItem(key) ?? '').split(' ');
  return hash && /^[\da-f]{64}$/.test(hash) ? { position: Number(position), hash } : null;
}

export function note({ position, hash }: Head): void {
  if (position > 0) localStorage.setItem(key, `${position} ${hash}`);
}
