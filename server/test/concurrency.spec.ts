import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { NewToken, UserView } from '../src/auth/auth.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { Health } from '../src/inventory/health.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { adminPassword, Client, startFleet, until, type Answer, type Fleet } from './support/fleet.js';
import { Program, temporaryDirectory } from './support/program.js';

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

/** All at once; how often each status was answered. */
async function race<Body>(requests: (() => Promise<Answer<Body>>)[]): Promise<Record<number, Answer<Body>[]>> {
  return Object.groupBy(await Promise.all(requests.map((request) => request())), ({ status }) => status) as Record<
    number,
    Answer<Body>[]
  >;
}

const times = <Value>(count: number, make: (at: number) => Value) => Array.from({ length: count }, (_, at) => make(at));
const counts = (answers: Record<number, unknown[]>) =>
  Object.fromEntries(Object.entries(answers).map(([status, { length }]) => [status, length]));
const count = async (from: string, values: unknown[]) =>
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

describe('Idempotency-Key', () => {
  const keyed = (key: string, client = fleet.admin) => ({
    register: (body: object) => client.post<ServerView>('/servers', body, { 'idempotency-key': key }),
    post: <Body = Problem>(path: string, body?: object) => client.post<Body>(path, body, { 'idempotency-key': key }),
  });
  const replayed = ({ headers }: Answer<unknown>) => headers.get('idempotency-replayed') === 'true';

  test('of many with one key one is carried out, and all get its answer', async () => {
    const hostname = name();
    const request = keyed(randomUUID());
    const answers = await race(times(many, () => () => request.register({ hostname })));
    expect(counts(answers)).toEqual({ 201: many });
    expect(new Set(answers[201]?.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(new Set(answers[201]?.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect(answers[201]?.filter(replayed)).toHaveLength(many - 1);
    expect([await living(hostname), await entries(hostname, 'server.created')]).toEqual([1, 1]);
  });

  test('the first answer is given again with its headers, also when the world has moved on', async () => {
    const request = keyed(randomUUID());
    const first = await request.register({ hostname: name() });
    await fleet.admin.patch(`/servers/${first.body.id}`, { owner: 'core' });
    const again = await request.register({ hostname: first.body.hostname });
    expect([replayed(first), replayed(again)]).toEqual([false, true]);
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    for (const header of ['etag', 'location', 'content-type'])
      expect(again.headers.get(header)).toBe(first.headers.get(header));
  });

  test('an answer without a body is given again too', async () => {
    const email = `idempotent-${++serial}@fleet.local`;
    await fleet.admin.post('/users', { email, role: 'viewer', password: adminPassword });
    const user = await fleet.anonymous.login(email, adminPassword);
    const change = { current: adminPassword, next: 'a new password' };
    const request = keyed(randomUUID(), user);
    expect((await request.post('/auth/password', change)).status).toBe(204);
    const again = await request.post('/auth/password', change);
    expect([again.status, replayed(again)]).toEqual([204, true]);
  });

  test('another body, query or path under the key is a 409 and does nothing', async () => {
    const request = keyed(randomUUID());
    const { body } = await request.register({ hostname: name() });
    const reused = { status: 409, body: { code: 'idempotency.key-reused', errors: [{ pointer: '/Idempotency-Key' }] } };
    expect(await request.register({ hostname: name() })).toMatchObject(reused);
    expect(await request.post('/servers?dryRun=true', { hostname: body.hostname })).toMatchObject(reused);
    expect(await request.post(`/servers/${body.id}/restore`)).toMatchObject(reused);
  });

  test('a refusal that wrote nothing leaves the key free', async () => {
    const { id, hostname } = await registered();
    const request = keyed(randomUUID());
    expect((await request.register({ hostname })).status).toBe(409);
    expect((await request.register({ hostname: 'not a host name' })).status).toBe(400);
    await fleet.admin.delete(`/servers/${id}`);
    const retried = await request.register({ hostname });
    expect([retried.status, replayed(retried)]).toEqual([201, false]);
  });

  test('the answer to what writes nothing is given again as well', async () => {
    const { id } = await registered({ lifecycle: 'active', ipAddress: '127.0.0.1' });
    const request = keyed(randomUUID());
    const first = await request.post<Health>(`/servers/${id}/check`);
    expect([first.status, first.body.lastCheckedAt]).toEqual([200, expect.any(String)]);
    const again = await request.post<Health>(`/servers/${id}/check`);
    expect([again.body, replayed(again)]).toEqual([first.body, true]);
  });

  test('keys are a person’s own, whichever of their credentials they use', async () => {
    const key = randomUUID();
    const { body: mine } = await keyed(key).register({ hostname: name() });
    const { body: token } = await fleet.admin.post<NewToken>('/tokens', { name: 'ci', role: 'admin' });
    const again = await keyed(key, new Client(fleet.url, token.token)).register({ hostname: mine.hostname });
    expect([again.body.id, replayed(again)]).toEqual([mine.id, true]);

    const email = `other-${++serial}@fleet.local`;
    await fleet.admin.post<UserView>('/users', { email, role: 'operator', password: adminPassword });
    const other = await fleet.anonymous.login(email, adminPassword);
    expect(replayed(await keyed(key, other).register({ hostname: name() }))).toBe(false);
  });

  test('a lesser token of the same person does not get what the person was shown', async () => {
    const key = randomUUID();
    const wanted = { name: 'powerful', role: 'admin' };
    const { body: shown } = await keyed(key).post<NewToken>('/tokens', wanted);
    expect((await keyed(key).post<NewToken>('/tokens', wanted)).body.token).toBe(shown.token);
    const { body: lesser } = await fleet.admin.post<NewToken>('/tokens', { name: 'lesser', role: 'viewer' });
    const refused = await keyed(key, new Client(fleet.url, lesser.token)).post('/tokens', wanted);
    expect(refused).toMatchObject({ status: 409, body: { code: 'idempotency.key-reused' } });
    expect(JSON.stringify(refused.body)).not.toContain(shown.token);
  });

  test('the database holds neither the answer nor the key of its fingerprint in clear', async () => {
    const key = randomUUID();
    const { body } = await keyed(key).post<NewToken>('/tokens', { name: 'sealed', role: 'viewer' });
    const { rows } = await db.query<{ answer: Buffer }>('SELECT answer FROM idempotency_keys WHERE key = $1', [key]);
    expect(rows[0]?.answer.includes(body.token)).toBe(false);
    expect(rows[0]?.answer.length).toBeGreaterThan(100);
  });

  test.each([
    ['nothing', ''],
    ['a blank inside', 'a b'],
    ['256 characters', 'x'.repeat(256)],
  ])('%s is no key: 400', async (_, key) => {
    const hostname = name();
    expect(await keyed(key).register({ hostname })).toMatchObject({
      status: 400,
      body: { code: 'idempotency.bad-key', errors: [{ pointer: '/Idempotency-Key' }] },
    });
    expect(await living(hostname)).toBe(0);
  });

  test('signing in takes no notice of it', async () => {
    const login = { email: 'admin@fleet.local', password: adminPassword };
    const answers = await Promise.all([1, 2].map(() => keyed('same', fleet.anonymous).post('/auth/login', login)));
    expect(answers.map(replayed)).toEqual([false, false]);
  });

  test('only POST takes notice of it', async () => {
    const { id } = await registered();
    const change = (owner: string) => fleet.admin.patch(`/servers/${id}`, { owner }, { 'idempotency-key': 'p' });
    expect([(await change('a')).status, (await change('b')).status]).toEqual([200, 200]);
  });

  test('who was carried out and lost its answer is told so, and is not carried out again', async () => {
    const key = randomUUID();
    const hostname = name();
    await keyed(key).register({ hostname });
    await db.query('UPDATE idempotency_keys SET answer = NULL WHERE key = $1', [key]);
    const { body } = await fleet.admin.get<ServerPage>(`/servers?q=${hostname}`);
    await fleet.admin.delete(`/servers/${body.items[0]?.id}`);
    expect(await keyed(key).register({ hostname })).toMatchObject({
      status: 409,
      body: { code: 'idempotency.outcome-unknown', detail: expect.stringContaining('was carried out') },
    });
    expect(await living(hostname)).toBe(0);
  });

  test('while the first is still under way the second waits for a while, and is then told', async () => {
    const key = randomUUID();
    const hostname = name();
    const { rows } = await db.query<{ id: string }>('SELECT id FROM users WHERE email = $1', ['admin@fleet.local']);
    await db.query('BEGIN');
    try {
      await db.query('SELECT fleet_claim($1, $2, $3)', [rows[0]?.id, key, Buffer.alloc(32)]);
      expect(await keyed(key).register({ hostname })).toMatchObject({
        status: 409,
        body: { code: 'idempotency.in-progress' },
      });
      const waiting = keyed(key).register({ hostname });
      await until(async () => (await count(`pg_locks WHERE NOT granted AND locktype = 'transactionid'`, [])) > 0);
      await db.query('ROLLBACK');
      expect((await waiting).status).toBe(201); // the first came to nothing, so this one is carried out
    } finally {
      await db.query('ROLLBACK');
    }
  });

  test('a key is good for a day, and forgotten after it', async () => {
    const keys = [randomUUID(), randomUUID()] as const;
    for (const key of keys) await keyed(key).register({ hostname: name() });
    const age = (key: string, by: string) =>
      db.query('UPDATE idempotency_keys SET claimed_at = now() - $2::interval WHERE key = $1', [key, by]);
    await Promise.all([age(keys[0], '23 hours 59 minutes'), age(keys[1], '24 hours 1 minute')]);
    await (await startFleet({ FLEET_DATABASE_URL: fleet.databaseUrl })).close();
    expect(await count('idempotency_keys WHERE key = $1', [keys[0]])).toBe(1);
    expect(await count('idempotency_keys WHERE key = $1', [keys[1]])).toBe(0);
  });
});

test('sent again after kill -9, every request has been carried out once', async () => {
  const place = temporaryDirectory();
  const environment = { FLEET_DATA_DIR: join(place.path, 'data'), FLEET_ADMIN_PASSWORD: adminPassword };
  const signedIn = ({ url }: Program) => new Client(url).login('admin@fleet.local', adminPassword);
  const send = (client: Client, hostname: string) =>
    client.post<ServerView & Problem>('/servers', { hostname }, { 'idempotency-key': hostname });
  let program = await Program.started(environment);
  try {
    const admin = await signedIn(program);
    const sent = new Set<string>();
    const acknowledged = new Map<string, string>();
    const write = async (writer: number): Promise<void> => {
      for (let number = 0; ; number++) {
        const hostname = `w${writer}-${number}`;
        sent.add(hostname);
        const { status, body } = await send(admin, hostname);
        if (status === 201) acknowledged.set(hostname, body.id);
      }
    };
    const writers = times(8, (writer) => write(writer).catch(() => undefined));
    await until(() => acknowledged.size > 60);
    await program.end('SIGKILL');
    await Promise.all(writers);

    program = await Program.started(environment);
    const again = await signedIn(program);
    await Promise.all(
      [...sent].map(async (hostname) => {
        const { status, body } = await send(again, hostname);
        const known = acknowledged.get(hostname);
        if (known !== undefined) expect([status, body.id]).toEqual([201, known]);
        else if (status !== 201) expect(body).toMatchObject({ code: 'idempotency.outcome-unknown' });
      }),
    );
    const { body: found } = await again.get<ServerPage>('/servers?limit=500');
    expect(new Set(found.items.map(({ hostname }) => hostname))).toEqual(sent);
    const { body: entries } = await again.get<AuditPage>('/audit?action=server.created&limit=500');
    expect(entries.total.value).toBe(sent.size);
  } finally {
    await program.end('SIGTERM');
    place.remove();
  }
}, 120_000);

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
    for (const path of [`/servers/${server.id}`, `/views/${view.id}`]) {
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
