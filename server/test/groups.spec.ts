import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { GroupPage, GroupView, MembershipView } from '../src/groups/groups.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { EventPage } from '../src/inventory/events.dto.js';
import type { OfferedValues } from '../src/inventory/search/search.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { Ear } from './support/ear.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { seeded } from './support/seed.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

let serial = 0;
const unique = (word: string) => `${word}-${++serial}`;

async function registered(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: unique('grouped'),
    checks: [],
    ...fields,
  });
  expect([status, body]).toEqual([201, body]);
  return body;
}

async function group(fields: object = {}): Promise<GroupView> {
  const { status, body } = await fleet.admin.post<GroupView>('/groups', { name: unique('group'), ...fields });
  expect([status, body]).toEqual([201, body]);
  return body;
}

const get = async (id: string) => (await fleet.admin.get<GroupView>(`/groups/${id}`)).body;
const change = <Body = GroupView>(id: string, body: object, headers?: Record<string, string>) =>
  fleet.admin.patch<Body>(`/groups/${id}`, body, headers);
const found = async (q: string, more = '') =>
  (await fleet.admin.get<ServerPage>(`/servers?q=${encodeURIComponent(q)}${more}`)).body.items.map(({ id }) => id);
const groupsOf = async (id: string, more = '') =>
  (await fleet.admin.get<ServerView>(`/servers/${id}${more}`)).body.groups;
const why = async (groupId: string, serverId: string) =>
  (await fleet.admin.get<MembershipView>(`/groups/${groupId}/members/${serverId}`)).body;

describe('a group', () => {
  test('has its place, its version, and counts nobody while it is empty', async () => {
    const { status, headers, body } = await fleet.admin.post<GroupView>('/groups', {
      name: '  Core switches ',
      description: '',
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/groups/${body.id}`);
    expect(headers.get('etag')).toBe('"1"');
    expect(body).toEqual({
      id: body.id,
      name: 'Core switches',
      description: null,
      kind: 'static',
      query: null,
      fault: null,
      children: [],
      parents: [],
      servers: { value: 0, exact: true },
      health: { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 },
      countable: 0,
      pageable: 0,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
      version: 1,
    });
    expect(await get(body.id)).toEqual(body);
    expect((await fleet.admin.post<Problem>('/groups', { name: 'CORE switches' })).body).toMatchObject({
      status: 409,
      code: 'group.name-taken',
      errors: [{ pointer: '/name' }],
    });
  });

  test('is listed by name, a page at a time, and found by a part of it', async () => {
    const made = [];
    for (const name of ['listed-c', 'Listed-A', 'listed-b']) made.push(await group({ name }));
    const first = (await fleet.admin.get<GroupPage>('/groups?q=listed&limit=2')).body;
    expect(first.items.map(({ name }) => name)).toEqual(['Listed-A', 'listed-b']);
    expect(first.total).toEqual({ value: 3, exact: true });
    const rest = (await fleet.admin.get<GroupPage>(`/groups?q=listed&limit=2&cursor=${first.nextCursor}`)).body;
    expect(rest.items.map(({ id }) => id)).toEqual([made[0]?.id]);
    expect(rest.nextCursor).toBeNull();
  });

  test('is listed by what is asked for of it', async () => {
    const { id: serverId } = await registered();
    const { id, name } = await group({ name: unique('trimmed'), members: [serverId] });
    const listed = async (fields: string) =>
      (await fleet.admin.get<GroupPage>(`/groups?q=${name}&fields=${fields}`)).body.items;
    expect(await listed('id,name')).toEqual([{ id, name }]);
    expect(await listed('name,servers.value')).toEqual([{ name, servers: { value: 1 } }]);
    const { status, body } = await fleet.admin.get<Problem>('/groups?fields=nme');
    expect([status, body.errors[0]]).toMatchObject([400, { pointer: '/fields', position: 0 }]);
  });

  test('counts changes of its definition, and of two that change the same version one is told', async () => {
    const { id } = await group();
    expect((await change(id, { description: 'a' })).body).toMatchObject({ version: 2, description: 'a' });
    expect((await change(id, { description: 'a' })).body.version).toBe(2);
    const answers = await Promise.all(
      ['x', 'y', 'z'].map((description) => change(id, { description }, { 'if-match': '"2"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const { body } = await fleet.admin.get<AuditPage>(`/audit?subject=${id}`);
    expect(body.items.map(({ action }) => action)).toEqual(['group.changed', 'group.changed', 'group.created']);
  });

  test('is gone once it is deleted, and its servers are not', async () => {
    const server = await registered();
    const { id, name } = await group({ members: [server.id] });
    expect(await groupsOf(server.id)).toEqual([name]);
    expect((await fleet.admin.delete(`/groups/${id}`)).status).toBe(204);
    expect((await fleet.admin.get(`/groups/${id}`)).status).toBe(404);
    expect(await groupsOf(server.id)).toEqual([]);
    expect((await fleet.admin.get<Problem>(`/servers?q=group:${name}`)).body).toMatchObject({
      code: 'search.bad-value',
      errors: [{ position: 6 }],
    });
  });

  test('is changed by operators and read by viewers', async () => {
    await fleet.admin.post('/users', {
      email: 'group.viewer@example.com',
      role: 'viewer',
      password: 'a password for tests',
    });
    const viewer = await fleet.anonymous.login('group.viewer@example.com', 'a password for tests');
    const { id } = await group();
    expect((await viewer.get(`/groups/${id}`)).status).toBe(200);
    expect((await viewer.post('/groups', { name: 'mine' })).status).toBe(403);
    expect((await viewer.delete(`/groups/${id}`)).status).toBe(403);
  });
});

describe('members', () => {
  test('are those that were put in, those that match, and those of nested groups; each counts once', async () => {
    const role = unique('role');
    const [put, both, matching, other] = [
      await registered(),
      await registered({ role }),
      await registered({ role, lifecycle: 'active', owner: 'core' }),
      await registered(),
    ];
    const inner = await group({ members: [put.id, both.id] });
    const dynamic = await group({ query: `role:${role}` });
    const outer = await group({ children: [inner.id, dynamic.id], members: [both.id] });
    expect(dynamic).toMatchObject({ kind: 'dynamic', servers: { value: 2, exact: true } });
    expect(outer).toMatchObject({
      kind: 'static',
      children: [
        { id: inner.id, name: inner.name },
        { id: dynamic.id, name: dynamic.name },
      ],
      servers: { value: 3, exact: true },
      health: { unknown: 3 },
      countable: 1,
    });
    expect((await get(inner.id)).parents).toEqual([{ id: outer.id, name: outer.name }]);
    expect((await found(`group:${outer.name}`)).sort()).toEqual([put.id, both.id, matching.id].sort());
    expect(await found(`group:${outer.name} owner:core`)).toEqual([matching.id]);
    expect(await found(`group:${outer.id} -group:${dynamic.name.toUpperCase()}`)).toEqual([put.id]);
    expect(await groupsOf(both.id)).toEqual([inner.name, dynamic.name, outer.name].sort());
    expect(await groupsOf(matching.id)).toEqual([dynamic.name, outer.name].sort());
    expect(await groupsOf(other.id)).toEqual([]);
    const { body } = await fleet.admin.get<ServerPage>(`/groups/${outer.id}/members?limit=2`);
    expect(body.items).toHaveLength(2);
    expect(body.items[0]?.groups).toContain(outer.name);
  });

  test('are always of now', async () => {
    const role = unique('role');
    const { id, name } = await group({ query: `role:${role}` });
    const server = await registered({ role });
    expect(await found(`group:${name}`)).toEqual([server.id]);
    await fleet.admin.patch(`/servers/${server.id}`, { role: 'other' });
    expect(await found(`group:${name}`)).toEqual([]);
    await change(id, { query: 'role:other' });
    expect(await found(`group:${name}`)).toContain(server.id);
    await fleet.admin.delete(`/servers/${server.id}`);
    expect(await found(`group:${name}`)).not.toContain(server.id);
    expect((await change(id, { query: null })).body).toMatchObject({ kind: 'static', query: null });
    expect(await found(`group:${name}`)).toEqual([]);
  });

  test('are by the definition of whatever process, in the next answer', async () => {
    const [before, after] = [await registered({ role: unique('role') }), await registered({ role: unique('role') })];
    const { id, name } = await group({ query: `role:${before.role}` });
    expect([await groupsOf(before.id), await groupsOf(after.id)]).toEqual([[name], []]);
    const elsewhere = new pg.Client(fleet.databaseUrl);
    await elsewhere.connect();
    await elsewhere.query('UPDATE groups SET query = $2 WHERE id = $1', [id, `role:${after.role}`]);
    await elsewhere.end();
    expect(await groupsOf(after.id)).toEqual([name]);
    expect(await groupsOf(before.id)).toEqual([]);
  });

  test('that are put in stay through deletion and restoration, and are nobody after a purge', async () => {
    const server = await registered();
    const { id, name } = await group({ members: [server.id] });
    await fleet.admin.delete(`/servers/${server.id}`);
    expect((await get(id)).servers.value).toBe(0);
    await fleet.admin.post(`/servers/${server.id}/restore`);
    expect(await found(`group:${name}`)).toEqual([server.id]);
    await fleet.admin.delete(`/servers/${server.id}`);
    await fleet.admin.delete(`/servers/${server.id}/purge`);
    expect((await get(id)).servers.value).toBe(0);
  });

  test('say why: by whom, by which query, through which group', async () => {
    const role = unique('role');
    const [server, other] = [await registered({ role }), await registered()];
    const inner = await group({ query: `role:${role}`, members: [server.id] });
    const middle = await group({ children: [inner.id] });
    const outer = await group({ children: [middle.id] });
    const path = [outer, middle, inner].map(({ id, name }) => ({ id, name }));
    expect(await why(outer.id, server.id)).toEqual({
      isMember: true,
      reasons: [
        { kind: 'static', group: { id: inner.id, name: inner.name }, query: null, path },
        { kind: 'query', group: { id: inner.id, name: inner.name }, query: `role:${role}`, path },
      ],
    });
    expect(await why(outer.id, other.id)).toEqual({ isMember: false, reasons: [] });
    expect((await fleet.admin.get(`/groups/${outer.id}/members/01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64`)).status).toBe(
      404,
    );
  });

  test('are replaced as a whole; one that is not there is named and nothing is done', async () => {
    const [one, two, three] = [await registered(), await registered(), await registered()];
    const { id, name } = await group({ members: [one.id, two.id] });
    await change(id, { members: [two.id, three.id] });
    expect((await found(`group:${name}`)).sort()).toEqual([two.id, three.id].sort());
    const missing = '01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64';
    const refused = await change<Problem>(id, { members: [one.id, missing], description: 'not kept' });
    expect(refused.body).toMatchObject({ status: 400, errors: [{ pointer: '/members/1', code: 'server.not-found' }] });
    expect(await get(id)).toMatchObject({ description: null, servers: { value: 2 } });
  });

  test('of a pattern of names, of any group, and of none', async () => {
    const server = await registered();
    const { name } = await group({ name: unique('pattern-x'), members: [server.id] });
    expect(await found('group:pattern-*')).toEqual([server.id]);
    expect(await found(`hostname:${server.hostname} group:*`)).toEqual([server.id]);
    expect(await found(`hostname:${server.hostname} -group:*`)).toEqual([]);
    const { body } = await fleet.admin.get<OfferedValues>('/servers/search/values?field=group&prefix=PATTERN');
    expect(body.values).toEqual([{ value: name, count: 1 }]);
  });
});

describe('groups that lead to each other', () => {
  test('never lead back: the way is in the answer, and of two that race one is refused', async () => {
    const [a, b, c] = [await group(), await group(), await group()];
    await change(a.id, { children: [b.id] });
    await change(b.id, { query: `group:${c.name}` });
    const { status, body } = await change<Problem & { way: object[] }>(c.id, { children: [a.id] });
    expect([status, body.code]).toEqual([409, 'group.cycle']);
    expect(body.way).toHaveLength(4);
    expect(body.detail).toContain(`${a.name} → ${b.name} → ${c.name} → ${a.name}`);
    const [d, e] = [await group(), await group()];
    const racing = await Promise.all([change(d.id, { children: [e.id] }), change(e.id, { children: [d.id] })]);
    expect(racing.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  test('are neither deleted nor renamed from under those that use them', async () => {
    const used = await group();
    const user = await group({ query: `group:${used.name}` });
    const parent = await group({ children: [used.id] });
    const deletion = await fleet.admin.delete<Problem & { usedBy: object[] }>(`/groups/${used.id}`);
    expect([deletion.status, deletion.body.code]).toEqual([409, 'group.in-use']);
    expect(deletion.body.usedBy).toEqual([user, parent].map(({ id, name }) => ({ id, name })));
    const renaming = await change<Problem>(used.id, { name: unique('renamed') });
    expect([renaming.status, renaming.body.code]).toEqual([409, 'group.in-use']);
    await change(user.id, { query: `group:${used.id}` });
    expect((await change(used.id, { name: unique('renamed') })).status).toBe(200);
  });

  test('go eight deep', async () => {
    let below = await group();
    for (let depth = 1; depth < 8; depth++) below = await group({ query: `group:${below.name}` });
    const refused = await fleet.admin.post<Problem>('/groups', { name: unique('deep'), query: `group:${below.name}` });
    expect([refused.status, refused.body.code]).toEqual([409, 'group.too-deep']);
    expect(await found(`group:${below.name}`)).toEqual([]);
  });

  test('a query that cannot be read any more is told with its group and hides nobody else', async () => {
    const { body: template } = await fleet.admin.post<{ id: string; name: string }>('/templates', {
      name: unique('template'),
    });
    const server = await registered();
    const broken = await group({ query: `template:${template.name}` });
    const whole = await group({ members: [server.id] });
    await fleet.admin.delete(`/templates/${template.id}`);
    expect(await get(broken.id)).toMatchObject({
      fault: expect.stringContaining(template.name),
      servers: { value: 0 },
    });
    expect(await groupsOf(server.id)).toEqual([whole.name]);
    expect((await fleet.admin.get<Problem>(`/servers?q=group:${broken.name}`)).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/q', position: 6 }],
    });
  });
});

test.each<[string, object, string]>([
  ['no name', { name: undefined }, '/name'],
  ['an empty name', { name: ' ' }, '/name'],
  ['a name with quotes', { name: 'a"b' }, '/name'],
  ['a name with an asterisk', { name: 'a*' }, '/name'],
  ['an unknown field', { colour: 'red' }, '/colour'],
  ['a query that cannot be read', { query: 'role:(' }, '/query'],
  ['a query of an unknown field', { query: 'rolle:web' }, '/query'],
  ['a query of an unknown group', { query: 'group:nobody-knows' }, '/query'],
  ['a query that is too long', { query: 'x'.repeat(2_001) }, '/query'],
  ['a child that is no id', { children: ['edge'] }, '/children/0'],
  ['a child that is not there', { children: ['01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64'] }, '/children/0'],
  ['a member that is no id', { members: ['web-01'] }, '/members/0'],
  ['a member that is not there', { members: ['01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64'] }, '/members/0'],
])('%s is refused at its place, and no group is there', async (_, fields, pointer) => {
  const before = (await fleet.admin.get<GroupPage>('/groups')).body.total;
  const { status, body } = await fleet.admin.post<Problem>('/groups', { name: unique('bad'), ...fields });
  expect([status, body.errors[0]?.pointer]).toEqual([400, pointer]);
  expect((await fleet.admin.get<GroupPage>('/groups')).body.total).toEqual(before);
});

describe('the past', () => {
  test('knows who was in which group, by what it asked then', async () => {
    const role = unique('role');
    const [put, matching] = [await registered(), await registered({ role })];
    const { id, name } = await group({ members: [put.id], query: `role:${role}` });
    const then = new Date().toISOString();
    const renamed = unique('renamed');
    await change(id, { name: renamed, query: null, members: [] });
    await fleet.admin.delete(`/servers/${matching.id}`);
    const past = `&asOf=${then}`;
    expect((await found(`group:${name}`, past)).sort()).toEqual([put.id, matching.id].sort());
    expect(await found(`group:${renamed}`, past)).toEqual([]);
    expect(await groupsOf(matching.id, `?asOf=${then}`)).toEqual([name]);
    await fleet.admin.delete(`/groups/${id}`);
    expect((await found(`group:${name}`, past)).sort()).toEqual([put.id, matching.id].sort());
  });

  test('knows nothing of a group that was made later', async () => {
    const role = unique('role');
    const matching = await registered({ role });
    const then = new Date().toISOString();
    const { name } = await group({ query: `role:${role}` });
    expect(await groupsOf(matching.id, `?asOf=${then}`)).toEqual([]);
    expect(await groupsOf(matching.id, `?asOf=${new Date().toISOString()}`)).toEqual([name]);
  });
});

describe('news', () => {
  test('who comes and goes is an event, with the groups that it is in of itself', async () => {
    const server = await registered();
    const { body: start } = await fleet.admin.get<EventPage>('/events?after=latest');
    const { id, name } = await group({ members: [server.id] });
    await change(id, { members: [] });
    const events = await until(async () => {
      const { body } = await fleet.admin.get<EventPage>(`/events?after=${start.nextCursor}`);
      return body.items.length >= 2 && body.items;
    });
    expect(events.map(({ type, serverId, server: view }) => [type, serverId, view?.groups])).toEqual([
      ['server.grouped', server.id, [name]],
      ['server.grouped', server.id, []],
    ]);
  });

  test('who listens to a group hears of who comes, and begins anew when it is defined anew', async () => {
    const [one, two] = [await registered(), await registered({ role: unique('role') })];
    const { id, name } = await group({ members: [one.id] });
    const ear = await Ear.open(fleet.url, fleet.admin.token);
    const { subscription } = await ear.ask('subscribe', { q: `group:${name}` });
    await change(id, { members: [one.id, two.id] });
    await ear.waitFor((message) => message.subscription === subscription && message.id === two.id);
    await change(id, { query: 'role:anything' });
    await ear.waitFor((message) => message.subscription === subscription && message.event === 'resync');
    ear.close();
  });
});

test('a dynamic group over 100,000 servers is right in the next answer', async () => {
  await seeded(fleet.databaseUrl, 100_000);
  const { name, servers, id } = await group({ query: 'hostname:seed-* -region:eu-3' });
  expect(servers).toEqual({ value: expect.any(Number), exact: false });
  expect(Math.abs(servers.value - 80_000)).toBeLessThan(8_000);
  const { body } = await fleet.admin.get<ServerPage>(`/servers?q=group:${name}&limit=500`);
  expect(body.items.map(({ hostname }) => hostname)).toEqual(
    Array.from({ length: 625 }, (_, at) => at + 1)
      .filter((at) => at % 5 !== 3)
      .slice(0, 500)
      .map((at) => `seed-${String(at).padStart(5, '0')}`),
  );
  expect(body.items.every(({ groups }) => groups.includes(name))).toBe(true);
  const [first] = body.items;
  await fleet.admin.patch(`/servers/${first?.id}`, { region: 'eu-3' });
  expect(await found(`group:${name} hostname:${first?.hostname}`)).toEqual([]);
  expect((await change(id, { query: 'hostname:seed-00001' })).body.servers).toEqual({ value: 1, exact: true });
}, 120_000);
