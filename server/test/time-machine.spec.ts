import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import type { FleetOverview } from '../src/health/overview.dto.js';
import type { Problem } from '../src/http/problem.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Listener } from './support/listener.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

let serial = 0;

async function registered(fields: object = {}): Promise<ServerView> {
  const { body } = await fleet.admin.post<ServerView>('/servers', { hostname: `past-${++serial}`, ...fields });
  return body;
}

/** A moment between what was done before and what is done next, by the clock that both sides share here. */
async function now(): Promise<string> {
  const at = Date.now() + 1;
  await until(() => Date.now() > at);
  return new Date(at).toISOString();
}

const past = (id: string, at: string) => fleet.admin.get<ServerView>(`/servers/${id}?asOf=${at}`);
const names = async (at: string, query: string) =>
  (await fleet.admin.get<ServerPage>(`/servers?asOf=${at}&${query}`)).body.items.map(({ hostname }) => hostname);

test('a server is what it was at each moment', async () => {
  const { id } = await registered({ tags: ['a'], owner: 'core' });
  const first = await now();
  await fleet.admin.patch(`/servers/${id}`, { tags: ['b'], owner: null });
  const second = await now();
  await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'provisioning', reason: 'x' });
  expect((await past(id, first)).body).toMatchObject({ tags: ['a'], owner: 'core', version: 1, lifecycle: 'planned' });
  expect((await past(id, second)).body).toMatchObject({ tags: ['b'], owner: null, version: 2, lifecycle: 'planned' });
  expect((await past(id, await now())).body).toMatchObject({ version: 3, lifecycle: 'provisioning' });
});

test('before it was registered there was none, and after a purge there is none, but between there was', async () => {
  const before = await now();
  const { id, hostname } = await registered();
  const then = await now();
  await fleet.admin.delete(`/servers/${id}`);
  const deleted = await now();
  await fleet.admin.delete(`/servers/${id}/purge`);
  expect(await past(id, before)).toMatchObject({ status: 404, body: { code: 'server.not-found' } });
  expect((await past(id, then)).body).toMatchObject({ hostname, deletedAt: null });
  expect((await past(id, deleted)).body).toMatchObject({ hostname, deletedAt: expect.any(String) });
  expect((await past(id, await now())).status).toBe(404);
  expect(await names(then, `q=${hostname}`)).toEqual([hostname]);
  expect(await names(deleted, `q=${hostname}`)).toEqual([]);
  expect(await names(deleted, `q=${hostname}+deleted:true`)).toEqual([hostname]);
  expect(await names(await now(), `q=${hostname}+deleted:true`)).toEqual([]);
});

test('a list of then is asked, sorted and paged like one of now', async () => {
  const servers = await Promise.all(Array.from({ length: 7 }, () => registered({ tags: ['paged'], owner: 'then' })));
  const then = await now();
  const ids = servers.map(({ id }) => id);
  await fleet.admin.post<BulkResult>('/servers/bulk', {
    select: { ids: ids.slice(0, 3) },
    action: 'tag',
    params: { remove: ['paged'] },
  });
  await fleet.admin.post<BulkResult>('/servers/bulk', { select: { ids: ids.slice(3, 5) }, action: 'delete' });
  const expected = servers.map(({ hostname }) => hostname).sort();

  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: ServerPage = (
      await fleet.admin.get<ServerPage>(`/servers?asOf=${then}&q=tag:paged&limit=3${cursor ? `&cursor=${cursor}` : ''}`)
    ).body;
    expect(page.total).toEqual({ value: 7, exact: true });
    seen.push(...page.items.map(({ hostname }) => hostname));
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toEqual(expected);
  expect(await names(then, 'q=tag:paged&sort=-hostname')).toEqual(expected.toReversed());
  expect(await names(await now(), 'q=tag:paged')).toHaveLength(2);
});

test('health is told as it was seen then, for a server and as a condition', async () => {
  const target = await Listener.open();
  const { id, hostname } = await registered({
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    checks: [{ type: 'tcp', port: target.port, intervalSeconds: 1, failAfter: 1 }],
  });
  const status = async () => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body.health.status;
  await until(async () => (await status()) === 'healthy');
  const well = await now();
  await target.close();
  await until(async () => (await status()) === 'unhealthy');
  const ill = await now();
  await fleet.admin.delete(`/servers/${id}`);
  expect((await past(id, well)).body).toMatchObject({ health: { status: 'healthy' }, pageable: false });
  expect((await past(id, ill)).body).toMatchObject({ health: { status: 'unhealthy' }, pageable: true });
  const failing = async (at: string) =>
    (await fleet.admin.get<FleetOverview>(`/fleet/overview?asOf=${at}`)).body.failing.items.filter(
      (each) => each.serverId === id,
    );
  expect(await failing(well)).toEqual([]);
  expect(await failing(ill)).toEqual([
    expect.objectContaining({
      hostname,
      status: 'unhealthy',
      reason: expect.stringContaining('refused'),
      pageable: true,
    }),
  ]);
  expect(await names(well, `q=${hostname}+health:healthy`)).toEqual([hostname]);
  expect(await names(ill, `q=${hostname}+health:healthy`)).toEqual([]);
  expect(await names(ill, `q=${hostname}+pageable:true&sort=-health`)).toEqual([hostname]);
});

test.each(['yesterday', '2026-13-01', '2026-11-24T25:00:00Z', '1'])('%s is no time', async (asOf) => {
  const { status, body } = await fleet.admin.get<Problem>(`/servers?asOf=${asOf}`);
  expect({ status, pointers: body.errors.map(({ pointer }) => pointer) }).toEqual({ status: 400, pointers: ['/asOf'] });
});

test('the overview counts the fleet as it was', async () => {
  const overview = async (query = '') => (await fleet.admin.get<FleetOverview>(`/fleet/overview${query}`)).body;
  const before = await now();
  const { total, lifecycle } = await overview(`?asOf=${before}`);
  const { id } = await registered({ lifecycle: 'active' });
  const then = await now();
  await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'draining', reason: 'x' });
  await fleet.admin.delete(`/servers/${id}`);
  expect(await overview(`?asOf=${then}`)).toMatchObject({
    at: then,
    total: total + 1,
    lifecycle: { ...lifecycle, active: lifecycle.active + 1 },
    checks: null,
  });
  expect(await overview(`?asOf=${await now()}`)).toMatchObject({ total, lifecycle });
  const { transitions } = await overview(`?asOf=${then}`);
  expect(transitions.every(({ at }) => at <= then)).toBe(true);
});
