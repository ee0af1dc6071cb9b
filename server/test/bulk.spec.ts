import type { AuditPage } from '../src/audit/audit.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ChangeSetItems } from '../src/inventory/bulk/change-sets.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import type { JobItems, JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { seeded } from './support/seed.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

let serial = 0;

async function registered(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `bulk-${++serial}.example.com`,
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

const get = async (id: string) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
const bulk = <Body = BulkResult>(body: object) => fleet.admin.post<Body>('/servers/bulk', body);
const revert = (id: string | null, body: object = {}) => fleet.admin.post<BulkResult>(`/changesets/${id}/revert`, body);
const finished = (id: string) =>
  until(async () => {
    const { body } = await fleet.admin.get<JobView>(`/jobs/${id}`);
    return ['succeeded', 'failed', 'cancelled'].includes(body.status) && body;
  });

describe('few servers', () => {
  test('each has its outcome, and the audit an entry of each', async () => {
    const [one, tagged] = [await registered(), await registered({ tags: ['pci'] })];
    const missing = '01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64';
    const { status, body } = await bulk({
      select: { ids: [one.id, tagged.id, missing] },
      action: 'tag',
      params: { add: ['pci'] },
      reason: 'audit of cards',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ dryRun: false, applied: true, total: 3, changed: 1, failed: 1 });
    expect(body.results).toEqual([
      {
        id: one.id,
        hostname: one.hostname,
        status: 'changed',
        version: 2,
        before: { tags: [] },
        after: { tags: ['pci'] },
        error: null,
      },
      {
        id: tagged.id,
        hostname: tagged.hostname,
        status: 'unchanged',
        version: 1,
        before: null,
        after: null,
        error: null,
      },
      expect.objectContaining({
        id: missing,
        status: 'failed',
        error: expect.objectContaining({ code: 'server.not-found' }),
      }),
    ]);
    expect(await get(one.id)).toMatchObject({ tags: ['pci'], version: 2 });
    expect((await get(tagged.id)).version).toBe(1);
    const { body: audit } = await fleet.admin.get<AuditPage>(`/servers/${one.id}/audit`);
    expect(audit.items[0]).toMatchObject({
      action: 'server.changed',
      reason: 'audit of cards',
      after: { tags: ['pci'] },
    });
  });

  test.each<[string, object, object, object]>([
    ['lifecycle', { to: 'provisioning', reason: 'racked' }, {}, { lifecycle: 'provisioning' }],
    ['tag', { add: ['b'], remove: ['a'] }, { tags: ['a', 'c'] }, { tags: ['b', 'c'] }],
    [
      'patch',
      { fields: { owner: 'core', os: { version: '12' } } },
      { os: { family: 'debian' } },
      { owner: 'core', os: { family: 'debian', version: '12' } },
    ],
    ['checks', { set: [{ type: 'tcp', port: 443 }] }, {}, { checks: [expect.objectContaining({ name: 'tcp 443' })] }],
    ['delete', {}, {}, { deletedAt: expect.any(String) }],
  ])('%s changes what is declared, and a revert gives it back', async (action, params, fields, after) => {
    const before = await registered(fields);
    const { body } = await bulk({ select: { ids: [before.id] }, action, params });
    expect(body).toMatchObject({ changed: 1, failed: 0 });
    expect(await get(before.id)).toMatchObject(after);
    expect((await revert(body.changeSetId)).body).toMatchObject({ changed: 1, failed: 0 });
    const { version: _, updatedAt: __, health: ___, ...declared } = before;
    expect(await get(before.id)).toMatchObject({ ...declared, version: 3 });
  });

  test('a dry run shows before and after and leaves no trace', async () => {
    const { id } = await registered();
    const { body } = await bulk({ select: { ids: [id] }, action: 'tag', params: { add: ['pci'] }, dryRun: true });
    expect(body).toMatchObject({ dryRun: true, applied: false, changed: 1, changeSetId: null });
    expect(body.results[0]).toMatchObject({ before: { tags: [] }, after: { tags: ['pci'] } });
    expect(await get(id)).toMatchObject({ tags: [], version: 1 });
    expect((await fleet.admin.get<AuditPage>(`/servers/${id}/audit`)).body.items).toHaveLength(1);
  });

  test('all or nothing: one that fails keeps the others as they were', async () => {
    const [fine, illegal] = [await registered(), await registered({ lifecycle: 'active' })];
    const request = {
      select: { ids: [fine.id, illegal.id] },
      action: 'lifecycle',
      params: { to: 'provisioning', reason: 'x' },
    };
    const { body } = await bulk({ ...request, atomic: true });
    expect(body).toMatchObject({ applied: false, changed: 0, failed: 1, changeSetId: null });
    expect(body.results[1]).toMatchObject({ id: illegal.id, status: 'failed', error: { code: 'server.illegal-move' } });
    expect((await get(fine.id)).lifecycle).toBe('planned');
    expect((await bulk(request)).body).toMatchObject({ applied: true, changed: 1, failed: 1 });
    expect((await get(fine.id)).lifecycle).toBe('provisioning');
  });

  test('what a constraint refuses fails alone', async () => {
    const deleted = await registered();
    await fleet.admin.delete(`/servers/${deleted.id}`);
    const successor = await registered({ hostname: deleted.hostname });
    const others = [await registered(), await registered(), await registered()];
    for (const { id } of others) await fleet.admin.delete(`/servers/${id}`);
    const ids = [others[0]?.id, deleted.id, others[1]?.id, others[2]?.id];
    const { body } = await bulk({ select: { ids }, action: 'restore' });
    expect(body).toMatchObject({ changed: 3, failed: 1 });
    expect(body.results[1]).toMatchObject({ status: 'failed', error: { code: 'server.hostname-taken' } });
    expect((await get(successor.id)).deletedAt).toBeNull();
  });

  test('an item with a stale ETag fails alone', async () => {
    const [fresh, stale] = [await registered(), await registered()];
    await fleet.admin.patch(`/servers/${stale.id}`, { owner: 'somebody else' });
    const { body } = await bulk({
      select: { ids: [fresh.id, stale.id], ifMatch: { [fresh.id]: '"1"', [stale.id]: '"1"' } },
      action: 'patch',
      params: { fields: { owner: 'me' } },
    });
    expect(body.results.map(({ status, error }) => [status, error?.code])).toEqual([
      ['changed', undefined],
      ['failed', 'http.precondition-failed'],
    ]);
  });

  test('a query chooses who matches', async () => {
    const tag = `only:${++serial}`;
    const [chosen] = [await registered({ tags: [tag] }), await registered()];
    const { body } = await bulk({
      select: { q: `tag:${tag}` },
      action: 'patch',
      params: { fields: { owner: 'core' } },
    });
    expect(body.results.map(({ id }) => id)).toEqual([chosen.id]);
  });

  test.each<[string, object, string, string]>([
    ['an unknown action names the nearest', { select: { ids: [] }, action: 'tags' }, '/action', 'bulk.action-unknown'],
    ['neither ids nor a query', { select: {}, action: 'tag' }, '/select', 'field.invalid'],
    ['both ids and a query', { select: { ids: [], q: '' }, action: 'tag' }, '/select', 'field.invalid'],
    [
      'a parameter that the action does not have',
      { select: { ids: [] }, action: 'tag', params: { ad: [] } },
      '/params/ad',
      'field.unknown',
    ],
    [
      'a bad value deep within',
      { select: { ids: [] }, action: 'patch', params: { fields: { ssh: { port: 0 } } } },
      '/params/fields/ssh/port',
      'field.min',
    ],
    [
      'a query that cannot be read',
      { select: { q: 'lifecycle:asleep' }, action: 'delete' },
      '/select/q',
      'search.bad-value',
    ],
    [
      'an ETag of a server that is not chosen',
      { select: { ids: [], ifMatch: { x: '"1"' } }, action: 'delete' },
      '/select/ifMatch/x',
      'field.invalid',
    ],
  ])('%s is a 400 that names the place', async (_, request, pointer, code) => {
    const { status, body } = await bulk<Problem>(request);
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ pointer, code })]);
  });
});

describe('change sets', () => {
  test('tell what was done to each server, and by whom', async () => {
    const server = await registered();
    const { body } = await bulk({
      select: { ids: [server.id] },
      action: 'tag',
      params: { add: ['x'] },
      reason: 'because',
    });
    const { body: set } = await fleet.admin.get<ChangeSetItems>(`/changesets/${body.changeSetId}`);
    expect(set).toMatchObject({
      kind: 'tag',
      title: 'Tag 1 server (+x)',
      reason: 'because',
      total: 1,
      changed: 1,
      failed: 0,
      actor: { name: 'admin@fleet.local' },
    });
    expect(set.items).toEqual([
      {
        serverId: server.id,
        hostname: server.hostname,
        kind: 'changed',
        before: { tags: [] },
        after: { tags: ['x'] },
        changedSince: false,
      },
    ]);
  });

  test('a revert leaves and names what was changed since, and can itself be reverted', async () => {
    const [kept, touched] = [await registered(), await registered()];
    const { body } = await bulk({ select: { ids: [kept.id, touched.id] }, action: 'tag', params: { add: ['x'] } });
    await fleet.admin.patch(`/servers/${touched.id}`, { owner: 'core' });
    const { body: undone } = await revert(body.changeSetId);
    expect(undone).toMatchObject({ changed: 1, failed: 1 });
    expect(undone.results.find(({ id }) => id === touched.id)).toMatchObject({
      status: 'failed',
      error: { code: 'changeset.changed-since' },
    });
    expect((await get(kept.id)).tags).toEqual([]);
    expect(await get(touched.id)).toMatchObject({ tags: ['x'], owner: 'core' });
    expect(await revert(body.changeSetId)).toMatchObject({ status: 409, body: { code: 'changeset.reverted' } });
    await revert(undone.changeSetId);
    expect((await get(kept.id)).tags).toEqual(['x']);
  });
});

describe('many servers', () => {
  beforeAll(() => seeded(fleet.databaseUrl, 2_500));

  test('are a job with progress, whose items tell their outcome, and which can be taken back as one', async () => {
    const { status, headers, body } = await bulk<JobOrdered>({
      select: { q: 'hostname:seed-*' },
      action: 'tag',
      params: { add: ['many'] },
    });
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/api/v1/jobs/${body.jobId}`);
    const job = await finished(body.jobId);
    expect(job).toMatchObject({
      status: 'succeeded',
      progress: { done: 2_500, total: 2_500 },
      title: 'Tag 2,500 servers (+many)',
    });
    expect(job.result).toMatchObject({ total: 2_500, changed: 2_500, failed: 0 });
    const { body: items } = await fleet.admin.get<JobItems>(`/jobs/${body.jobId}/items?status=changed&limit=1`);
    expect(items).toMatchObject({
      items: [{ status: 'changed', after: { tags: expect.arrayContaining(['many']) } }],
      nextCursor: 1,
    });

    const { body: undo } = await fleet.admin.post<JobOrdered>(`/changesets/${job.changeSetId}/revert`, {});
    expect((await finished(undo.jobId)).result).toMatchObject({ changed: 2_500, failed: 0 });
    expect((await fleet.admin.get<ServerPage>('/servers?q=tag:many')).body.total.value).toBe(0);
  });

  test('a dry run of many changes nothing', async () => {
    const { body } = await bulk<JobOrdered>({ select: { q: 'hostname:seed-*' }, action: 'delete', dryRun: true });
    expect((await finished(body.jobId)).result).toMatchObject({ dryRun: true, applied: false, changed: 2_500 });
    expect((await fleet.admin.get<ServerPage>('/servers?q=hostname:seed-*')).body.total.value).toBe(2_500);
  });

  test('all or nothing holds for many too', async () => {
    const { body: page } = await fleet.admin.get<ServerPage>('/servers?q=hostname:seed-*&limit=1&sort=-hostname');
    await fleet.admin.post(`/servers/${page.items[0]?.id}/lifecycle`, { to: 'draining', reason: 'the odd one' });
    const request = {
      select: { q: 'hostname:seed-*' },
      action: 'lifecycle',
      params: { to: 'draining', reason: 'x' },
      atomic: true,
    };
    const { body } = await bulk<JobOrdered>(request);
    expect((await finished(body.jobId)).result).toMatchObject({ applied: false, changed: 0, failed: 1 });
    expect((await fleet.admin.get<ServerPage>('/servers?q=lifecycle:draining')).body.total.value).toBe(1);
  });
});
