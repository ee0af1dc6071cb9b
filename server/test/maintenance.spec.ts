import type { AuditPage } from '../src/audit/audit.dto.js';
import type { NewToken } from '../src/auth/auth.dto.js';
import type { FleetOverview } from '../src/health/overview.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ChangeSetItems } from '../src/inventory/bulk/change-sets.dto.js';
import type { EventPage } from '../src/inventory/events.dto.js';
import type { ServerPage } from '../src/inventory/servers.dto.js';
import type { JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { Ear, type Heard } from './support/ear.js';
import { Client, startFleet, until, type Fleet } from './support/fleet.js';
import { anHour, inMs, maintained } from './support/maintained.js';
import { seeded } from './support/seed.js';

let fleet: Fleet;
let servers: ReturnType<typeof maintained>;
beforeAll(async () => {
  fleet = await startFleet({ FLEET_CHECK_INTERVAL: '1s' });
  servers = maintained(fleet);
});
afterAll(() => fleet.close());

const revert = (id: string | null, body: object = {}) => fleet.admin.post<BulkResult>(`/changesets/${id}/revert`, body);
const names = async (q: string) =>
  (await fleet.admin.get<ServerPage>(`/servers?q=${encodeURIComponent(q)}`)).body.items.map(({ id }) => id);
const overview = async () => (await fleet.admin.get<FleetOverview>('/fleet/overview')).body;

interface HealthChange {
  id: string;
  status: string;
  inMaintenance: boolean;
  pageable: boolean;
  maintenance: { until: string; reason: string } | null;
}
const changesOf = (heard: Heard[], id: string) =>
  heard.flatMap(({ changes = [] }) => changes as unknown as HealthChange[]).filter((change) => change.id === id);

describe('few servers', () => {
  test('are put in maintenance at once: measured as ever, and nobody is woken', async () => {
    const { id, hostname, version, pageable } = await servers.ill();
    expect(pageable).toBe(true);
    const until_ = inMs(anHour);
    const { status, body } = await servers.bulk([id], { until: until_, reason: 'new memory' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ applied: true, total: 1, changed: 1, failed: 0, changeSetId: expect.any(String) });
    expect(body.results).toEqual([
      {
        id,
        hostname,
        status: 'changed',
        version,
        before: { maintenance: null },
        after: { maintenance: { from: expect.stringMatching(/Z$/), until: until_, reason: 'new memory' } },
        error: null,
      },
    ]);
    const now = await servers.get(id);
    expect(now).toMatchObject({
      pageable: false,
      countable: true,
      version,
      health: {
        status: 'unhealthy',
        inMaintenance: true,
        maintenance: { windowId: body.changeSetId, until: until_, reason: 'new memory' },
      },
    });
    expect(await names('inMaintenance:true')).toContain(id);
    expect(await names(`pageable:true id:${id}`)).toEqual([]);
    expect(await names(`-maintenance:true id:${id}`)).toEqual([]);
    expect(await names(`window:${body.changeSetId}`)).toEqual([id]);
    const checked = now.health.lastCheckedAt ?? '';
    await until(async () => ((await servers.get(id)).health.lastCheckedAt ?? '') > checked);
    const { items } = (await fleet.admin.get<AuditPage>(`/servers/${id}/audit`)).body;
    expect(items[0]).toMatchObject({
      action: 'maintenance.scheduled',
      reason: 'new memory',
      before: { maintenance: null },
      after: { maintenance: { until: until_ } },
      changeSetId: body.changeSetId,
    });
  });

  test('until null ends it, and what is not in it is unchanged', async () => {
    const [ill, other] = [await servers.ill(), await servers.registered()];
    await servers.bulk([ill.id], { until: inMs(anHour), reason: 'x' });
    const { body } = await servers.bulk([ill.id, other.id], { until: null });
    expect(body.results.map(({ status }) => status)).toEqual(['changed', 'unchanged']);
    expect(body.results[0]).toMatchObject({
      before: { maintenance: { reason: 'x' } },
      after: { maintenance: null },
    });
    expect(await servers.get(ill.id)).toMatchObject({
      pageable: true,
      health: { inMaintenance: false, maintenance: null },
    });
    expect(await names(`inMaintenance:true id:${ill.id}`)).toEqual([]);
  });

  test('a second one takes the place of the first, and the same again changes nothing', async () => {
    const { id } = await servers.registered();
    const params = { until: inMs(anHour), reason: 'long' };
    await servers.bulk([id], params);
    expect((await servers.bulk([id], params)).body).toMatchObject({ changed: 0, failed: 0 });
    const shorter = { until: inMs(anHour / 2), reason: 'short' };
    const { body } = await servers.bulk([id], shorter);
    expect(body.results[0]).toMatchObject({
      before: { maintenance: { reason: 'long', until: params.until } },
      after: { maintenance: shorter },
    });
    expect((await servers.get(id)).health.maintenance).toMatchObject(shorter);
  });

  test('each has its outcome: one that is gone, one that is deleted, one that was changed meanwhile', async () => {
    const [fine, deleted, stale] = [await servers.registered(), await servers.registered(), await servers.registered()];
    await fleet.admin.delete(`/servers/${deleted.id}`);
    await fleet.admin.patch(`/servers/${stale.id}`, { notes: 'x' });
    const missing = '01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64';
    const ids = [fine.id, deleted.id, stale.id, missing];
    const select = { ids, ifMatch: { [stale.id]: '"1"' } };
    const { body } = await servers.bulk(ids, { until: inMs(anHour), reason: 'x' }, { select });
    expect(body.results.map(({ status, error }) => [status, error?.code])).toEqual([
      ['changed', undefined],
      ['failed', 'server.deleted'],
      ['failed', 'http.precondition-failed'],
      ['failed', 'server.not-found'],
    ]);
    expect((await servers.get(stale.id)).health.inMaintenance).toBe(false);
  });

  test('all or nothing, and a dry run, leave no trace', async () => {
    const [one, deleted] = [await servers.registered(), await servers.registered()];
    await fleet.admin.delete(`/servers/${deleted.id}`);
    const params = { until: inMs(anHour), reason: 'x' };
    const { body: atomic } = await servers.bulk([one.id, deleted.id], params, { atomic: true });
    expect(atomic).toMatchObject({ applied: false, changed: 0, failed: 1, changeSetId: null });
    expect(atomic.results[0]).toMatchObject({ status: 'unchanged', version: 1 });
    const { body: dry } = await servers.bulk([one.id], params, { dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, applied: false, changed: 1, changeSetId: null });
    expect(dry.results[0]).toMatchObject({ after: { maintenance: params } });
    expect((await servers.get(one.id)).health.maintenance).toBeNull();
    expect((await fleet.admin.get<AuditPage>(`/servers/${one.id}/audit`)).body.items).toHaveLength(1);
  });

  test('the overview and the metrics count who is in it, and pageable without them', async () => {
    const { id } = await servers.ill();
    const before = await until(async () => {
      const now = await overview();
      return now.pageable > 0 && now;
    });
    await servers.bulk([id], { until: inMs(anHour), reason: 'x' });
    await until(async () => {
      const now = await overview();
      return now.pageable === before.pageable - 1 && now.inMaintenance === before.inMaintenance + 1;
    });
    const { body: metrics } = await fleet.admin.get<string>('/metrics');
    expect(metrics).toContain(`fleet_servers_in_maintenance ${before.inMaintenance + 1}`);
    const failing = (await overview()).failing.items.find(({ serverId }) => serverId === id);
    expect(failing).toMatchObject({ status: 'unhealthy', pageable: false });
  });

  test('who may only look may not', async () => {
    const { body } = await fleet.admin.post<NewToken>('/tokens', { name: 'looks', role: 'viewer' });
    const viewer = new Client(fleet.url, body.token);
    const request = { select: { ids: [] }, action: 'maintenance', params: { until: null } };
    expect((await viewer.post('/servers/bulk', request)).status).toBe(403);
  });

  test.each<[string, object, string, string]>([
    ['no end', { reason: 'x' }, '/params/until', 'field.instant'],
    ['an end that is no time', { until: 'tomorrow', reason: 'x' }, '/params/until', 'field.instant'],
    ['an end in the past', { until: '2020-01-01T00:00:00Z', reason: 'x' }, '/params/until', 'maintenance.until-past'],
    ['no reason', { until: '2999-01-01T00:00:00Z' }, '/params/reason', 'field.invalid'],
    ['an empty reason', { until: '2999-01-01T00:00:00Z', reason: ' ' }, '/params/reason', 'field.invalid'],
    [
      'a beginning in the past',
      { from: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z', reason: 'x' },
      '/params/from',
      'maintenance.from-past',
    ],
    [
      'an end before the beginning',
      { from: '2999-01-02T00:00:00Z', until: '2999-01-01T00:00:00Z', reason: 'x' },
      '/params/until',
      'maintenance.until-before-from',
    ],
    ['an end now that begins later', { from: '2999-01-02T00:00:00Z', until: null }, '/params/from', 'field.invalid'],
    ['an unknown field', { until: null, force: true }, '/params/force', 'field.unknown'],
  ])('%s is a 400 that names the place', async (_, params, pointer, code) => {
    const { status, body } = await servers.bulk<Problem>([], params);
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ pointer, code })]);
  });
});

describe('beginning and end', () => {
  test('are announced when they come, on the socket and in the feed, and hold for whoever asks', async () => {
    const { id } = await servers.ill();
    const ear = await Ear.open(fleet.url, fleet.admin.token);
    const { subscription, cursor } = await ear.ask('subscribe', { ids: [id] });
    const [from, end] = [inMs(1_500), inMs(3_000)];
    await servers.bulk([id], { from, until: end, reason: 'a moment' });
    expect(await servers.get(id)).toMatchObject({ pageable: true, health: { inMaintenance: false } });
    const told = (wanted: boolean) => () =>
      changesOf(ear.of(subscription), id).find(({ inMaintenance }) => inMaintenance === wanted);

    const begun = await until(told(true));
    expect(Date.now() - Date.parse(from)).toBeLessThan(1_000);
    expect(begun).toMatchObject({
      status: 'unhealthy',
      pageable: false,
      maintenance: { until: end, reason: 'a moment' },
    });
    expect(await servers.get(id)).toMatchObject({
      pageable: false,
      health: { status: 'unhealthy', inMaintenance: true },
    });

    const over = await until(() => changesOf(ear.of(subscription), id).findLast((each) => !each.inMaintenance));
    expect(Date.now() - Date.parse(end)).toBeLessThan(1_000);
    expect(over).toMatchObject({ status: 'unhealthy', pageable: true, maintenance: null });
    expect(await servers.get(id)).toMatchObject({ pageable: true, health: { inMaintenance: false } });
    ear.close();

    const { items } = (await fleet.admin.get<EventPage>(`/events?after=${cursor}&types=health.changed&limit=500`)).body;
    expect(
      items
        .filter(({ serverId }) => serverId === id)
        .map(({ server }) => [server?.health.inMaintenance, server?.health.maintenance?.reason, server?.pageable]),
    ).toEqual([
      [true, 'a moment', false],
      [false, undefined, true],
    ]);
  });

  test('who listens for servers in maintenance hears them come and go', async () => {
    const { id } = await servers.registered();
    const ear = await Ear.open(fleet.url, fleet.admin.token);
    const { subscription } = await ear.ask('subscribe', { q: `inMaintenance:true id:${id}` });
    await servers.bulk([id], { until: inMs(800), reason: 'brief' });
    const heard = await until(() => {
      const changes = changesOf(ear.of(subscription), id);
      return changes.length >= 2 && changes;
    });
    expect(heard.map(({ inMaintenance }) => inMaintenance)).toEqual([true, false]);
    ear.close();
  });

  test('the past says who was in maintenance then', async () => {
    const { id } = await servers.ill();
    const before = inMs(0);
    await servers.bulk([id], { until: inMs(anHour), reason: 'then' });
    const during = inMs(1);
    await until(() => Date.now() > Date.parse(during) + 1);
    await servers.bulk([id], { until: null });
    const after = inMs(1);
    await until(() => Date.now() > Date.parse(after));
    expect(await servers.past(id, before)).toMatchObject({ pageable: true, health: { inMaintenance: false } });
    expect(await servers.past(id, during)).toMatchObject({
      pageable: false,
      health: { inMaintenance: true, maintenance: { reason: 'then' } },
    });
    expect(await servers.past(id, after)).toMatchObject({ pageable: true, health: { inMaintenance: false } });
    const found = async (at: string) =>
      (await fleet.admin.get<ServerPage>(`/servers?asOf=${at}&q=inMaintenance:true+id:${id}`)).body.items.length;
    expect([await found(before), await found(during), await found(after)]).toEqual([0, 1, 0]);
    const counted = async (at: string) =>
      (await fleet.admin.get<FleetOverview>(`/fleet/overview?asOf=${at}`)).body.inMaintenance;
    expect(await counted(during)).toBe((await counted(before)) + 1);
  });
});

describe('taken back', () => {
  test('the change set tells what it did, and a revert ends what it began and begins what it ended', async () => {
    const [fresh, kept] = [await servers.registered(), await servers.registered()];
    await servers.bulk([kept.id], { until: inMs(2 * anHour), reason: 'first' });
    const { body } = await servers.bulk([fresh.id, kept.id], { until: inMs(anHour), reason: 'second' });
    const { body: set } = await fleet.admin.get<ChangeSetItems>(`/changesets/${body.changeSetId}`);
    expect(set).toMatchObject({ kind: 'maintenance', title: expect.stringMatching(/^Maintenance of 2 servers until/) });
    expect(set.items).toMatchObject([
      {
        serverId: fresh.id,
        before: { maintenance: null },
        after: { maintenance: { reason: 'second' } },
        changedSince: false,
      },
      { serverId: kept.id, before: { maintenance: { reason: 'first' } }, after: { maintenance: { reason: 'second' } } },
    ]);

    const { body: dry } = await revert(body.changeSetId, { dryRun: true });
    expect(dry).toMatchObject({ dryRun: true, changed: 2, failed: 0 });
    expect((await servers.get(fresh.id)).health.inMaintenance).toBe(true);

    const { body: undone } = await revert(body.changeSetId);
    expect(undone).toMatchObject({ changed: 2, failed: 0 });
    expect((await servers.get(fresh.id)).health.maintenance).toBeNull();
    expect((await servers.get(kept.id)).health.maintenance).toMatchObject({ reason: 'first' });
    expect(await revert(body.changeSetId)).toMatchObject({ status: 409, body: { code: 'changeset.reverted' } });

    expect((await revert(undone.changeSetId)).body).toMatchObject({ changed: 2, failed: 0 });
    expect((await servers.get(fresh.id)).health.maintenance).toMatchObject({ reason: 'second' });
    expect((await servers.get(kept.id)).health.maintenance).toMatchObject({ reason: 'second' });
  });

  test('what somebody changed since is left as it is, and named', async () => {
    const [left, touched] = [await servers.registered(), await servers.registered()];
    const { body } = await servers.bulk([left.id, touched.id], { until: inMs(anHour), reason: 'mine' });
    await servers.bulk([touched.id], { until: inMs(2 * anHour), reason: 'theirs' });
    const { body: undone } = await revert(body.changeSetId);
    expect(undone.results.map(({ status, error }) => [status, error?.code])).toEqual([
      ['changed', undefined],
      ['failed', 'changeset.changed-since'],
    ]);
    expect((await servers.get(touched.id)).health.maintenance).toMatchObject({ reason: 'theirs' });
  });

  test('of what is over nothing can be taken back', async () => {
    const { id } = await servers.registered();
    const { body } = await servers.bulk([id], { until: inMs(300), reason: 'brief' });
    await until(async () => !(await servers.get(id)).health.inMaintenance);
    expect((await revert(body.changeSetId)).body).toMatchObject({ changed: 0, failed: 0 });
  });
});

describe('many servers', () => {
  test('are a job, of one window, that can be taken back as one', async () => {
    await seeded(fleet.databaseUrl, 1_200);
    const select = { q: 'hostname:seed-*' };
    const { status, body } = await servers.bulk<JobOrdered>([], { until: inMs(anHour), reason: 'move' }, { select });
    expect(status).toBe(202);
    const finished = (id: string) =>
      until(async () => {
        const job = (await fleet.admin.get<JobView>(`/jobs/${id}`)).body;
        return ['succeeded', 'failed'].includes(job.status) && job;
      });
    const job = await finished(body.jobId);
    expect(job.result).toMatchObject({ total: 1_200, changed: 1_200, failed: 0 });
    const total = async (q: string) => (await fleet.admin.get<ServerPage>(`/servers?q=${q}&limit=1`)).body.total.value;
    expect(await total(`window:${job.changeSetId}+inMaintenance:true`)).toBe(1_200);
    const { body: undo } = await fleet.admin.post<JobOrdered>(`/changesets/${job.changeSetId}/revert`, {});
    expect((await finished(undo.jobId)).result).toMatchObject({ changed: 1_200, failed: 0 });
    expect(await total(`window:${job.changeSetId}+inMaintenance:true`)).toBe(0);
  });
});
