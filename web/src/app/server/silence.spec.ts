import { SilenceDraft, endOf, newSilence, silenceFault } from './silence';

const now = Date.parse('2026-11-25T12:00:00Z');

test.each<[string, Partial<SilenceDraft>, string | null | undefined]>([
  ['half an hour', { silence: '30m' }, '2026-11-25T12:30:00.000Z'],
  ['a shift', { silence: '8h' }, '2026-11-25T20:00:00.000Z'],
  ['until a minute in UTC', { silence: 'at', silentUntil: '2026-11-26T06:00' }, '2026-11-26T06:00:00.000Z'],
  ['until nothing is said', { silence: 'at' }, undefined],
  ['until a day that is none', { silence: 'at', silentUntil: '2026-13-40T06:00' }, undefined],
  ['at once', { silence: 'end' }, null],
])('%s', (_, draft, end) => {
  expect(endOf({ ...newSilence, ...draft }, now)).toBe(end);
});

test.each<[string, string, string | null]>([
  ['ahead', '2026-11-25T12:01', null],
  ['now', '2026-11-25T12:00', 'That is over already.'],
  ['no day', '2026-99-25T12:00', 'A day and a time, in UTC.'],
  ['not said yet', '', null],
])('%s', (_, silentUntil, fault) => {
  expect(silenceFault({ silence: 'at', silentUntil }, now)).toBe(fault);
});
