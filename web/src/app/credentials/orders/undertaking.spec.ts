import { aJob } from '../../../test/bulk-fixtures';
import { choiceOf, undertakenOf } from './undertaking';

test('what is answered of a few servers reads as any other outcome', () => {
  const error = { code: 'credential.last-login', message: 'No other way in is known.' };
  const results = [
    { serverId: 'id-a', hostname: 'a', status: 'changed' as const, message: 'one line was added', error: null },
    { serverId: 'id-b', hostname: 'b', status: 'unchanged' as const, message: 'it was there', error: null },
    { serverId: 'id-c', hostname: 'c', status: 'failed' as const, message: null, error },
  ];
  expect(undertakenOf({ dryRun: false, results })).toMatchObject({
    applied: true,
    total: 3,
    changed: 1,
    failed: 1,
    changeSetId: null,
    results: [
      { id: 'id-a', hostname: 'a', message: 'one line was added', error: null },
      { id: 'id-b' },
      { id: 'id-c', error: { ...error, errors: [] } },
    ],
  });
});

test('a job stays a job', () => {
  const job = aJob();
  expect(undertakenOf({ jobId: job.id, job })).toEqual({ jobId: job.id, job });
});

test.each([
  ['those that were marked', { which: 'chosen', q: 'x' }, ['a', 'b'], { serverIds: ['a', 'b'] }],
  ['none that was marked', { which: 'chosen', q: 'x' }, [], null],
  ['what a query finds', { which: 'matching', q: ' env:prod ' }, ['a'], { q: 'env:prod' }],
  ['no query', { which: 'matching', q: ' ' }, ['a'], null],
] as const)('%s', (_, draft, ids, choice) => {
  expect(
    choiceOf(
      draft,
      ids.map((serverId) => ({ serverId })),
    ),
  ).toEqual(choice);
});
