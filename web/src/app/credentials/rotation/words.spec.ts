import { at, noon } from '../../../test/fixtures';
import { aRotation } from '../../../test/rotation-fixtures';
import { Rotation } from '../../api/wire';
import { keptUntil, nextOf, turnsOf } from './words';

const now = Date.parse(noon);
const over = { endedAt: noon };
const isBack = { direction: 'backwards' } as const;

test.each<[string, string, Partial<Rotation>, string]>([
  [
    'the canary',
    'placed 1 | pending 3',
    {},
    'The canary is under way; the others follow when it works. 4 servers to go.',
  ],
  ['a later wave', 'done 1 | done 1 | verified 1, pending 1', {}, 'Wave 3 of 3 is under way. 2 servers to go.'],
  ['a single wave', 'pending 1', {}, 'All servers are in one wave. 1 server to go.'],
  [
    'one is down',
    'done 1 | waiting 1',
    { status: 'waiting' },
    '1 server is down; it is finished when it answers again.',
  ],
  [
    'several are down',
    'done 1 | done 4, waiting 3',
    { status: 'waiting' },
    '3 servers are down; each is finished when it answers again.',
  ],
  [
    'the whole canary is down',
    'waiting 2 | pending 3',
    { status: 'waiting' },
    '2 servers are down; each is finished when it answers again. Nobody of the canary wave answers: the other 3 servers follow when one does.',
  ],
  [
    'some are down, some failed',
    'done 1 | waiting 1, failed 2',
    { status: 'waiting' },
    '1 server is down; it is finished when it answers again. 2 servers failed; what stands in the way is said at each.',
  ],
  [
    'one is down on the way back',
    'rolled-back 1 | waiting 1',
    { status: 'waiting', ...isBack },
    '1 server is down; it gets its old key back when it answers again.',
  ],
  [
    'halted by something else',
    'done 1 | pending 2',
    { status: 'halted' },
    'Nobody else is touched until it is resumed, or rolled back.',
  ],
  [
    'halted by failures',
    'failed 1 | pending 2',
    { status: 'halted' },
    'Nobody else is touched. Look at what stands in the way of those that failed; then resume it, which tries them again, or roll it back.',
  ],
  [
    'finished',
    'done 1 | done 2, skipped 1',
    { status: 'finished', ...over },
    '3 servers have the new key, and refuse the old one. 1 server was decommissioned or deleted meanwhile. Until 2026-11-24 12:00:00 UTC it can be rolled back; then the old keys are forgotten.',
  ],
  [
    'finished for good',
    'done 1',
    { status: 'finished', ...over, closedAt: at(60) },
    '1 server has the new key, and refuses the old one. The way back is closed.',
  ],
  [
    'failed',
    'done 1 | failed 1',
    { status: 'failed', ...over, keepOldHours: 1 },
    '1 server failed: what stands in the way is said there. Resume tries it again. Until 13:00:00 UTC it can be rolled back; then the old keys are forgotten.',
  ],
  [
    'failed on the way back',
    'rolled-back 1 | failed 2',
    { status: 'failed', ...over, ...isBack },
    '2 servers failed: what stands in the way is said at each. Resume tries them again.',
  ],
  [
    'cancelled',
    'done 1 | placed 1, waiting 1 | pending 4',
    { status: 'cancelled', ...over, closedAt: at(60) },
    'No further server is touched. 1 server has the new key, 2 servers stopped on the way, 4 servers have the old one. The way back is closed.',
  ],
  [
    'rolling back',
    'rolled-back 1 | done 2, restoring 1',
    { status: 'rolling-back', ...isBack },
    'Each server gets its old key back, and loses the new one. 3 servers to go.',
  ],
  [
    'rolled back',
    'rolled-back 1 | rolled-back 2',
    { status: 'rolled-back', ...isBack, ...over },
    '3 servers know the old key, and not the new one.',
  ],
])('%s', (_, waves, rotation, said) => expect(nextOf(aRotation(waves, rotation), now)).toBe(said));

test.each<[Partial<Rotation>, string]>([
  [{ status: 'running' }, 'pause cancel rollback'],
  [{ status: 'paused' }, 'resume cancel rollback'],
  [{ status: 'halted' }, 'resume cancel rollback'],
  [{ status: 'waiting' }, 'cancel rollback'],
  [{ status: 'waiting', ...isBack }, ''],
  [{ status: 'finished' }, 'rollback finish'],
  [{ status: 'finished', closedAt: noon }, ''],
  [{ status: 'failed' }, 'resume rollback finish'],
  [{ status: 'failed', ...isBack }, 'resume finish'],
  [{ status: 'cancelled' }, 'rollback finish'],
  [{ status: 'rolling-back', ...isBack }, ''],
  [{ status: 'rolled-back', ...isBack }, ''],
])('of %j may be done: %s', (rotation, turns) => expect(turnsOf(aRotation('done 1', rotation)).join(' ')).toBe(turns));

test('the old keys are kept from its end on, until it is closed', () => {
  expect(keptUntil(aRotation('done 1'))).toBeNull();
  expect(keptUntil(aRotation('done 1', { endedAt: noon, keepOldHours: 2 }))).toBe(now + 7_200_000);
  expect(keptUntil(aRotation('done 1', { endedAt: noon, closedAt: noon }))).toBeNull();
});
