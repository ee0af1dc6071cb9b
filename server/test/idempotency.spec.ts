import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { NewToken, UserView } from '../src/auth/auth.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { Health } from '../src/inventory/health.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { adminPassword, Client, startFleet, until, type Answer, type Fleet } from './support/fleet.js';
import { testDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';
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
const name = () => `once-${++serial}.example.com`;

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

test('sent again after kill -9, every request has been carried out once', async () => {
  const [place, database] = [temporaryDirectory(), await testDatabase()];
  const environment = {
    FLEET_DATA_DIR: join(place.path, 'data'),
    FLEET_DATABASE_URL: database.url,
    FLEET_ADMIN_PASSWORD: adminPassword,
  };
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
    await database.drop();
    place.remove();
  }
}, 120_000);
