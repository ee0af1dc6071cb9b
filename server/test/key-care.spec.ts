import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { KeyReport } from '../src/credentials/rotation/report/report.dto.js';
import type { RotationPage } from '../src/credentials/rotation/rotations.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';

let fleet: Fleet;
let db: pg.Client;
beforeEach(async () => {
  fleet = await startFleet();
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
});
afterEach(async () => {
  await db.end();
  await fleet.close();
});

async function credential(name: string, fields: object = {}): Promise<string> {
  const { status, body } = await fleet.admin.post<CredentialView>('/credentials', {
    name,
    kind: 'generate',
    ...fields,
  });
  expect(status).toBe(201);
  return body.id;
}

async function server(hostname: string, fields: object = {}): Promise<string> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', { hostname, lifecycle: 'active', ...fields });
  expect(status).toBe(201);
  return body.id;
}

const age = (id: string, days: number) =>
  db.query(
    `WITH older AS (UPDATE credential_versions SET created_at = created_at - $2 * interval '1 day' WHERE credential_id = $1)
     UPDATE credentials SET created_at = created_at - $2 * interval '1 day' WHERE id = $1`,
    [id, days],
  );
const rotationsOf = async (id: string) =>
  (await fleet.admin.get<RotationPage>(`/rotations?credentialId=${id}`)).body.items;

test('a key that is due is rotated by itself, once however many look, and nothing else is', async () => {
  const due = await credential('due', { rotateEveryDays: 30 });
  const [early, unscheduled, busy, tried] = [
    await credential('early', { rotateEveryDays: 30 }),
    await credential('unscheduled'),
    await credential('busy', { rotateEveryDays: 30 }),
    await credential('tried', { rotateEveryDays: 30 }),
  ];
  const ages: [string, number][] = [
    [due, 32],
    [early, 29],
    [unscheduled, 400],
    [busy, 40],
    [tried, 40],
  ];
  for (const [id, days] of ages) await age(id, days);
  await fleet.admin.post(`/credentials/${busy}/rotate`);
  await until(async () => (await rotationsOf(busy))[0]?.status === 'finished');
  await db.query(
    `UPDATE rotations SET status = 'waiting', ended_at = NULL, created_at = now() - interval '3 days' WHERE credential_id = $1`,
    [busy],
  );
  await fleet.admin.post(`/credentials/${tried}/rotate`);
  await until(async () => (await rotationsOf(tried))[0]?.status === 'finished');
  await db.query(`UPDATE rotations SET status = 'cancelled' WHERE credential_id = $1`, [tried]);
  await db.query(`UPDATE credentials SET rotated_at = NULL WHERE id = ANY ($1)`, [[busy, tried]]);

  const worker = { FLEET_DATABASE_URL: fleet.databaseUrl, FLEET_ROLE: 'worker' };
  const others = await Promise.all([startFleet(worker), startFleet(worker)]);
  const [rotation] = await until(async () => {
    const all = await rotationsOf(due);
    return all[0]?.status === 'finished' && all;
  });
  expect(rotation).toMatchObject({ toVersion: 2, reason: 'every 30 days', requestedBy: 'rotation schedule' });
  await Promise.all(others.map((other) => other.close()));
  const counts = await Promise.all(
    [due, early, unscheduled, busy, tried].map(async (id) => (await rotationsOf(id)).length),
  );
  expect(counts).toEqual([1, 0, 0, 1, 1]);
  const { items } = (await fleet.admin.get<AuditPage>(`/audit?action=rotation.ordered&subject=${rotation?.id}`)).body;
  expect(items).toMatchObject([{ actor: { type: 'system', name: 'rotation schedule' }, reason: 'every 30 days' }]);
}, 60_000);

/** What is found, as `kind: name detail`. */
async function found(query = ''): Promise<string[]> {
  const { status, body } = await fleet.admin.get<KeyReport>(`/credentials/report${query}`);
  expect(status).toBe(200);
  return body.findings.flatMap(({ kind, items }) =>
    items.map((item) => `${kind}: ${[item.credentialName, item.hostname, item.detail].filter(Boolean).join(', ')}`),
  );
}

test('the report names what is old, shared, weak, expiring, left behind, and who has nothing', async () => {
  const [old, overdue, weak, shared, expired, soon] = [
    await credential('old'),
    await credential('overdue', { rotateEveryDays: 30 }),
    await credential('weak'),
    await credential('shared'),
    await credential('expired'),
    await credential('soon'),
  ];
  await credential('fine');
  await age(old, 91);
  await age(overdue, 50);
  await db.query(`UPDATE credentials SET expires_at = now() - interval '3 days 1 hour' WHERE id = $1`, [expired]);
  await db.query(`UPDATE credentials SET expires_at = now() + interval '20 days 1 hour' WHERE id = $1`, [soon]);
  await db.query(`UPDATE credentials SET algorithm = 'rsa' WHERE id = $1`, [weak]);
  await db.query(`UPDATE credential_versions SET bits = 2048 WHERE credential_id = $1`, [weak]);
  const ssh = { port: 22, credentialId: shared };
  await server('one', { ssh, environment: 'prod' });
  const two = await server('two', { ssh, environment: 'test' });
  const gone = await server('gone', { ssh: { port: 22, credentialId: old } });
  await server('bare');
  await db.query(
    `INSERT INTO key_placements (server_id, credential_id, key_version, state) VALUES ($1, $3, 1, 'placed'), ($2, $4, 1, 'placed')`,
    [gone, two, old, shared],
  );
  await fleet.admin.delete(`/servers/${gone}`);
  await db.query(
    `INSERT INTO host_keys (id, server_id, type, public_key, fingerprint, state, source)
     VALUES (gen_random_uuid(), $1, 'ssh-ed25519', 'ssh-ed25519 AAAA', 'SHA256:abc', 'waiting', 'presented')`,
    [two],
  );

  await db.query(
    `INSERT INTO credential_versions (credential_id, key_version, bits, public_key, fingerprint)
     VALUES ($1, 0, 256, 'ssh-ed25519 AAAA', 'SHA256:former')`,
    [shared],
  );

  expect(await found('?sharedBy=1')).toEqual([
    'expired-keys: expired, expired 3 days ago',
    'expiring-keys: soon, expires in 20 days',
    'overdue-keys: overdue, should be replaced every 30 days, and is 50 days old',
    'old-keys: old, 91 days old, and no schedule',
    'weak-keys: weak, rsa with 2048 bits',
    'shared-keys: shared, one key for 2 servers',
    'keys-across-environments: shared, one key for prod, test',
    'kept-keys: shared, version 0 is kept: 0 servers are on record with it, and of 1 nothing is on record',
    'orphaned-placements: old, gone, version 1 is placed, and the server is deleted',
    'waiting-host-keys: two, ssh-ed25519 SHA256:abc',
    'servers-without-credential: bare, active',
  ]);
  expect(await found('?kind=old-keys&oldDays=92')).toEqual([]);
  expect(await found('?kind=shared-keys')).toEqual([]);
  expect(await found('?kind=expiring-keys&soonDays=10')).toEqual([]);
  expect((await fleet.admin.get('/credentials/report?kind=none')).status).toBe(400);
});

test('a rotation that stands still is in the report, with why; more than are shown are counted', async () => {
  const id = await credential('stuck');
  await server('nowhere', { ipAddress: '127.0.0.1', ssh: { port: 1, credentialId: id } });
  for (const name of ['a', 'b', 'c']) await server(name);
  await fleet.admin.post(`/credentials/${id}/rotate`);
  await until(async () => (await rotationsOf(id))[0]?.status === 'waiting');
  expect(await found('?kind=unfinished-rotations')).toEqual(['unfinished-rotations: stuck, waiting: 1 do not answer']);
  const { body } = await fleet.admin.get<KeyReport>('/credentials/report?kind=servers-without-credential&limit=2');
  expect(body.findings).toMatchObject([
    { total: { value: 3, exact: true }, items: [{ hostname: 'a' }, { hostname: 'b' }] },
  ]);
  expect(body.findings[0]?.remedy).toContain('ssh.credentialId');
});
