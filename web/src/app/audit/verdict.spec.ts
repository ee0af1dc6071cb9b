import { Verification } from '../api/wire';
import { note, noted, verdictOf } from './verdict';

const hash = 'a'.repeat(64);
const whole: Verification = {
  valid: true,
  entries: 3,
  sealed: 3,
  unsealed: 0,
  head: { position: 3, hash },
  firstBroken: null,
};

afterEach(() => localStorage.clear());

test.each([
  [{}, 'Every entry is still what was sealed.'],
  [{ valid: false, firstBroken: { position: 1913, id: 'x', reason: 'changed' } }, 'Entry 1,913 was changed.'],
  [{ valid: false, firstBroken: { position: null, id: 'x', reason: 'inserted' } }, 'An entry came in past the chain.'],
  [
    { valid: false, firstBroken: { position: 9, id: null, reason: 'rewritten' } },
    'Entry 9 is not in the chain that was noted: it was rewritten.',
  ],
] as const)('%j: %s', (over, said) => expect(verdictOf({ ...whole, ...over })).toBe(said));

test('the head is noted, unless there is none', () => {
  expect(noted()).toBeNull();
  note({ position: 0, hash });
  expect(noted()).toBeNull();
  note(whole.head);
  expect(noted()).toEqual(whole.head);
});

test('what is no head is none', () => {
  localStorage.setItem('fleet.audit.head', '7 nonsense');
  expect(noted()).toBeNull();
});
