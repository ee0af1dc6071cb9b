import { at } from '../../test/fixtures';
import { Transition } from '../api/wire';
import { knownSince, placeOf, stretchesOf } from './time-line';

const span = { from: Date.parse(at(0)), to: Date.parse(at(100)) };
const second = (time: number) => (time - span.from) / 1000;
const health = (seconds: number, from: string, to: string): Transition => ({
  at: at(seconds),
  axis: 'health',
  from,
  to,
  reason: null,
});
const lifecycle = (seconds: number, from: string, to: string): Transition => ({
  ...health(seconds, from, to),
  axis: 'lifecycle',
});

/** `healthy 0-40, unhealthy 40-100` */
function drawn(now: string, transitions: Transition[], since = -1000, axis: Transition['axis'] = 'health'): string {
  return stretchesOf(axis, now, transitions, span, Date.parse(at(since)))
    .map(({ state, from, to }) => `${state ?? '?'} ${second(from)}-${second(to)}`)
    .join(', ');
}

test.each([
  ['nothing happened', 'healthy', [], 'healthy 0-100'],
  ['it fell ill', 'unhealthy', [health(40, 'healthy', 'unhealthy')], 'healthy 0-40, unhealthy 40-100'],
  [
    'and recovered',
    'healthy',
    [health(60, 'unhealthy', 'healthy'), health(40, 'healthy', 'unhealthy')],
    'healthy 0-40, unhealthy 40-60, healthy 60-100',
  ],
  ['before the span', 'unhealthy', [health(-40, 'healthy', 'unhealthy')], 'unhealthy 0-100'],
  ['the other axis is another', 'healthy', [lifecycle(40, 'active', 'draining')], 'healthy 0-100'],
])('%s', (_, now, transitions, stretches) => expect(drawn(now, transitions)).toBe(stretches));

test('nothing is claimed of the time before it was there', () => {
  expect(drawn('healthy', [health(30, 'unknown', 'healthy')], 20)).toBe('? 0-20, unknown 20-30, healthy 30-100');
});

test('each axis has its own', () => {
  expect(drawn('draining', [lifecycle(40, 'active', 'draining')], -1000, 'lifecycle')).toBe(
    'active 0-40, draining 40-100',
  );
});

test('when older transitions were not fetched, the story begins with the oldest that was', () => {
  const transitions = [health(60, 'unhealthy', 'healthy'), health(40, 'healthy', 'unhealthy')];
  expect(knownSince(transitions, at(-500), false)).toBe(Date.parse(at(40)));
  expect(knownSince(transitions, at(-500), true)).toBe(Date.parse(at(-500)));
});

test.each([
  [0, 0],
  [25, 0.25],
  [100, 1],
  [-1, null],
  [101, null],
])('second %i is at %s', (seconds, place) => expect(placeOf(at(seconds), span)).toBe(place));
