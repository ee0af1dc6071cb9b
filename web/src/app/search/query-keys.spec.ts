import { BoxState, meaningOf } from './query-keys';

const closed: BoxState = { isOffering: false, isOpen: false, isChoosing: false, isTypingWord: false, hasFix: false };
const empty = { ...closed, isOpen: true };
const open = { ...empty, isOffering: true };
const typing = { ...open, isTypingWord: true };
const choosing = { ...typing, isChoosing: true };
const wrong = { ...closed, hasFix: true };

test.each([
  ['ArrowDown opens the list', 'ArrowDown', closed, 'open'],
  ['ArrowDown goes to the first', 'ArrowDown', open, 'first'],
  ['ArrowDown goes on', 'ArrowDown', choosing, 'list'],
  ['there is nowhere to go in an empty list', 'ArrowDown', empty, 'text'],
  ['ArrowUp goes to the last', 'ArrowUp', open, 'last'],
  ['ArrowUp goes back', 'ArrowUp', choosing, 'list'],
  ['ArrowUp without a list', 'ArrowUp', closed, 'text'],
  ['Enter searches while nothing is chosen', 'Enter', typing, 'search'],
  ['Enter takes what is chosen', 'Enter', choosing, 'take'],
  ['Enter searches in a closed box', 'Enter', wrong, 'search'],
  ['Tab takes the first for a word', 'Tab', typing, 'take'],
  ['Tab takes what is chosen', 'Tab', { ...choosing, isTypingWord: false }, 'take'],
  ['Tab leaves where nothing is typed', 'Tab', open, 'text'],
  ['Tab puts right what is wrong', 'Tab', wrong, 'fix'],
  ['Tab completes before it puts right', 'Tab', { ...typing, hasFix: true }, 'take'],
  ['Escape closes', 'Escape', open, 'close'],
  ['Escape leaves a closed box', 'Escape', closed, 'leave'],
  ['Home is the text’s own', 'Home', choosing, 'text'],
  ['a letter is the text’s own', 'a', choosing, 'text'],
])('%s', (_, key, state, meaning) => expect(meaningOf({ key, shiftKey: false }, state)).toBe(meaning));

test('Shift and Tab goes back, whatever is offered', () => {
  expect(meaningOf({ key: 'Tab', shiftKey: true }, { ...choosing, hasFix: true })).toBe('text');
});
