import diagnostics from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import type { UserView } from '../src/auth/auth.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { EventPage, EventView } from '../src/inventory/events.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { Ear } from './support/ear.js';
import { Client, startFleet, until, type Fleet } from './support/fleet.js';
import { Listener } from './support/listener.js';
import { testDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';
import { StreamEar } from './support/stream-ear.js';

let fleet: Fleet;
let database: pg.Client;
const ears: StreamEar[] = [];

beforeAll(async () => {
  fleet = await startFleet({ FLEET_CHECK_INTERVAL: '1s' });
  database = new pg.Client(fleet.databaseUrl);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await fleet.close();
});
afterEach(() => ears.splice(0).forEach((ear) => ear.close()));

async function listen(query = '', last?: string): Promise<StreamEar> {
  const ear = await StreamEar.open(fleet.url, fleet.admin.token, query, last);
  ears.push(ear);
  return ear;
}

let serial = 0;
async function registered(fields: object = {}): Promise<ServerView> {
  return (await fleet.admin.post<ServerView>('/servers', { hostname: `event-${++serial}.example.com`, ...fields }))
    .body;
}

const read = async (query: string) => (await fleet.admin.get<EventPage>(`/events?${query}`)).body;
const latest = async () => (await read('after=latest')).nextCursor;

/** Everything after the cursor until the condition holds, page by page. */
async function followed(after: string, isEnough: (events: EventView[]) => boolean, limit = 50): Promise<EventView[]> {
  const events: EventView[] = [];
  for (let cursor = after; !isEnough(events);) {
    const page = await read(`after=${cursor}&limit=${limit}&wait=20s`);
    events.push(...page.items);
    cursor = page.nextCursor;
  }
  return events;
}

const versions = (events: EventView[]) => events.map(({ serverId, version }) => `${serverId} ${version}`);
const ids = (events: EventView[]) => events.map(({ id }) => Number(id));
const isAbout =
  ({ id }: { id: string }) =>
  ({ serverId }: EventView) =>
    serverId === id;

test('tells each change with its actor, its version, and the server as it was after it', async () => {
  const start = await latest();
  const server = await registered({ owner: 'core', tags: ['a'], attributes: { rack: 4 } });
  await fleet.admin.patch(`/servers/${server.id}`, { owner: 'edge', attributes: { rack: null, row: 1 } });
  await fleet.admin.post(`/servers/${server.id}/lifecycle`, { to: 'decommissioned', reason: 'old' });
  await fleet.admin.delete(`/servers/${server.id}`);
  await fleet.admin.post(`/servers/${server.id}/restore`);
  await fleet.admin.delete(`/servers/${server.id}`);
  await fleet.admin.delete(`/servers/${server.id}/purge`);
  const me = (await fleet.admin.get<UserView>('/auth/me')).body;

  const all = await followed(start, (events) => events.some(({ type }) => type === 'server.purged'));
  const events = all.filter(({ type }) => type !== 'health.changed');
  expect(events.map(({ type, version }) => `${type} ${version}`)).toEqual([
    'server.created 1',
    'server.changed 2',
    'server.moved 3',
    'server.deleted 4',
    'server.restored 5',
    'server.deleted 6',
    'server.purged 7',
  ]);
  expect(events.map(({ server: view }) => view?.version ?? null)).toEqual([1, 2, 3, 4, 5, 6, null]);
  expect(new Set(events.map(({ actor }) => JSON.stringify(actor)))).toEqual(
    new Set([JSON.stringify({ id: me.id, name: me.email, type: 'user' })]),
  );
  const [created, changed, moved, deleted] = events;
  const { health, ...declared } = server;
  expect(created?.server).toEqual({ ...declared, health: { ...health, uptime: null } });
  expect(changed?.server).toMatchObject({ owner: 'edge', attributes: { row: 1 }, lifecycle: 'planned' });
  expect(moved?.server).toMatchObject({ lifecycle: 'decommissioned', deletedAt: null });
  expect(deleted?.server).toMatchObject({ lifecycle: 'decommissioned', deletedAt: expect.any(String) });
  expect(created).toMatchObject({ id: expect.stringMatching(/^\d+$/), serverId: server.id });
});

test('a change of health is an event with that health, and later events keep it', async () => {
  const listener = await Listener.open();
  const start = await latest();
  const server = await registered({
    lifecycle: 'active',
    ipAddress: '127.0.0.1',
    checks: [{ type: 'tcp', port: listener.port, failAfter: 1 }],
  });
  const becomes = (status: string) => (events: EventView[]) =>
    events.some(
      ({ type, serverId, server: view }) =>
        type === 'health.changed' && serverId === server.id && view?.health.status === status,
    );
  await followed(start, becomes('healthy'));
  await listener.close();
  await followed(start, becomes('unhealthy'));
  await fleet.admin.patch(`/servers/${server.id}`, { notes: 'who is on call?' });
  const events = (
    await followed(start, (all) => all.some(({ version, serverId }) => serverId === server.id && version === 2))
  ).filter(isAbout(server));
  const down = events.find(({ server: view }) => view?.health.status === 'unhealthy');
  expect(events.map(({ type }) => type)).toEqual([
    'server.created',
    'health.changed',
    'health.changed',
    'server.changed',
  ]);
  expect(events[0]?.server?.health).toMatchObject({ status: 'unknown', reason: 'not checked yet' });
  expect(events[1]).toMatchObject({
    version: 1,
    actor: null,
    server: { health: { status: 'healthy' }, pageable: false },
  });
  expect(down).toMatchObject({
    version: 1,
    server: { pageable: true, health: { reason: expect.stringContaining('refused') } },
  });
  expect(events[3]?.server).toMatchObject({ notes: 'who is on call?', pageable: true, health: down?.server?.health });
});

test('an event has the health that the feed told last, flapping and maintenance included', async () => {
  const start = await latest();
  const { id } = await registered({ lifecycle: 'active', checks: [] });
  const isSaid = (what: string) => database.query(`UPDATE server_health SET ${what} WHERE server_id = $1`, [id]);
  await isSaid(`status = 'unhealthy', reason = 'nobody answers', since = now()`);
  await fleet.admin.patch(`/servers/${id}`, { notes: 'down' });
  await isSaid('flapping = true');
  await fleet.admin.patch(`/servers/${id}`, { notes: 'up and down' });
  await isSaid('flapping = false');
  const params = { until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'new memory' };
  await fleet.admin.post('/servers/bulk', { select: { ids: [id] }, action: 'maintenance', params });
  await fleet.admin.patch(`/servers/${id}`, { notes: 'we know' });
  const events = await followed(start, (all) => all.some(({ version }) => version === 4));
  expect(
    events.map(({ server }) => [
      server?.health.status,
      server?.health.flapping,
      server?.health.inMaintenance,
      server?.pageable,
    ]),
  ).toEqual([
    ['unknown', false, false, false],
    ['unhealthy', false, false, true],
    ['unhealthy', false, false, true],
    ['unhealthy', true, false, false],
    ['unhealthy', true, false, false],
    ['unhealthy', false, false, true],
    ['unhealthy', false, true, false],
    ['unhealthy', false, true, false],
  ]);
});

describe('pages', () => {
  test('an empty page has a cursor, and what comes next is after it', async () => {
    const cursor = await latest();
    const empty = await read(`after=${cursor}`);
    expect(empty).toEqual({ items: [], nextCursor: cursor });
    const server = await registered();
    const [event] = await followed(empty.nextCursor, (events) => events.length > 0);
    expect(event).toMatchObject({ serverId: server.id, id: String(Number(cursor) + 1) });
  });

  test('of any size make up the same sequence', async () => {
    for (let n = 0; n < 5; n++) await registered();
    const end = Number(await latest());
    const whole = await followed('0', (events) => Number(events.at(-1)?.id ?? 0) >= end, 500);
    const small = await followed('0', (events) => Number(events.at(-1)?.id ?? 0) >= end, 3);
    expect(small.slice(0, end)).toEqual(whole.slice(0, end));
    expect(ids(whole).slice(0, end)).toEqual(Array.from({ length: end }, (_, at) => at + 1));
    expect((await read('limit=1')).items[0]).toEqual(whole[0]);
  });

  test('of some types only go on past the others', async () => {
    const start = await latest();
    const server = await registered();
    await fleet.admin.patch(`/servers/${server.id}`, { notes: 'x' });
    await followed(start, (events) => events.length === 2);
    const none = await read(`after=${start}&types=server.purged`);
    expect(none).toEqual({ items: [], nextCursor: String(Number(start) + 2) });
    expect((await read(`after=${start}&types=server.changed,server.purged`)).items).toMatchObject([{ version: 2 }]);
    expect(await read(`after=${start}&types=server.created&limit=1`)).toMatchObject({
      items: [{ version: 1 }],
      nextCursor: String(Number(start) + 1),
    });
  });

  test.each([
    ['after=x', '/after'],
    ['after=-1', '/after'],
    ['after=1.5', '/after'],
    ['after=999999999', '/after'],
    ['after=99999999999999999999', '/after'],
    ['wait=61s', '/wait'],
    ['wait=30', '/wait'],
    ['wait=1m', '/wait'],
    ['limit=0', '/limit'],
    ['limit=501', '/limit'],
    ['types=server.exploded', '/types'],
    ['types=', '/types'],
    ['since=1', '/since'],
  ])('?%s is refused and says where', async (query, pointer) => {
    expect(await fleet.admin.get<Problem>(`/events?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer }] },
    });
  });

  test.each([
    ['?after=x', undefined, '/after'],
    ['?after=999999999', undefined, '/after'],
    ['?limit=5', undefined, '/limit'],
    ['', 'x', '/Last-Event-ID'],
    ['', '999999999', '/Last-Event-ID'],
  ])('a stream %s that goes on after %s is refused and says where', async (query, last, pointer) => {
    const headers: Record<string, string> = last ? { 'last-event-id': last } : {};
    const answer = await fleet.admin.get<Problem>(`/events/stream${query}`, headers);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });
});

describe('waiting', () => {
  test('ends at once when something happens', async () => {
    const cursor = await latest();
    const waiting = read(`after=${cursor}&wait=60s`);
    const begun = Date.now();
    const { id } = await registered();
    expect((await waiting).items[0]).toMatchObject({ serverId: id });
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test('ends empty when nothing does', async () => {
    const cursor = await latest();
    const begun = Date.now();
    expect(await read(`after=${cursor}&wait=1s`)).toEqual({ items: [], nextCursor: cursor });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(1_000);
  });

  test('is not ended by what its types leave out', async () => {
    const cursor = await latest();
    const waiting = read(`after=${cursor}&wait=60s&types=server.deleted`);
    const { id } = await registered();
    await fleet.admin.delete(`/servers/${id}`);
    expect((await waiting).items).toMatchObject([{ type: 'server.deleted', serverId: id }]);
  });

  test('ends with the client, who leaves nothing behind', async () => {
    const leaving = new AbortController();
    const url = `${fleet.url}/api/v1/events?after=${await latest()}&wait=60s`;
    const responses: ServerResponse[] = [];
    const note = (message: unknown) => responses.push((message as { response: ServerResponse }).response);
    diagnostics.subscribe('http.server.request.start', note);
    const gone = fetch(url, { headers: { authorization: `Bearer ${fleet.admin.token}` }, signal: leaving.signal });
    await until(() => responses.length > 0);
    diagnostics.unsubscribe('http.server.request.start', note);
    leaving.abort();
    await expect(gone).rejects.toThrow();
    // The wait is over, not only the connection.
    await until(() => responses.every((response) => response.writableEnded));
  });
});

describe('nothing is lost, nothing comes twice', () => {
  test('an older transaction that is still open is not skipped when it commits after a newer one', async () => {
    const start = await latest();
    const [older, newer] = [new pg.Client(fleet.databaseUrl), new pg.Client(fleet.databaseUrl)];
    await Promise.all([older.connect(), newer.connect()]);
    const insert = (client: pg.Client, name: string) =>
      client.query(`INSERT INTO servers (id, hostname, lifecycle) VALUES (gen_random_uuid(), $1, 'planned')`, [name]);
    await older.query('BEGIN');
    await insert(older, 'older.example.com');
    await newer.query('BEGIN');
    await insert(newer, 'newer.example.com');
    await newer.query('COMMIT');
    const first = await followed(start, (events) => events.length > 0);
    expect(first.map(({ server }) => server?.hostname)).toEqual(['newer.example.com']);
    await older.query('COMMIT');
    const second = await followed(first.at(-1)?.id ?? '', (events) => events.length > 0);
    expect(second.map(({ server }) => server?.hostname)).toEqual(['older.example.com']);
    await Promise.all([older.end(), newer.end()]);
  });

  test('many write at once, the sequencer loses its connection twice: a poller and a stream see each change once, in one order', async () => {
    const start = await latest();
    const stream = await listen(`?after=${start}`);
    const servers = await Promise.all(Array.from({ length: 6 }, () => registered({ owner: 'storm' })));
    const writer = async (n: number) => {
      for (let round = 0; round < 12; round++) {
        const { id } = servers[(n + round) % servers.length] as ServerView;
        await fleet.admin.patch(`/servers/${id}`, { notes: `writer ${n}, round ${round}` });
      }
    };
    const cut = async () => {
      const { rowCount } = await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'infrawatch-fleet sequencer' AND datname = current_database()`,
      );
      expect(rowCount).toBeGreaterThan(0);
    };
    const expected = servers.length + 8 * 12;
    const polled = followed(start, (events) => events.length >= expected, 7);
    const writers = Promise.all(Array.from({ length: 8 }, (_, n) => writer(n)));
    await until(() => stream.events.length > 20);
    await cut();
    await until(() => stream.events.length > 50);
    await cut();
    await writers;

    const events = await polled;
    await until(() => stream.events.length >= expected);
    expect(stream.events).toEqual(events);
    expect(ids(events)).toEqual(Array.from({ length: expected }, (_, at) => Number(start) + 1 + at));
    expect(new Set(versions(events)).size).toBe(expected);
    for (const server of servers) {
      const seen = events.filter(isAbout(server)).map(({ version }) => version);
      expect(seen).toEqual(Array.from({ length: seen.length }, (_, at) => at + 1));
      expect(events.filter(isAbout(server)).at(-1)?.server?.notes).toBe(
        (await fleet.admin.get<ServerView>(`/servers/${server.id}`)).body.notes,
      );
    }
  });

  test('played from the start it yields the table', async () => {
    const doomed = await registered();
    await fleet.admin.delete(`/servers/${doomed.id}`);
    await fleet.admin.delete(`/servers/${doomed.id}/purge`);
    const isGone = ({ type, serverId }: EventView) => type === 'server.purged' && serverId === doomed.id;
    const known = new Map<string, ServerView | null>();
    for (const { serverId, server } of await followed('0', (events) => events.some(isGone), 500))
      known.set(serverId, server);
    const ofFeed = [...known.values()].filter((view) => view !== null && view.deletedAt === null) as ServerView[];
    const { items } = (await fleet.admin.get<{ items: ServerView[] }>('/servers?limit=500')).body;
    const declared = ({ health: { status }, ...view }: ServerView) => ({ ...view, status });
    const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
    expect(ofFeed.map(declared).sort(byId)).toEqual(items.map(declared).sort(byId));
  });
});

describe('a stream', () => {
  test('goes on where it was broken off', async () => {
    const start = await latest();
    const { id } = await registered();
    const first = await listen(`?after=${start}`);
    await until(() => first.events.length === 1);
    first.close();
    for (const notes of ['a', 'b']) await fleet.admin.patch(`/servers/${id}`, { notes });
    const second = await listen(`?after=${start}`, first.lastId);
    await fleet.admin.patch(`/servers/${id}`, { notes: 'c' });
    await until(() => second.events.length === 3);
    expect(second.events.map(({ version }) => version)).toEqual([2, 3, 4]);
    expect(second.names).toEqual(['server.changed', 'server.changed', 'server.changed']);
  });

  test('tells its place also where there is nothing to tell', async () => {
    const start = await latest();
    await registered();
    await followed(start, (events) => events.length === 1);
    const ear = await listen(`?after=${start}&types=server.purged`);
    await until(() => ear.lastId !== '');
    expect([ear.events, ear.lastId]).toEqual([[], String(Number(start) + 1)]);
  });

  test('is read only as fast as its client takes it', async () => {
    const start = await latest();
    const { id } = await registered({ attributes: { weight: 'x'.repeat(15_000) } });
    await database.query(
      `INSERT INTO changes (type, server_id, version) SELECT 'server.changed', $1, 1 FROM generate_series(1, 3000)`,
      [id],
    );
    const last = String(Number(start) + 3_001);
    await until(async () => (await latest()) === last);
    const responses: ServerResponse[] = [];
    const note = (message: unknown) => responses.push((message as { response: ServerResponse }).response);
    diagnostics.subscribe('http.server.request.start', note);
    const socket = connect(Number(new URL(fleet.url).port), '127.0.0.1');
    socket.write(
      `GET /api/v1/events/stream?after=${start} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${fleet.admin.token}\r\n\r\n`,
    );
    const response = await until(() => responses[0]);
    diagnostics.unsubscribe('http.server.request.start', note);
    await until(() => response.writableNeedDrain);
    // What another one reads meanwhile, page by page, is not put into the first one's hands.
    await followed(start, (events) => events.at(-1)?.id === last, 100);
    expect(response.writableLength).toBeLessThan((3_001 * 15_000) / 10);
    let heard = '';
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
    await until(() => heard.includes(`\nid: ${last}\n`) || heard.startsWith(`id: ${last}\n`));
    const seen = [...heard.matchAll(/^id: (\d+)\nevent/gm)].map(([, place]) => Number(place));
    expect(seen).toEqual(Array.from({ length: 3_001 }, (_, at) => Number(start) + 1 + at));
    socket.destroy();
  });

  test.each([
    ['logging out', (_: UserView, client: Client) => client.post('/auth/logout')],
    ['a change of role', (user: UserView) => fleet.admin.patch(`/users/${user.id}`, { role: 'operator' })],
    ['deletion', (user: UserView) => fleet.admin.delete(`/users/${user.id}`)],
  ])('%s ends it, with a word', async (_, end) => {
    const [email, password] = [`follower-${++serial}@fleet.local`, 'following along'];
    const { body: user } = await fleet.admin.post<UserView>('/users', { email, role: 'viewer', password });
    const client = await fleet.anonymous.login(email, password);
    const ear = await StreamEar.open(fleet.url, client.token, '?after=latest');
    const begun = Date.now();
    await end(user, client);
    await ear.ended;
    // At once, not with the next look.
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect(ear.names.at(-1)).toBe('closed');
  });
});

describe('what is kept', () => {
  /** A fleet that keeps events for an hour, with these in its feed: how many hours old, and how many of them. */
  async function keeping(...past: [hoursAgo: number, count: number][]): Promise<Fleet> {
    const { url, drop } = await testDatabase();
    const client = new pg.Client(url);
    await client.connect();
    for (const [hoursAgo, count] of past) {
      await client.query(
        `INSERT INTO changes (type, at, server_id, version)
         SELECT 'server.changed', now() - make_interval(hours => $1), gen_random_uuid(), 1 FROM generate_series(1, $2)`,
        [hoursAgo, count],
      );
    }
    await client.end();
    const short = await startFleet({ FLEET_EVENTS_KEEP: '1h', FLEET_DATABASE_URL: url });
    const close = async () => {
      await short.close();
      await drop();
    };
    return { ...short, close };
  }
  const oldestOf = async ({ admin }: Fleet) => (await admin.get<EventPage>('/events?limit=1')).body.items[0]?.id;

  test('is dropped from the beginning when it is old, so that there is never a gap', async () => {
    const short = await keeping([3, 4_500], [0, 1], [2, 10]);
    await until(async () => (await oldestOf(short)) === '4501');
    const { body } = await short.admin.get<EventPage>('/events?after=4500');
    expect(ids(body.items)).toEqual(Array.from({ length: 11 }, (_, at) => 4_501 + at));
    await short.close();
  });

  test('a cursor before it is a 410 that names the oldest; the newest event is always kept', async () => {
    const short = await keeping([3, 5]);
    await until(async () => (await oldestOf(short)) === '5');
    expect((await short.admin.get('/events?after=4')).status).toBe(200);
    expect(await short.admin.get<Problem>('/events?after=3')).toMatchObject({
      status: 410,
      body: { code: 'events.cursor-expired', oldest: '5', detail: expect.stringContaining('after=4') },
    });
    expect((await short.admin.get('/events/stream?after=3')).status).toBe(410);
    expect((await short.admin.get('/events/stream', { 'last-event-id': '3' })).status).toBe(410);
    const ear = await Ear.open(short.url, short.admin.token);
    await ear.ask('resume', { q: '', cursor: '3' });
    expect(await ear.waitFor(({ event }) => event === 'resync')).toMatchObject({ reason: 'the cursor is too old' });
    ear.close();
    await short.admin.post('/servers', { hostname: 'next' });
    const { body } = await short.admin.get<EventPage>('/events?after=5&wait=20s');
    expect(body.items).toMatchObject([{ id: '6', server: { hostname: 'next' } }]);
    await short.close();
  });
});

test('the program ends at once though somebody waits and somebody listens', async () => {
  const [place, { url, drop }] = [temporaryDirectory(), await testDatabase()];
  const password = 'a password for tests';
  const program = await Program.started({
    FLEET_DATA_DIR: join(place.path, 'data'),
    FLEET_DATABASE_URL: url,
    FLEET_ADMIN_PASSWORD: password,
  });
  const admin = await new Client(program.url).login('admin@fleet.local', password);
  const waiting = admin.get<EventPage>('/events?wait=60s');
  const ear = await StreamEar.open(program.url, admin.token);
  await until(() => ear.lastId !== '');
  expect(await program.end('SIGTERM')).toBe(0);
  // Both were told, not cut off when patience was over.
  expect(await waiting).toMatchObject({ status: 200, body: { items: [] } });
  await ear.ended;
  await drop();
  place.remove();
});
