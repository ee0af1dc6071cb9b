import type { DomainError } from './domain-error.js';
import { requireSound } from './sound-json.js';

function faultOf(json: string): string {
  try {
    requireSound(JSON.parse(json));
  } catch (error) {
    const [fault] = (error as DomainError).errors;
    return `${fault?.pointer} ${fault?.code}`;
  }
  return 'sound';
}

const nested = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);

test.each([
  ['an ordinary body', '{"a":[1,{"b":null}],"c":"x"}', 'sound'],
  ['letters of every plane', '{"a":"ü€😀"}', 'sound'],
  ['32 levels', nested(32), 'sound'],
  ['33 levels', nested(33), `${'/a'.repeat(32)} json.too-deep`],
  ['as many levels as a body has room for', nested(150_000), `${'/a'.repeat(32)} json.too-deep`],
  ['lists in lists', '['.repeat(40) + ']'.repeat(40), `${'/0'.repeat(32)} json.too-deep`],
  ['as many members as a body has room for', `[${'1,'.repeat(500_000)}1]`, 'sound'],
  ['a NUL', '{"a":{"b":["x","\\u0000"]}}', '/a/b/1 json.nul'],
  ['a NUL in a name', '{"a\\u0000":1}', '/a\0 json.nul'],
  ['half of a pair', '{"a":"\\ud83d"}', '/a json.no-unicode'],
  ['a number beyond all', '{"a":-1e999}', '/a json.number-too-large'],
  ['a name that is left out', '{"a":{"constructor":1}}', '/a/constructor json.reserved-name'],
  ['a name that changes objects', '{"__proto__":{}}', '/__proto__ json.reserved-name'],
  ['a name with a slash', '{"a/b~c":"\\u0000"}', '/a~1b~0c json.nul'],
])('%s', (_, json, expected) => {
  expect(faultOf(json)).toBe(expected);
});
