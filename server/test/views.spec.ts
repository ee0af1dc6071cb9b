import type { UserView } from '../src/auth/auth.dto.js';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { SavedView, SavedViewPage } from '../src/inventory/views.dto.js';
import { startFleet, type Client, type Fleet } from './support/fleet.js';

let fleet: Fleet;
let viewer: Client;
let operator: Client;
beforeAll(async () => {
  fleet = await startFleet();
  viewer = (await userAs('viewer')).client;
  operator = (await userAs('operator')).client;
});
afterAll(() => fleet.close());

const password = 'another password';
let serial = 0;
const name = () => `view ${++serial}`;

async function userAs(role: string): Promise<{ client: Client; user: UserView }> {
  const email = `${role}-${++serial}@fleet.local`;
  const { body: user } = await fleet.admin.post<UserView>('/users', { email, role, password, name: `A ${role}` });
  return { client: await fleet.anonymous.login(email, password), user };
}

async function saved(client: Client, fields: object = {}): Promise<SavedView> {
  const view = { name: name(), page: 'servers', query: { q: 'lifecycle:active' }, ...fields };
  const { status, body } = await client.post<SavedView>('/views', view);
  expect(status).toBe(201);
  return body;
}

const get = async (client: Client, id: string) => (await client.get<SavedView>(`/views/${id}`)).body;
const auditOf = async (id: string) =>
  (await fleet.admin.get<AuditPage>(`/audit?subjectType=view&subject=${id}`)).body.items;

test('saving answers the whole view, with what was left out, its place and its version', async () => {
  const { status, headers, body } = await viewer.post<SavedView>('/views', {
    name: ' Broken in EU ',
    page: 'servers',
    query: { q: 'region:eu -health:healthy', columns: ['hostname', 'health'] },
  });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/api/v1/views/${body.id}`);
  expect(headers.get('etag')).toBe('"1"');
  expect(body).toEqual({
    id: expect.any(String),
    name: 'Broken in EU',
    page: 'servers',
    query: { q: 'region:eu -health:healthy', sort: '', columns: ['hostname', 'health'], groupBy: [] },
    shared: false,
    owner: { id: expect.any(String), name: 'A viewer' },
    mine: true,
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: expect.stringMatching(/Z$/),
    version: 1,
  });
  expect(await get(viewer, body.id)).toEqual(body);
});

test('what somebody keeps to themselves is not there for others, but for an admin', async () => {
  const { id } = await saved(operator);
  expect(await viewer.get(`/views/${id}`)).toMatchObject({ status: 404, body: { code: 'view.not-found' } });
  expect((await viewer.patch(`/views/${id}`, { name: 'mine now' })).status).toBe(404);
  expect((await viewer.delete(`/views/${id}`)).status).toBe(404);
  const { body } = await viewer.get<SavedViewPage>('/views?limit=500');
  expect(body.items.map((view) => view.id)).not.toContain(id);
  expect(await get(fleet.admin, id)).toMatchObject({ mine: false });
});

test('a shared view is seen by everybody and changed by its owner or an admin', async () => {
  const { id } = await saved(operator, { shared: true });
  expect(await get(viewer, id)).toMatchObject({ shared: true, mine: false, owner: { name: 'A operator' } });
  const other = (await userAs('operator')).client;
  for (const client of [viewer, other]) {
    expect(await client.patch(`/views/${id}`, { name: name() })).toMatchObject({
      status: 403,
      body: { code: 'view.not-yours' },
    });
    expect((await client.delete(`/views/${id}`)).status).toBe(403);
  }
  expect((await operator.patch(`/views/${id}`, { query: { sort: '-hostname' } })).status).toBe(200);
  expect((await fleet.admin.patch<SavedView>(`/views/${id}`, { shared: false })).body).toMatchObject({
    shared: false,
    version: 3,
  });
  expect((await fleet.admin.delete(`/views/${id}`)).status).toBe(204);
  expect((await operator.get(`/views/${id}`)).status).toBe(404);
});

test('a viewer saves views and cannot share them', async () => {
  const refused = { status: 403, body: { code: 'view.sharing-forbidden', errors: [{ pointer: '/shared' }] } };
  const view = { name: name(), page: 'map', query: {} };
  expect(await viewer.post('/views', { ...view, shared: true })).toMatchObject(refused);
  const { id } = await saved(viewer, view);
  expect(await viewer.patch(`/views/${id}`, { shared: true })).toMatchObject(refused);
  expect(await get(viewer, id)).toMatchObject({ shared: false, version: 1 });
});

test('a name is taken once for each owner and page, whatever the case', async () => {
  const view = { name: `Über ${name()}`, page: 'servers', query: {} };
  await saved(operator, view);
  expect(await operator.post('/views', { ...view, name: view.name.toUpperCase() })).toMatchObject({
    status: 409,
    body: { code: 'view.name-taken', errors: [{ pointer: '/name' }] },
  });
  await saved(operator, { ...view, page: 'map' });
  await saved(viewer, view);
  const { id } = await saved(operator);
  expect((await operator.patch(`/views/${id}`, { name: view.name })).status).toBe(409);
});

test('of many that race for a name one wins', async () => {
  const view = { name: name(), page: 'servers', query: {} };
  const answers = await Promise.all(Array.from({ length: 10 }, () => operator.post('/views', view)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
});

test.each([
  ['a query that cannot be read', { q: 'region:eu colour:red' }, { pointer: '/query/q', position: 10 }],
  ['a bad value', { q: 'lifecycle:alive' }, { pointer: '/query/q', position: 10 }],
  ['a sort that the list does not know', { sort: 'colour' }, { pointer: '/query/sort' }],
])('%s is not saved', async (_, query, fault) => {
  const refused = { status: 400, body: { errors: [fault] } };
  expect(await viewer.post('/views', { name: name(), page: 'servers', query })).toMatchObject(refused);
  expect(await viewer.post('/views', { name: name(), page: 'map', query })).toMatchObject(refused);
  const { id } = await saved(viewer);
  expect(await viewer.patch(`/views/${id}`, { query })).toMatchObject(refused);
  expect((await get(viewer, id)).version).toBe(1);
});

test('a change writes what it names, also within the query, and the audit says what', async () => {
  const { id, name: before } = await saved(viewer, { query: { q: 'web', columns: ['hostname'] } });
  const { body, headers } = await viewer.patch<SavedView>(`/views/${id}`, { query: { columns: ['tags'], q: '' } });
  expect(body).toMatchObject({ name: before, query: { q: '', columns: ['tags'] }, version: 2 });
  expect(headers.get('etag')).toBe('"2"');
  await viewer.patch(`/views/${id}`, { name: before });
  await viewer.delete(`/views/${id}`);
  expect(await auditOf(id)).toEqual([
    expect.objectContaining({ action: 'view.deleted', before: expect.objectContaining({ name: before }), after: null }),
    expect.objectContaining({
      action: 'view.changed',
      actor: expect.objectContaining({ type: 'user' }),
      before: { query: { q: 'web', sort: '', columns: ['hostname'], groupBy: [] } },
      after: { query: { q: '', sort: '', columns: ['tags'], groupBy: [] } },
    }),
    expect.objectContaining({ action: 'view.created', subject: { type: 'view', id, name: before } }),
  ]);
});

test('a stale If-Match changes and deletes nothing', async () => {
  const { id } = await saved(viewer);
  await viewer.patch(`/views/${id}`, { name: name() });
  expect((await viewer.patch(`/views/${id}`, { name: name() }, { 'if-match': '"1"' })).status).toBe(412);
  expect((await viewer.delete(`/views/${id}`, { 'if-match': '"1"' })).status).toBe(412);
  expect((await get(viewer, id)).version).toBe(2);
  expect((await viewer.delete(`/views/${id}`, { 'if-match': '"2"' })).status).toBe(204);
});

test('lists own and shared views by name, a page at a time', async () => {
  const { client } = await userAs('operator');
  const names = ['b', 'A', 'd', 'C', 'e'].map((letter) => `${letter} of ${serial}`);
  for (const each of names) await saved(client, { name: each, page: 'audit', query: { q: 'anything (at all' } });
  const seen: (string | undefined)[] = [];
  let cursor: string | null = null;
  do {
    const { body }: { body: SavedViewPage } = await client.get<SavedViewPage>(
      `/views?page=audit&limit=2&fields=name,query.q${cursor ? `&cursor=${cursor}` : ''}`,
    );
    expect(body.total).toEqual({ value: 5, exact: true });
    expect(body.items[0]).toEqual({ name: expect.any(String), query: { q: 'anything (at all' } });
    seen.push(...body.items.map((view) => view.name));
    cursor = body.nextCursor;
  } while (cursor);
  expect(seen).toEqual(names.toSorted((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())));
});

test('what a person shared outlives their account, what they kept to themselves goes with it', async () => {
  const { client, user } = await userAs('operator');
  const [shared, own] = [await saved(client, { shared: true }), await saved(client)];
  expect((await fleet.admin.delete(`/users/${user.id}`)).status).toBe(204);
  expect(await get(viewer, shared.id)).toMatchObject({ owner: null, mine: false, name: shared.name });
  expect((await fleet.admin.get(`/views/${own.id}`)).status).toBe(404);
  expect((await viewer.patch(`/views/${shared.id}`, { name: name() })).status).toBe(403);
  expect(await fleet.admin.patch<Problem>(`/views/${shared.id}`, { shared: false })).toMatchObject({
    status: 409,
    body: { code: 'view.ownerless', errors: [{ pointer: '/shared' }] },
  });
  expect((await fleet.admin.delete(`/views/${shared.id}`)).status).toBe(204);
});
