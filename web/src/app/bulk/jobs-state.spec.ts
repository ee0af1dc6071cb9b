import { aJob } from '../../test/bulk-fixtures';
import { isUnderWay, shareDone, withJob } from './jobs-state';

const running = aJob({ status: 'running', progress: { done: 500, total: 2_000 } });

test.each([
  ['news that came late does not go back', { progress: { done: 0, total: 2_000 } }, running],
  ['it goes on', { progress: { done: 1_000, total: 2_000 } }, { progress: { done: 1_000, total: 2_000 } }],
  ['it is over', { status: 'succeeded' as const }, { status: 'succeeded' }],
])('%s', (_, news, after) => {
  const jobs = withJob(new Map([[running.id, running]]), { ...running, ...news });
  expect(jobs.get(running.id)).toMatchObject(after);
});

test('what is over stays over', () => {
  const over = { ...running, status: 'cancelled' as const };
  const jobs = withJob(new Map([[over.id, over]]), { ...running, progress: { done: 1_500, total: 2_000 } });
  expect(jobs.get(over.id)).toBe(over);
  expect(isUnderWay(over)).toBe(false);
});

test('the share that is done', () => {
  expect(shareDone(running)).toBe(0.25);
  expect(shareDone(aJob({ progress: { done: 0, total: 0 } }))).toBe(1);
});
