import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { KnownLogins } from '../src/credentials/known-logins/known-logins.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';

let fleet: Fleet;
let database: pg.Client;

beforeAll(async () => {
  fleet = await startFleet();
  database = new pg.Client(fleet.databaseUrl);
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await fleet.close();
});

async function credential(name: string): Promise<string> {
  return (await fleet.admin.post<CredentialView>('/credentials', { name, kind: 'generate' })).body.id;
}

async function server(hostname: string, credentialId?: string): Promise<string> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname,
    ...(credentialId && { ssh: { credentialId } }),
  });
  expect(status).toBe(201);
  return body.id;
}

function place(serverId: string, credentialId: string, state: string, error: string | null = null) {
  return database.query(
    `INSERT INTO key_placements (server_id, credential_id, key_version, state, verified_at, error) VALUES ($1, $2, 1, $3, $5, $4)
     ON CONFLICT (server_id, credential_id, key_version) DO UPDATE SET state = excluded.state, updated_at = clock_timestamp()`,
    [serverId, credentialId, state, error, state === 'placed' ? '2026-11-23T12:00:00Z' : null],
  );
}

function tried(serverId: string, credentialId: string, ok: boolean) {
  const phases = [{ name: 'tcp', ok, ms: 0.4, message: ok ? 'connected' : 'connection refused' }];
  return database.query(
    `INSERT INTO login_tests (server_id, credential_id, ok, phases) VALUES ($1, $2, $3, $4)
     ON CONFLICT (credential_id, server_id) DO UPDATE SET ok = excluded.ok, phases = excluded.phases, tested_at = clock_timestamp()`,
    [serverId, credentialId, ok, JSON.stringify(phases)],
  );
}

async function logins(credentialId: string, query = ''): Promise<KnownLogins> {
  const { status, body } = await fleet.admin.get<KnownLogins>(`/credentials/${credentialId}/logins${query}`);
  expect(status).toBe(200);
  return body;
}

function names({ items }: KnownLogins): string[] {
  return items.map(({ hostname }) => hostname);
}

test('a server is there once, whether it is declared, placed or tried; another credential is no matter', async () => {
  const [one, other] = [await credential('one'), await credential('other')];
  const all = await server('all-a', one);
  const placed = await server('all-b', other);
  const triedOnce = await server('all-c');
  await server('all-d', one);
  await server('all-e', other);
  await place(all, one, 'placed');
  await tried(all, one, true);
  await place(placed, one, 'placing', 'connection refused');
  await tried(placed, other, true);
  await tried(triedOnce, one, false);
  const found = await logins(one);
  expect(found).toMatchObject({ total: { value: 4, exact: true }, counts: { ok: 1, failing: 1, untested: 2 } });
  expect(found.items).toMatchObject([
    {
      serverId: all,
      declared: true,
      placements: [{ keyVersion: 1, state: 'placed', verifiedAt: '2026-11-23T12:00:00.000Z', error: null }],
      test: { ok: true, phases: [{ name: 'tcp', ok: true, ms: 0.4, message: 'connected' }] },
    },
    {
      serverId: placed,
      declared: false,
      placements: [{ state: 'placing', verifiedAt: null, error: 'connection refused' }],
      test: null,
    },
    { serverId: triedOnce, declared: false, placements: [], test: { ok: false } },
    { hostname: 'all-d', declared: true, placements: [], test: null },
  ]);
});

test('what was removed is no more there, nor is what was tried before; what was tried since is', async () => {
  const id = await credential('removed');
  const gone = await server('gone-a');
  const back = await server('gone-b');
  for (const each of [gone, back]) {
    await place(each, id, 'placed');
    await tried(each, id, true);
    await place(each, id, 'removed');
  }
  expect(await logins(id)).toMatchObject({ items: [], counts: { ok: 0, failing: 0, untested: 0 } });
  await tried(back, id, false);
  expect(names(await logins(id))).toEqual(['gone-b']);
  await fleet.admin.delete(`/servers/${back}`);
  expect(names(await logins(id))).toEqual([]);
});

test('a failure from before the server accepted the key says nothing any more, a success does', async () => {
  const id = await credential('accepted');
  const [failed, went] = [await server('accepted-a', id), await server('accepted-b', id)];
  await tried(failed, id, false);
  await tried(went, id, true);
  for (const each of [failed, went]) await place(each, id, 'placed');
  await database.query('UPDATE key_placements SET verified_at = clock_timestamp() WHERE credential_id = $1', [id]);
  expect((await logins(id)).items.map(({ test }) => test?.ok)).toEqual([undefined, true]);
  await tried(failed, id, false);
  expect((await logins(id)).items.map(({ test }) => test?.ok)).toEqual([false, true]);
});

test('those of one state are told page by page, or one server alone, and how many there are in all', async () => {
  const id = await credential('paged');
  const ids: string[] = [];
  for (const name of ['page-a', 'page-b', 'page-c', 'page-d']) ids.push(await server(name, id));
  for (const [at, each] of ids.entries()) if (at !== 1) await tried(each, id, false);
  const first = await logins(id, '?state=failing&limit=2');
  expect(names(first)).toEqual(['page-a', 'page-c']);
  expect([first.total.value, first.counts.untested]).toEqual([3, 1]);
  const second = await logins(id, `?state=failing&limit=2&cursor=${first.nextCursor}`);
  expect([names(second), second.nextCursor]).toEqual([['page-d'], null]);
  expect(names(await logins(id, `?serverId=${ids[1]}`))).toEqual(['page-b']);
  expect(names(await logins(id, '?state=untested'))).toEqual(['page-b']);
  expect(names(await logins(id, '?state=ok'))).toEqual([]);
});

test.each([
  ['/credentials/00000000-0000-7000-8000-000000000000/logins', 404],
  ['/credentials/x/logins', 400],
])('%s is %i', async (path, status) => {
  expect((await fleet.admin.get(path)).status).toBe(status);
});
