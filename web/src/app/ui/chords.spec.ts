import { keyOf, pressed, shortcuts } from './chords';

/** The actions of these keys pressed one after another. */
function played(...keys: string[]): (string | null)[] {
  let pending = '';
  return keys.map((key) => {
    const after = pressed(pending, key);
    pending = after.pending;
    return after.action;
  });
}

test.each([
  [['/'], ['search']],
  [
    ['g', 'o'],
    [null, 'overview'],
  ],
  [
    ['g', 's'],
    [null, 'servers'],
  ],
  [
    ['j', 'j', 'k'],
    ['next', 'next', 'previous'],
  ],
  [
    ['g', 'x'],
    [null, 'select'],
  ],
  [
    ['g', 'g', 's'],
    [null, null, 'servers'],
  ],
  [['q'], [null]],
  [['Control+k'], ['palette']],
])('%j', (keys, actions) => expect(played(...keys)).toEqual(actions));

test('every shortcut of the sheet works', () => {
  for (const { keys, action } of shortcuts) expect(played(...keys.split(' ')).at(-1)).toBe(action);
});

const none = { ctrlKey: false, metaKey: false, altKey: false };

test.each([
  [{ ...none, key: '?' }, '?'],
  [{ ...none, key: 'K', ctrlKey: true }, 'Control+k'],
  [{ ...none, key: 'k', metaKey: true }, 'Control+k'],
  [{ ...none, key: 'j', altKey: true }, null],
])('%j', (event, key) => expect(keyOf(event)).toBe(key));
