import { Outcome } from '../api/wire';
import { aFailure, aJob, anOutcome } from '../../test/bulk-fixtures';
import { reasonsOf, textOf, toldBy, toldOf, withMore } from './outcomes';

const results: Outcome[] = [
  anOutcome('a'),
  anOutcome('b', { status: 'unchanged', before: null, after: null }),
  aFailure('c', 'server.deleted', 'This server is deleted.'),
  aFailure('d', 'server.illegal-move', 'It cannot become active.'),
  aFailure('e', 'server.illegal-move', 'It cannot become active.'),
];

test('what was done at once is told with all of it', () => {
  const told = toldBy({ dryRun: false, applied: true, total: 5, changed: 1, failed: 3, changeSetId: 'cs', results });
  expect(told.counts).toEqual({ total: 5, changed: 1, unchanged: 1, failed: 3 });
  expect([told.changed.map(({ id }) => id), told.failed.map(({ id }) => id)]).toEqual([
    ['id-a'],
    ['id-c', 'id-d', 'id-e'],
  ]);
  expect(told.rest).toBeNull();
});

test('what a job did is told by pages', () => {
  const job = aJob({ status: 'succeeded', result: { total: 9_000, changed: 8_000, failed: 600, applied: true } });
  const told = toldOf(job, { items: [anOutcome('a')], nextCursor: 1 }, { items: [], nextCursor: null });
  expect(told.counts).toEqual({ total: 9_000, changed: 8_000, unchanged: 400, failed: 600 });
  const more = withMore(told, 'changed', { items: [anOutcome('b')], nextCursor: 7 });
  expect(more.changed.map(({ id }) => id)).toEqual(['id-a', 'id-b']);
  expect(more.rest).toEqual({ jobId: job.id, changed: 7, failed: null });
});

test('what failed is grouped by why, the commonest first', () => {
  expect(reasonsOf(results.slice(2))).toEqual([
    { code: 'server.illegal-move', message: 'It cannot become active.', hostnames: ['d', 'e'] },
    { code: 'server.deleted', message: 'This server is deleted.', hostnames: ['c'] },
  ]);
});

test('what failed is a text, a line each', () => {
  expect(textOf(results.slice(2, 4))).toBe(
    'c\tserver.deleted\tThis server is deleted.\nd\tserver.illegal-move\tIt cannot become active.\n',
  );
});
