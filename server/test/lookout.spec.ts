import pg from 'pg';
import { Lookout } from '../src/database/lookout.js';
import { Sql } from '../src/database/sql.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Statements } from './support/statements.js';

let fleet: Fleet;
let database: pg.Client;
let lookout: Lookout;
beforeAll(async () => {
  fleet = await startFleet();
  database = new pg.Client(fleet.databaseUrl);
  await database.connect();
  await database.query('CREATE TABLE lookout_probe (id integer PRIMARY KEY)');
  lookout = fleet.app.get(Lookout);
});
afterAll(async () => {
  await database.end();
  await fleet.close();
});

const isProbed = 'EXISTS (SELECT FROM lookout_probe)';

/** How often it has been told that a condition held. */
function told(condition: string) {
  let times = 0;
  const subscription = lookout.whenever(condition).subscribe(() => times++);
  return { times: () => times, end: () => subscription.unsubscribe() };
}

test('tells in each second in which something is due, and not while nothing is', async () => {
  const clock = told('TRUE');
  const probe = told(isProbed);
  const twin = told(isProbed);
  await until(() => clock.times() >= 2);
  expect(probe.times()).toBe(0);
  await database.query('INSERT INTO lookout_probe VALUES (1)');
  await until(() => probe.times() >= 2 && twin.times() >= 2);
  twin.end();
  const heard = twin.times();
  await database.query('DELETE FROM lookout_probe');
  const since = clock.times();
  await until(() => clock.times() >= since + 2);
  const before = probe.times();
  await until(() => clock.times() >= since + 4);
  expect(probe.times()).toBe(before);
  expect(twin.times()).toBe(heard);
  probe.end();
  clock.end();
});

test('however many want to know, it is one question; and nothing else is asked each second while nothing is due', async () => {
  const clock = told('TRUE');
  const probes = ['1 = 2', '2 = 3', '3 = 4'].map(told);
  await until(() => clock.times() >= 1);
  const statements = new Statements();
  try {
    const since = clock.times();
    await until(() => clock.times() >= since + 4);
    expect(statements.count('SELECT (')).toBeLessThanOrEqual(5);
    // The checks of each second are one more; what tidies comes now and then.
    expect(statements.count('')).toBeLessThanOrEqual(5 * 2 + 4);
  } finally {
    statements.close();
    [...probes, clock].forEach((each) => each.end());
  }
});

test('a question that could not be answered is asked again', async () => {
  const clock = told('TRUE');
  const other = told('EXISTS (SELECT FROM lookout_gone)');
  await database.query('CREATE TABLE lookout_gone ()');
  await until(() => clock.times() >= 1);
  const statements = new Statements();
  try {
    await database.query('DROP TABLE lookout_gone');
    const asked = statements.count('SELECT (');
    await until(() => statements.count('SELECT (') >= asked + 2);
    await database.query('CREATE TABLE lookout_gone ()');
    const since = clock.times();
    await until(() => clock.times() >= since + 2);
  } finally {
    statements.close();
    [other, clock].forEach((each) => each.end());
  }
});

test('work that is due is not begun again while it is under way, and its end is waited for', async () => {
  const clock = told('TRUE');
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  let begun = 0;
  const attendance = lookout.attend('1 = 1', () => {
    begun++;
    return done;
  });
  await until(() => begun === 1);
  const since = clock.times();
  await until(() => clock.times() >= since + 2);
  expect(begun).toBe(1);
  let isEnded = false;
  const ending = attendance.end().then(() => (isEnded = true));
  await until(() => clock.times() >= since + 3);
  expect(attendance.isOver).toBe(true);
  expect(isEnded).toBe(false);
  finish();
  await ending;
  clock.end();
});

test('questions that come in turn do not meet, and one that fails keeps no other from being asked', async () => {
  const sql = fleet.app.get(Sql);
  const asked = await Promise.allSettled(
    ['pg_sleep(0.02)', 'nonsense', 'pg_sleep(0.02)', 'pg_sleep(0.02)'].map((what) =>
      sql.rowsInTurn<{ began: Date; ended: Date }>(
        `SELECT statement_timestamp() AS began, clock_timestamp() AS ended FROM (SELECT ${what} OFFSET 0) slept`,
        [],
      ),
    ),
  );
  expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  const times = asked.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  times
    .slice(1)
    .forEach(({ began }, at) => expect(began.getTime()).toBeGreaterThanOrEqual(times[at]?.ended.getTime() ?? NaN));
});
