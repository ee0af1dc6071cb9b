import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { NewToken } from '../src/auth/auth.dto.js';
import type { MaintenancePage, MaintenanceWindow } from '../src/health/maintenance/maintenance.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ChangeSetPage } from '../src/inventory/bulk/change-sets.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import type { JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { Ear } from './support/ear.js';
import { Client, startFleet, until, type Fleet } from './support/fleet.js';
import { anHour, inMs, maintained } from './support/maintained.js';
import { counts, race } from './support/race.js';
import { testDatabase } from './support/postgres.js';
import { seeded } from './support/seed.js';

let fleet: Fleet;
let servers: ReturnType<typeof maintained>;
beforeAll(async () => {
  fleet = await startFleet();
  servers = maintained(fleet);
});
afterAll(() => fleet.close());

const path = '/maintenance-windows';
const plan = <Body = MaintenanceWindow>(body: object) => fleet.admin.post<Body>(path, body);
const window = async (id: string) => (await fleet.admin.get<MaintenanceWindow>(`${path}/${id}`)).body;
const ids = async (query: string) =>
  (await fleet.admin.get<MaintenancePage>(`${path}?${query}`)).body.items.map(({ id }) => id);

test('a window is planned, begins, and is over', async () => {
  const { id } = await servers.registered();
  const [from, end] = [inMs(500), inMs(1_200)];
  const { status, headers, body } = await plan({ serverIds: [id.toUpperCase()], from, until: end, reason: ' disks ' });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/api/v1${path}/${body.id}`);
  expect(headers.get('etag')).toBe('"1"');
  expect(body).toEqual({
    id: body.id,
    reason: 'disks',
    from,
    until: end,
    plannedUntil: end,
    state: 'planned',
    servers: 1,
    createdBy: { type: 'user', id: expect.any(String), name: 'admin@fleet.local' },
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
    version: 1,
  });
  expect((await servers.get(id)).health.inMaintenance).toBe(false);
  await until(async () => (await window(body.id)).state === 'running');
  expect((await servers.get(id)).health.maintenance).toEqual({ windowId: body.id, from, until: end, reason: 'disks' });
  await until(async () => (await window(body.id)).state === 'over');
  expect((await servers.get(id)).health.maintenance).toBeNull();
});

test('a query chooses who matches now, and who matches later is not added', async () => {
  const chosen = await servers.registered({ owner: 'rack-7' });
  const { body } = await plan({ q: 'owner:rack-7', until: inMs(anHour), reason: 'power' });
  const later = await servers.registered({ owner: 'rack-7' });
  expect(body).toMatchObject({ state: 'running', servers: 1 });
  expect((await servers.get(chosen.id)).health.inMaintenance).toBe(true);
  expect((await servers.get(later.id)).health.inMaintenance).toBe(false);
});

test('windows lie beside each other: in maintenance as long as one of them runs', async () => {
  const { id } = await servers.registered();
  const { body: long } = await plan({ serverIds: [id], until: inMs(2 * anHour), reason: 'long' });
  const { body: short } = await plan({ serverIds: [id], until: inMs(anHour), reason: 'short' });
  expect((await servers.get(id)).health.maintenance).toMatchObject({ windowId: long.id });
  expect((await fleet.admin.delete(`${path}/${long.id}`)).status).toBe(204);
  expect((await servers.get(id)).health.maintenance).toMatchObject({ windowId: short.id });
  await fleet.admin.delete(`${path}/${short.id}`);
  expect((await servers.get(id)).health.maintenance).toBeNull();
});

test('its end is moved and its reason said better, for those who are still in it, and whoever listens hears of it', async () => {
  const [left, still] = [await servers.registered(), await servers.registered()];
  const { body } = await plan({ serverIds: [left.id, still.id], until: inMs(anHour), reason: 'x' });
  await servers.bulk([left.id], { until: null });
  const ear = await Ear.open(fleet.url, fleet.admin.token);
  await ear.ask('subscribe', { ids: [left.id, still.id] });
  const change = { until: inMs(2 * anHour), reason: 'new disks' };
  const {
    status,
    headers,
    body: moved,
  } = await fleet.admin.patch<MaintenanceWindow>(`${path}/${body.id}`, change, {
    'if-match': '"1"',
  });
  expect(status).toBe(200);
  expect(headers.get('etag')).toBe('"2"');
  expect(moved).toMatchObject({ ...change, plannedUntil: change.until, state: 'running', servers: 2, version: 2 });
  expect((await servers.get(still.id)).health.maintenance).toMatchObject(change);
  expect((await servers.get(left.id)).health.maintenance).toBeNull();
  const heard = await ear.waitFor(({ changes = [] }) =>
    changes.some((each) => JSON.stringify(each).includes('new disks')),
  );
  expect(heard.changes?.map(({ id }) => id)).toEqual([still.id]);
  ear.close();
  const { items } = (await fleet.admin.get<AuditPage>(`/servers/${still.id}/audit`)).body;
  expect(items[0]).toMatchObject({ action: 'maintenance.changed', after: { maintenance: change } });
  expect((await fleet.admin.patch(`${path}/${body.id}`, change)).headers.get('etag')).toBe('"2"');
});

test('moved to an earlier end, it is over then', async () => {
  const { id } = await servers.registered();
  const { body } = await plan({ serverIds: [id], until: inMs(anHour), reason: 'x' });
  const ear = await Ear.open(fleet.url, fleet.admin.token);
  await ear.ask('subscribe', { ids: [id] });
  await fleet.admin.patch(`${path}/${body.id}`, { until: inMs(600) });
  await ear.waitFor(({ changes = [] }) => changes.some((each) => 'inMaintenance' in each && !each.inMaintenance));
  expect(await window(body.id)).toMatchObject({ state: 'over' });
  ear.close();
});

test('one that ends before it began never was', async () => {
  const { id } = await servers.registered();
  const [from, end] = [inMs(anHour), inMs(2 * anHour)];
  const { body } = await plan({ serverIds: [id], from, until: end, reason: 'x' });
  expect((await fleet.admin.delete(`${path}/${body.id}?reason=postponed`)).status).toBe(204);
  expect(await window(body.id)).toMatchObject({ state: 'over', from, until: from, plannedUntil: end });
  expect((await servers.past(id, inMs(anHour + 1_000))).health.inMaintenance).toBe(false);
  const { items } = (await fleet.admin.get<AuditPage>(`/audit?subject=${body.id}`)).body;
  expect(items[0]).toMatchObject({
    action: 'maintenance.ended',
    subject: { type: 'maintenance-window', id: body.id, name: 'x' },
    reason: 'postponed',
  });
});

test('one of which the last server was let go is over', async () => {
  const { id } = await servers.registered();
  const { body } = await plan({ serverIds: [id], until: inMs(anHour), reason: 'x' });
  await servers.bulk([id], { until: null });
  expect(await window(body.id)).toMatchObject({ state: 'over', version: 2 });
  for (const refused of [
    await fleet.admin.delete<Problem>(`${path}/${body.id}`),
    await fleet.admin.patch<Problem>(`${path}/${body.id}`, { until: inMs(anHour) }),
  ])
    expect(refused).toMatchObject({ status: 409, body: { code: 'maintenance.over' } });
});

test('a list is paged by beginning, and asked for by state and server', async () => {
  const { id } = await servers.registered();
  const made: string[] = [];
  for (let at = 1; at <= 3; at++) {
    const { body } = await plan({ serverIds: [id], from: inMs(at * anHour), until: inMs(9 * anHour), reason: `${at}` });
    made.push(body.id);
  }
  const latestFirst = made.toReversed();
  const mine = `serverId=${id}`;
  expect(await ids(mine)).toEqual(latestFirst);
  const { body: first } = await fleet.admin.get<MaintenancePage>(`${path}?${mine}&limit=2`);
  expect(first.total).toEqual({ value: 3, exact: true });
  expect(await ids(`${mine}&limit=2&cursor=${first.nextCursor}`)).toEqual(latestFirst.slice(2));
  expect(await ids(`${mine}&state=running,over`)).toEqual([]);
  expect(await ids(`${mine}&state=planned`)).toEqual(latestFirst);
});

test('an end that somebody else moved meanwhile is a 412, and of two that move it one is', async () => {
  const { id } = await servers.registered();
  const { body } = await plan({ serverIds: [id], until: inMs(anHour), reason: 'x' });
  const move = (hours: number) => () =>
    fleet.admin.patch<MaintenanceWindow>(`${path}/${body.id}`, { until: inMs(hours * anHour) }, { 'if-match': '"1"' });
  expect(counts(await race([move(2), move(3)]))).toEqual({ 200: 1, 412: 1 });
  expect((await fleet.admin.delete(`${path}/${body.id}`, { 'if-match': '"1"' })).status).toBe(412);
});

test('many that put the same servers in maintenance wait for each other, and one window is left', async () => {
  const all = await Promise.all([servers.registered(), servers.registered(), servers.registered()]);
  const chosen = all.map(({ id }) => id);
  const answers = await race(
    Array.from(
      { length: 8 },
      (_, at) => () =>
        servers.bulk<BulkResult>(at % 2 ? chosen : chosen.toReversed(), {
          until: inMs((at + 1) * anHour),
          reason: `${at}`,
        }),
    ),
  );
  expect(counts(answers)).toEqual({ 200: 8 });
  for (const id of chosen) expect(await ids(`serverId=${id}&state=running`)).toHaveLength(1);
});

test('a window that is moved, ended and left at once by many ends in peace: nobody waits for ever, nothing is half done', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => servers.registered()));
  const chosen = all.map(({ id }) => id);
  for (let round = 0; round < 4; round++) {
    const { body } = await plan({ serverIds: chosen, until: inMs(anHour), reason: 'x' });
    const some = chosen.slice(0, 3 + round);
    const answers = await race<unknown>([
      ...[2, 3, 4].map((hours) => () => fleet.admin.patch(`${path}/${body.id}`, { until: inMs(hours * anHour) })),
      ...[some, some.toReversed(), chosen.toReversed()].map((these) => () => servers.bulk(these, { until: null })),
      () => fleet.admin.patch(`/servers/${chosen[0]}`, { notes: `${round}` }),
      () => servers.bulk(chosen, { until: inMs(anHour), reason: 'another' }),
      () => fleet.admin.post(`/changesets/${body.id}/revert`, {}),
      () => fleet.admin.delete(`${path}/${body.id}`),
    ]);
    expect(Object.keys(answers).filter((status) => !['200', '204', '409'].includes(status))).toEqual([]);
    await servers.bulk(chosen, { until: null });
    expect(await window(body.id)).toMatchObject({ state: 'over' });
    for (const id of chosen) expect((await servers.get(id)).health.inMaintenance).toBe(false);
  }
});

test('what cannot be is refused whole, and leaves no change set', async () => {
  const [fine, deleted] = [await servers.registered(), await servers.registered()];
  await fleet.admin.delete(`/servers/${deleted.id}`);
  const latest = async () => (await fleet.admin.get<ChangeSetPage>('/changesets?limit=1')).body.items[0]?.id;
  const before = await latest();
  const rest = { until: inMs(anHour), reason: 'x' };
  for (const [body, pointer, code] of [
    [{ serverIds: [fine.id, deleted.id], ...rest }, '/serverIds/1', 'server.deleted'],
    [{ serverIds: ['01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64'], ...rest }, '/serverIds/0', 'server.not-found'],
    [{ q: 'owner:nobody', ...rest }, '/q', 'maintenance.nobody'],
    [{ q: 'lifecycle:asleep', ...rest }, '/q', 'search.bad-value'],
  ] as const) {
    const refused = await plan<Problem>(body);
    expect({ status: refused.status, errors: refused.body.errors }).toEqual({
      status: 400,
      errors: [expect.objectContaining({ pointer, code })],
    });
  }
  expect((await servers.get(fine.id)).health.inMaintenance).toBe(false);
  expect(await latest()).toBe(before);
});

test('who may only look may look', async () => {
  const { body } = await fleet.admin.post<NewToken>('/tokens', { name: 'looks', role: 'viewer' });
  const viewer = new Client(fleet.url, body.token);
  expect((await viewer.get(path)).status).toBe(200);
  expect((await viewer.post(path, {})).status).toBe(403);
});

test('many servers are a job that makes one window', async () => {
  await seeded(fleet.databaseUrl, 1_100);
  const { status, headers, body } = await plan<JobOrdered>({ q: 'hostname:seed-*', until: inMs(anHour), reason: 'x' });
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/api/v1/jobs/${body.jobId}`);
  const job = await until(async () => {
    const now = (await fleet.admin.get<JobView>(`/jobs/${body.jobId}`)).body;
    return now.status === 'succeeded' && now;
  });
  expect(await window(job.changeSetId ?? '')).toMatchObject({ servers: 1_100, state: 'running' });
});

describe('while nobody runs', () => {
  test('a window ends all the same, and whoever starts next announces it, once among several', async () => {
    const database = await testDatabase();
    const client = new pg.Client(database.url);
    await client.connect();
    const start = () => startFleet({ FLEET_DATABASE_URL: database.url });
    const first = await start();
    const there = maintained(first);
    const { id } = await there.registered();
    const end = inMs(700);
    await there.bulk([id], { until: end, reason: 'x' });
    await first.close();
    await until(() => Date.now() > Date.parse(end));
    const told = async () =>
      (
        await client.query<{ told: boolean }>(
          `SELECT (data ->> 'inMaintenance')::boolean AS told FROM changes WHERE type = 'health.changed' AND data ? 'maintenance' ORDER BY id`,
        )
      ).rows.map((row) => row.told);
    const isInIt = 'SELECT in_maintenance FROM server_health_now WHERE server_id = $1';
    expect((await client.query(isInIt, [id])).rows).toEqual([{ in_maintenance: false }]);
    expect(await told()).toEqual([true]);
    const next = await Promise.all([start(), start(), start()]);
    await until(async () => (await told()).length > 1);
    const { body } = await next[0].admin.get<ServerView>(`/servers/${id}`);
    expect(body.health).toMatchObject({ inMaintenance: false, maintenance: null });
    await Promise.all(next.map((each) => each.close()));
    expect(await told()).toEqual([true, false]);
    await client.end();
    await database.drop();
  });
});
