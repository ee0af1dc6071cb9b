import { dueAt } from './schedule.js';

const since = new Date('2026-01-01T00:00:00Z');
const id = (end: string) => `01939d3c-7b7a-7bd5-b9f3-4f3b${end}`;

test.each([
  ['the first place', 90, id('00000000'), '2026-04-01T00:00:00.000Z'],
  ['the middle of a day', 90, id('80000000'), '2026-04-01T12:00:00.000Z'],
  ['a tenth of a short time', 1, id('80000000'), '2026-01-02T01:12:00.000Z'],
])('%s', (_, everyDays, credentialId, due) => expect(dueAt(since, everyDays, credentialId).toISOString()).toBe(due));

test('never earlier than said, and no more than a day later', () => {
  const late = dueAt(since, 90, id('ffffffff'));
  expect(late.getTime()).toBeLessThan(new Date('2026-04-02T00:00:00Z').getTime());
});
