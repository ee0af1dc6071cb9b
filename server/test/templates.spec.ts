import fc from 'fast-check';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type {
  DriftReport,
  TemplatePage,
  TemplateVersionPage,
  TemplateView,
} from '../src/groups/templates/templates.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import type { JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { seeded } from './support/seed.js';

let fleet: Fleet;
let db: pg.Client;
beforeAll(async () => {
  fleet = await startFleet();
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await fleet.close();
});

let serial = 0;

async function registered(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', { hostname: `t-${++serial}`, ...fields });
  expect([status, body]).toEqual([201, body]);
  return body;
}

async function template(fields: object = {}): Promise<TemplateView> {
  const { status, body } = await fleet.admin.post<TemplateView>('/templates', {
    name: `template ${++serial}`,
    ...fields,
  });
  expect([status, body]).toEqual([201, body]);
  return body;
}

const get = async (id: string) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
const change = async (id: string, body: object) =>
  (await fleet.admin.patch<TemplateView>(`/templates/${id}`, body)).body;
const apply = async (id: string, body: object) =>
  (await fleet.admin.post<BulkResult>(`/templates/${id}/apply`, body)).body;
const drift = async (id: string, query = '') =>
  (await fleet.admin.get<DriftReport>(`/templates/${id}/drift?${query}`)).body;

describe('a template', () => {
  test('has its place, its version and nothing that says nothing', async () => {
    const { status, headers, body } = await fleet.admin.post<TemplateView>('/templates', {
      name: '  Web server ',
      defaults: {
        role: 'web',
        owner: null,
        notes: '',
        os: { family: 'debian', version: null },
        hardware: {},
        attributes: { rack: '' },
      },
      tags: ['web', 'pci', 'web'],
      checks: [{ type: 'tcp', warnMs: null }],
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/templates/${body.id}`);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toMatchObject({
      name: 'Web server',
      description: null,
      defaults: { role: 'web', os: { family: 'debian' }, attributes: { rack: '' } },
      tags: ['pci', 'web'],
      checks: [{ type: 'tcp' }],
      version: 1,
      servers: { total: 0, outdated: 0 },
    });
    expect(Object.keys(body.defaults).sort()).toEqual(['attributes', 'os', 'role']);
    expect((await fleet.admin.get<TemplateView>(`/templates/${body.id}`)).body).toEqual(body);
  });

  test('keeps what it was: a change is a version, what changes nothing makes none', async () => {
    const { id, name } = await template({ defaults: { role: 'web' } });
    expect(await change(id, { defaults: { role: 'web' }, name })).toMatchObject({ version: 1 });
    expect(await change(id, { defaults: { role: 'api' }, tags: ['x'] })).toMatchObject({ version: 2, tags: ['x'] });
    expect(await change(id, { description: 'for the API' })).toMatchObject({ version: 3, defaults: { role: 'api' } });
    const { body } = await fleet.admin.get<TemplateVersionPage>(`/templates/${id}/versions?limit=2`);
    expect(
      body.items.map(({ version, defaults, tags, description, actorName }) => [
        version,
        defaults,
        tags,
        description,
        actorName,
      ]),
    ).toEqual([
      [3, { role: 'api' }, ['x'], 'for the API', 'admin@fleet.local'],
      [2, { role: 'api' }, ['x'], null, 'admin@fleet.local'],
    ]);
    expect(body.total).toEqual({ value: 3, exact: true });
    const rest = await fleet.admin.get<TemplateVersionPage>(
      `/templates/${id}/versions?limit=2&cursor=${body.nextCursor}`,
    );
    expect(rest.body).toMatchObject({ items: [{ version: 1, defaults: { role: 'web' }, tags: [] }], nextCursor: null });
    const { body: audit } = await fleet.admin.get<AuditPage>(`/audit?subject=${id}`);
    expect(audit.items.map(({ action, after }) => [action, after])).toEqual([
      ['template.changed', { description: 'for the API' }],
      ['template.changed', { defaults: { role: 'api' }, tags: ['x'] }],
      ['template.created', expect.objectContaining({ defaults: { role: 'web' } })],
    ]);
  });

  test('of two that change the same version one is told', async () => {
    const { id } = await template();
    const statuses = await Promise.all(
      ['a', 'b', 'c'].map(
        async (description) =>
          (await fleet.admin.patch(`/templates/${id}`, { description }, { 'if-match': '"1"' })).status,
      ),
    );
    expect(statuses.sort()).toEqual([200, 412, 412]);
  });

  test('has a name of its own, without regard to case, until it is deleted', async () => {
    const { id, name } = await template();
    const again = () => fleet.admin.post<Problem>('/templates', { name: name.toUpperCase() });
    expect(await again()).toMatchObject({
      status: 409,
      body: { code: 'template.name-taken', errors: [{ pointer: '/name' }] },
    });
    expect((await fleet.admin.delete(`/templates/${id}`)).status).toBe(204);
    expect((await again()).status).toBe(201);
    for (const path of ['', '/versions', '/drift'])
      expect((await fleet.admin.get(`/templates/${id}${path}`)).status).toBe(404);
  });

  test('that is in use is only deleted by force, and its servers stay as they are', async () => {
    const { id } = await template({ tags: ['kept'] });
    const [server] = [await registered({ templateId: id }), await registered({ templateId: id })];
    expect(await fleet.admin.delete<Problem>(`/templates/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'template.in-use', servers: 2, detail: expect.stringContaining('2 servers') },
    });
    expect((await fleet.admin.delete(`/templates/${id}?force=true`)).status).toBe(204);
    expect(await get(server.id)).toMatchObject({ templateId: id, tags: ['kept'], version: 1 });
    expect(await fleet.admin.post<Problem>('/servers', { hostname: 'late', templateId: id })).toMatchObject({
      status: 400,
      body: { code: 'template.not-found', errors: [{ pointer: '/templateId' }] },
    });
  });

  test('is found in a list by name, page by page', async () => {
    for (const name of ['list c', 'list A', 'list b']) await template({ name });
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: TemplatePage } = await fleet.admin.get<TemplatePage>(
        `/templates?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      names.push(...body.items.map((item) => item.name).filter((name) => name.startsWith('list')));
      cursor = body.nextCursor;
    } while (cursor);
    expect(names).toEqual(['list A', 'list b', 'list c']);
  });

  test.each<[string, object, string]>([
    ['no name', {}, '/name'],
    ['an empty name', { name: ' ' }, '/name'],
    ['a name that the search language could not quote', { name: 'a"b' }, '/name'],
    ['a host name', { name: 'x', defaults: { hostname: 'a' } }, '/defaults/hostname'],
    ['an address', { name: 'x', defaults: { ipAddress: '10.0.0.1' } }, '/defaults/ipAddress'],
    ['an id of another system', { name: 'x', defaults: { externalId: '1' } }, '/defaults/externalId'],
    ['a lifecycle', { name: 'x', defaults: { lifecycle: 'active' } }, '/defaults/lifecycle'],
    ['tags among the defaults', { name: 'x', defaults: { tags: ['a'] } }, '/defaults/tags'],
    ['an unknown field deep within', { name: 'x', defaults: { os: { flavour: 'x' } } }, '/defaults/os/flavour'],
    ['a bad port', { name: 'x', defaults: { ssh: { port: 0 } } }, '/defaults/ssh/port'],
    [
      'attributes beyond 16 KiB',
      { name: 'x', defaults: { attributes: { a: 'x'.repeat(17_000) } } },
      '/defaults/attributes',
    ],
    ['a tag with a space', { name: 'x', tags: ['a b'] }, '/tags/0'],
    ['two checks of one name', { name: 'x', checks: [{ type: 'tcp' }, { type: 'tcp' }] }, '/checks/1/name'],
    ['a setting of another check', { name: 'x', checks: [{ type: 'tcp', path: '/' }] }, '/checks/0/path'],
  ])('with %s is a 400 that names the place', async (_, body, pointer) => {
    const refused = await fleet.admin.post<Problem>('/templates', body);
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map((error) => error.pointer)).toEqual([pointer]);
  });
});

describe('a server that is made from a template', () => {
  test('has what is given; beside it the defaults, both tags, and the checks unless there are others', async () => {
    const { id } = await template({
      defaults: {
        role: 'web',
        owner: 'core',
        os: { family: 'debian', version: '12' },
        ssh: { port: 2222 },
        attributes: { a: 1, b: 1 },
      },
      tags: ['web'],
      checks: [{ type: 'tcp' }, { type: 'http', port: 8080 }],
    });
    const server = await registered({
      templateId: id,
      owner: 'edge',
      os: { version: '13' },
      attributes: { b: 2 },
      tags: ['blue'],
      lifecycle: 'active',
    });
    expect(server).toMatchObject({
      templateId: id,
      templateVersion: 1,
      role: 'web',
      owner: 'edge',
      os: { family: 'debian', version: '13' },
      ssh: { port: 2222 },
      attributes: { a: 1, b: 2 },
      tags: ['blue', 'web'],
      checks: [expect.objectContaining({ name: 'tcp 2222' }), expect.objectContaining({ name: 'http 8080' })],
    });
    const bare = await registered({ templateId: id, role: null, checks: [], lifecycle: 'active' });
    expect(bare).toMatchObject({ role: null, checks: [], owner: 'core' });
    expect((await drift(id)).items.map(({ serverId }) => serverId).sort()).toEqual([server.id, bare.id].sort());
  });

  test('is watched as any active server when the template is silent about checks', async () => {
    const { id } = await template({ defaults: { ssh: { port: 2022 } } });
    expect((await registered({ templateId: id, lifecycle: 'active' })).checks).toMatchObject([{ name: 'tcp 2022' }]);
  });
});

describe('applying', () => {
  const body = {
    defaults: { owner: 'core', region: 'eu', os: { family: 'debian', version: '12' } },
    tags: ['std'],
    checks: [{ type: 'tcp', port: 443 }],
  };

  test('shows in a dry run what would change of each server, and changes nothing', async () => {
    const { id } = await template(body);
    const server = await registered({ owner: 'edge' });
    const shown = await apply(id, { select: { ids: [server.id] }, dryRun: true });
    expect(shown).toMatchObject({ dryRun: true, applied: false, changed: 1 });
    expect(shown.results[0]).toMatchObject({
      before: { region: null, os: null, tags: [], checks: [], templateId: null, templateVersion: null },
      after: {
        region: 'eu',
        os: { family: 'debian', version: '12' },
        tags: ['std'],
        checks: [expect.objectContaining({ name: 'tcp 443' })],
        templateId: id,
        templateVersion: 1,
      },
    });
    expect(shown.results[0]?.after).not.toHaveProperty('owner');
    expect(await get(server.id)).toMatchObject({ version: 1, templateId: null });
  });

  test.each([
    ['fill', { owner: 'edge', region: 'eu', os: { family: 'alpine', version: '12' }, checks: [{ name: 'tcp 22' }] }],
    [
      'overwrite',
      { owner: 'core', region: 'eu', os: { family: 'debian', version: '12' }, checks: [{ name: 'tcp 443' }] },
    ],
  ])('%s meets what is there, never takes a tag away, and can be taken back', async (mode, after) => {
    const { id } = await template(body);
    const before = await registered({
      owner: 'edge',
      os: { family: 'alpine' },
      tags: ['own'],
      checks: [{ type: 'tcp' }],
    });
    const result = await apply(id, { select: { ids: [before.id] }, mode });
    expect(await get(before.id)).toMatchObject({ ...after, tags: ['own', 'std'], templateId: id, templateVersion: 1 });
    expect(await apply(id, { select: { ids: [before.id] }, mode })).toMatchObject({ changed: 0 });
    const { version: _, updatedAt: __, health: ___, ...declared } = before;
    await fleet.admin.post(`/changesets/${result.changeSetId}/revert`, {});
    expect(await get(before.id)).toMatchObject(declared);
  });

  test('brings an outdated server to the current version', async () => {
    const { id } = await template({ defaults: { owner: 'core' } });
    const server = await registered({ templateId: id });
    await change(id, { defaults: { owner: 'edge' } });
    expect((await fleet.admin.get<TemplateView>(`/templates/${id}`)).body.servers).toEqual({ total: 1, outdated: 1 });
    await apply(id, { select: { q: `hostname:${server.hostname}` }, mode: 'overwrite' });
    expect(await get(server.id)).toMatchObject({ owner: 'edge', templateVersion: 2 });
    expect((await fleet.admin.get<TemplateView>(`/templates/${id}`)).body.servers).toEqual({ total: 1, outdated: 0 });
  });

  test('to more than a thousand is a job', async () => {
    await seeded(fleet.databaseUrl, 1_500);
    const { id } = await template({ tags: ['many'] });
    const { status, body: order } = await fleet.admin.post<JobOrdered>(`/templates/${id}/apply`, {
      select: { q: 'hostname:seed-*' },
    });
    expect(status).toBe(202);
    const job = await until(async () => {
      const { body: seen } = await fleet.admin.get<JobView>(`/jobs/${order.jobId}`);
      return seen.status === 'succeeded' && seen;
    });
    expect(job.result).toMatchObject({ total: 1_500, changed: 1_500 });
  });

  test.each<[string, object, string]>([
    [
      'an unknown template',
      { select: { ids: [] }, action: 'template', params: { id: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3' } },
      '/params/id',
    ],
    ['no template', { select: { ids: [] }, action: 'template', params: {} }, '/params/id'],
    [
      'an unknown mode',
      {
        select: { ids: [] },
        action: 'template',
        params: { id: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3', mode: 'merge' },
      },
      '/params/mode',
    ],
  ])('%s in bulk is a 400 that names the place', async (_, request, pointer) => {
    const refused = await fleet.admin.post<Problem>('/servers/bulk', request);
    expect([refused.status, refused.body.errors.map((error) => error.pointer)]).toEqual([400, [pointer]]);
  });

  test('what has too many tags already fails alone', async () => {
    const { id } = await template({ tags: ['one-more'] });
    const [full, fine] = [
      await registered({ tags: Array.from({ length: 64 }, (_, at) => `t${at}`) }),
      await registered(),
    ];
    expect(await apply(id, { select: { ids: [full.id, fine.id] } })).toMatchObject({
      changed: 1,
      failed: 1,
      results: [{ status: 'failed', error: { code: 'tags.too-many' } }, { status: 'changed' }],
    });
  });
});

describe('the search', () => {
  const found = async (q: string, more = '') =>
    (await fleet.admin.get<ServerPage>(`/servers?q=${encodeURIComponent(q)}${more}`)).body.items.map(({ id }) => id);

  test('finds servers by the name of their template, a pattern of it, or its id, now and then', async () => {
    const { id } = await template({ name: 'Sought one' });
    const other = await template({ name: 'sought two' });
    const [server, second] = [await registered({ templateId: id }), await registered({ templateId: other.id })];
    expect(await found('template:"sought ONE"')).toEqual([server.id]);
    expect(await found(`template:${id}`)).toEqual([server.id]);
    expect(await found('template:sought*')).toEqual([server.id, second.id]);
    expect(await found('template:nothing-like-it*')).toEqual([]);
    const before = new Date().toISOString();
    await change(id, { name: 'found' });
    expect(await found('template:found')).toEqual([server.id]);
    expect(await found('template:found', `&asOf=${before}`)).toEqual([]);
    expect(await found('template:"sought one"', `&asOf=${before}`)).toEqual([server.id]);
  });

  test('says of a name that nobody has which one is near, and where it stands', async () => {
    await template({ name: 'database' });
    expect(await fleet.admin.get<Problem>('/servers?q=owner:x template:databse')).toMatchObject({
      status: 400,
      body: { code: 'search.bad-value', errors: [{ position: 17, message: expect.stringContaining('`database`') }] },
    });
  });
});

describe('drift', () => {
  test('names each field that is otherwise, with what was expected', async () => {
    const { id } = await template({
      defaults: { owner: 'core', os: { family: 'debian' }, ssh: { user: 'root' }, attributes: { rack: { row: 4 } } },
      tags: ['std', 'pci'],
      checks: [{ type: 'tcp' }],
    });
    const fine = await registered({ templateId: id, tags: ['own'], region: 'eu', ssh: { port: 2200 } });
    const off = await registered({ templateId: id });
    await fleet.admin.patch(`/servers/${off.id}`, {
      owner: 'edge',
      os: { family: null, arch: 'arm64' },
      ssh: { user: 'admin' },
      attributes: { rack: { row: 5 } },
      tags: ['pci'],
      checks: null,
    });
    const report = await drift(id);
    expect(report.summary).toEqual({ total: 2, drifted: 1, outdated: 0 });
    expect(report.items).toEqual([
      {
        serverId: off.id,
        hostname: off.hostname,
        templateVersion: 1,
        drift: [
          { field: 'os.family', expected: 'debian', actual: null },
          { field: 'ssh.user', expected: 'root', actual: 'admin' },
          { field: 'owner', expected: 'core', actual: 'edge' },
          { field: 'attributes.rack', expected: { row: 4 }, actual: { row: 5 } },
          { field: 'tags', expected: ['pci', 'std'], actual: ['pci'] },
          { field: 'checks', expected: [expect.objectContaining({ name: 'tcp 22' })], actual: [] },
        ],
      },
    ]);
    await change(id, { description: 'said better' });
    expect((await drift(id)).summary).toEqual({ total: 2, drifted: 1, outdated: 2 });
    await apply(id, { select: { ids: [off.id, fine.id] }, mode: 'overwrite' });
    expect(await drift(id)).toMatchObject({ summary: { total: 2, drifted: 0, outdated: 0 }, items: [] });
  });

  test('comes in pages, without the deleted', async () => {
    const { id } = await template({ defaults: { owner: 'core' } });
    const servers = [];
    for (let at = 0; at < 5; at++) servers.push(await registered({ templateId: id, owner: 'edge' }));
    await fleet.admin.delete(`/servers/${servers[4]?.id}`);
    const first = await drift(id, 'limit=3');
    expect(first).toMatchObject({ summary: { total: 4, drifted: 4 }, total: { value: 4, exact: true } });
    const second = await drift(id, `limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ serverId }) => serverId)).toEqual(
      servers.slice(0, 4).map((s) => s.id),
    );
    expect(second.nextCursor).toBeNull();
  });

  /** What the database finds and what is spelt out are two programs; they must never differ. */
  test('is the same for the database, for the report and for who would apply it', async () => {
    const word = fc.constantFrom('a', 'b', 'B');
    const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
    const checks = fc.uniqueArray(
      fc.record(
        { type: fc.constantFrom('tcp', 'http'), port: maybe(fc.constantFrom(22, 80)) },
        { requiredKeys: ['type'] },
      ),
      { maxLength: 2, selector: ({ type, port }) => `${type} ${port ?? (type === 'tcp' ? 22 : 80)}` },
    );
    const json = fc.constantFrom<unknown>(1, '1', true, [1, 2], [1], { x: 1 }, { x: 1, y: [null] }, '');
    const port = fc.constantFrom(22, 2222);
    const defaults = fc.record(
      {
        owner: word,
        notes: word,
        os: fc.record({ family: maybe(word), arch: maybe(word) }),
        hardware: fc.record({ cpuCores: maybe(fc.constantFrom(1, 2)) }),
        ssh: fc.record({ port: maybe(port), user: maybe(word) }),
        attributes: fc.dictionary(word, json, { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    );
    const tags = fc.uniqueArray(word, { maxLength: 2 });
    // One thing at a time, so that no deviation hides behind another one.
    const alteration = fc.oneof(
      fc.record({ owner: fc.option(word) }),
      fc.record({ notes: fc.option(word) }),
      fc.record({ os: fc.option(fc.record({ family: fc.option(word) })) }),
      fc.record({ hardware: fc.option(fc.record({ cpuCores: fc.option(fc.constantFrom(1, 2)) })) }),
      fc.record({ ssh: fc.record({ port }) }),
      fc.record({ ssh: fc.record({ user: fc.option(word) }) }),
      fc.record({ attributes: fc.option(fc.dictionary(word, fc.option(json), { maxKeys: 1 })) }),
      fc.record({ tags }),
      fc.record({ checks }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({ defaults, tags, checks: fc.option(checks) }),
        fc.array(alteration, { minLength: 4, maxLength: 8 }),
        async (body, alterations) => {
          const { id } = await template(body);
          const ids: string[] = [];
          for (const altered of alterations) {
            ids.push((await registered({ templateId: id })).id);
            await fleet.admin.patch(`/servers/${ids.at(-1)}`, altered);
          }
          const report = await drift(id);
          expect(report.items.every((item) => item.drift.length > 0)).toBe(true);
          const drifted = new Set(report.items.map(({ serverId }) => serverId));
          expect(report.summary).toMatchObject({ total: ids.length, drifted: drifted.size });
          const applied = await apply(id, { select: { ids }, mode: 'overwrite', dryRun: true });
          expect(applied.results.map((result) => [result.id, result.status === 'changed'])).toEqual(
            ids.map((serverId) => [serverId, drifted.has(serverId)]),
          );
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});
