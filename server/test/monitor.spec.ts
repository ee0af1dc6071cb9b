import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { Beat } from '../src/database/beat.js';
import type { FleetOverview } from '../src/health/overview.dto.js';
import type { Health } from '../src/inventory/health.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Listener } from './support/listener.js';

let fleet: Fleet;
let listener: Listener;
beforeAll(async () => {
  fleet = await startFleet({ FLEET_CHECK_INTERVAL: '1s' });
});
afterAll(() => fleet.close());
beforeEach(async () => {
  listener = await Listener.open();
});
afterEach(() => listener.close());

let serial = 0;
async function watched(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `watched-${++serial}.example.com`,
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    checks: [{ type: 'tcp', port: listener.port, failAfter: 2, recoverAfter: 2 }],
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

const get = async (id: string) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
const becomes = (id: string, status: string, withinMs?: number) =>
  until(async () => ((await get(id)).health.status === status ? await get(id) : undefined), withinMs);

/** How often the listener is called while it would have been called three times. */
async function callsWhile(): Promise<number> {
  const before = listener.calls;
  const other = await Listener.open();
  const clock = await watched({ checks: [{ type: 'tcp', port: other.port }] });
  await until(() => other.calls >= 4);
  await fleet.admin.delete(`/servers/${clock.id}`);
  await other.close();
  return listener.calls - before;
}

test('a server is watched within a second, goes down after failAfter failures and comes back after recoverAfter successes', async () => {
  const { id } = await watched();
  const up = await becomes(id, 'healthy', 1_000);
  expect(up.health).toMatchObject({
    reason: `tcp ${listener.port}: connected`,
    latencyMs: expect.any(Number),
    lastCheckedAt: expect.any(String),
    nextCheckAt: expect.any(String),
    stale: false,
  });
  await listener.close();
  const down = await becomes(id, 'unhealthy');
  expect(down).toMatchObject({
    lifecycle: 'active',
    pageable: true,
    countable: true,
    health: { reason: `tcp ${listener.port}: connection refused, 2 of 2`, latencyMs: null },
  });
  expect(down.version).toBe(1);
  await listener.reopen();
  expect((await becomes(id, 'healthy')).pageable).toBe(false);
  const { body } = await fleet.admin.get<{ items: { from: string; to: string }[] }>(`/servers/${id}/transitions`);
  expect(body.items.map(({ from, to }) => `${from}>${to}`)).toEqual([
    'unhealthy>healthy',
    'healthy>unhealthy',
    'unknown>healthy',
  ]);
});

test('the worst check decides, and each tells its own story', async () => {
  const { id } = await watched({
    checks: [
      { type: 'tcp', port: listener.port },
      { type: 'http', port: listener.port, timeoutMs: 200, name: 'site' },
    ],
  });
  const { health } = await becomes(id, 'unhealthy');
  expect(health.reason).toContain('site: no answer within 200 ms (first byte)');
  expect(health.checks.map(({ name, status }) => [name, status])).toEqual([
    [`tcp ${listener.port}`, 'healthy'],
    ['site', 'unhealthy'],
  ]);
});

test('new settings are looked at within a second, and the old target no more', async () => {
  const other = await Listener.open();
  const { id } = await watched();
  await becomes(id, 'healthy');
  await fleet.admin.patch(`/servers/${id}`, { checks: [{ type: 'tcp', port: other.port, name: 'moved' }] });
  await until(() => other.calls > 0, 1_000);
  expect(await callsWhile()).toBe(0);
  await until(async () => (await get(id)).health.reason === 'moved: connected');
  await other.close();
});

test.each([
  [
    'decommissioned',
    async (id: string) => {
      await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'draining', reason: 'end of life' });
      return fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'decommissioned', reason: 'end of life' });
    },
  ],
  ['deleted', (id: string) => fleet.admin.delete(`/servers/${id}`)],
])('a server that was %s is unknown at once, not pageable, and never probed again', async (_, retire) => {
  const { id } = await watched();
  await becomes(id, 'healthy');
  await listener.close();
  await becomes(id, 'unhealthy');
  await listener.reopen();
  expect((await retire(id)).status).toBeLessThan(300);
  const retired = await get(id);
  expect(retired).toMatchObject({
    pageable: false,
    countable: false,
    health: { status: 'unknown', checks: [], nextCheckAt: null },
  });
  expect(retired.health.reason).toMatch(/^not watched/);
  expect(await callsWhile()).toBe(0);
  expect((await get(id)).health.status).toBe('unknown');
  expect((await fleet.admin.post(`/servers/${id}/check`)).status).toBe(409);
});

test('a restored server is watched again', async () => {
  const { id } = await watched();
  await becomes(id, 'healthy');
  await fleet.admin.delete(`/servers/${id}`);
  await fleet.admin.post(`/servers/${id}/restore`);
  await becomes(id, 'healthy', 1_000);
});

test('a planned server is not watched until it is provisioned', async () => {
  const { id } = await watched({ lifecycle: 'planned' });
  expect(await callsWhile()).toBe(0);
  await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'provisioning', reason: 'arrived' });
  await becomes(id, 'healthy', 1_000);
});

test('check now answers with what was seen just now', async () => {
  const { id } = await watched({
    checks: [{ type: 'tcp', port: listener.port, intervalSeconds: 3_600, failAfter: 1 }],
  });
  await becomes(id, 'healthy');
  await listener.close();
  const { status, body } = await fleet.admin.post<Health>(`/servers/${id}/check`);
  expect(status).toBe(200);
  expect(body.status).toBe('unhealthy');
  await listener.reopen();
});

test('what may not be dialled is stale and unknown, says which variable would allow it, and pages nobody', async () => {
  const { id } = await watched({ ipAddress: '169.254.169.254', checks: [{ type: 'tcp', port: 80, failAfter: 1 }] });
  const { health, pageable } = await until(async () => ((await get(id)).health.stale ? await get(id) : undefined));
  expect(pageable).toBe(false);
  expect(health).toMatchObject({ status: 'unknown', stale: true });
  expect(health.checks[0]?.message).toContain('FLEET_PROBE_ALLOW');
  expect((await fleet.admin.get<ServerPage>('/servers?q=stale:true')).body.items.map((item) => item.id)).toContain(id);
});

test('a check that did not run by its time is stale, in every answer', async () => {
  const { id } = await watched();
  await becomes(id, 'healthy');
  const client = new pg.Client(fleet.databaseUrl);
  await client.connect();
  // As if every worker had been away for a minute; the phase is half an interval away, so that none looks meanwhile.
  await client.query(
    `UPDATE checks SET interval_seconds = 10, phase = (phase + 524288) % 1048576, checked_at = now() - interval '1 minute' WHERE server_id = $1`,
    [id],
  );
  await client.end();
  expect((await get(id)).health).toMatchObject({ stale: true, checks: [{ stale: true }] });
  const { body } = await fleet.admin.get<FleetOverview>('/fleet/overview');
  expect(body.stale).toBeGreaterThan(0);
});

test('the overview counts both axes and tells what fails, oldest first', async () => {
  await listener.close();
  const { id, hostname } = await watched({ owner: 'core', checks: [{ type: 'tcp', port: listener.port }] });
  await becomes(id, 'unhealthy');
  await listener.reopen();
  const overview = await until(async () => {
    const { body } = await fleet.admin.get<FleetOverview>('/fleet/overview');
    return body.failing.items.some((item) => item.serverId === id) ? body : undefined;
  });
  expect(overview.failing.items.find((item) => item.serverId === id)).toMatchObject({
    hostname,
    status: 'unhealthy',
    owner: 'core',
    pageable: true,
  });
  expect(overview.last24h).toHaveLength(96);
  const { total: active } = (await fleet.admin.get<ServerPage>('/servers?q=lifecycle:active')).body;
  expect(overview.lifecycle.active).toBe(active.value);
  expect(Object.values<number>({ ...overview.health }).reduce((a, b) => a + b)).toBe(overview.countable);
});

test('the fleet is dealt over the interval, not looked at in one burst', async () => {
  const client = new pg.Client(fleet.databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ tenth: number; count: number }>(
    `SELECT fleet_phase(gen_random_uuid()) * 10 / 1048576 AS tenth, count(*)::integer AS count FROM generate_series(1, 10000) GROUP BY 1 ORDER BY 1`,
  );
  await client.end();
  expect(rows).toHaveLength(10);
  for (const { count } of rows) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test('each look counts, also of a check that is looked at every second', async () => {
  let isIll = false;
  let refusals = 0;
  const peer = createServer((_, response) => {
    if (isIll) refusals++;
    response.writeHead(isIll ? 500 : 200).end();
  }).listen(0, '127.0.0.1');
  await once(peer, 'listening');
  const { port } = peer.address() as AddressInfo;
  const { id } = await watched({ checks: [{ type: 'http', port, failAfter: 6 }] });
  await becomes(id, 'healthy');
  isIll = true;
  await becomes(id, 'unhealthy', 20_000);
  peer.close();
  expect(refusals).toBe(6);
});

test('while nothing can be written nothing is looked at, and the turns that were missed are not made up for', async () => {
  const { id } = await watched();
  await becomes(id, 'healthy');
  const other = new pg.Client(fleet.databaseUrl);
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM checks WHERE server_id = $1 FOR UPDATE', [id]);
  let beats = 0;
  const clock = fleet.app.get(Beat).seconds.subscribe(() => beats++);
  const pass = async (seconds: number) => {
    const since = beats;
    await until(() => beats >= since + seconds, (seconds + 5) * 1_000);
  };
  await pass(3);
  const before = listener.calls;
  await pass(15);
  expect(listener.calls).toBe(before);
  await other.query('COMMIT');
  await pass(3);
  clock.unsubscribe();
  await other.end();
  expect(listener.calls - before).toBeGreaterThanOrEqual(2);
  expect(listener.calls - before).toBeLessThan(9);
});

test('what changed does not wait for the looks that changed nothing, which are written once a second', async () => {
  const alone = await startFleet({ FLEET_CHECK_INTERVAL: '3s' });
  try {
    const { body } = await alone.admin.post<ServerView>('/servers', {
      hostname: 'alone.example.com',
      ipAddress: '127.0.0.1',
      lifecycle: 'active',
      checks: [{ type: 'tcp', port: listener.port, failAfter: 1 }],
    });
    const turned = (status: string) =>
      until(async () => {
        const { health } = (await alone.admin.get<ServerView>(`/servers/${body.id}`)).body;
        return health.status === status && health;
      });
    await turned('healthy');
    const calls = listener.calls;
    await until(() => listener.calls >= calls + 1);
    await listener.close();
    const { since, lastCheckedAt } = await turned('unhealthy');
    expect(Date.parse(since) - Date.parse(lastCheckedAt ?? '')).toBeLessThan(900);
  } finally {
    await alone.close();
  }
});
