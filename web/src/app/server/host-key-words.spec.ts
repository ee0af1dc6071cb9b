import { aHostKey } from '../../test/login-fixtures';
import { wordsOfHostKeys } from './host-key-words';

test.each([
  ['none', [], { says: 'none yet: the first is trusted', isWaiting: false, fingerprint: null }],
  ['one', [aHostKey()], { says: 'trusted', isWaiting: false, fingerprint: 'SHA256:trusted' }],
  [
    'two kinds, and one of before',
    [aHostKey(), aHostKey(), aHostKey({ state: 'former' })],
    { says: '2 trusted', isWaiting: false, fingerprint: null },
  ],
  [
    'another one than the trusted',
    [aHostKey(), aHostKey({ state: 'waiting', fingerprint: 'SHA256:shown' })],
    { says: 'another one waits for a decision', isWaiting: true, fingerprint: 'SHA256:shown' },
  ],
])('%s', (_, keys, words) => {
  expect(wordsOfHostKeys(keys)).toEqual(words);
});
