import type { HealthStatus } from './health.dto.js';
import { uptime } from './uptime.js';

const now = new Date('2026-11-23T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const letters: Record<string, HealthStatus> = { H: 'healthy', D: 'degraded', U: 'unhealthy', '?': 'unknown' };

/** `H12U6H`: healthy, 12 hours ago unhealthy, 6 hours ago healthy again. */
function play(notation: string, createdHoursAgo = 1_000) {
  const states = [...notation.matchAll(/([HDU?])(\d*)/g)].map(([, letter = '?', hours]) => ({
    status: letters[letter] ?? 'unknown',
    until: Number(hours),
  }));
  const transitions = states
    .slice(0, -1)
    .map(({ status, until }, at) => ({ at: hoursAgo(until), from: status, to: states[at + 1]?.status ?? 'unknown' }));
  return uptime(transitions, states.at(-1)?.status ?? 'unknown', hoursAgo(createdHoursAgo), now);
}

test.each([
  ['always healthy', 'H', 1],
  ['always unhealthy', 'U', 0],
  ['never watched', '?', null],
  ['six of the last 24 hours down', 'H12U6H', 0.75],
  ['degraded is reachable', 'H12D6H', 1],
  ['unknown time does not count', 'H18?12U6H', (6 + 6) / 18],
  ['what was before the window does not count', 'U48H', 1],
])('%s', (_, notation, h24) => {
  expect(play(notation).h24).toEqual(h24);
});

test('a young server is judged by its own life', () => {
  expect(play('U1H', 2)).toEqual({ h24: 0.5, d7: 0.5, d30: 0.5 });
});
