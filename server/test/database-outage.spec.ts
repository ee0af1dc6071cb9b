import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Sql } from '../src/database/sql.js';
import { problemOf } from '../src/http/problem.js';
import type { JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { Ear } from './support/ear.js';
import { adminPassword, startFleet, until, type Fleet } from './support/fleet.js';
import { Listener } from './support/listener.js';
import { seeded } from './support/seed.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { Wire } from './support/wire.js';

/** What everybody sees of a database that is away for a while, and what is left of it afterwards. */
let database: TestDatabase;
let wire: Wire;
let fleet: Fleet;
let listener: Listener;

beforeAll(async () => {
  database = await testDatabase();
  const through = await Wire.toDatabase(database.url);
  wire = through.wire;
  listener = await Listener.open();
  fleet = await startFleet({ FLEET_DATABASE_URL: through.url, FLEET_CHECK_INTERVAL: '1s' });
});
afterAll(async () => {
  await fleet.close();
  await wire.cut();
  await listener.close();
  await database.drop();
});

let serial = 0;
async function watched(): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `outage-${++serial}.example.com`,
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    checks: [{ type: 'tcp', port: listener.port }],
  });
  expect(status).toBe(201);
  return body;
}

async function allIsWell(): Promise<void> {
  await until(async () => (await fleet.admin.get('/servers?limit=1')).status === 200);
  expect((await fleet.anonymous.get('/api/health/ready')).status).toBe(200);
  const { id } = await watched();
  await until(async () => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body.health.status === 'healthy');
}

test('who asks while the database is away is told so, and when to come back; then everything goes on', async () => {
  const { id } = await watched();
  const ear = await Ear.open(fleet.url, fleet.admin.token);
  const { subscription } = await ear.ask('subscribe', { q: '' });
  await wire.cut();
  const asked = await Promise.all([
    fleet.admin.get('/servers'),
    fleet.admin.get(`/servers/${id}`),
    fleet.admin.get('/servers?q=health:healthy'),
    fleet.admin.get('/servers/facets'),
    fleet.admin.get('/fleet/overview'),
    fleet.admin.get('/audit'),
    fleet.admin.get('/events?wait=1s'),
    fleet.admin.get('/groups'),
    fleet.admin.get('/auth/me'),
    fleet.admin.get('/metrics'),
    fleet.admin.post('/servers', { hostname: 'lost.example.com' }),
    fleet.admin.patch(`/servers/${id}`, { owner: 'nobody' }),
    fleet.admin.delete(`/servers/${id}`),
    fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'draining', reason: 'a test' }),
    fleet.admin.post('/servers/bulk', { select: { q: '' }, action: 'tag', params: { add: ['lost'] } }),
    fleet.anonymous.post('/auth/login', { email: 'admin@fleet.local', password: adminPassword }),
    fleet.anonymous.get('/api/health/ready'),
  ]);
  for (const { status, headers, body } of asked) {
    expect({ status, body }).toMatchObject({ status: 503, body: { code: 'dependency.unavailable' } });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await fleet.anonymous.get('/api/health/live')).status).toBe(200);

  await wire.mend();
  await allIsWell();
  const { body } = await fleet.admin.get<ServerView>(`/servers/${id}`);
  expect(body).toMatchObject({ owner: null, lifecycle: 'active', deletedAt: null, tags: [] });
  await until(() => ear.of(subscription).find((message) => message.event === 'server' && message.id !== id));
  ear.close();
});

test('a database that hangs is no readiness, and what was sent to it is done once it goes on', async () => {
  wire.freeze();
  const hostname = `outage-${++serial}.example.com`;
  const sent = fleet.admin.post<ServerView>('/servers', { hostname, lifecycle: 'planned' });
  expect((await fleet.anonymous.get('/api/health/ready')).status).toBe(503);
  expect((await fleet.anonymous.get('/api/health/live')).status).toBe(200);
  wire.thaw();
  expect(await sent).toMatchObject({ status: 201, body: { hostname } });
  await allIsWell();
});

/** A statement, the end of its connection, and one more: as when a transaction does something else in between. */
const interrupted: [string, () => Promise<unknown>][] = [
  [
    'plain SQL',
    () =>
      fleet.app.get(Sql).transaction(async (client) => {
        await cutUnder(client);
        await client.query('SELECT 1');
      }),
  ],
  [
    'TypeORM',
    () =>
      fleet.app.get(DataSource).transaction(async (tx) => {
        await cutUnder((await tx.queryRunner?.connect()) as pg.PoolClient);
        await tx.query('SELECT 1');
      }),
  ],
];

async function cutUnder(client: pg.PoolClient): Promise<void> {
  // Not `once` of node:events, which would hear the client's error in the place of whoever has to.
  const end = new Promise<void>((resolve) => client.once('end', resolve));
  await wire.cut();
  await end;
}

test.each(interrupted)(
  'a transaction of %s that loses its connection between two statements is told so',
  async (_, work) => {
    const error: unknown = await work().catch((failure: unknown) => failure);
    expect(problemOf(error, '/', '')).toMatchObject({ status: 503, code: 'dependency.unavailable' });
    await wire.mend();
    await allIsWell();
  },
);

test('who loses the connection while a change is committed is not told that nothing was changed, and may ask again', async () => {
  const other = new pg.Client(database.url);
  await other.connect();
  await other.query(`
    CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER wait_at_commit AFTER INSERT ON servers DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION wait_at_commit();
    SELECT pg_advisory_lock(1)`);
  const hostname = `outage-${++serial}.example.com`;
  const register = () =>
    fleet.admin.post<ServerView>('/servers', { hostname, lifecycle: 'planned' }, { 'idempotency-key': key });
  const key = randomUUID();
  const asked = register();
  const isCommitting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT' AND wait_event = 'advisory'`;
  await until(async () => (await other.query(isCommitting)).rowCount === 1);
  await wire.cut();
  expect(await asked).toMatchObject({
    status: 503,
    body: { code: 'dependency.unavailable', detail: expect.stringContaining('not known') as string },
  });
  await other.query('SELECT pg_advisory_unlock(1)');
  await until(async () => (await other.query(isCommitting)).rowCount === 0);
  await other.query('DROP FUNCTION wait_at_commit CASCADE');
  await other.end();
  await wire.mend();
  await allIsWell();
  expect(await register()).toMatchObject({ status: 409, body: { code: 'idempotency.outcome-unknown' } });
  expect((await fleet.admin.get<ServerPage>(`/servers?q=hostname:${hostname}`)).body.total.value).toBe(1);
});

test('a job whose sessions end goes on from what was committed: every item is done once', async () => {
  await seeded(database.url, 3_000);
  const other = new pg.Client(database.url);
  await other.connect();
  const { body: order } = await fleet.admin.post<JobOrdered>('/servers/bulk', {
    select: { q: 'hostname:seed-*' },
    action: 'tag',
    params: { add: ['interrupted'] },
  });
  const now = () => fleet.admin.get<JobView>(`/jobs/${order.jobId}`);
  for (const done of [0, 500, 1_000]) {
    await until(async () => {
      const { rowCount } = await other.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'infrawatch-fleet' AND state <> 'idle' AND query LIKE '%UPDATE servers%'
           AND (SELECT done >= $2 FROM jobs WHERE id = $1)`,
        [order.jobId, done],
      );
      return rowCount === 1;
    });
  }
  const { body: job } = await until(async () => {
    const answer = await now();
    return answer.body.finishedAt !== null && answer;
  });
  expect(job).toMatchObject({ status: 'succeeded', progress: { done: 3_000 } });
  expect((await fleet.admin.get<ServerPage>('/servers?q=tag:interrupted')).body.total.value).toBe(3_000);
  const { rows } = await other.query(
    `SELECT count(*)::integer AS entries, count(DISTINCT subject_id)::integer AS servers FROM audit WHERE after -> 'tags' ? 'interrupted'`,
  );
  expect(rows).toEqual([{ entries: 3_000, servers: 3_000 }]);
  await other.end();
});

test('sessions of the database that an administrator ends are opened again', async () => {
  const other = new pg.Client(database.url);
  await other.connect();
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await other.end();
  await allIsWell();
});
