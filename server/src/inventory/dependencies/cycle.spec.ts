import { cycleRefusal, spelt } from './cycle.js';

const way = (text: string) =>
  text.split(' ').map((word) => ({ id: word, hostname: word.replace('!', ''), isDeleted: word.endsWith('!') }));

test.each([
  ['two', 'a b a', 'a → b → a'],
  ['one of them deleted', 'a b! a', 'a → b (deleted) → a'],
  ['eight are all named', 'a b c d e f g a', 'a → b → c → d → e → f → g → a'],
  ['of more the middle is counted', 'a b c d e f g h i a', 'a → b → c → d → … 2 more … → g → h → i → a'],
])('%s', (_, stations, words) => expect(spelt(way(stations))).toBe(words));

test('a refusal has the whole way, however long, and names the field', () => {
  const stations = way('a b! c d e f g h i a');
  expect(cycleRefusal(JSON.stringify(stations))).toMatchObject({
    status: 409,
    code: 'dependency.cycle',
    extensions: { cycle: stations.map(({ id, hostname }) => ({ id, hostname })) },
    errors: [{ pointer: '/dependsOnId' }],
  });
});
