import { aLogin } from '../../../test/login-fixtures';
import { KnownLogin } from '../../api/wire';
import { wordsOfPlacement } from './placement-words';

const now = Date.parse('2026-11-23T12:05:00.000Z');

function placement(over: Partial<KnownLogin['placements'][number]> = {}): KnownLogin['placements'][number] {
  return { keyVersion: 2, state: 'placed', verifiedAt: '2026-11-23T12:00:00.000Z', error: null, ...over };
}

test.each([
  ['the current key', [placement()], ['placed', '5 min ago', 'plain', null]],
  ['an older key', [placement({ keyVersion: 1 })], ['placed', 'version 1, 5 min ago', 'poor', null]],
  [
    'one of which nobody knows whether it came there',
    [placement({ state: 'placing', verifiedAt: null, error: 'connection refused' })],
    ['may be there', '', 'poor', 'connection refused'],
  ],
  [
    'one that was not seen to be refused yet',
    [placement({ state: 'removing' })],
    ['half removed', '5 min ago', 'poor', null],
  ],
  [
    'one that was removed beside one that is there',
    [placement({ state: 'removed' }), placement({ keyVersion: 1 })],
    ['placed', 'version 1, 5 min ago', 'poor', null],
  ],
  ['nothing but what was removed', [placement({ state: 'removed' })], ['removed', '5 min ago', 'faint', null]],
  ['none, where somebody says that it is there', [], ['declared', '', 'faint', null]],
])('%s', (_, placements, [says, more, tone, error]) => {
  expect(wordsOfPlacement(aLogin('web', { placements }), 2, now)).toEqual({ says, more, tone, error });
});

test('none, where nobody says that it is there', () => {
  expect(wordsOfPlacement(aLogin('web', { placements: [], declared: false }), 2, now).says).toBe('not on record');
});
