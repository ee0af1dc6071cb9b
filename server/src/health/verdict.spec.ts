import fc from 'fast-check';
import { down, unseen, up, type Seen } from '../probing/seen.js';
import { after, isFlapping, wasUp, type CheckRules, type CheckState } from './verdict.js';

const rules: CheckRules = { failAfter: 3, recoverAfter: 2, warnMs: 100 };
const looks: Record<string, Seen> = {
  '+': up('connected', 'connected', 3),
  '~': up('connected', 'connected', 300),
  '-': down('refused', 'connection refused'),
  '?': unseen('denied', 'not allowed'),
};
const fresh: CheckState = { status: 'unknown', history: 0, unseen: 0 };

/** `+` a fast answer, `~` a slow one, `-` none, `?` could not look; H, D, U, and `.` for unknown. */
function play(observations: string, using = rules): string {
  let state = fresh;
  return [...observations]
    .map((letter) => {
      state = after(state, looks[letter] as Seen, using);
      return state.status === 'unknown' ? '.' : state.status.charAt(0).toUpperCase();
    })
    .join('');
}

test.each([
  ['the first look is believed: up', '+', 'H'],
  ['the first look is believed: down', '-', 'U'],
  ['the first look is believed: slow', '~', 'D'],
  ['three failures in a row take it down', '+---', 'HHHU'],
  ['a success between failures clears the doubt', '+--+--', 'HHHHHH'],
  ['two successes in a row bring it back', '-++', 'UUH'],
  ['a failure between successes does not', '-+-+-', 'UUUUU'],
  ['a recovery into slowness is degraded', '-~~', 'UUD'],
  ['three slow answers degrade it', '+~~~', 'HHHD'],
  ['two fast answers mend that', '~++', 'DDH'],
  ['slow and failing in turn is at least degraded', '+~-~', 'HHHD'],
  ['degraded still goes down by three failures', '~---', 'DDDU'],
  ['what could not be looked at keeps its status at first', '+?+', 'HHH'],
  ['but is unknown after three', '+???', 'HHH.'],
  ['and then the first look is believed again', '+???-', 'HHH.U'],
  ['not looking does not interrupt a row of failures', '+-?--', 'HHHHU'],
])('%s', (_, observations, statuses) => {
  expect(play(observations)).toBe(statuses);
});

test.each([
  ['failAfter 1 is at once', { ...rules, failAfter: 1 }, '+-', 'HU'],
  ['failAfter 10 waits for ten', { ...rules, failAfter: 10 }, '+----------', 'HHHHHHHHHHU'],
  ['recoverAfter 1 is at once', { ...rules, recoverAfter: 1 }, '-+', 'UH'],
  ['without warnMs slow is fine', { ...rules, warnMs: null }, '~~~', 'HHH'],
])('%s', (_, using, observations, statuses) => {
  expect(play(observations, using)).toBe(statuses);
});

function historyOf(observations: string): number {
  return [...observations].reduce((state, letter) => after(state, looks[letter] as Seen, rules), fresh).history;
}

test.each([
  ['steady', '+++++++++++++++', false, false],
  ['one outage', '+++++---+++++++', false, false],
  ['up and down in turn', '+-+-+-+', false, true],
  ['calmer, but it began', '+++++++++-++-++', true, true],
  ['calm again', '+++++++++++++-+', true, false],
])('flapping: %s', (_, observations, was, is) => {
  expect(isFlapping(historyOf(observations), was)).toBe(is);
});

test('an unhealthy verdict always had failAfter failures in a row, or was the first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('+', '~', '-', '?'), { maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 10 }),
      (letters, failAfter, recoverAfter) => {
        const using = { failAfter, recoverAfter, warnMs: 100 };
        let state = fresh;
        let failures = 0;
        for (const letter of letters) {
          const before = state.status;
          state = after(state, looks[letter] as Seen, using);
          if (letter !== '?') failures = letter === '-' ? failures + 1 : 0;
          if (before !== 'unhealthy' && before !== 'unknown' && state.status === 'unhealthy')
            expect(failures).toBeGreaterThanOrEqual(failAfter);
          if (letter !== '?') expect(wasUp(state.history)).toBe(letter !== '-');
          expect(state.history).toBeGreaterThanOrEqual(0);
        }
      },
    ),
  );
});
