import { KeyAlgorithm, RotationOrder, RotationPlan } from '../../api/wire';
import { wordsOf } from '../../server/form-rules';
import { counted } from '../../ui/number';

/** A rotation while it is being thought of: every field a text. */
export interface RotationDraft {
  /** All servers that use the key, or those of them that a query finds. */
  which: 'all' | 'some';
  q: string;
  waves: string;
  failureBudget: string;
  keepOldHours: string;
  /** As in `strengths`, or empty: as before. */
  strength: string;
  reason: string;
}

export const newRotation: RotationDraft = {
  which: 'all',
  q: '',
  waves: '1 10% 50%',
  failureBudget: '5%',
  keepOldHours: '24',
  strength: '',
  reason: '',
};

/** How fast, from the most careful on. */
export const wavePresets = [
  { name: 'Careful', waves: '1 10% 50%', hint: 'One server first, then a tenth, half, and the rest.' },
  { name: 'Fast', waves: '1 25%', hint: 'One server first, then a quarter, and the rest.' },
  {
    name: 'All at once',
    waves: '100%',
    hint: 'Nobody goes first: one failure stops it, and by then many were begun with.',
  },
] as const;

const share = /^(0|[1-9]\d{0,6})%?$/;
const mostWaves = 20;
export const mostHours = 8_760;

export function wavesFault(text: string): string | null {
  const sizes = wordsOf(text);
  if (sizes.length > mostWaves) return `At most ${mostWaves} waves.`;
  const bad = sizes.find((size) => !share.test(size));
  return bad === undefined ? null : `"${bad}" is neither a count nor a share, such as 5 or 10%.`;
}

export function budgetFault(text: string): string | null {
  return text.trim() === '' || share.test(text.trim()) ? null : 'A count or a share, such as 5 or 10%.';
}

/** Which servers are to be asked after, as far as that is said: nothing is not everything. */
export function isSaid({ which, q }: RotationDraft): boolean {
  return which === 'all' || q.trim() !== '';
}

/** What the server is asked for; what was left empty is left to it. */
export function orderOf(draft: RotationDraft): RotationOrder {
  const { which, q, waves, failureBudget, keepOldHours, strength, reason } = draft;
  const [algorithm, bits] = wordsOf(strength);
  return {
    ...(which === 'some' && { q: q.trim() }),
    ...(wordsOf(waves).length > 0 && { waves: wordsOf(waves) }),
    ...(failureBudget.trim() !== '' && { failureBudget: failureBudget.trim() }),
    ...(keepOldHours.trim() !== '' && { keepOldHours: Number(keepOldHours) }),
    ...(algorithm !== undefined && { algorithm: algorithm as KeyAlgorithm }),
    ...(bits !== undefined && { bits: Number(bits) }),
    ...(reason.trim() !== '' && { reason: reason.trim() }),
  };
}

const places: Record<string, keyof RotationDraft> = {
  q: 'q',
  waves: 'waves',
  failureBudget: 'failureBudget',
  keepOldHours: 'keepOldHours',
  algorithm: 'strength',
  bits: 'strength',
  reason: 'reason',
};

/** The field of the form that the server points at. */
export function placeOf(pointer: string): keyof RotationDraft | undefined {
  return places[pointer.split('/')[1] ?? ''];
}

/** Why a plan cannot be carried out, or nothing. A key that nobody uses can be rotated all the same. */
export function hindranceOf({ underWay, total }: RotationPlan, { which }: RotationDraft): string | null {
  if (underWay !== null) return 'A rotation of this key is under way. It has to end first.';
  return total === 0 && which === 'some' ? 'No server that uses this key matches.' : null;
}

/** How many may fail where, in a sentence. */
export function sentenceOfBudget({ failureBudget, waves }: RotationPlan): string {
  if (waves.length < 2) return 'One failure stops it.';
  if (failureBudget === 0) return 'One failure stops it, of the canary or later.';
  return `One failure of the canary stops it. After that, up to ${counted(failureBudget, 'server')} may fail; the next one stops it.`;
}
