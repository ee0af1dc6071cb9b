import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { UserView } from '../src/auth/auth.dto.js';
import type { CredentialPage, CredentialVersionPage, CredentialView } from '../src/credentials/credentials.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import type { TemplateView } from '../src/groups/templates/templates.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import type { ImportResult } from '../src/inventory/transfer/import/import.dto.js';
import { adminPassword, startFleet, type Fleet } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';

let fleet: Fleet;
let sshd: Sshd;
let db: pg.Client;

beforeAll(async () => {
  [fleet, sshd] = await Promise.all([startFleet(), Sshd.start()]);
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
});

afterAll(async () => {
  await db.end();
  await fleet.close();
  await sshd.stop();
});

async function credential(name: string, fields: object = {}): Promise<CredentialView> {
  const { status, body } = await fleet.admin.post<CredentialView>('/credentials', {
    name,
    kind: 'generate',
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

async function server(hostname: string, port = sshd.port): Promise<ServerView> {
  const fields = { hostname, ipAddress: '127.0.0.1', ssh: { port } };
  return (await fleet.admin.post<ServerView>('/servers', fields)).body;
}

test.each(['ed25519', 'ecdsa', 'rsa'])('a generated %s key logs in', async (algorithm) => {
  const { id, publicKey } = await credential(algorithm, { algorithm });
  sshd.authorize(publicKey);
  const { id: serverId } = await server(`with-${algorithm}`);
  const { status, body } = await fleet.admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] });
  expect(status).toBe(200);
  expect(body.results).toMatchObject([{ serverId, ok: true }]);
  expect(body.results[0]?.phases.map(({ name, ok }) => [name, ok])).toEqual([
    ['tcp', true],
    ['kex', true],
    ['hostKey', true],
    ['auth', true],
    ['command', true],
  ]);
});

test('a key that the server does not know ends at the authentication', async () => {
  const { id } = await credential('stranger');
  const { id: serverId } = await server('strange');
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] });
  expect(body.results).toMatchObject([{ serverId, ok: false }]);
  expect(body.results[0]?.phases.at(-1)).toMatchObject({
    name: 'auth',
    ok: false,
    message: expect.stringContaining('root was refused with version 1'),
  });
});

test('who listens and says nothing is told apart from who is not there', async () => {
  const { id } = await credential('nowhere');
  const { id: serverId } = await server('nowhere', 1);
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] });
  expect(body.results[0]?.phases).toMatchObject([{ name: 'tcp', ok: false, message: 'connection refused' }]);
});

let serial = 0;
const fresh = ({ name = `credential ${++serial}`, ...fields }: { name?: string } & object = {}) =>
  credential(name, fields);
const get = async (id: string) => (await fleet.admin.get<CredentialView>(`/credentials/${id}`)).body;
const registered = async (fields: object) =>
  fleet.admin.post<ServerView & Problem>('/servers', { hostname: `c-${++serial}`, ...fields });
const found = async (q: string) =>
  (await fleet.admin.get<ServerPage>(`/servers?q=${encodeURIComponent(q)}`)).body.items.map(({ id }) => id);
const nobody = '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3';
const noCredential = { code: 'credential.not-found', errors: [{ pointer: '/ssh/credentialId' }] };

describe('a generated key', () => {
  test.each([
    [{}, 'ed25519', 256],
    [{ algorithm: 'ecdsa' }, 'ecdsa', 256],
    [{ algorithm: 'ecdsa', bits: 521 }, 'ecdsa', 521],
    [{ algorithm: 'rsa', bits: 3072 }, 'rsa', 3072],
  ])('of %j has its size, its name as comment, and nothing yet', async (fields, algorithm, bits) => {
    const { name, ...view } = await fresh(fields);
    expect(view).toMatchObject({
      ...{ algorithm, bits, weak: false, comment: name, keyVersion: 1, usedBy: 0, version: 1 },
      ...{ rotatedAt: null, expiresAt: null, rotateEveryDays: null, lastUsedAt: null },
    });
    expect(view.publicKey.endsWith(` ${name}`)).toBe(true);
    expect(await get(view.id)).toEqual({ name, ...view });
  });

  test.each<[string, object, string]>([
    ['a size for Ed25519', { bits: 256 }, '/bits'],
    ['a short RSA key', { algorithm: 'rsa', bits: 2048 }, '/bits'],
    ['a curve that is none', { algorithm: 'ecdsa', bits: 512 }, '/bits'],
    ['an algorithm that is none', { algorithm: 'dsa' }, '/algorithm'],
    ['a key of its own', { privateKey: 'x' }, '/privateKey'],
    ['a passphrase', { passphrase: 'x' }, '/passphrase'],
    ['a name of two lines', { name: 'a\nssh-rsa AAAA b' }, '/name'],
    ['a comment of two lines', { comment: 'a\nssh-rsa AAAA b' }, '/comment'],
    ['an expiry that has passed', { expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    ['a rotation every day and more', { rotateEveryDays: 0 }, '/rotateEveryDays'],
  ])('is refused with %s', async (_, fields, pointer) => {
    const body = { name: 'refused', kind: 'generate', ...fields };
    const refused = await fleet.admin.post<Problem>('/credentials', body);
    expect([refused.status, refused.body.errors.map((fault) => fault.pointer)]).toEqual([400, [pointer]]);
  });

  test('has a name of its own, without regard to case, until it is deleted', async () => {
    const { id, name } = await fresh();
    const again = () => fleet.admin.post<Problem>('/credentials', { name: name.toUpperCase(), kind: 'generate' });
    expect(await again()).toMatchObject({ status: 409, body: { code: 'credential.name-taken' } });
    expect((await fleet.admin.delete(`/credentials/${id}`)).status).toBe(204);
    expect((await again()).status).toBe(201);
  });
});

describe('a change', () => {
  test('writes what it names, once, and says so in the audit', async () => {
    const { id, publicKey } = await fresh();
    const change = { name: 'Renamed', comment: 'ours', expiresAt: '2999-01-01T00:00:00.000Z', rotateEveryDays: 90 };
    const { status, headers, body } = await fleet.admin.patch<CredentialView>(`/credentials/${id}`, change);
    expect([status, headers.get('etag')]).toEqual([200, '"2"']);
    expect(body).toMatchObject(change);
    expect(body.publicKey).toBe(`${publicKey.split(' ').slice(0, 2).join(' ')} ours`);
    expect((await fleet.admin.patch<CredentialView>(`/credentials/${id}`, change)).body.version).toBe(2);
    const cleared = { expiresAt: null, rotateEveryDays: null };
    expect((await fleet.admin.patch<CredentialView>(`/credentials/${id}`, cleared)).body).toMatchObject(cleared);
    const { body: audit } = await fleet.admin.get<AuditPage>(`/audit?subject=${id}`);
    expect(audit.items.map(({ action, after }) => [action, after])).toEqual([
      ['credential.changed', cleared],
      ['credential.changed', change],
      ['credential.created', expect.objectContaining({ kind: 'generate', algorithm: 'ed25519' })],
    ]);
  });

  test('of the same version succeeds once', async () => {
    const { id } = await fresh();
    const statuses = await Promise.all(
      ['a', 'b', 'c'].map(
        async (comment) => (await fleet.admin.patch(`/credentials/${id}`, { comment }, { 'if-match': '"1"' })).status,
      ),
    );
    expect(statuses.sort()).toEqual([200, 412, 412]);
  });

  test.each(['privateKey', 'algorithm', 'bits', 'kind'])('cannot name %s', async (field) => {
    const { id } = await fresh();
    const refused = await fleet.admin.patch<Problem>(`/credentials/${id}`, { [field]: 'x' });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: `/${field}`, code: 'field.unknown' }] } });
  });
});

test('the public key is a line to download', async () => {
  const { id, publicKey } = await fresh({ name: 'Köln / prod' });
  const { status, headers, body } = await fleet.admin.get<string>(`/credentials/${id}/public-key`);
  expect([status, body]).toEqual([200, `${publicKey}\n`]);
  expect(headers.get('content-type')).toMatch(/^text\/plain/);
  expect(headers.get('content-disposition')).toBe('attachment; filename=K-ln-prod.pub');
});

test('the versions are the keys that it has and had', async () => {
  const { id, fingerprint, publicKey } = await fresh();
  const versions = async (query = '') =>
    (await fleet.admin.get<CredentialVersionPage>(`/credentials/${id}/versions${query}`)).body;
  expect((await versions()).items).toMatchObject([
    { keyVersion: 1, current: true, bits: 256, fingerprint, publicKey, retiredAt: null },
  ]);
  await db.query(
    `INSERT INTO credential_versions (credential_id, key_version, bits, public_key, fingerprint) VALUES ($1, 2, 256, 'ssh-ed25519 B', $2)`,
    [id, `SHA256:${id}`],
  );
  const page = await versions('?limit=1');
  expect(page).toMatchObject({ items: [{ keyVersion: 2, current: false }], total: { value: 2, exact: true } });
  expect((await versions(`?limit=1&cursor=${page.nextCursor}`)).items).toMatchObject([
    { keyVersion: 1, current: true },
  ]);
});

describe('the list', () => {
  const ids: Record<string, string> = {};
  const listed = async (query: string) =>
    (await fleet.admin.get<CredentialPage>(`/credentials?search=listed&${query}`)).body;
  const names = async (query: string) => (await listed(query)).items.map(({ name }) => name.replace('Listed ', ''));

  beforeAll(async () => {
    const soon = new Date(Date.now() + 7 * 86_400_000).toISOString();
    for (const [name, expiresAt] of [
      ['b', soon],
      ['A', null],
      ['c', '2999-01-01T00:00:00Z'],
    ] as const)
      ids[name] = (await credential(`Listed ${name}`, { expiresAt })).id;
    for (const name of ['b', 'b', 'c']) await registered({ ssh: { credentialId: ids[name] } });
    await db.query('UPDATE credentials SET rotated_at = now() WHERE id = $1', [ids['A']]);
  });

  test.each([
    ['', ['A', 'b', 'c']],
    ['sort=-name', ['c', 'b', 'A']],
    ['sort=createdAt', ['b', 'A', 'c']],
    ['sort=expiresAt', ['b', 'c', 'A']],
    ['sort=-usedBy', ['b', 'c', 'A']],
    ['sort=rotatedAt,name', ['A', 'b', 'c']],
    ['unused=true', ['A']],
    ['unused=false', ['b', 'c']],
    ['expiring=true', ['b']],
    ['expiring=false', ['A', 'c']],
  ])('with `%s` is %j', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: CredentialPage = await listed(`${query}&limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.total).toEqual({ value: expected.length, exact: true });
      paged.push(...page.items.map(({ name }) => name.replace('Listed ', '')));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(expected);
  });

  test('finds a key by a part of its fingerprint', async () => {
    const { id, fingerprint } = await fresh();
    const { body } = await fleet.admin.get<CredentialPage>(
      `/credentials?search=${encodeURIComponent(fingerprint.slice(7, 30))}`,
    );
    expect(body.items.map((item) => item.id)).toEqual([id]);
    const nothing = await fleet.admin.get<CredentialPage>('/credentials?search=100%25');
    expect(nothing.body.items).toEqual([]);
  });
});

describe('a deletion', () => {
  test('forgets what was secret, and the name and id are free of it', async () => {
    const { id } = await fresh();
    const secrets = async () => (await db.query('SELECT FROM secrets WHERE subject_id = $1', [id])).rowCount;
    expect(await secrets()).toBe(1);
    expect((await fleet.admin.delete(`/credentials/${id}`, { 'if-match': '"7"' })).status).toBe(412);
    expect((await fleet.admin.delete(`/credentials/${id}`)).status).toBe(204);
    expect(await secrets()).toBe(0);
    for (const path of ['', '/versions', '/public-key'])
      expect((await fleet.admin.get(`/credentials/${id}${path}`)).status).toBe(404);
    expect((await fleet.admin.delete(`/credentials/${id}`)).status).toBe(404);
    expect((await fleet.admin.patch(`/credentials/${id}`, { comment: 'x' })).status).toBe(404);
  });

  test('of one in use is a 409 that says by how many', async () => {
    const { id } = await fresh();
    const servers = [await registered({ ssh: { credentialId: id } }), await registered({ ssh: { credentialId: id } })];
    const template = await fleet.admin.post<TemplateView>('/templates', {
      name: `names ${id}`,
      defaults: { ssh: { credentialId: id } },
    });
    expect(await fleet.admin.delete<Problem>(`/credentials/${id}`)).toMatchObject({
      status: 409,
      body: {
        code: 'credential.in-use',
        detail: expect.stringContaining('2 servers and 1 template'),
        usedBy: { servers: 2, templates: 1 },
      },
    });
    expect((await get(id)).usedBy).toBe(2);
    for (const { body } of servers) await fleet.admin.delete(`/servers/${body.id}`);
    await fleet.admin.delete(`/templates/${template.body.id}`);
    expect((await fleet.admin.delete(`/credentials/${id}`)).status).toBe(204);
  });

  test('waits until no server knows its key any more', async () => {
    const { id } = await fresh();
    const { body } = await registered({});
    await db.query(
      `INSERT INTO key_placements (server_id, credential_id, key_version, state) VALUES ($1, $2, 1, 'removing')`,
      [body.id, id],
    );
    expect(await fleet.admin.delete<Problem>(`/credentials/${id}`)).toMatchObject({
      status: 409,
      body: { code: 'credential.in-use', detail: expect.stringContaining('1 server that knows its key') },
    });
    await db.query(`UPDATE key_placements SET state = 'removed' WHERE credential_id = $1`, [id]);
    expect((await fleet.admin.delete(`/credentials/${id}`)).status).toBe(204);
  });

  test('beside a server that takes it: one of the two is refused, always', async () => {
    for (let round = 0; round < 15; round++) {
      const { id } = await fresh();
      const [server, gone] = await Promise.all([
        registered({ ssh: { credentialId: id } }),
        fleet.admin.delete(`/credentials/${id}`),
      ]);
      expect([
        [201, 409],
        [400, 204],
      ]).toContainEqual([server.status, gone.status]);
    }
  });
});

describe('the credential of a server', () => {
  let dead: string;
  let living: string;
  let orphan: ServerView;
  beforeAll(async () => {
    [dead, living] = [(await fresh()).id, (await fresh({ name: 'Alive' })).id];
    orphan = (await registered({ ssh: { credentialId: dead } })).body;
    await fleet.admin.delete(`/servers/${orphan.id}`);
    expect((await fleet.admin.delete(`/credentials/${dead}`)).status).toBe(204);
  });

  test('is there when the server is registered, changed or taken in by a file', async () => {
    const { body: server } = await registered({ ssh: { credentialId: living.toUpperCase() } });
    expect(server.ssh.credentialId).toBe(living);
    for (const credentialId of [nobody, dead]) {
      expect(await registered({ ssh: { credentialId } })).toMatchObject({ status: 400, body: noCredential });
      const patched = await fleet.admin.patch<Problem>(`/servers/${server.id}`, { ssh: { credentialId } });
      expect(patched).toMatchObject({ status: 400, body: noCredential });
      for (const select of [{ ids: [server.id] }, { q: `id:${server.id}` }])
        for (const dryRun of [true, false]) {
          const { body } = await fleet.admin.post<BulkResult>('/servers/bulk', {
            ...{ select, dryRun, action: 'patch' },
            params: { fields: { ssh: { credentialId } } },
          });
          expect(body).toMatchObject({ changed: 0, failed: 1, results: [{ error: noCredential }] });
        }
      const rows = [
        { hostname: `file-${serial}-1`, ssh: { credentialId: living } },
        { hostname: `file-${serial}-2`, ssh: { credentialId } },
        { hostname: server.hostname, ssh: { credentialId } },
        { hostname: `file-${serial}-3` },
      ];
      const { body: result } = await fleet.admin.send<ImportResult>(
        'POST',
        '/servers/import?mode=upsert&dryRun=true',
        rows.map((row) => JSON.stringify(row)).join('\n'),
        { 'content-type': 'application/x-ndjson' },
      );
      expect(result).toMatchObject({ created: 2, failed: 2 });
      expect(result.errors.map(({ line, pointer, code }) => [line, pointer, code])).toEqual([
        [2, '/ssh/credentialId', 'credential.not-found'],
        [3, '/ssh/credentialId', 'credential.not-found'],
      ]);
      const template = await fleet.admin.post<Problem>('/templates', {
        name: 'refused',
        defaults: { ssh: { credentialId } },
      });
      expect(template).toMatchObject({
        status: 400,
        body: { code: 'credential.not-found', errors: [{ pointer: '/defaults/ssh/credentialId' }] },
      });
    }
    expect((await fleet.admin.get<ServerView>(`/servers/${server.id}`)).body.version).toBe(1);
  });

  test('may be gone when the server is restored: the id stays, and it can be found and given another', async () => {
    const restored = await fleet.admin.post<ServerView>(`/servers/${orphan.id}/restore`, {});
    expect(restored).toMatchObject({ status: 200, body: { ssh: { credentialId: dead } } });
    expect(await found(`credential:${dead}`)).toEqual([orphan.id]);
    expect((await fleet.admin.patch(`/servers/${orphan.id}`, { owner: 'core' })).status).toBe(200);
    const given = await fleet.admin.patch<ServerView>(`/servers/${orphan.id}`, { ssh: { credentialId: living } });
    expect(given).toMatchObject({ status: 200, body: { ssh: { credentialId: living } } });
  });

  test('comes back when what took it away is reverted, although it is gone by then', async () => {
    const { id } = await fresh();
    const { body: server } = await registered({ ssh: { credentialId: id } });
    const { body: bulk } = await fleet.admin.post<BulkResult>('/servers/bulk', {
      ...{ select: { ids: [server.id] }, action: 'patch', params: { fields: { ssh: { credentialId: null } } } },
    });
    expect((await fleet.admin.delete(`/credentials/${id}`)).status).toBe(204);
    const { body } = await fleet.admin.post<BulkResult>(`/changesets/${bulk.changeSetId}/revert`, {});
    expect(body).toMatchObject({ changed: 1, failed: 0 });
    expect((await fleet.admin.get<ServerView>(`/servers/${server.id}`)).body.ssh.credentialId).toBe(id);
  });

  test('is found by its name, a pattern, its id, and whether there is one', async () => {
    const { id, name } = await fresh({ name: 'Searched edge' });
    const { body: with1 } = await registered({ ssh: { credentialId: id }, owner: 'searched' });
    const { body: without } = await registered({ owner: 'searched' });
    for (const q of [`credential:"${name.toUpperCase()}"`, 'credential:searched*', `credential:${id}`])
      expect(await found(q)).toEqual([with1.id]);
    expect(await found('owner:searched -credential:*')).toEqual([without.id]);
    const wrong = await fleet.admin.get<Problem>('/servers?q=credential%3A%22searched%20egde%22');
    expect(wrong).toMatchObject({ status: 400, body: { detail: expect.stringContaining('did you mean') } });
    const values = await fleet.admin.get<{ values: object[] }>('/servers/search/values?field=credential&prefix=sea');
    expect(values.body.values).toEqual([{ value: 'Searched edge', count: 1 }]);
  });
});

test('who may look may not make, and only an admin deletes', async () => {
  const { id } = await fresh();
  const statuses: Record<string, number[]> = {};
  for (const role of ['viewer', 'operator', 'admin']) {
    const email = `${role}-keys@fleet.local`;
    await fleet.admin.post<UserView>('/users', { email, role, password: adminPassword });
    const client = await fleet.anonymous.login(email, adminPassword);
    statuses[role] = [
      (await client.get(`/credentials/${id}`)).status,
      (await client.get(`/credentials/${id}/public-key`)).status,
      (await client.post('/credentials', { name: `of ${role}`, kind: 'generate' })).status,
      (await client.patch(`/credentials/${id}`, { comment: role })).status,
      (await client.post(`/credentials/${id}/test`, { serverIds: [] })).status,
      (await client.delete(`/credentials/${id}`)).status,
    ];
  }
  expect(statuses).toEqual({
    viewer: [200, 200, 403, 403, 403, 403],
    operator: [200, 200, 201, 200, 200, 403],
    admin: [200, 200, 201, 200, 200, 204],
  });
});

test('a use is told once a minute, and counts no version', async () => {
  const { id, publicKey } = await fresh();
  sshd.authorize(publicKey);
  const serverIds = [(await server('used')).id];
  const used = async () => {
    expect((await fleet.admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds })).body.results[0]?.ok).toBe(
      true,
    );
    return (await get(id)).lastUsedAt;
  };
  const first = await used();
  expect(Date.now() - new Date(first ?? 0).getTime()).toBeLessThan(30_000);
  expect(await used()).toBe(first);
  expect((await get(id)).version).toBe(1);
  const stranger = await fresh();
  await fleet.admin.post(`/credentials/${stranger.id}/test`, { serverIds });
  expect((await get(stranger.id)).lastUsedAt).toBeNull();
});
