import { aHealth, aResult, aServer, at, noon } from '../../test/fixtures';
import { ServerView } from '../api/wire';
import { sentenceOf } from './sentence';

const now = Date.parse(at(240));
const seen = { lastCheckedAt: at(230), nextCheckAt: at(260) };
const refused = { ...seen, status: 'unhealthy', reason: 'tcp 22: refused, 3 of 3', latencyMs: null } as const;

test.each<[string, Partial<ServerView>, string]>([
  [
    'healthy',
    { health: aHealth({ ...seen, checks: [aResult()] }) },
    'Healthy since 12:00:00, for 4 minutes. Checked 10 s ago in 3 ms, next in 20 s.',
  ],
  [
    'unhealthy',
    { health: aHealth({ ...refused, checks: [aResult({ status: 'unhealthy', lastUpAt: at(-31) })] }), pageable: true },
    'Unhealthy since 12:00:00, for 4 minutes. tcp 22: refused, 3 of 3. Last good: 11:59:29. Checked 10 s ago, next in 20 s. Pageable: somebody should be called.',
  ],
  [
    'never seen to work',
    { health: aHealth({ ...refused, checks: [aResult({ status: 'unhealthy', lastUpAt: null })] }) },
    'Unhealthy since 12:00:00, for 4 minutes. tcp 22: refused, 3 of 3. It has not been seen to work. Checked 10 s ago, next in 20 s.',
  ],
  [
    'stale: the last verdict is not told as news',
    { health: aHealth({ lastCheckedAt: noon, nextCheckAt: null, stale: true, checks: [aResult()] }) },
    'Not checked in time. The last verdict, healthy, may no longer be true. Checked 4 min ago in 3 ms.',
  ],
  ['not watched', { lifecycle: 'decommissioned' }, 'Not watched while decommissioned. '],
  [
    'without checks',
    { checks: [], health: aHealth({ status: 'unknown', reason: 'no checks' }) },
    'Nothing is known of it. no checks.',
  ],
  ['deleted', { deletedAt: noon }, 'Deleted at 12:00:00. It is neither watched nor counted, and can be restored.'],
])('%s', (_, over, said) => {
  const { verdict, rest } = sentenceOf(aServer('web', over), now);
  expect(`${verdict} ${rest}`).toBe(said);
});

test('a stale server has no colour of its own', () => {
  expect(sentenceOf(aServer('web', { health: aHealth({ stale: true, checks: [aResult()] }) }), now).tone).toBe(
    'unknown',
  );
});
