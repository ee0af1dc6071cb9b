import { nextAfter } from './cron.js';

const now = new Date('2026-11-25T17:02:30Z');

test.each([
  ['0 3 * * *', '2026-11-26T03:00:00.000Z'],
  ['* * * * *', '2026-11-25T17:03:00.000Z'],
  ['*/15 9-17 * * mon-fri', '2026-11-25T17:15:00.000Z'],
  [' 0 0 29 2 * ', '2028-02-29T00:00:00.000Z'],
])('%s comes next at %s', (expression, at) => expect(nextAfter(expression, now).toISOString()).toBe(at));

test.each([
  ['', 'five fields'],
  ['@daily', 'five fields'],
  ['0 0 3 * * *', 'five fields'],
  ['61 * * * *', 'out of range'],
  ['a b c d e', 'alias'],
  ['*/0 * * * *', 'step of zero'],
  ['0 0 31 2 *', 'never comes true'],
])('`%s` is refused: %s', (expression, why) =>
  expect(() => nextAfter(expression, now)).toThrow(
    expect.objectContaining({
      status: 400,
      errors: [expect.objectContaining({ pointer: '/schedule', message: expect.stringContaining(why) })],
    }),
  ),
);
