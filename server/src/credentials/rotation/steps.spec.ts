import { placementsAt, stepAfter, steps, type Direction, type Step } from './steps.js';

const letters = { placed: 'P', placing: 'p', removing: 'r', removed: '-' } as const;
type State = keyof typeof letters;

function way(from: Step, direction: Direction): Step[] {
  const next = stepAfter(from, direction);
  return next ? [next, ...way(next, direction)] : [];
}

/** What is on record of the old and the new key, step by step: `Pp` is an old one that works and a new one that may be there. */
function records(way: Step[], begun = { old: 'placed', new: 'removed' } as Record<'old' | 'new', State>): string[] {
  const record = { ...begun };
  return way.map((step) => {
    for (const key of ['old', 'new'] as const) {
      const state = placementsAt[step][key];
      if (state && !(state === 'placing' && record[key] === 'placed')) record[key] = state;
    }
    return letters[record.old] + letters[record.new];
  });
}

test('forwards: the new key is on record before the server is touched, the old one until it was refused', () => {
  const forwards = way('pending', 'forwards');
  expect(forwards).toEqual(['placing', 'placed', 'verified', 'switched', 'removing', 'removed', 'done']);
  expect(records(forwards).join(' ')).toBe('Pp Pp Pp PP rP rP -P');
});

test('nothing is after the end', () => {
  expect(stepAfter('done', 'forwards')).toBeUndefined();
  expect(stepAfter('rolled-back', 'backwards')).toBeUndefined();
  expect(stepAfter('rolled-back', 'forwards')).toBeUndefined();
});

const reached = ['pending', ...way('pending', 'forwards')] as const;
test.each([
  ['pending', 'rolled-back', 'P-'],
  ['placing', 'restoring restored withdrawing rolled-back', 'Pp Pp Pr P-'],
  ['placed', 'restoring restored withdrawing rolled-back', 'Pp Pp Pr P-'],
  ['verified', 'restoring restored withdrawing rolled-back', 'Pp Pp Pr P-'],
  ['switched', 'restoring restored withdrawing rolled-back', 'PP PP Pr P-'],
  ['removing', 'restoring restored withdrawing rolled-back', 'pP PP Pr P-'],
  ['removed', 'restoring restored withdrawing rolled-back', 'pP PP Pr P-'],
  ['done', 'restoring restored withdrawing rolled-back', 'pP PP Pr P-'],
  ['restored', 'withdrawing rolled-back', ''],
] as [Step, string, string][])('back from %s: %s', (from, back, expected) => {
  expect(way(from, 'backwards').join(' ')).toBe(back);
  if (!expected) return;
  const record = { old: 'placed', new: 'removed' } as Record<'old' | 'new', State>;
  for (const step of reached.slice(0, reached.indexOf(from) + 1)) Object.assign(record, placementsAt[step]);
  expect(records(way(from, 'backwards'), record).join(' ')).toBe(expected);
});

test('whatever way is taken, one of the two keys is known to work all the time', () => {
  const forwards = way('pending', 'forwards');
  for (const turn of forwards.keys()) {
    const there = forwards.slice(0, turn + 1);
    const all = records([...there, ...way(there.at(-1) as Step, 'backwards')]);
    expect(all.filter((record) => !record.includes('P'))).toEqual([]);
  }
  expect(Object.keys(placementsAt).sort()).toEqual([...steps].sort());
});
