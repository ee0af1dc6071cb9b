import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { UserView } from '../src/auth/auth.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { adminPassword, startFleet, type Fleet } from './support/fleet.js';
import { counts, race, times } from './support/race.js';

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

const many = 20;
let serial = 0;
const name = () => `race-${++serial}.example.com`;

async function registered(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', { hostname: name(), ...fields });
  expect(status).toBe(201);
  return body;
}

const count = async (from: string, values: unknown[] = []) =>
  Number((await db.query<{ count: string }>(`SELECT count(*) FROM ${from}`, values)).rows[0]?.count);
const living = (hostname: string) => count('servers WHERE hostname = $1 AND deleted_at IS NULL', [hostname]);
const entries = (subjectName: string, action: string) =>
  count('audit WHERE subject_name = $1 AND action = $2', [subjectName, action]);
const changes = (id: string) => count('changes WHERE server_id = $1', [id]);

describe('a name belongs to one living server', () => {
  test('of many that register it at once one wins, and only its entry is in the audit', async () => {
    const hostname = name();
    const answers = await race<Problem>(times(many, () => () => fleet.admin.post('/servers', { hostname })));
    expect(counts(answers)).toEqual({ 201: 1, 409: many - 1 });
    expect(new Set(answers[409]?.map(({ body }) => body.code))).toEqual(new Set(['server.hostname-taken']));
    expect([await living(hostname), await entries(hostname, 'server.created')]).toEqual([1, 1]);
  });

  test('of many that bring the same external id one wins', async () => {
    const externalId = randomUUID();
    const answers = await race<Problem>(
      times(many, () => () => fleet.admin.post('/servers', { hostname: name(), externalId })),
    );
    expect(counts(answers)).toEqual({ 201: 1, 409: many - 1 });
    expect(answers[409]?.[0]?.body).toMatchObject({
      code: 'server.external-id-taken',
      errors: [{ pointer: '/externalId' }],
    });
    expect(await count('servers WHERE external_id = $1', [externalId])).toBe(1);
  });

  test('of many that are renamed to it one wins', async () => {
    const hostname = name();
    const servers = await Promise.all(times(many, () => registered()));
    const answers = await race(
      servers.map(
        ({ id }) =>
          () =>
            fleet.admin.patch(`/servers/${id}`, { hostname }),
      ),
    );
    expect(counts(answers)).toEqual({ 200: 1, 409: many - 1 });
    expect(await living(hostname)).toBe(1);
  });

  test('a restoration and registrations race for it, and one wins', async () => {
    for (let round = 0; round < 5; round++) {
      const { id, hostname } = await registered();
      await fleet.admin.delete(`/servers/${id}`);
      const answers = await race([
        () => fleet.admin.post(`/servers/${id}/restore`),
        ...times(5, () => () => fleet.admin.post('/servers', { hostname })),
        () => fleet.admin.post(`/servers/${id}/restore`),
      ]);
      const won = (answers[200]?.length ?? 0) + (answers[201]?.length ?? 0);
      expect([won, answers[409]?.length]).toEqual([1, 6]);
      expect(await living(hostname)).toBe(1);
    }
  });

  test('deleted and registered again by many at once, it has one living owner at most', async () => {
    const { id, hostname } = await registered();
    const answers = await race([
      ...times(5, () => () => fleet.admin.post('/servers', { hostname })),
      () => fleet.admin.delete(`/servers/${id}`),
      ...times(5, () => () => fleet.admin.post('/servers', { hostname })),
    ]);
    expect(answers[204]).toHaveLength(1);
    expect(await living(hostname)).toBe(answers[201]?.length ?? 0);
    expect(answers[201]?.length ?? 0).toBeLessThanOrEqual(1);
  });
});

describe('a version is changed once', () => {
  test('of many that change the version they read one wins, and the others are told', async () => {
    const { id } = await registered();
    const answers = await race<Problem>(
      times(many, (at) => () => fleet.admin.patch(`/servers/${id}`, { owner: `o${at}` }, { 'if-match': '"1"' })),
    );
    expect(counts(answers)).toEqual({ 200: 1, 412: many - 1 });
    expect(answers[412]?.[0]?.body).toMatchObject({
      code: 'http.precondition-failed',
      errors: [{ pointer: '/If-Match', message: 'is not "2"' }],
    });
    expect(await changes(id)).toBe(2);
  });

  test('that goes for users as well, and signing in is no change', async () => {
    const email = `versioned-${++serial}@fleet.local`;
    const user = { email, role: 'viewer', password: adminPassword };
    const { body, headers } = await fleet.admin.post<UserView>('/users', user);
    await fleet.anonymous.login(email, adminPassword);
    const path = headers.get('location')?.replace('/api/v1', '') ?? '';
    expect([headers.get('etag'), body.version, (await fleet.admin.get(path)).headers.get('etag')]).toEqual([
      '"1"',
      1,
      '"1"',
    ]);
    const answers = await race(
      times(5, (at) => () => fleet.admin.patch(path, { name: `n${at}` }, { 'if-match': '"1"' })),
    );
    expect(counts(answers)).toEqual({ 200: 1, 412: 4 });
    expect(answers[200]?.[0]?.headers.get('etag')).toBe('"2"');
    expect((await fleet.admin.delete(path, { 'if-match': '"1"' })).status).toBe(412);
    expect((await fleet.admin.delete(path, { 'if-match': '"2"' })).status).toBe(204);
  });

  test('without If-Match each writes only what it names, and nothing is lost', async () => {
    const { id } = await registered();
    const fields = ['owner', 'region', 'site', 'role', 'environment', 'notes'];
    const answers = await race(
      fields.map((field) => () => fleet.admin.patch(`/servers/${id}`, { [field]: `by ${field}` })),
    );
    expect(counts(answers)).toEqual({ 200: fields.length });
    const { body } = await fleet.admin.get<ServerView>(`/servers/${id}`);
    expect(body).toMatchObject({
      ...Object.fromEntries(fields.map((field) => [field, `by ${field}`])),
      version: fields.length + 1,
    });
  });

  test('the answer is the version that the request wrote, whoever wrote the next one', async () => {
    const { id } = await registered();
    const answers = await race<ServerView>(
      times(many, (at) => () => fleet.admin.patch(`/servers/${id}`, { notes: `writer ${at}` })),
    );
    expect(counts(answers)).toEqual({ 200: many });
    const told = (answers[200] ?? []).map(({ body, headers }) => [body.version, body.notes, headers.get('etag')]);
    const { rows } = await db.query<{ version: number; notes: string }>(
      'SELECT version, notes FROM servers WHERE id = $1 UNION ALL SELECT version, notes FROM server_history WHERE id = $1 AND version > 1',
      [id],
    );
    const written = rows.map(({ version, notes }) => [version, notes, `"${version}"`]);
    expect(told.toSorted()).toEqual(written.toSorted());
    expect(new Set(told.map(([, notes]) => notes)).size).toBe(many);
  });

  test('of moves that race each sees the one before', async () => {
    const { id } = await registered({ lifecycle: 'active' });
    const move = (to: string) => () => fleet.admin.post(`/servers/${id}/lifecycle`, { to, reason: 'race' });
    const answers = await race(times(many, (at) => move(at % 2 ? 'draining' : 'active')));
    const moves = (
      await db.query<{ from: string; to: string }>(
        `SELECT data->>'from' AS from, data->>'to' AS to FROM changes WHERE server_id = $1 AND type = 'server.moved' ORDER BY id`,
        [id],
      )
    ).rows;
    expect(moves).toHaveLength(answers[200]?.length ?? 0);
    expect(moves[0]).toEqual({ from: 'active', to: 'draining' });
    for (const [at, { from }] of moves.entries()) if (at > 0) expect(from).toBe(moves[at - 1]?.to);
    expect((answers[200]?.length ?? 0) + (answers[409]?.length ?? 0)).toBe(many);
  });

  test('of deletions that race one deletes', async () => {
    const { id, hostname } = await registered();
    const answers = await race(times(many, () => () => fleet.admin.delete(`/servers/${id}`)));
    expect(counts(answers)).toEqual({ 204: 1, 409: many - 1 });
    expect(await entries(hostname, 'server.deleted')).toBe(1);
  });
});

describe('where the installation demands If-Match', () => {
  let strict: Fleet;
  beforeAll(async () => {
    strict = await startFleet({ FLEET_REQUIRE_IF_MATCH: 'true' });
  });
  afterAll(() => strict.close());

  test('a change or deletion without it is a 428 that does nothing; POST goes on', async () => {
    const { admin } = strict;
    const { body: server } = await admin.post<ServerView>('/servers', { hostname: name() });
    const { body: view } = await admin.post<{ id: string }>('/views', { name: 'a', page: 'map', query: {} });
    const required = { status: 428, body: { code: 'precondition.required', errors: [{ pointer: '/If-Match' }] } };
    const { body: user } = await admin.get<UserView>('/auth/me');
    for (const path of [`/servers/${server.id}`, `/views/${view.id}`, `/users/${user.id}`]) {
      expect(await admin.patch(path, {})).toMatchObject(required);
      expect(await admin.delete(path)).toMatchObject(required);
    }
    expect(await admin.delete(`/servers/${server.id}/purge`)).toMatchObject(required);
    const move = { to: 'provisioning', reason: 'goes on' };
    expect((await admin.post(`/servers/${server.id}/lifecycle`, move)).status).toBe(200);
    expect((await admin.patch(`/servers/${server.id}`, { owner: 'a' }, { 'if-match': '"2"' })).status).toBe(200);
    expect((await admin.delete(`/servers/${server.id}`, { 'if-match': '*' })).status).toBe(204);
    expect((await admin.delete(`/views/${view.id}`, { 'if-match': '"1"' })).status).toBe(204);
  });
});

describe('reading', () => {
  test('who knows the version gets a 304, and what is answered is not stored on the way', async () => {
    const { id } = await registered();
    const known = (tags: string) => fleet.admin.get(`/servers/${id}`, { 'if-none-match': tags });
    const { headers } = await fleet.admin.get(`/servers/${id}`);
    expect([headers.get('etag'), headers.get('cache-control')]).toEqual(['"1"', 'no-store']);
    for (const tags of ['"1"', 'W/"1"', '"0", "1"', '*']) expect((await known(tags)).status).toBe(304);
    await fleet.admin.patch(`/servers/${id}`, { owner: 'core' });
    expect((await known('"1"')).status).toBe(200);
  });

  test('fields= trims a list and a single server', async () => {
    const { id, hostname } = await registered({ tags: ['a'], checks: [{ type: 'tcp' }] });
    const fields = 'fields=hostname,health.status,checks.name';
    const trimmed = { hostname, health: { status: 'unknown' }, checks: [{ name: 'tcp 22' }] };
    const { body: page } = await fleet.admin.get<ServerPage>(`/servers?q=${hostname}&${fields}`);
    expect(page).toEqual({ items: [trimmed], nextCursor: null, prevCursor: null, total: { value: 1, exact: true } });
    const { body, headers } = await fleet.admin.get(`/servers/${id}?${fields}`);
    expect(body).toEqual(trimmed);
    expect(headers.get('etag')).toBe('"1"');
    expect(await fleet.admin.get<Problem>('/servers?fields=id,hostnaem')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/fields', position: 3, message: expect.stringContaining('`hostname`') }] },
    });
  });
});
