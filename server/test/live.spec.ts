import type { UserView } from '../src/auth/auth.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { Ear, type Heard } from './support/ear.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Listener } from './support/listener.js';

let fleet: Fleet;
const ears: Ear[] = [];

beforeAll(async () => {
  fleet = await startFleet({ FLEET_CHECK_INTERVAL: '1s' });
});
afterAll(() => fleet.close());
afterEach(() => ears.splice(0).forEach((ear) => ear.close()));

async function listen(token = fleet.admin.token): Promise<Ear> {
  const ear = await Ear.open(fleet.url, token);
  ears.push(ear);
  return ear;
}

let serial = 0;
async function registered(fields: object = {}): Promise<ServerView> {
  return (await fleet.admin.post<ServerView>('/servers', { hostname: `live-${++serial}.example.com`, ...fields })).body;
}

/** Registered, and its creation has its place in the feed: a subscription from now on does not hear of it. */
async function numbered(fields: object): Promise<ServerView> {
  const server = await registered(fields);
  const ear = await listen();
  await ear.ask('resume', { ids: [server.id], cursor: '0' });
  await ear.waitFor((message) => message.type === 'server.created');
  ear.close();
  return server;
}

type Versioned = Heard & { version?: number };

const numbers = (messages: Heard[]) => messages.filter(({ event }) => event !== 'observed').map(({ seq }) => seq);

test.each([
  ['nobody', undefined, 'auth.required'],
  ['a token that is none', 'nonsense', 'auth.invalid-token'],
])('%s is refused', async (_, token, code) => {
  await expect(Ear.open(fleet.url, token)).rejects.toThrow(code);
});

test('the console’s cookie opens the socket from the console, and from no other site', async () => {
  const cookie = `fleet_session=${fleet.admin.token}`;
  ears.push(await Ear.open(fleet.url, undefined, { cookie, origin: fleet.url }));
  await expect(Ear.open(fleet.url, undefined, { cookie, origin: 'https://evil.example' })).rejects.toThrow(
    'auth.cross-site',
  );
});

test('a health change arrives, numbered, with what the screen needs', async () => {
  const listener = await Listener.open();
  const ear = await listen();
  const { subscription } = await ear.ask('subscribe', { q: '' });
  const { id } = await registered({
    lifecycle: 'active',
    ipAddress: '127.0.0.1',
    checks: [{ type: 'tcp', port: listener.port, failAfter: 1 }],
  });
  const isAbout = (status: string) => (message: Heard) =>
    message.event === 'health' &&
    (message.changes ?? []).some((change) => change.id === id && change.status === status);
  const up = await ear.waitFor(isAbout('healthy'));
  expect(up.changes?.[0]).toMatchObject({
    id,
    status: 'healthy',
    latencyMs: expect.any(Number),
    flapping: false,
    countable: true,
    pageable: false,
  });
  await listener.close();
  const gone = await ear.waitFor(isAbout('unhealthy'));
  expect(gone.changes?.[0]).toMatchObject({ pageable: true, reason: expect.stringContaining('connection refused') });
  expect(numbers(ear.of(subscription))).toEqual(ear.of(subscription).map((_, at) => at + 1));
  const cursors = ear.of(subscription).map((message) => Number(message.cursor));
  expect(cursors).toEqual([...cursors].sort((a, b) => a - b));
});

test('a query hears its own servers, their coming and their leaving, and nothing else', async () => {
  const mine = await numbered({ owner: 'mine' });
  const ear = await listen();
  const { subscription } = await ear.ask('subscribe', { q: 'owner:mine' });
  const everything = await ear.ask('subscribe', { q: '' });
  const other = await registered({ owner: 'other' });
  // What goes out together is judged together, so each change is let out before the next.
  const change = async (id: string, fields: object) => {
    const { body } = await fleet.admin.patch<ServerView>(`/servers/${id}`, fields);
    const isIt = (message: Versioned) => message.id === id && message.version === body.version;
    await until(() => ear.of(everything.subscription).some(isIt));
  };
  await change(mine.id, { region: 'eu' });
  await change(other.id, { region: 'eu' });
  await change(mine.id, { owner: 'other' });
  await change(mine.id, { region: 'us' });
  await change(other.id, { owner: 'mine' });
  const heard = await until(() => (ear.of(subscription).length >= 3 ? ear.of(subscription) : undefined));
  expect(heard.map(({ id, version }: Versioned) => [id, version])).toEqual([
    [mine.id, 2],
    [mine.id, 3],
    [other.id, 3],
  ]);
});

test('ids hear of themselves only, with latencies beside the numbered messages', async () => {
  const listener = await Listener.open();
  const checks = [{ type: 'tcp', port: listener.port }];
  const wanted = await registered({ lifecycle: 'active', ipAddress: '127.0.0.1', checks });
  const other = await registered({ lifecycle: 'active', ipAddress: '127.0.0.1', checks });
  const ear = await listen();
  const { subscription } = await ear.ask('subscribe', { ids: [wanted.id] });
  for (const { id } of [other, wanted]) await fleet.admin.post(`/servers/${id}/check`);
  const observed = await ear.waitFor((message) => message.event === 'observed');
  expect(observed).toMatchObject({ subscription, items: [{ id: wanted.id, latencyMs: expect.any(Number) }] });
  expect(observed.seq).toBeUndefined();
  expect(JSON.stringify(ear.heard)).not.toContain(other.id);
  await listener.close();
});

test('an overview comes at once, and again when something changed', async () => {
  const ear = await listen();
  await ear.ask('subscribe', { overview: true });
  const first = await ear.waitFor((message) => message.event === 'overview');
  await registered();
  await ear.waitFor(
    (message) => message.event === 'overview' && (message.overview?.total ?? 0) > (first.overview?.total ?? 0),
  );
});

test('who was away resumes: every change once, in order, and then live', async () => {
  const { id } = await numbered({ owner: 'away' });
  const before = await listen();
  const { cursor } = await before.ask('subscribe', { q: 'owner:away' });
  before.close();
  for (const region of ['a', 'b', 'c']) await fleet.admin.patch(`/servers/${id}`, { region });
  await registered({ owner: 'elsewhere' });
  const ear = await listen();
  const { subscription } = await ear.ask('resume', { q: 'owner:away', cursor });
  await fleet.admin.patch(`/servers/${id}`, { region: 'd' });
  await until(() => ear.of(subscription).length >= 4);
  expect(ear.of(subscription).map((message: Versioned) => [message.id, message.version])).toEqual(
    [2, 3, 4, 5].map((version) => [id, version]),
  );
  expect(numbers(ear.of(subscription))).toEqual([1, 2, 3, 4]);
});

test('nothing is lost or doubled for those who resume in the middle of a storm', async () => {
  const { id } = await numbered({ owner: 'storm' });
  const first = await listen();
  const start = (await first.ask('subscribe', { q: 'owner:storm' })).cursor;
  const storm = (async () => {
    for (let n = 0; n < 40; n++) await fleet.admin.patch(`/servers/${id}`, { region: `r${n}` });
  })();
  const versions: number[] = [];
  for (let cursor = start; (versions.at(-1) ?? 0) < 41;) {
    const ear = await listen();
    const { subscription } = await ear.ask('resume', { q: 'owner:storm', cursor });
    await until(() => ear.of(subscription).length > 0);
    ear.close();
    for (const message of ear.of(subscription) as (Heard & { version: number })[]) {
      versions.push(message.version);
      cursor = message.cursor;
    }
  }
  await storm;
  expect(versions).toEqual(Array.from({ length: 40 }, (_, n) => n + 2));
});

test('a cursor from the future is a resync, one that is none is refused', async () => {
  const ear = await listen();
  const { subscription } = await ear.ask('resume', { q: '', cursor: '999999999' });
  expect(await ear.waitFor((message) => message.event === 'resync')).toMatchObject({
    subscription,
    reason: expect.any(String),
  });
  expect(await ear.ask('resume', { q: '', cursor: 'x' })).toMatchObject({ ok: false, problem: { status: 400 } });
});

test.each([
  ['a bad query', { q: 'colour:red' }],
  ['a query that is no text', { q: 5 }],
  ['ids that are none', { ids: ['x'] }],
  ['too many ids', { ids: Array(2_001).fill('01a20aa6-bd53-7604-90f9-a9c5bc8c43a3') }],
  ['a list', []],
])('%s is refused with a problem, and the socket lives on', async (_, message) => {
  const ear = await listen();
  expect(await ear.ask('subscribe', message)).toMatchObject({ ok: false, problem: { status: 400 } });
  expect(await ear.ask('subscribe', {})).toMatchObject({ ok: true });
});

test('after unsubscribing nothing more is heard', async () => {
  const ear = await listen();
  const silent = await ear.ask('subscribe', { q: '' });
  const { subscription } = await ear.ask('subscribe', { q: '' });
  await ear.ask('unsubscribe', { subscription: silent.subscription });
  const { id } = await registered();
  await ear.waitFor((message) => message.subscription === subscription && message.id === id);
  expect(ear.of(silent.subscription)).toEqual([]);
});

test.each([
  [
    'logging out',
    (_: UserView, token: string) =>
      fetch(`${fleet.url}/api/v1/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${token}` } }),
  ],
  ['a change of role', (user: UserView) => fleet.admin.patch(`/users/${user.id}`, { role: 'operator' })],
  ['deletion', (user: UserView) => fleet.admin.delete(`/users/${user.id}`)],
])('%s closes the socket', async (_, end) => {
  const email = `listener-${++serial}@fleet.local`;
  const { body: user } = await fleet.admin.post<UserView>('/users', {
    email,
    role: 'viewer',
    password: 'listening in',
  });
  const { token = '' } = await fleet.anonymous.login(email, 'listening in');
  const ear = await listen(token);
  await end(user, token);
  await until(() => ear.socket.disconnected);
  expect(ear.heard.at(-1)).toMatchObject({ event: 'closed', code: 'auth.session-ended' });
});
