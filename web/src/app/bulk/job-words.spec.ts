import { aJob } from '../../test/bulk-fixtures';
import { wordsOfEnd } from './job-words';

test.each([
  ['bulk', 'id-set', { total: 12, changed: 11, failed: 1, applied: true }, '11 changed, 1 refused'],
  ['bulk', null, { total: 12, changed: 12, failed: 0, applied: true }, '12 asked'],
  ['bulk', 'id-set', { total: 12, changed: 0, failed: 1, applied: false }, 'nothing was changed: 1 server refused'],
  ['login-test', null, { total: 1_500, changed: 0, failed: 88 }, '1,412 of 1,500 log in'],
  ['key-deploy', null, { total: 500, changed: 400, failed: 7 }, 'on 493, 7 refused'],
  ['key-withdraw', null, { total: 500, changed: 400, failed: 0 }, 'gone from 500'],
])('%s with %s and %j', (kind, changeSetId, result, words) => {
  expect(wordsOfEnd(aJob({ kind, changeSetId, result }))).toBe(words);
});
