import { aHealth, aMaintenance, aServer, noon } from '../../test/fixtures';
import { ServerView } from '../api/wire';
import { whyOf } from './why';

const sick = { status: 'unhealthy', reason: 'tcp 22: refused, 3 of 3' } as const;

test.each<[string, Partial<ServerView>, string]>([
  ['healthy needs no reason', {}, ''],
  ['unhealthy has what was seen', { health: aHealth(sick) }, 'tcp 22: refused, 3 of 3'],
  ['healthy, but not looked at', { health: aHealth({ stale: true }) }, 'not checked in time'],
  ['flapping', { health: aHealth({ ...sick, flapping: true }) }, 'tcp 22: refused, 3 of 3 · flapping'],
  ['in maintenance', { health: aHealth({ ...sick, inMaintenance: true }) }, 'tcp 22: refused, 3 of 3 · in maintenance'],
  [
    'in maintenance, and why',
    { health: aHealth({ inMaintenance: true, maintenance: aMaintenance() }) },
    'in maintenance: new memory',
  ],
  ['deleted', { deletedAt: noon, health: aHealth(sick) }, 'deleted'],
])('%s', (_, over, why) => expect(whyOf(aServer('a', over))).toBe(why));
