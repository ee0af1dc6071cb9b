import pg from 'pg';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { Ear } from './support/ear.js';
import { adminPassword, startFleet, until, type Fleet } from './support/fleet.js';
import { Listener } from './support/listener.js';
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

test('sessions of the database that an administrator ends are opened again', async () => {
  const other = new pg.Client(database.url);
  await other.connect();
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await other.end();
  await allIsWell();
});
