import { createClient } from 'redis';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { Ear } from './support/ear.js';
import { adminPassword, startFleet, until, type Fleet } from './support/fleet.js';
import { Listener } from './support/listener.js';
import { testRedis, type TestRedis } from './support/redis.js';
import { Wire } from './support/wire.js';

/** Two processes' worth: an API and two workers on one database and one Redis. */
let redis: TestRedis;
let api: Fleet;
const workers: Fleet[] = [];
let listener: Listener;

beforeAll(async () => {
  redis = await testRedis();
  listener = await Listener.open();
  const shared = { FLEET_REDIS_URL: redis.url, FLEET_CHECK_INTERVAL: '1s' };
  api = await startFleet({ ...shared, FLEET_ROLE: 'api' });
  const worker = { ...shared, FLEET_ROLE: 'worker', FLEET_DATABASE_URL: api.databaseUrl };
  workers.push(await startFleet(worker), await startFleet(worker));
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await api.close();
  await listener.close();
  await redis.stop();
});

let serial = 0;
async function watched(fleet = api): Promise<ServerView> {
  const { body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `redis-${++serial}.example.com`,
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    checks: [{ type: 'tcp', port: listener.port, failAfter: 2 }],
  });
  return body;
}
const statusOf = async (id: string, fleet = api) =>
  (await fleet.admin.get<ServerView>(`/servers/${id}`)).body.health.status;

test('a worker looks within a second at what the API was told, and the delta reaches a client of the API', async () => {
  const ear = await Ear.open(api.url, api.admin.token);
  await ear.ask('subscribe', { q: '' });
  const { id } = await watched();
  await until(async () => (await statusOf(id)) === 'healthy', 1_500);
  await ear.waitFor(
    (message) =>
      message.event === 'health' &&
      (message.changes ?? []).some((change) => change.id === id && change.status === 'healthy'),
  );
  await ear.ask('subscribe', { ids: [id] });
  await ear.waitFor((message) => message.event === 'observed');
  ear.close();
});

test('what is asked at the API is looked at by a worker, as often as it is asked', async () => {
  const other = await Listener.open();
  const checks = [{ type: 'tcp', port: other.port, intervalSeconds: 86_400 }];
  const { body: server } = await api.admin.post<ServerView>('/servers', {
    hostname: `redis-${++serial}.example.com`,
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    checks,
  });
  await until(() => other.calls > 0);
  for (let time = 0; time < 3; time++) {
    const before = other.calls;
    await api.admin.post('/servers/bulk', { select: { ids: [server.id] }, action: 'check' });
    await until(() => other.calls > before);
  }
  await api.admin.delete(`/servers/${server.id}`);
  await other.close();
});

test('each second is swept once, however many workers there are', async () => {
  const before = listener.calls;
  const begun = Date.now();
  await until(() => Date.now() - begun >= 5_000);
  const { total } = (await api.admin.get<{ total: { value: number } }>('/servers')).body;
  const perSecond = (listener.calls - before) / ((Date.now() - begun) / 1_000) / total.value;
  expect(perSecond).toBeGreaterThan(0.6);
  expect(perSecond).toBeLessThan(1.5);
});

test('snapshots and counters of health are in Redis', async () => {
  const { id } = await watched();
  const client = createClient({ url: redis.url });
  await client.connect();
  const snapshot = await until(async () => (await client.get(`health:${id}`)) ?? undefined);
  expect(JSON.parse(snapshot)).toMatchObject({ id, latencyMs: expect.any(Number), lastCheckedAt: expect.any(String) });
  expect((await client.keys('checks:*')).length).toBeGreaterThan(0);
  await client.disconnect();
});

test('logging out at one process ends the session at the other', async () => {
  const other = await startFleet({
    FLEET_REDIS_URL: redis.url,
    FLEET_ROLE: 'api',
    FLEET_DATABASE_URL: api.databaseUrl,
  });
  const session = await api.anonymous.login('admin@fleet.local', 'a password for tests');
  const elsewhere = Object.assign(Object.create(Object.getPrototypeOf(session) as object) as typeof session, session, {
    url: other.url,
  });
  expect((await elsewhere.get('/auth/me')).status).toBe(200);
  const ear = await Ear.open(other.url, session.token);
  await session.post('/auth/logout');
  await until(async () => (await elsewhere.get('/auth/me')).status === 401, 1_000);
  await until(() => ear.socket.disconnected);
  await other.close();
});

test('a worker that goes leaves its work to the other', async () => {
  const { id } = await watched();
  await until(async () => (await statusOf(id)) === 'healthy');
  await workers.pop()?.close();
  await listener.close();
  await until(async () => (await statusOf(id)) === 'unhealthy');
  await listener.reopen();
});

test('without Redis the API goes on answering, and sweeps go on when it is back', async () => {
  const { id } = await watched();
  await until(async () => (await statusOf(id)) === 'healthy');
  await redis.kill();
  expect((await api.admin.patch(`/servers/${id}`, { owner: 'core' })).status).toBe(200);
  expect(await api.anonymous.get('/api/health/ready')).toMatchObject({
    status: 503,
    body: { code: 'dependency.unavailable' },
  });
  await redis.start();
  await listener.close();
  await until(async () => (await statusOf(id)) === 'unhealthy', 20_000);
  expect((await api.anonymous.get('/api/health/ready')).status).toBe(200);
  await listener.reopen();
});

test.each([
  ['has gone', () => redis.kill(), () => redis.start()],
  ['hangs', () => redis.hang(), () => redis.goOn()],
])(
  'who works with the console goes on while Redis %s, and guessing is slowed all the same',
  async (_, ends, begins) => {
    const credentials = { email: 'admin@fleet.local', password: adminPassword };
    await ends();
    try {
      const { body: server } = await api.admin.post<ServerView>('/servers', {
        hostname: `redis-${++serial}.example.com`,
      });
      const all = await Promise.all([
        api.anonymous.post('/auth/login', credentials),
        api.admin.post('/validate/address', { address: '10.0.0.1' }),
        api.admin.get(`/servers/${server.id}`),
        api.admin.get('/servers?q=redis'),
        api.admin.get('/metrics'),
      ]);
      expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      const checks = await until(async () => {
        const overview = await api.admin.get<{ checks: { perSecond: number | null } }>('/fleet/overview');
        expect(overview.status).toBe(200);
        return overview.body.checks.perSecond === null ? overview.body.checks : undefined;
      });
      expect(checks).toMatchObject({ perSecond: null, failedPerSecond: null });
      expect((await api.admin.get<string>('/metrics')).body).not.toMatch(/^fleet_checks_per_second \d/m);
      const guesses = await Promise.all(
        Array.from({ length: 11 }, () =>
          api.anonymous.post('/auth/login', { email: `nobody-${serial}@fleet.local`, password: 'a guess' }),
        ),
      );
      expect(guesses.filter(({ status }) => status === 429)).toHaveLength(1);
    } finally {
      await begins();
    }
    const { id } = await watched();
    await until(async () => (await statusOf(id)) === 'healthy', 20_000);
  },
);

test('when the machine of Redis vanishes and another takes its place, all find it in seconds', async () => {
  const its = await testRedis();
  const wire = await Wire.to({ host: '127.0.0.1', port: Number(new URL(its.url).port) });
  const alone = await startFleet({
    FLEET_REDIS_URL: `redis://127.0.0.1:${wire.port}`,
    FLEET_CHECK_INTERVAL: '1s',
  });
  try {
    const { id } = await watched(alone);
    await until(async () => (await statusOf(id, alone)) === 'healthy');
    wire.replaceFarEnd();
    const since = new Date().toISOString();
    await until(async () => (await alone.anonymous.get('/api/health/ready')).status === 200, 5_000);
    await until(async () => {
      const { body } = await alone.admin.get<ServerView>(`/servers/${id}`);
      return (body.health.lastCheckedAt ?? '') > since;
    }, 20_000);
  } finally {
    await alone.close();
    await wire.cut();
    await its.stop();
  }
});

test('a worker answers for its life and nothing else', async () => {
  const [worker] = workers;
  expect((await worker?.anonymous.get('/api/health/live'))?.status).toBe(200);
  expect((await worker?.anonymous.get('/servers'))?.status).toBe(404);
});
