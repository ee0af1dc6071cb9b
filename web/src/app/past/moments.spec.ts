import { at, noon } from '../../test/fixtures';
import { AuditEntry } from '../api/wire';
import { named } from '../ui/moment';
import { around, reachOf, ticksOf } from './moments';

const now = Date.parse(noon);
const hour = 3_600_000;

test.each([
  [0, '1 h'],
  [1, '1 h'],
  [1.1, '24 h'],
  [25, '7 d'],
  [24 * 8, '30 d'],
  [24 * 400, '30 d'],
])('%d hours ago is within %s', (hours, name) => expect(reachOf(now - hours * hour, now).name).toBe(name));

function changed(seconds: number, name: string): AuditEntry {
  const subject = { type: 'server', id: name, name };
  return { at: at(seconds + 0.25), action: 'server.moved', subject } as AuditEntry;
}

const ticks = ticksOf([changed(80, 'b'), changed(40, 'a'), changed(-10, 'c'), changed(100, 'd')], now, now + 100_000);

test('a change is seen from the next second on, and only between the ends', () => {
  expect(ticks.map((tick) => [named(tick.at), tick.place, tick.words])).toEqual([
    ['2026-11-23T12:00:41Z', 0.41, 'a moved'],
    ['2026-11-23T12:01:21Z', 0.81, 'b moved'],
  ]);
});

test.each([
  [0, null, 'a moved'],
  [41, null, 'b moved'],
  [42, 'a moved', 'b moved'],
  [81, 'a moved', null],
  [90, 'b moved', null],
])('around second %i', (seconds, before, behind) => {
  const found = around(ticks, now + seconds * 1000);
  expect([found.before?.words ?? null, found.behind?.words ?? null]).toEqual([before, behind]);
});
