import pg from 'pg';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ChangeSetPage } from '../src/inventory/bulk/change-sets.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import type { JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Listener } from './support/listener.js';

let fleet: Fleet;
let listener: Listener;
beforeAll(async () => {
  fleet = await startFleet({ FLEET_CHECK_INTERVAL: '1h' });
  listener = await Listener.open();
});
afterAll(async () => {
  await listener.close();
  await fleet.close();
});

let serial = 0;
async function registered(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `asked-${++serial}.example.com`,
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    checks: [{ type: 'tcp', port: listener.port, failAfter: 1 }],
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

const get = async (id: string) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
const seen = (id: string) =>
  until(async () => {
    const server = await get(id);
    return server.health.lastCheckedAt !== null && server;
  });
const check = <Body = BulkResult>(select: object, more: object = {}) =>
  fleet.admin.post<Body>('/servers/bulk', { select, action: 'check', ...more });

test('who is asked is looked at beside the schedule; who is not watched is told why', async () => {
  const watched = await seen((await registered()).id);
  const planned = await registered({ lifecycle: 'planned' });
  const unchecked = await registered({ checks: [] });
  const deleted = await registered();
  await fleet.admin.delete(`/servers/${deleted.id}`);
  const ids = [watched.id, planned.id, unchecked.id, deleted.id];
  const { status, body } = await check({ ids });
  expect(status).toBe(200);
  expect(body).toMatchObject({ applied: true, total: 4, changed: 1, failed: 3, changeSetId: null });
  expect(body.results[0]).toMatchObject({ status: 'changed', version: 1, before: null, after: { checksAsked: 1 } });
  expect(body.results.slice(1).map(({ error }) => [error?.code, error?.message])).toEqual([
    ['server.not-watched', 'A server that is planned is not watched; nothing was looked at.'],
    ['server.no-checks', 'No checks are declared; there is nothing to look at.'],
    ['server.not-watched', 'A server that is deleted is not watched; nothing was looked at.'],
  ]);
  await until(async () => ((await get(watched.id)).health.lastCheckedAt ?? '') > (watched.health.lastCheckedAt ?? ''));
  expect((await get(watched.id)).version).toBe(1);
});

test('there is nothing to take back, and nothing stands in the list of change sets', async () => {
  const { id } = await registered();
  const sets = async () => (await fleet.admin.get<ChangeSetPage>('/changesets')).body.total.value;
  const before = await sets();
  expect((await check({ ids: [id] })).body.changeSetId).toBeNull();
  expect(await sets()).toBe(before);
});

test.each([
  ['a dry run', { dryRun: true }],
  ['all or nothing, of which one is not watched', { atomic: true }],
])('%s asks nobody', async (_, more) => {
  const { id } = await seen((await registered()).id);
  const planned = await registered({ lifecycle: 'planned' });
  const other = await seen((await registered()).id);
  // A registration may be looked at twice, by who was told and by who heard of it; this one is long through with that.
  const watched = await get(id);
  expect((await check({ ids: [watched.id, planned.id] }, more)).body).toMatchObject({ applied: false });
  await check({ ids: [other.id] });
  await until(async () => ((await get(other.id)).health.lastCheckedAt ?? '') > (other.health.lastCheckedAt ?? ''));
  expect((await get(watched.id)).health.lastCheckedAt).toBe(watched.health.lastCheckedAt);
});

test('many are a job, and every one of them is looked at', async () => {
  const client = new pg.Client(fleet.databaseUrl);
  await client.connect();
  // Their turns are far away: only who is asked for is looked at.
  await client.query(
    `INSERT INTO servers (id, hostname, lifecycle, ip_address, checks)
     SELECT gen_random_uuid(), 'herd-' || i, 'active', '127.0.0.1', $1 FROM generate_series(1, 1200) i`,
    [
      JSON.stringify([
        {
          ...{ name: 'tcp', type: 'tcp', port: listener.port, timeoutMs: 2_000, severity: 'critical' },
          ...{ failAfter: 1, recoverAfter: 1, warnMs: null, intervalSeconds: 86_400 },
        },
      ]),
    ],
  );
  await client.end();
  const { status, body } = await check<JobOrdered>({ q: 'hostname:herd-*' });
  expect(status).toBe(202);
  const job = await until(async () => {
    const now = (await fleet.admin.get<JobView>(`/jobs/${body.jobId}`)).body;
    return now.status === 'succeeded' && now;
  });
  expect(job).toMatchObject({ title: 'Check 1,200 servers now', changeSetId: null });
  expect(job.result).toMatchObject({ total: 1_200, changed: 1_200, failed: 0, changeSetId: null });
  const healthy = async () =>
    (await fleet.admin.get<ServerPage>('/servers?q=hostname:herd-*+health:healthy&limit=1')).body.total.value;
  await until(async () => (await healthy()) === 1_200);
});
