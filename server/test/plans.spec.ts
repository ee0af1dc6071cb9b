import pg from 'pg';
import { seedFleet } from '../bench/support/fleet-seed.js';
import { dueInSecond } from '../src/health/slice.js';
import { versionsAt } from '../src/inventory/as-of.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';

/** Enough that reading all of a table costs more than an index. */
const servers = 20_000;

let home: TestDatabase;
let database: pg.Client;
beforeAll(async () => {
  home = await testDatabase();
  database = new pg.Client({ connectionString: home.url, options: '-c TimeZone=UTC -c jit=off' });
  await database.connect();
  await seedFleet(database, { servers, port: 22, isLived: true });
}, 60_000);
afterAll(async () => {
  await database.end();
  await home.drop();
});

interface Node {
  'Node Type': string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Node[];
}

/** How many rows the steps of a statement looked at, all together. */
async function rowsRead(text: string, values: unknown[]): Promise<number> {
  const read = ({ Plans = [], ...node }: Node): number =>
    node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0) +
    Plans.reduce((sum, plan) => sum + read(plan), 0);
  const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
    values,
  );
  return rows[0] ? read(rows[0]['QUERY PLAN'][0].Plan) : NaN;
}

test('what is due in a second is found without reading what is not', async () => {
  const interval = 1_000;
  const { rows: due } = await database.query(dueInSecond, [1_764_000_123, interval]);
  expect(due.length).toBeGreaterThan(servers / interval / 4);
  expect(due.length).toBeLessThan((servers / interval) * 4);
  expect(await rowsRead(dueInSecond, [1_764_000_123, interval])).toBeLessThan(due.length * 4 + 100);
});

test('a page of the past is read from where it begins, former versions among it', async () => {
  const { rows } = await database.query<{ before: Date }>('SELECT clock_timestamp() AS before');
  await database.query(`UPDATE servers SET owner = 'somebody else' WHERE site = 'site-1'`);
  await database.query('VACUUM ANALYZE servers, server_history');
  const page = `SELECT s.owner FROM ${versionsAt('$1')} s WHERE s.deleted_at IS NULL ORDER BY s.hostname, s.id LIMIT 51`;
  const { rows: servers } = await database.query<{ owner: string }>(page, [rows[0]?.before]);
  expect(servers.filter(({ owner }) => owner.startsWith('team-'))).toHaveLength(51);
  expect(await rowsRead(page, [rows[0]?.before])).toBeLessThan(51 * 10);
});
