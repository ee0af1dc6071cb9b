import type { AuditPage } from '../src/audit/audit.dto.js';
import type { GroupView } from '../src/groups/groups.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ChangeSetItems } from '../src/inventory/bulk/change-sets.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import type { JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { seeded } from './support/seed.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

let serial = 0;

async function registered(fields: object = {}): Promise<ServerView> {
  const { body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `gb-${++serial}`,
    checks: [],
    ...fields,
  });
  return body;
}

async function group(fields: object = {}): Promise<GroupView> {
  const { status, body } = await fleet.admin.post<GroupView>('/groups', { name: `g${++serial}`, ...fields });
  expect([status, body]).toEqual([201, body]);
  return body;
}

const bulk = <Body = BulkResult>(body: object) => fleet.admin.post<Body>('/servers/bulk', body);
const regroup = (ids: string[], params: object, more: object = {}) =>
  bulk({ select: { ids }, action: 'group', params, ...more });
const revert = (id: string | null, body: object = {}) => fleet.admin.post<BulkResult>(`/changesets/${id}/revert`, body);
const changeSet = async (id: string | null) => (await fleet.admin.get<ChangeSetItems>(`/changesets/${id}`)).body;
const get = async (id: string) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;

test('puts in and takes out, with what was before and after; versions stay', async () => {
  const [one, two] = [await registered(), await registered()];
  const [a, b] = [await group({ members: [one.id] }), await group()];
  const { body } = await regroup([one.id, two.id], { add: [b.id, b.name], remove: a.name }, { reason: 'a move' });
  expect(body).toMatchObject({ applied: true, total: 2, changed: 2, failed: 0 });
  expect(body.results).toMatchObject([
    { id: one.id, status: 'changed', version: 1, before: { groups: [a.name] }, after: { groups: [b.name] } },
    { id: two.id, status: 'changed', version: 1, before: { groups: [] }, after: { groups: [b.name] } },
  ]);
  expect(await get(one.id)).toMatchObject({ groups: [b.name], version: 1 });
  expect((await regroup([one.id], { add: b.id })).body.results).toMatchObject([{ status: 'unchanged' }]);
  const { body: audit } = await fleet.admin.get<AuditPage>(`/servers/${one.id}/audit`);
  expect(audit.items[0]).toMatchObject({
    action: 'server.grouped',
    reason: 'a move',
    before: { groups: [a.name] },
    after: { groups: [b.name] },
  });
});

test('a dry run, and all or nothing with one that fails, leave everybody where they are', async () => {
  const [one, gone] = [await registered(), await registered()];
  await fleet.admin.delete(`/servers/${gone.id}`);
  const { id, name } = await group();
  const trial = await regroup([one.id, gone.id], { add: id }, { dryRun: true });
  expect(trial.body.results).toMatchObject([
    { status: 'changed', after: { groups: [name] } },
    { status: 'failed', error: { code: 'server.deleted' } },
  ]);
  const together = await regroup([one.id, gone.id], { add: id }, { atomic: true });
  expect(together.body).toMatchObject({
    applied: false,
    changed: 0,
    results: [{ status: 'unchanged', version: 1 }, {}],
  });
  expect((await get(one.id)).groups).toEqual([]);
});

test('another ETag fails its item and no other', async () => {
  const [one, two] = [await registered(), await registered()];
  const { id, name } = await group();
  const select = { ids: [one.id, two.id], ifMatch: { [one.id]: '"7"', [two.id]: '"1"' } };
  const { body } = await bulk({ select, action: 'group', params: { add: [id] } });
  expect(body.results).toMatchObject([{ status: 'failed' }, { status: 'changed', after: { groups: [name] } }]);
});

test('is a change set that is taken back, and that again', async () => {
  const [one, two] = [await registered(), await registered()];
  const [a, b] = [await group({ members: [one.id, two.id] }), await group()];
  const { body: done } = await regroup([one.id, two.id], { add: b.id, remove: a.id });
  expect(
    (await changeSet(done.changeSetId)).items.map(({ hostname, kind, before, after, changedSince }) => ({
      hostname,
      kind,
      before,
      after,
      changedSince,
    })),
  ).toEqual(
    [one, two].map(({ hostname }) => ({
      hostname,
      kind: 'changed',
      before: { groups: [a.name] },
      after: { groups: [b.name] },
      changedSince: false,
    })),
  );
  const { body: undone } = await revert(done.changeSetId);
  expect(undone).toMatchObject({ applied: true, changed: 2, failed: 0 });
  expect(await Promise.all([one, two].map(async ({ id }) => (await get(id)).groups))).toEqual([[a.name], [a.name]]);
  await revert(undone.changeSetId);
  expect((await get(one.id)).groups).toEqual([b.name]);
});

test('a server that was moved since is left, and named; one whose group is gone too', async () => {
  const [moved, still] = [await registered(), await registered()];
  const [a, b, c] = [await group({ members: [moved.id, still.id] }), await group(), await group()];
  const { body: done } = await regroup([moved.id, still.id], { add: b.id, remove: a.id });
  await regroup([moved.id], { add: c.id, remove: b.id });
  expect((await changeSet(done.changeSetId)).items.map(({ changedSince }) => changedSince)).toEqual([true, false]);
  const { body: undone } = await revert(done.changeSetId);
  expect(undone.results).toMatchObject([
    { id: moved.id, status: 'failed', error: { code: 'changeset.changed-since' } },
    { id: still.id, status: 'changed' },
  ]);
  expect((await get(moved.id)).groups).toEqual([c.name]);
  expect((await get(still.id)).groups).toEqual([a.name]);
  const { body: away } = await regroup([still.id], { remove: a.id });
  await fleet.admin.delete(`/groups/${a.id}`);
  expect((await revert(away.changeSetId)).body.results).toMatchObject([{ error: { code: 'group.not-found' } }]);
});

test('who was deleted in bulk is back in their groups when that is reverted', async () => {
  const server = await registered();
  const { name } = await group({ members: [server.id] });
  const { body } = await bulk({ select: { ids: [server.id] }, action: 'delete' });
  await revert(body.changeSetId);
  expect((await get(server.id)).groups).toEqual([name]);
});

test.each<[string, object, string]>([
  ['nothing to do', {}, '/params'],
  ['a group that is not there', { add: ['nobody'] }, '/params/add/0'],
  ['another one', { remove: ['01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64'] }, '/params/remove/0'],
  ['a number', { add: 7 }, '/params/add'],
  ['an unknown parameter', { into: 'x' }, '/params/into'],
])('%s is refused at its place', async (_, params, pointer) => {
  const server = await registered();
  const { status, body } = await bulk<Problem>({ select: { ids: [server.id] }, action: 'group', params });
  expect([status, body.errors[0]?.pointer]).toEqual([400, pointer]);
});

test('who is put in by two at once is in once', async () => {
  const servers = await Promise.all(Array.from({ length: 5 }, () => registered()));
  const { id, name } = await group();
  const ids = servers.map((server) => server.id);
  const answers = await Promise.all(
    [1, 2, 3].map((turn) => regroup(turn === 2 ? [...ids].reverse() : ids, { add: id })),
  );
  expect(answers.map(({ body }) => body.changed).reduce((sum, changed) => sum + changed)).toBe(5);
  const { body } = await fleet.admin.get<ServerPage>(`/servers?q=group:${name}`);
  expect(body.items).toHaveLength(5);
});

test('of many it is a job, each of them once', async () => {
  await seeded(fleet.databaseUrl, 2_500);
  const { id, name } = await group();
  const order = { select: { q: 'hostname:seed-*' }, action: 'group', params: { add: [id] } };
  const { status, body } = await bulk<JobOrdered>(order);
  expect(status).toBe(202);
  const job = await until(async () => {
    const { body: view } = await fleet.admin.get<JobView>(`/jobs/${body.jobId}`);
    return view.status === 'succeeded' && view;
  });
  expect(job.result).toMatchObject({ changed: 2_500, failed: 0 });
  expect((await fleet.admin.get<ServerPage>(`/servers?q=group:${name}`)).body.total).toEqual({
    value: 2_500,
    exact: true,
  });
});
