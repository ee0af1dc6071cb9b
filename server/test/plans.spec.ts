import pg from 'pg';
import { seedFleet } from '../bench/support/fleet-seed.js';
import { dueInSecond } from '../src/health/slice.js';
import { sortOf } from '../src/database/keyset.js';
import { groupColumns } from '../src/groups/membership/group-names.reader.js';
import { versionsAt } from '../src/inventory/as-of.js';
import { derivedBy } from '../src/inventory/derived.js';
import { amongIds, pageStatement } from '../src/inventory/list-statements.js';
import { sortKeys } from '../src/inventory/server-sort.js';
import { checkStates, columnsOf } from '../src/inventory/server-view.js';
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
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Node[];
}

/** How many rows the steps of a plan looked at, all together. */
function readBy({ Plans = [], ...node }: Node): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'] + Plans.reduce((sum, plan) => sum + readBy(plan), 0);
}

async function rowsRead(text: string, values: unknown[]): Promise<number> {
  const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
    values,
  );
  return rows[0] ? readBy(rows[0]['QUERY PLAN'][0].Plan) : NaN;
}

/** How many pages of tables and indexes were looked at: an index that is searched without its first column looks at all of its own. */
async function pagesRead(text: string, values: unknown[]): Promise<number> {
  const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`,
    values,
  );
  const plan = rows[0]?.['QUERY PLAN'][0].Plan ?? {};
  return (plan['Shared Hit Blocks'] ?? NaN) + (plan['Shared Read Blocks'] ?? NaN);
}

/** How many rows the statements within a function looked at, of which the server tells the client. */
async function rowsReadWithin(text: string, values: unknown[]): Promise<number> {
  await database.query(`
    LOAD 'auto_explain';
    SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on; SET auto_explain.log_analyze = on;
    SET auto_explain.log_timing = off; SET auto_explain.log_format = json; SET auto_explain.log_level = notice`);
  const plans: Node[] = [];
  const heard = ({ message = '' }: { message?: string }) => {
    const [, plan] = /plan:\n([^]*)$/.exec(message) ?? [];
    if (plan !== undefined) plans.push((JSON.parse(plan) as { Plan: Node }).Plan);
  };
  database.on('notice', heard);
  await database.query(text, values);
  database.off('notice', heard);
  await database.query('RESET auto_explain.log_min_duration');
  return plans.reduce((sum, plan) => sum + readBy(plan), 0);
}

test('what is due in a second is found without reading what is not', async () => {
  const interval = 1_000;
  const { rows: due } = await database.query(dueInSecond, [1_764_000_123, interval]);
  expect(due.length).toBeGreaterThan(servers / interval / 4);
  expect(due.length).toBeLessThan((servers / interval) * 4);
  expect(await rowsRead(dueInSecond, [1_764_000_123, interval])).toBeLessThan(due.length * 4 + 100);
});

test('what is due in a second lies together', async () => {
  const { rows: due } = await database.query(dueInSecond, [1_764_000_123, 30]);
  expect(await pagesRead(dueInSecond, [1_764_000_123, 30])).toBeLessThan(due.length / 8);
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

test('the groups of a page are looked up, now and of a moment before many memberships ended', async () => {
  await database.query(`INSERT INTO groups (id, name) VALUES (md5('rack')::uuid, 'rack')`);
  await database.query(`INSERT INTO group_members (group_id, server_id) SELECT md5('rack')::uuid, id FROM servers`);
  const { rows } = await database.query<{ before: Date }>('SELECT clock_timestamp() AS before');
  await database.query(`UPDATE group_members SET valid_to = clock_timestamp() WHERE group_id = md5('rack')::uuid`);
  await database.query('VACUUM ANALYZE group_members');
  const page = (columns: string) =>
    `SELECT ${columns} FROM (SELECT id FROM servers WHERE deleted_at IS NULL ORDER BY hostname, id LIMIT 51) s`;
  const then = page(groupColumns('s.id', '$1'));
  const { rows: servers } = await database.query<{ put_into: string | null }>(then, [rows[0]?.before]);
  expect(servers.filter(({ put_into }) => put_into !== null)).toHaveLength(51);
  expect(await pagesRead(then, [rows[0]?.before])).toBeLessThan(51 * 15);
  expect(await pagesRead(page(groupColumns('s.id')), [])).toBeLessThan(51 * 10);
});

test('a page of known ids is read by them, also with a plan that was made for any', async () => {
  const derived = derivedBy(60);
  const text = pageStatement({
    where: amongIds,
    sort: sortOf('hostname', sortKeys, 's.id'),
    start: { where: 'TRUE', orderBy: 's.hostname, s.id', backwards: false },
    limit: 50,
    columns: columnsOf(derived),
    states: checkStates(derived),
    beside: groupColumns('page.id'),
  });
  const { rows: some } = await database.query<{ id: string }>('SELECT id FROM servers ORDER BY id LIMIT 200');
  const ids = `{${some.map(({ id }) => id).join()}}`;
  await database.query(`SET plan_cache_mode = force_generic_plan; PREPARE among AS ${text}`);
  const read = await rowsRead(`EXECUTE among ('${ids}')`, []);
  await database.query('RESET plan_cache_mode; DEALLOCATE among');
  expect(read).toBeGreaterThan(200);
  expect(read).toBeLessThan(200 * 10);
});

test('entries are sealed one after the other, also where statistics say that none waits', async () => {
  const entries = 2_000;
  await database.query('BEGIN');
  await database.query(`UPDATE pg_class SET relpages = 50, reltuples = 0 WHERE relname = 'audit_unsealed'`);
  await database.query(
    `INSERT INTO audit (id, actor_type, actor_name, action, subject_type) SELECT gen_random_uuid(), 'user', 'ada', 'server.changed', 'server' FROM generate_series(1, $1::integer)`,
    [entries],
  );
  const read = await rowsReadWithin('SELECT fleet_seal_audit($1)', [entries]);
  await database.query('ROLLBACK');
  expect(read).toBeGreaterThan(entries * 4);
  expect(read).toBeLessThan(entries * 40);
});

test('what follows from a change of many is paired once, also in a session that changed one before', async () => {
  const change = `UPDATE servers SET tags = tags || $1::text WHERE hostname BETWEEN $2 AND $3`;
  await database.query('DISCARD PLANS');
  await database.query(change, ['one', 'srv-0000001', 'srv-0000001.z']);
  const read = await rowsReadWithin(change, ['many', 'srv-0000001', 'srv-0002000.z']);
  expect(read).toBeGreaterThan(2_000 * 4);
  expect(read).toBeLessThan(2_000 * 60);
});
