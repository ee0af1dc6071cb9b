import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

let serial = 0;
const name = () => `web-${++serial}.example.com`;

async function registered(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', { hostname: name(), ...fields });
  expect(status).toBe(201);
  return body;
}

const get = async (id: string) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
const audit = async (id: string) => (await fleet.admin.get<AuditPage>(`/servers/${id}/audit`)).body.items;

describe('registering', () => {
  test('answers 201 with the whole view, its place and its version', async () => {
    const hostname = name();
    const { status, headers, body } = await fleet.admin.post<ServerView>('/servers', {
      hostname: hostname.toUpperCase(),
      ipAddress: '2001:DB8:0:0::1',
      tags: ['pci', 'env:prod', 'pci'],
      os: { family: 'debian' },
      attributes: { rack: { row: 4 } },
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/servers/${body.id}`);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toMatchObject({
      hostname,
      ipAddress: '2001:db8::1',
      tags: ['env:prod', 'pci'],
      os: { family: 'debian' },
      attributes: { rack: { row: 4 } },
      lifecycle: 'planned',
      ssh: { port: 22, user: null },
      checks: [],
      groups: [],
      health: { status: 'unknown', reason: 'not watched while planned' },
      version: 1,
      deletedAt: null,
    });
    expect(body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('an active server without checks gets one TCP check on its SSH port', async () => {
    const { checks } = await registered({ lifecycle: 'active', ssh: { port: 2222 } });
    expect(checks).toEqual([
      expect.objectContaining({ name: 'tcp 2222', type: 'tcp', port: 2222, failAfter: 3, recoverAfter: 2 }),
    ]);
  });

  test('a taken hostname is a 409 that names the field and changes nothing, until its owner is deleted', async () => {
    const { id, hostname } = await registered();
    const before = (await fleet.admin.get<ServerPage>('/servers')).body.total.value;
    const refused = await fleet.admin.post<Problem>('/servers', { hostname: hostname.toUpperCase() });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'server.hostname-taken', errors: [{ pointer: '/hostname' }] },
    });
    expect((await fleet.admin.get<ServerPage>('/servers')).body.total.value).toBe(before);
    await fleet.admin.delete(`/servers/${id}`);
    expect((await fleet.admin.post('/servers', { hostname })).status).toBe(201);
    expect(await fleet.admin.post(`/servers/${id}/restore`)).toMatchObject({
      status: 409,
      body: { code: 'server.hostname-taken' },
    });
  });

  test('of many clients that race for a name one wins', async () => {
    const hostname = name();
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () => (await fleet.admin.post('/servers', { hostname })).status),
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(11);
  });
});

describe('bad input is a 4xx that names the place', () => {
  test.each<[string, unknown, string]>([
    ['no host name', {}, '/hostname'],
    ['an empty host name', { hostname: '' }, '/hostname'],
    ['a host name with a space', { hostname: 'a b' }, '/hostname'],
    ['a host name with a newline', { hostname: 'a\nb' }, '/hostname'],
    ['a label of 64', { hostname: 'a'.repeat(64) }, '/hostname'],
    ['a name of 254', { hostname: `${'a.'.repeat(126)}aa` }, '/hostname'],
    ['a hyphen at the end', { hostname: 'web-' }, '/hostname'],
    ['an address as a name', { hostname: '10.0.0.1' }, '/hostname'],
    ['a number as a name', { hostname: 5 }, '/hostname'],
    ['an unknown field', { hostname: 'x1', colour: 'red' }, '/colour'],
    ['health, which only the monitor sets', { hostname: 'x1', health: { status: 'healthy' } }, '/health'],
    ['an id', { hostname: 'x1', id: '0' }, '/id'],
    ['a bad address', { hostname: 'x1', ipAddress: '10.0.0.256' }, '/ipAddress'],
    ['an address with a mask', { hostname: 'x1', ipAddress: '10.0.0.0/8' }, '/ipAddress'],
    ['one bad address of two', { hostname: 'x1', addresses: ['10.0.0.1', 'x'] }, '/addresses/1'],
    ['an unknown lifecycle', { hostname: 'x1', lifecycle: 'alive' }, '/lifecycle'],
    ['a tag with a space', { hostname: 'x1', tags: ['a b'] }, '/tags/0'],
    ['tags that are no list', { hostname: 'x1', tags: 'a' }, '/tags'],
    ['an SSH port out of range', { hostname: 'x1', ssh: { port: 70_000 } }, '/ssh/port'],
    ['an unknown field within', { hostname: 'x1', os: { flavour: 'x' } }, '/os/flavour'],
    ['negative memory', { hostname: 'x1', hardware: { memoryMb: -1 } }, '/hardware/memoryMb'],
    ['a fraction of a core', { hostname: 'x1', hardware: { cpuCores: 1.5 } }, '/hardware/cpuCores'],
    ['an unknown check', { hostname: 'x1', checks: [{ type: 'psychic' }] }, '/checks/0/type'],
    [
      'a check with a bad port',
      { hostname: 'x1', checks: [{ type: 'tcp' }, { type: 'tcp', port: 0 }] },
      '/checks/1/port',
    ],
    ['a path on a tcp check', { hostname: 'x1', checks: [{ type: 'tcp', path: '/' }] }, '/checks/0/path'],
    ['two checks of one name', { hostname: 'x1', checks: [{ type: 'tcp' }, { type: 'tcp' }] }, '/checks/1/name'],
    ['checks that are no objects', { hostname: 'x1', checks: [1] }, '/checks/0'],
    ['attributes that are a list', { hostname: 'x1', attributes: [] }, '/attributes'],
    ['attributes beyond 16 KiB', { hostname: 'x1', attributes: { a: 'x'.repeat(17_000) } }, '/attributes'],
    ['a NUL in the notes', { hostname: 'x1', notes: 'a\0b' }, '/notes'],
  ])('%s', async (_, body, pointer) => {
    const before = (await fleet.admin.get<ServerPage>('/servers')).body.total.value;
    const refused = await fleet.admin.post<Problem>('/servers', body);
    expect(refused.status).toBe(400);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.body.errors.map((error) => error.pointer)).toContain(pointer);
    expect((await fleet.admin.get<ServerPage>('/servers')).body.total.value).toBe(before);
  });

  test.each([
    ['JSON that ends early', '{"hostname":', 400],
    ['a list instead of an object', '[]', 400],
    ['a bare null', 'null', 400],
    ['a NUL inside free JSON', '{"hostname":"x1","attributes":{"a":"\\u0000"}}', 400],
    ['a body beyond the limit', `{"hostname":"x1","notes":"${'x'.repeat(1_100_000)}"}`, 413],
  ])('%s', async (_, body, status) => {
    const refused = await fleet.admin.post<Problem>('/servers', body, { 'content-type': 'application/json' });
    expect(refused).toMatchObject({ status, body: { requestId: expect.any(String), title: expect.any(String) } });
  });

  test.each([
    ['/servers/nonsense', 400],
    ['/servers/01a20aa6-bd53-7604-90f9-a9c5bc8c43a3', 404],
    ['/servers?limit=0', 400],
    ['/servers?limit=501', 400],
    ['/servers?limit=x', 400],
    ['/servers?colour=red', 400],
    ['/servers?sort=colour', 400],
    ['/servers?sort=constructor', 400],
    ['/servers?cursor=nonsense', 400],
    [`/servers?cursor=${Buffer.from('["hostname,id",0,"a","no uuid"]').toString('base64url')}`, 400],
    [`/servers?sort=createdAt&cursor=${Buffer.from('["createdAt,id",0,"now()",null]').toString('base64url')}`, 400],
    ['/servers?q=colour:red', 400],
    ['/servers?q=lifecycle:alive', 400],
    ['/servers?q=%22open', 400],
    ['/nothing-here', 404],
  ])('GET %s is %i', async (path, status) => {
    expect(await fleet.admin.get(path)).toMatchObject({ status, body: { status, detail: expect.any(String) } });
  });

  test('a body that is no JSON is a 415', async () => {
    expect(await fleet.admin.post('/servers', 'hostname: x1', { 'content-type': 'text/yaml' })).toMatchObject({
      status: 415,
      body: { code: 'http.unsupported-media-type' },
    });
  });

  test('a misspelt field of a search gets its position and the nearest name', async () => {
    const { body } = await fleet.admin.get<Problem>('/servers?q=web%20lifecylce:active');
    expect(body).toMatchObject({
      code: 'search.unknown-field',
      errors: [{ pointer: '/q', position: 4, message: expect.stringContaining('`lifecycle`') }],
    });
  });
});

describe('changing', () => {
  test('writes only what is named; null clears; objects merge; lists are replaced', async () => {
    const { id } = await registered({
      owner: 'core',
      region: 'eu',
      tags: ['a'],
      os: { family: 'debian', version: '12' },
    });
    const { body } = await fleet.admin.patch<ServerView>(`/servers/${id}`, {
      owner: null,
      tags: ['b'],
      os: { version: null, arch: 'arm64' },
    });
    expect(body).toMatchObject({
      owner: null,
      region: 'eu',
      tags: ['b'],
      os: { family: 'debian', arch: 'arm64' },
      version: 2,
    });
  });

  test('what changes nothing makes no version and no audit entry', async () => {
    const { id } = await registered({ owner: 'core' });
    const { headers } = await fleet.admin.patch(`/servers/${id}`, { owner: 'core' });
    expect(headers.get('etag')).toBe('"1"');
    expect(await audit(id)).toHaveLength(1);
  });

  test('a stale If-Match is a 412 and changes nothing; the current one passes', async () => {
    const { id } = await registered();
    await fleet.admin.patch(`/servers/${id}`, { owner: 'core' });
    expect(await fleet.admin.patch(`/servers/${id}`, { owner: 'edge' }, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
    });
    expect((await get(id)).owner).toBe('core');
    expect((await fleet.admin.patch(`/servers/${id}`, { owner: 'edge' }, { 'if-match': '"2"' })).status).toBe(200);
  });

  test('of two that change the same version one is told', async () => {
    const { id } = await registered();
    const change = (owner: string) => fleet.admin.patch(`/servers/${id}`, { owner }, { 'if-match': '"1"' });
    const statuses = (await Promise.all(['a', 'b', 'c', 'd'].map(change))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412, 412]);
  });

  test.each(['lifecycle', 'health', 'version', 'groups', 'createdAt'])('%s cannot be patched', async (field) => {
    const { id } = await registered();
    const refused = await fleet.admin.patch<Problem>(`/servers/${id}`, { [field]: 'x' });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: `/${field}` }] } });
  });
});

describe('lifecycle', () => {
  test('moves with a reason, which the audit keeps', async () => {
    const { id } = await registered({ lifecycle: 'provisioning' });
    const { body } = await fleet.admin.post<ServerView>(`/servers/${id}/lifecycle`, {
      to: 'active',
      reason: 'burn-in done',
    });
    expect(body.lifecycle).toBe('active');
    expect((await audit(id))[0]).toMatchObject({
      action: 'server.moved',
      reason: 'burn-in done',
      before: { lifecycle: 'provisioning' },
      after: { lifecycle: 'active' },
    });
  });

  test('an illegal move is a 409 that says what is possible', async () => {
    const { id } = await registered();
    expect(await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'active', reason: 'hurry' })).toMatchObject({
      status: 409,
      body: { code: 'server.illegal-move', possible: ['provisioning', 'decommissioned'] },
    });
  });

  test('without a reason it is a 400', async () => {
    const { id } = await registered();
    expect((await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'provisioning' })).status).toBe(400);
  });

  test('of two moves at once the second sees the first', async () => {
    const { id } = await registered({ lifecycle: 'active' });
    const move = (to: string) => fleet.admin.post(`/servers/${id}/lifecycle`, { to, reason: 'race' });
    const statuses = (await Promise.all([move('draining'), move('draining'), move('draining')])).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 409, 409]);
  });
});

describe('deleting', () => {
  test('is soft: out of lists, still readable, restorable with everything', async () => {
    const server = await registered({ tags: ['keep'], lifecycle: 'active' });
    expect((await fleet.admin.delete(`/servers/${server.id}?reason=gone`)).status).toBe(204);
    expect((await fleet.admin.get<ServerPage>(`/servers?q=${server.hostname}`)).body.items).toEqual([]);
    expect((await fleet.admin.get<ServerPage>(`/servers?q=${server.hostname}%20deleted:true`)).body.items).toHaveLength(
      1,
    );
    expect(await get(server.id)).toMatchObject({
      deletedAt: expect.any(String),
      countable: false,
      health: { status: 'unknown', reason: 'not watched: the server is deleted' },
    });
    expect((await fleet.admin.patch(`/servers/${server.id}`, { owner: 'x' })).status).toBe(409);
    const restored = await fleet.admin.post<ServerView>(`/servers/${server.id}/restore`);
    expect(restored.body).toMatchObject({ deletedAt: null, tags: ['keep'], lifecycle: 'active', countable: true });
    expect((await audit(server.id)).map((entry) => [entry.action, entry.reason])).toEqual([
      ['server.restored', null],
      ['server.deleted', 'gone'],
      ['server.created', null],
    ]);
  });

  test('purging needs a deleted server, and leaves the audit', async () => {
    const { id } = await registered();
    expect((await fleet.admin.delete(`/servers/${id}/purge`)).status).toBe(409);
    await fleet.admin.delete(`/servers/${id}`);
    expect((await fleet.admin.delete(`/servers/${id}/purge`)).status).toBe(204);
    expect((await fleet.admin.get(`/servers/${id}`)).status).toBe(404);
    expect((await audit(id))[0]).toMatchObject({ action: 'server.purged' });
  });
});

describe('lists', () => {
  const order = async (query: string) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { status, body }: { status: number; body: ServerPage } = await fleet.admin.get<ServerPage>(
        `/servers?q=owner:keyset&limit=3&${query}${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(status).toBe(200);
      seen.push(...body.items.map((item) => `${item.region ?? '-'}/${item.hostname.split('.')[0]}`));
      cursor = body.nextCursor;
    } while (cursor);
    return seen;
  };

  beforeAll(async () => {
    const regions = ['eu', null, 'us', 'eu', null, 'ap', 'us', 'eu'];
    for (const [at, region] of regions.entries())
      await registered({
        hostname: `k${at}.example.com`,
        region,
        owner: 'keyset',
        lifecycle: at % 2 ? 'active' : 'planned',
      });
  });

  test.each([
    ['sort=hostname', '0 1 2 3 4 5 6 7'],
    ['sort=-hostname', '7 6 5 4 3 2 1 0'],
    ['sort=region,hostname', '5 0 3 7 2 6 1 4'],
    ['sort=-region,hostname', '2 6 0 3 7 5 1 4'],
    ['sort=region,-hostname', '5 7 3 0 6 2 4 1'],
    ['sort=-lifecycle,-hostname', '7 5 3 1 6 4 2 0'],
    ['sort=createdAt', '0 1 2 3 4 5 6 7'],
  ])('%s yields every server once, in order, nulls last', async (sort, expected) => {
    expect((await order(sort)).map((entry) => entry.replace(/^.*\/k/, '')).join(' ')).toBe(expected);
  });

  test('pages backwards to where they came from', async () => {
    for (const sort of ['hostname', '-region,hostname', 'region,-hostname']) {
      const page = async (cursor?: string | null) =>
        (
          await fleet.admin.get<ServerPage>(
            `/servers?q=owner:keyset&limit=3&sort=${sort}${cursor ? `&cursor=${cursor}` : ''}`,
          )
        ).body;
      const first = await page();
      const second = await page(first.nextCursor);
      const third = await page(second.nextCursor);
      expect(third.nextCursor).toBeNull();
      expect((await page(third.prevCursor)).items.map((item) => item.id)).toEqual(second.items.map((item) => item.id));
      const back = await page(second.prevCursor);
      expect(back.items.map((item) => item.id)).toEqual(first.items.map((item) => item.id));
      expect(first.prevCursor).toBeNull();
      expect(back.prevCursor).toBeNull();
    }
  });

  test('a cursor of another sort is refused', async () => {
    const { body } = await fleet.admin.get<ServerPage>('/servers?q=owner:keyset&limit=3&sort=hostname');
    expect(
      (await fleet.admin.get(`/servers?q=owner:keyset&limit=3&sort=-hostname&cursor=${body.nextCursor}`)).status,
    ).toBe(400);
  });

  test('no row twice, none lost while others write', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: ServerPage } = await fleet.admin.get<ServerPage>(
        `/servers?q=owner:keyset&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
      );
      seen.push(...body.items.map((item) => item.hostname));
      cursor = body.nextCursor;
      await registered({ hostname: `a${seen.length}-${serial}.example.com`, owner: 'keyset' });
    } while (cursor);
    for (let at = 0; at < 8; at++) expect(seen.filter((hostname) => hostname === `k${at}.example.com`)).toHaveLength(1);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each([
    ['lifecycle:active', (server: ServerView) => server.lifecycle === 'active'],
    ['-lifecycle:active', (server: ServerView) => server.lifecycle !== 'active'],
    ['countable:true', (server: ServerView) => server.countable],
    ['health:unknown', (server: ServerView) => server.health.status === 'unknown'],
    ['region:e*', (server: ServerView) => server.region === 'eu'],
    ['K3', (server: ServerView) => server.hostname.includes('k3')],
    ['"k3.example"', (server: ServerView) => server.hostname.includes('k3')],
  ])('q=%s', async (q, matches) => {
    const all = (await fleet.admin.get<ServerPage>('/servers?q=owner:keyset&limit=500')).body.items;
    const found = (await fleet.admin.get<ServerPage>(`/servers?q=${encodeURIComponent(`owner:keyset ${q}`)}&limit=500`))
      .body;
    expect(found.items.map((item) => item.hostname)).toEqual(all.filter(matches).map((item) => item.hostname));
    expect(found.total).toEqual({ value: found.items.length, exact: true });
  });

  test('per cent and underscore are letters like any other', async () => {
    await registered({ notes: '100% sure_thing', owner: 'keyset' });
    const found = async (q: string) =>
      (await fleet.admin.get<ServerPage>(`/servers?q=${encodeURIComponent(q)}`)).body.items.length;
    expect(await found('"100% sure_thing"')).toBe(1);
    expect(await found('"100_ sure"')).toBe(0);
    expect(await found('sure%thing')).toBe(0);
  });
});

test('an audit entry says who, from where, in which request, and what', async () => {
  const { id, hostname } = await registered({ owner: 'core' });
  await fleet.admin.patch(`/servers/${id}`, { owner: 'edge' }, { 'x-request-id': 'req-77' });
  expect((await audit(id))[0]).toMatchObject({
    action: 'server.changed',
    actor: { type: 'user', name: 'admin@fleet.local' },
    ip: '127.0.0.1',
    requestId: 'req-77',
    subject: { type: 'server', id, name: hostname },
    before: { owner: 'core' },
    after: { owner: 'edge' },
  });
});

test('a change is in the feed exactly once, also when an older transaction commits later', async () => {
  const client = new pg.Client(fleet.databaseUrl);
  const late = new pg.Client(fleet.databaseUrl);
  await Promise.all([client.connect(), late.connect()]);
  try {
    const [first, second] = [await registered(), await registered()];
    await late.query('BEGIN');
    await late.query(`UPDATE servers SET owner = 'late', version = version + 1 WHERE id = $1`, [first.id]);
    await fleet.admin.patch(`/servers/${second.id}`, { owner: 'early' });
    const positions = async () =>
      (
        await client.query<{ server_id: string }>(
          `SELECT server_id FROM changes WHERE position IS NOT NULL AND version = 2 AND server_id = ANY ($1) ORDER BY position`,
          [[first.id, second.id]],
        )
      ).rows.map((row) => row.server_id);
    while ((await positions()).length < 1);
    await late.query('COMMIT');
    while ((await positions()).length < 2);
    expect(await positions()).toEqual([second.id, first.id]);
  } finally {
    await Promise.all([client.end(), late.end()]);
  }
});
