import { aChangeSet, aJob } from '../../test/bulk-fixtures';
import { Job } from '../api/wire';
import { isRevertible, stateOf } from './state';

const byJob = aChangeSet({ jobId: 'id-job', finishedAt: null });

test.each<[string, ReturnType<typeof aChangeSet>, Job | undefined, string, boolean]>([
  ['done at once', aChangeSet(), undefined, 'done', true],
  ['of which everything was refused', aChangeSet({ changed: 0 }), undefined, 'done', false],
  ['taken back', aChangeSet({ revertedById: 'id-other' }), undefined, 'reverted', false],
  ['whose job is not known yet', byJob, undefined, 'under-way', false],
  ['whose job runs', byJob, aJob(), 'under-way', false],
  ['whose job is just over', byJob, aJob({ status: 'succeeded' }), 'done', true],
  ['whose job was cancelled', byJob, aJob({ status: 'cancelled' }), 'cancelled', true],
  ['whose job failed', byJob, aJob({ status: 'failed' }), 'failed', true],
])('a change set %s', (_, changeSet, job, form, canRevert) => {
  expect(stateOf(changeSet, job).form).toBe(form);
  expect(isRevertible(changeSet, job)).toBe(canRevert);
});
