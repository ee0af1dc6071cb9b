import type { OpenAPIObject } from '@nestjs/swagger';
import type { NewToken, SignedIn, UserView } from '../src/auth/auth.dto.js';
import { Client, adminPassword, startFleet, type Fleet } from './support/fleet.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

const password = 'another password';
let serial = 0;

async function userAs(role: string): Promise<{ client: Client; user: UserView }> {
  const email = `${role}-${++serial}@fleet.local`;
  const { body: user } = await fleet.admin.post<UserView>('/users', { email, role, password });
  return { client: await fleet.anonymous.login(email, password), user };
}

test('signing in answers a bearer token and a cookie that scripts cannot read', async () => {
  const { status, headers, body } = await fleet.anonymous.post<SignedIn>('/auth/login', {
    email: 'ADMIN@fleet.local',
    password: adminPassword,
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    accessToken: expect.any(String),
    expiresAt: expect.stringMatching(/Z$/),
    user: { email: 'admin@fleet.local', role: 'admin' },
  });
  expect(headers.get('set-cookie')).toMatch(/^fleet_session=.*; Path=\/; Expires=.*; HttpOnly; SameSite=Strict/);
  expect(JSON.stringify(body)).not.toMatch(/argon2|passwordHash/);
});

test('a wrong password and an unknown user look the same', async () => {
  const wrong = await fleet.anonymous.post<{ detail: string }>('/auth/login', {
    email: 'admin@fleet.local',
    password: 'nope nope',
  });
  const unknown = await fleet.anonymous.post<{ detail: string }>('/auth/login', {
    email: 'nobody@fleet.local',
    password: 'nope nope',
  });
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  expect(wrong.body.detail).toBe(unknown.body.detail);
});

test('guessing is slowed: 429 with Retry-After, and others are not locked out', async () => {
  const { user } = await userAs('viewer');
  const statuses: number[] = [];
  for (let guess = 0; guess < 12; guess++)
    statuses.push(
      (await fleet.anonymous.post('/auth/login', { email: user.email, password: `guess ${guess}` })).status,
    );
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
  const refused = await fleet.anonymous.post('/auth/login', { email: user.email, password });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(
    (await fleet.anonymous.post('/auth/login', { email: 'admin@fleet.local', password: adminPassword })).status,
  ).toBe(200);
});

test('logging out ends the session at once', async () => {
  const { client } = await userAs('viewer');
  expect((await client.get('/auth/me')).status).toBe(200);
  expect((await client.post('/auth/logout')).status).toBe(204);
  expect(await client.get('/auth/me')).toMatchObject({ status: 401, body: { code: 'auth.session-ended' } });
});

test('a new password ends the other sessions, not this one', async () => {
  const { client, user } = await userAs('viewer');
  const other = await fleet.anonymous.login(user.email, password);
  expect((await other.get('/auth/me')).status).toBe(200);
  expect(await client.post('/auth/password', { current: 'wrong one', next: 'a new password' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/current' }] },
  });
  expect((await client.post('/auth/password', { current: password, next: 'a new password' })).status).toBe(204);
  expect((await other.get('/auth/me')).status).toBe(401);
  expect((await client.get('/auth/me')).status).toBe(200);
  expect((await fleet.anonymous.post('/auth/login', { email: user.email, password })).status).toBe(401);
});

test.each([
  ['a change of role', (id: string) => fleet.admin.patch(`/users/${id}`, { role: 'operator' })],
  ['disabling', (id: string) => fleet.admin.patch(`/users/${id}`, { disabled: true })],
  ['a password set by an admin', (id: string) => fleet.admin.patch(`/users/${id}`, { password: 'set by admin' })],
  ['deletion', (id: string) => fleet.admin.delete(`/users/${id}`)],
])('%s ends the user’s sessions', async (_, change) => {
  const { client, user } = await userAs('viewer');
  expect((await client.get('/auth/me')).status).toBe(200);
  expect((await change(user.id)).status).toBeLessThan(300);
  expect((await client.get('/auth/me')).status).toBe(401);
});

test('the last admin cannot be removed, demoted or disabled, nor can two remove each other at once', async () => {
  const { body: me } = await fleet.admin.get<UserView>('/auth/me');
  expect((await fleet.admin.delete(`/users/${me.id}`)).status).toBe(409);
  expect((await fleet.admin.patch(`/users/${me.id}`, { role: 'viewer' })).status).toBe(409);
  expect((await fleet.admin.patch(`/users/${me.id}`, { disabled: true })).status).toBe(409);
  expect((await fleet.admin.get('/auth/me')).status).toBe(200);
});

test('a taken email address is a 409', async () => {
  const { user } = await userAs('viewer');
  expect(await fleet.admin.post('/users', { email: user.email.toUpperCase(), role: 'viewer', password })).toMatchObject(
    { status: 409, body: { code: 'user.email-taken' } },
  );
});

test('API tokens: shown once, no more than their maker, gone when deleted', async () => {
  const { client } = await userAs('operator');
  expect((await client.post('/tokens', { name: 'ci', role: 'admin' })).status).toBe(403);
  const { body: made } = await client.post<NewToken>('/tokens', { name: 'ci', role: 'viewer' });
  expect(made.token).toMatch(/^flt_/);
  const program = new Client(fleet.url, made.token);
  expect((await program.get('/servers')).status).toBe(200);
  expect((await program.post('/servers', { hostname: 'by-token' })).status).toBe(403);
  expect(JSON.stringify((await client.get('/tokens')).body)).not.toContain(made.token);
  expect((await client.delete(`/tokens/${made.id}`)).status).toBe(204);
  expect((await program.get('/servers')).status).toBe(401);
});

test('an expired API token is none', async () => {
  const { body } = await fleet.admin.post<NewToken>('/tokens', {
    name: 'old',
    role: 'viewer',
    expiresAt: '2020-01-01T00:00:00Z',
  });
  expect((await new Client(fleet.url, body.token).get('/servers')).status).toBe(401);
});

test.each(['', 'nonsense', 'eyJhbGciOiJub25lIn0.e30.', 'flt_nonsense'])(
  'the token "%s" opens nothing',
  async (token) => {
    expect((await new Client(fleet.url).get('/servers', { authorization: `Bearer ${token}` })).status).toBe(401);
  },
);

describe('the console’s cookie', () => {
  const cookie = async () => {
    const { headers } = await fleet.anonymous.post('/auth/login', {
      email: 'admin@fleet.local',
      password: adminPassword,
    });
    return headers.get('set-cookie')?.split(';')[0] ?? '';
  };
  const host = () => new URL(fleet.url).host;

  test('reads', async () => {
    expect((await fleet.anonymous.get('/servers', { cookie: await cookie() })).status).toBe(200);
  });

  test.each([
    ['from the console itself', () => ({ origin: fleet.url }), 201],
    ['as a browser says it', () => ({ 'sec-fetch-site': 'same-origin' }), 201],
    ['from another site', () => ({ origin: 'https://evil.example' }), 403],
    ['from a sibling', () => ({ origin: `http://evil.${host()}` }), 403],
    ['as a browser says it of another site', () => ({ origin: fleet.url, 'sec-fetch-site': 'cross-site' }), 403],
    ['from nowhere', () => ({}), 403],
  ])('a change %s', async (_, headers, status) => {
    const answer = await fleet.anonymous.post(
      '/servers',
      { hostname: `cookie-${++serial}` },
      {
        cookie: await cookie(),
        ...headers(),
      },
    );
    expect(answer.status).toBe(status);
  });
});

describe('every route', () => {
  const anyId = '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3';
  // The second: hosts fetch a list of what is revoked, which holds no secret, at an address that nobody guesses.
  const open = ['POST /api/v1/auth/login', 'GET /api/v1/authorities/{id}/krl/{token}'];
  const needsOperator = /^(POST|PUT|PATCH|DELETE) \/api\/v1\/(?!auth\/|tokens|views)/;
  const needsAdmin = new RegExp(
    [
      '^\\w+ /api/v1/(users|master-key|servers/{id}/purge)',
      '^DELETE /api/v1/credentials/{id}$',
      '^(POST|PATCH|PUT|DELETE) /api/v1/authorities(/{id}(/(replace|retire|principals|krl-download))?)?$',
    ].join('|'),
  );

  async function routes(): Promise<{ key: string; method: string; path: string }[]> {
    const { body } = await fleet.anonymous.get<OpenAPIObject>('/api/docs-json');
    return Object.entries(body.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => ({
        key: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path: path.replace(/\{\w+\}/g, anyId),
      })),
    );
  }

  test('refuses the unknown caller', async () => {
    for (const { key, method, path } of await routes()) {
      if (open.includes(key)) continue;
      expect([key, (await fleet.anonymous.send(method, path)).status]).toEqual([key, 401]);
    }
  });

  test.each(['viewer', 'operator'] as const)('refuses a %s where more is needed, and only there', async (role) => {
    for (const { key, method, path } of await routes()) {
      if (open.includes(key) || key.endsWith('/auth/logout')) continue;
      const { client } = { client: await known(role) };
      const isRefused = needsAdmin.test(key) || (role === 'viewer' && needsOperator.test(key));
      const { status } = await client.send(method, path, method === 'GET' || method === 'DELETE' ? undefined : {});
      expect([key, status === 403]).toEqual([key, isRefused]);
    }
  });

  const clients = new Map<string, Promise<Client>>();
  function known(role: string): Promise<Client> {
    let client = clients.get(role);
    if (!client) clients.set(role, (client = userAs(role).then((made) => made.client)));
    return client;
  }
});

test('liveness and readiness need nobody', async () => {
  expect((await fleet.anonymous.get('/api/health/live')).status).toBe(200);
  expect((await fleet.anonymous.get('/api/health/ready')).body).toEqual({ status: 'ok', database: 'ok', cache: 'ok' });
});

test('metrics need a token', async () => {
  expect((await fleet.anonymous.get('/metrics')).status).toBe(401);
  const { status, body } = await fleet.admin.get<string>('/metrics');
  expect(status).toBe(200);
  expect(body).toContain('fleet_servers_lifecycle{lifecycle="active"}');
  expect(Number(/^nodejs_eventloop_utilization_ratio (\S+)$/m.exec(body)?.[1])).toBeLessThanOrEqual(1);
  // Its samples would wake an idle process a hundred times a second.
  expect(body).not.toContain('nodejs_eventloop_lag_p99');
});
