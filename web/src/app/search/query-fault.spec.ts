import { Fault, Problem } from '../api/problem';
import { faultIn, fixed } from './query-fault';

function refused(over: Partial<Fault>): Problem {
  const fault = { pointer: '/q', code: 'search.bad-value', message: 'it is wrong', ...over };
  return {
    status: 400,
    code: fault.code,
    title: '',
    detail: null,
    requestId: null,
    retryAfterSeconds: null,
    errors: [fault],
  };
}

test.each([
  ['an unknown field, without its colon', 'web lifecylce:active', 'search.unknown-field', 4, 'lifecylce'],
  ['a value', 'web lifecycle:alive x', 'search.bad-value', 14, 'alive'],
  ['a number behind its comparison', 'cpu:>=many', 'search.bad-value', 6, 'many'],
  ['a quoted value', 'owner:"" x', 'search.bad-value', 6, '""'],
  ['an end of a range', 'cpu:[4 TO many] x', 'search.bad-value', 10, 'many'],
  ['a whole range', 'cpu:[16 TO 4] x', 'search.bad-value', 4, '[16 TO 4]'],
  ['a field that leads to what cannot be read', 'group:x y', 'search.syntax', 0, 'group:'],
  ['a space where a value is missing', 'owner: core', 'search.syntax', 6, ' '],
  ['a parenthesis', 'a)', 'search.syntax', 1, ')'],
  ['the end, where something is missing', 'web OR', 'search.syntax', 6, ''],
  ['a quotation that is not closed', 'web "01', 'search.syntax', 4, '"01'],
])('%s is underlined', (_, q, code, position, underlined) => {
  const fault = faultIn(q, refused({ code, position }));
  expect(fault && q.slice(fault.from, fault.to)).toBe(underlined);
  const spaced = faultIn(`  ${q} `, refused({ code, position }));
  expect(spaced && `  ${q} `.slice(spaced.from, spaced.to)).toBe(underlined);
});

test('what has no place in the query is no fault of it', () => {
  expect(faultIn('web', null)).toBeNull();
  expect(faultIn('web', refused({ pointer: '/sort', position: 0 }))).toBeNull();
  expect(faultIn('web', refused({}))).toBeNull();
});

test.each([
  ['There is no field `ownr` (character 0). Did you mean `owner`?', 'owner', 'There is no field ownr.'],
  ['There is no field `x` (character 0). Possible: a, b.', undefined, 'There is no field x. Possible: a, b.'],
  ['`alive` is no lifecycle; possible: active (character 10).', 'active', 'alive is no lifecycle; possible: active.'],
])('%s', (message, suggestion, told) => {
  expect(faultIn('x:y', refused({ message, position: 0, ...(suggestion && { suggestion }) }))?.message).toBe(told);
});

test.each([
  ['web lifecylce:active x', 'search.unknown-field', 4, 'lifecycle', 'web lifecycle|:active x'],
  ['lifecycle:alive x', 'search.bad-value', 10, 'active', 'lifecycle:active| x'],
  ['role:"db srver"', 'search.bad-value', 5, 'db server', 'role:"db server"|'],
])('%s is put right', (q, code, position, suggestion, after) => {
  const { text, caret } = fixed(q, faultIn(q, refused({ code, position, suggestion }))!);
  expect(`${text.slice(0, caret)}|${text.slice(caret)}`).toBe(after);
});
