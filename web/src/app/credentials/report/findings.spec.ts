import { KeyFindingItem, KeyFindingKind } from '../../api/wire';
import { pageOfItem, piecesOf, wordsOf } from './findings';

const nobody: KeyFindingItem = { credentialId: null, credentialName: null, serverId: null, hostname: null, detail: '' };
const ofKey = { ...nobody, credentialId: 'id-key', credentialName: 'production west' };
const ofServer = { ...nobody, serverId: 'id-web', hostname: 'web-1' };

test.each<[KeyFindingKind, KeyFindingItem, object | null]>([
  ['expired-keys', ofKey, { name: 'Rotate …', path: ['/credentials', 'id-key'] }],
  ['overdue-keys', ofKey, { name: 'Its rotations', path: ['/rotations'], query: { key: 'id-key' } }],
  ['shared-keys', ofKey, { name: 'Its servers', path: ['/servers'], query: { q: 'credential:"production west"' } }],
  [
    'orphaned-placements',
    { ...ofKey, ...ofServer, credentialId: 'id-key', credentialName: 'fleet' },
    { name: 'Key fleet', path: ['/credentials', 'id-key'] },
  ],
  ['waiting-host-keys', ofServer, null],
  ['servers-without-credential', ofServer, null],
])('%s are mended at %j', (kind, item, way) => expect(wordsOf({ kind }).mend(item)).toEqual(way));

test('an item leads to its server, or else to its key', () => {
  expect(pageOfItem(ofServer)).toEqual({ name: 'web-1', path: ['/servers', 'id-web'] });
  expect(pageOfItem(ofKey)).toEqual({ name: 'production west', path: ['/credentials', 'id-key'] });
});

test('words of the API stand out', () => {
  expect(piecesOf('Give it a schedule with `rotateEveryDays`.')).toEqual([
    { text: 'Give it a schedule with ', isCode: false },
    { text: 'rotateEveryDays', isCode: true },
    { text: '.', isCode: false },
  ]);
});
