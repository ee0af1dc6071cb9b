import { aServer } from '../../test/fixtures';
import { clashesOf, merged } from './conflict';
import { Draft, draftOf } from './draft';

const base = draftOf(aServer('web', { owner: 'core', region: 'eu' }));
const after = (over: Partial<Draft>): Draft => ({ ...base, ...over });

test.each<[string, Partial<Draft>, Partial<Draft>, string[]]>([
  ['different fields do not clash', { owner: 'edge' }, { region: 'us' }, []],
  ['the same field does', { owner: 'edge' }, { owner: 'data' }, ['owner edge|data']],
  ['the same change does not', { owner: 'edge' }, { owner: 'edge' }, []],
  ['clearing against changing', { owner: '' }, { owner: 'data' }, ['owner nothing|data']],
  ['lists', { tags: 'a' }, { tags: 'b c' }, ['tags a|b c']],
])('%s', (_, mine, theirs, clashes) => {
  const found = clashesOf(base, after(mine), after(theirs));
  expect(found.map((clash) => `${clash.field} ${clash.mine}|${clash.theirs}`)).toEqual(clashes);
});

test('mine over theirs keeps what only they changed', () => {
  const both = merged(base, after({ owner: 'edge', sshPort: '2222' }), after({ owner: 'data', region: 'us' }));
  expect(both).toMatchObject({ owner: 'edge', region: 'us', sshPort: '2222' });
});
