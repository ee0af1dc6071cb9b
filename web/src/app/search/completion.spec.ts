import { SearchField } from '../api/wire';
import { typedAt } from './caret';
import { Offer, Vocabulary, completed, offersFor } from './completion';

const field = (name: string, over: Partial<SearchField> = {}): SearchField => ({
  name,
  aliases: [],
  kind: 'text',
  description: '',
  values: null,
  completes: false,
  ...over,
});

const vocabulary: Vocabulary = {
  fields: [
    field('hostname', { aliases: ['host'], description: 'The host name: `db-01`' }),
    field('lifecycle', { kind: 'choice', values: ['planned', 'active', 'draining'] }),
    field('environment', { aliases: ['env'], completes: true, description: 'The environment' }),
    field('owner', { completes: true, description: 'Who answers for it' }),
    field('tag', { kind: 'tag', completes: true }),
    field('cpu', { kind: 'number', description: 'Cores of it' }),
    field('since', { kind: 'time' }),
    field('lifecycleSince', { kind: 'time' }),
    field('attr.<path>', { kind: 'json' }),
  ],
  values: [],
  isExact: true,
  recent: [],
};

function offers(marked: string, over: Partial<Vocabulary> = {}): Offer[] {
  const q = marked.replace('|', '');
  return offersFor(q, typedAt(q, marked.indexOf('|')), { ...vocabulary, ...over });
}

const names = (found: readonly Offer[]) => found.map(({ name }) => name).join(' ');

test.each([
  ['what begins like it comes before what contains it', 'since|', 'since lifecycleSince'],
  ['without regard to case', 'LIFE|', 'lifecycle lifecycleSince'],
  ['by another name', 'env|', 'environment'],
  ['by what it is about', 'answers|', 'owner'],
  ['a letter finds only beginnings', 'o|', 'owner'],
  ['what is there is not offered again', 'owner|:core', ''],
  ['a value that is complete neither', 'lifecycle:active|', ''],
  ['the values of a few', 'lifecycle:|', 'planned active draining'],
  ['those that begin like it', 'lifecycle:(active OR d|', 'draining'],
  ['of an unknown field nothing', 'nothing:|', ''],
  ['ages of a time', 'since:|', '<1h <24h <7d >30d'],
  ['those that begin so', 'since:>|', '>30d'],
  ['comparisons of a number', 'cpu:|', '>= <= > <'],
  ['an operator', 'a O|', 'owner OR'],
])('%s: %s', (_, marked, found) => expect(names(offers(marked))).toBe(found));

test('a field says what it is about, a value how many have it', () => {
  expect(offers('host|')).toEqual([
    { kind: 'field', name: 'hostname', hint: 'The host name: db-01', text: 'hostname:' },
  ]);
  const values = [
    { value: 'data base', count: 12_000 },
    { value: 'core', count: 3 },
  ];
  const told = offers('owner:|', { values, isExact: false }).map(({ name, hint, text }) => [name, hint, text]);
  expect(told).toEqual([
    ['data base', '~12,000', '"data base"'],
    ['core', '~3', 'core'],
    ['*', 'has a value of owner', '*'],
  ]);
});

test('queries of before come first in an empty box, and while the whole text begins like them', () => {
  const recent = ['owner:core', 'web', 'owner:data', 'health:unhealthy', 'stale:true'];
  expect(names(offers('|', { recent })).split(' ').slice(0, 5)).toEqual([...recent.slice(0, 4), 'hostname']);
  expect(names(offers('owner:|', { recent }))).toBe('*');
  expect(names(offers('ow|', { recent }))).toBe('owner:core owner:data owner');
  expect(names(offers('owner:core|', { recent, values: [] }))).toBe('');
});

test.each([
  ['a field waits for its value', 'life|', 'lifecycle', 'lifecycle:|'],
  ['in the middle, over what is there', 'a ow|n b', 'owner', 'a owner:| b'],
  ['over the name of a field', 'env|:prod', 'environment', 'environment:|prod'],
  ['a negated one', '-life|', 'lifecycle', '-lifecycle:|'],
  ['a path goes on', 'att|', 'attr.<path>', 'attr.|'],
  ['a value is followed by a space', 'lifecycle:a|', 'active', 'lifecycle:active |'],
  ['or by the space that is there', 'lifecycle:a| b', 'active', 'lifecycle:active |b'],
  ['not before a parenthesis', 'lifecycle:(a|)', 'active', 'lifecycle:(active|)'],
  ['a comparison waits for its number', 'cpu:|', '>=', 'cpu:>=|'],
  ['an age is a value', 'since:<|', '<7d', 'since:<7d |'],
  ['an operator', 'a O|', 'OR', 'a OR |'],
])('%s', (_, marked, name, after) => {
  const q = marked.replace('|', '');
  const typed = typedAt(q, marked.indexOf('|'));
  const offer = offers(marked).find((each) => each.name === name);
  const { text, caret } = completed(q, typed, offer!);
  expect(`${text.slice(0, caret)}|${text.slice(caret)}`).toBe(after);
});
