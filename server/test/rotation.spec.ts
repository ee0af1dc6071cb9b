import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import type {
  RotationOrdered,
  RotationPlan,
  RotationServerPage,
  RotationServerView,
  RotationView,
} from '../src/credentials/rotation/rotations.dto.js';
import type { Health } from '../src/inventory/health.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Homes } from './support/peers/homes.js';
import { Sshd } from './support/peers/sshd.js';
import { counts, race } from './support/race.js';
import { sparePort } from './support/redis.js';

let fleet: Fleet;
let homes: Homes;
let db: pg.Client;
let sshds: Sshd[] = [];

beforeAll(async () => {
  [fleet, homes] = await Promise.all([startFleet(), Homes.start(48)]);
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
});
afterEach(async () => {
  await Promise.all(sshds.map((sshd) => sshd.stop()));
  sshds = [];
});
afterAll(async () => {
  await db.end();
  await fleet.close();
  await homes.stop();
});

let made = 0;
async function credential(fields: object = {}): Promise<CredentialView> {
  const { status, body } = await fleet.admin.post<CredentialView>('/credentials', {
    name: `rotated-${made}`,
    kind: 'generate',
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

async function server({ id, name }: CredentialView, port: number, fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `${name}-${String(made++).padStart(3, '0')}`,
    ipAddress: '127.0.0.1',
    ssh: { port, credentialId: id },
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

/** A credential, and servers that know it, each behind a port of its own; those of `strange` do not. */
async function prepared(count: number, strange: readonly number[] = []) {
  const key = await credential();
  const servers: ServerView[] = [];
  for (let at = 0; at < count; at++) {
    const port = homes.ports[made % homes.ports.length] ?? 0;
    const known = await server(key, port);
    servers.push(known);
    homes.empty(port);
    if (!strange.includes(at)) homes.authorize(port, key.publicKey);
  }
  return { key, servers };
}

/** One server of its own, with a configuration of its own. */
async function peculiar(lines: readonly string[] = []) {
  const sshd = await Sshd.start({ lines });
  sshds.push(sshd);
  const key = await credential();
  sshd.authorize(key.publicKey);
  return { sshd, key, known: await server(key, sshd.port) };
}

const post = <Body = RotationOrdered & Problem>(path: string, body?: object) =>
  fleet.admin.post<Body>(path, body ?? {});
const rotate = ({ id }: CredentialView, body: object = {}) => post(`/credentials/${id}/rotate`, body);
const turn = (id: string, turn: string, body?: object) =>
  post<RotationView & Pick<Problem, 'code'>>(`/rotations/${id}/${turn}`, body);
const rotationOf = async (id: string) => (await fleet.admin.get<RotationView>(`/rotations/${id}`)).body;
const keyOf = async ({ id }: CredentialView) => (await fleet.admin.get<CredentialView>(`/credentials/${id}`)).body;
const serversOf = async (id: string, query = '') =>
  (await fleet.admin.get<RotationServerPage>(`/rotations/${id}/servers?limit=500${query}`)).body.items;
const statesOf = async (id: string) => (await serversOf(id)).map(({ state }) => state);

const settled = (id: string) =>
  until(async () => {
    const now = await rotationOf(id);
    return !['running', 'rolling-back'].includes(now.status) && now;
  });

async function rotated(key: CredentialView, body: object = {}): Promise<RotationView> {
  const { status, body: ordered } = await rotate(key, body);
  expect(status).toBe(202);
  return settled(ordered.rotationId);
}

async function only(id: string): Promise<RotationServerView> {
  const [server, ...others] = await serversOf(id);
  if (!server || others.length > 0) throw new Error('not a single one');
  return server;
}

/** What is on record, as `1:placed`. */
async function onRecord({ id }: ServerView): Promise<string[]> {
  const { rows } = await db.query<{ text: string }>(
    `SELECT key_version || ':' || state AS text FROM key_placements WHERE server_id = $1 ORDER BY key_version`,
    [id],
  );
  return rows.map(({ text }) => text);
}

/** The versions of which the secret is kept. */
async function stored({ id }: CredentialView): Promise<number[]> {
  const { rows } = await db.query<{ version: number }>(
    'SELECT version FROM secrets WHERE subject_id = $1 ORDER BY version',
    [id],
  );
  return rows.map(({ version }) => version);
}

async function letsIn({ id }: CredentialView, { id: serverId }: ServerView): Promise<boolean> {
  return (await post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] })).body.results[0]?.ok ?? false;
}

const lineOf = ({ publicKey }: CredentialView) => publicKey.split(' ').slice(0, 2).join(' ');
const audited = async (query: string) => (await fleet.admin.get<AuditPage>(`/audit?${query}`)).body.items;

test('every server gets the new key, the old one is taken away, and nothing else of the file changes', async () => {
  const { key, servers } = await prepared(6);
  for (const { ssh } of servers) homes.authorize(ssh.port, `# ${key.name}`);
  const { status, body, headers } = await rotate(key, { reason: 'it is time' });
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/api/v1/rotations/${body.rotationId}`);
  expect(body.job).toMatchObject({ id: body.jobId, kind: 'rotation', title: `Rotate ${key.name} on 6 servers` });
  expect(await settled(body.rotationId)).toMatchObject({
    ...{
      status: 'finished',
      fromVersion: 1,
      toVersion: 2,
      total: 6,
      reason: 'it is time',
      requestedBy: 'admin@fleet.local',
    },
    waves: [
      { wave: 0, total: 1, states: { done: 1 } },
      { wave: 1, total: 1, states: { done: 1 } },
      { wave: 2, total: 3, states: { done: 3 } },
      { wave: 3, total: 1, states: { done: 1 } },
    ],
  });
  const now = await keyOf(key);
  expect(now).toMatchObject({ keyVersion: 2, rotatedAt: expect.any(String) });
  expect(lineOf(now)).not.toBe(lineOf(key));
  for (const each of servers) {
    expect(homes.authorizedKeys(each.ssh.port)).toBe(`# ${key.name}\n${lineOf(now)} infrawatch-fleet:${key.id}:v2\n`);
    expect(await onRecord(each)).toEqual(['1:removed', '2:placed']);
    expect(await letsIn(key, each)).toBe(true);
  }
  const [entry] = await audited(`action=credential.rotated&subject=${servers[0]?.id}`);
  expect(entry).toMatchObject({
    actor: { name: 'admin@fleet.local' },
    before: { keyVersion: 1 },
    after: { credentialId: key.id, keyVersion: 2, rotationId: body.rotationId },
  });
  const actions = (await audited(`subject=${body.rotationId}`)).map(({ action }) => action);
  expect(actions).toEqual(['rotation.finished', 'rotation.ordered']);
}, 60_000);

test('the old key is kept for the way back, until somebody says that it is not needed any more', async () => {
  const { key, servers } = await prepared(2);
  const { id } = await rotated(key);
  expect(await stored(key)).toEqual([1, 2]);
  expect((await turn(id, 'finish')).body).toMatchObject({ status: 'finished', closedAt: expect.any(String) });
  expect(await stored(key)).toEqual([2]);
  expect(await audited(`subject=${key.id}&action=credential.retired`)).toMatchObject([{ before: { keyVersion: 1 } }]);
  expect(await turn(id, 'rollback', { reason: 'too late' })).toMatchObject({
    status: 409,
    body: { code: 'rotation.closed' },
  });
  expect(await turn(id, 'finish')).toMatchObject({ status: 409, body: { code: 'rotation.illegal-turn' } });
  for (const each of servers) expect(await letsIn(key, each)).toBe(true);
}, 60_000);

test('its time over, it is forgotten by itself', async () => {
  const { key } = await prepared(1);
  const { id } = await rotated(key, { keepOldHours: 0 });
  await until(async () => (await rotationOf(id)).closedAt !== null);
  expect(await stored(key)).toEqual([2]);
});

test('a server that uses the key and has nothing on record may know any of them: none is forgotten', async () => {
  const { key, servers } = await prepared(2);
  const { id } = await rotated(key, { serverIds: [servers[0]?.id] });
  await turn(id, 'finish');
  expect(await stored(key)).toEqual([1, 2]);
  const next = await rotated(key);
  expect(next).toMatchObject({ status: 'finished', total: 2, toVersion: 3 });
  await turn(next.id, 'finish');
  expect(await stored(key)).toEqual([3]);
}, 60_000);

test('rolled back, every server has its old key again and the new one is gone', async () => {
  const { key, servers } = await prepared(4);
  const { id } = await rotated(key);
  const { status, body } = await turn(id, 'rollback', { reason: 'a script has the old one' });
  expect([status, body.status]).toEqual([200, 'rolling-back']);
  expect(await settled(id)).toMatchObject({ status: 'rolled-back', direction: 'backwards' });
  expect(await keyOf(key)).toMatchObject({ keyVersion: 1, fingerprint: key.fingerprint });
  for (const each of servers) {
    expect(homes.authorizedKeys(each.ssh.port)).toBe(`${lineOf(key)} infrawatch-fleet:${key.id}:v1\n`);
    expect(await onRecord(each)).toEqual(['1:placed', '2:removed']);
    expect(await letsIn(key, each)).toBe(true);
  }
  expect(await audited(`action=credential.restored&subject=${servers[0]?.id}`)).toMatchObject([
    { after: { keyVersion: 1 } },
  ]);
  await until(async () => (await stored(key)).length === 1);
  expect(await stored(key)).toEqual([1]);
  expect(await rotated(key)).toMatchObject({ status: 'finished', fromVersion: 1, toVersion: 3 });
}, 60_000);

test('a dry run says who would get it when, and does nothing', async () => {
  const { key, servers } = await prepared(5);
  const [first, last] = [servers[0], servers[4]] as [ServerView, ServerView];
  await post(`/servers/${last.id}/lifecycle`, { to: 'decommissioned', reason: 'sold' });
  await db.query(`UPDATE server_health SET status = 'unhealthy' WHERE server_id = $1`, [first.id]);
  const before = homes.authorizedKeys(first.ssh.port);
  const { status, body } = await post<RotationPlan>(`/credentials/${key.id}/rotate`, {
    dryRun: true,
    waves: ['1', '50%'],
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    fromVersion: 1,
    toVersion: 2,
    total: 4,
    unreachable: 1,
    failureBudget: 1,
    underWay: null,
  });
  const planned = body.waves.map((wave) =>
    wave.servers.map(({ serverId }) => servers.findIndex(({ id }) => id === serverId)),
  );
  expect(planned).toEqual([[1], [2, 3], [0]]);
  expect(body.waves[2]?.servers).toMatchObject([{ isReachable: false, health: 'unhealthy', knownVersions: [] }]);
  expect(body.leftOut).toEqual([{ serverId: last.id, hostname: last.hostname, why: 'decommissioned' }]);
  expect(homes.authorizedKeys(first.ssh.port)).toBe(before);
  expect([await stored(key), (await keyOf(key)).keyVersion]).toEqual([[1], 1]);
  expect((await fleet.admin.get<{ items: [] }>(`/rotations?credentialId=${key.id}`)).body.items).toEqual([]);
});

test('who is decommissioned keeps its key, and the key is kept for it', async () => {
  const { key, servers } = await prepared(2);
  await rotated(key);
  const gone = servers[1] as ServerView;
  await post(`/servers/${gone.id}/lifecycle`, { to: 'decommissioned', reason: 'sold' });
  const { id, total } = await rotated(key);
  expect(total).toBe(1);
  await turn(id, 'finish');
  expect(await onRecord(gone)).toEqual(['1:removed', '2:placed']);
  expect(await stored(key)).toEqual([2, 3]);
}, 60_000);

test('a failure of the canary halts; resumed, it is tried again from there', async () => {
  const { key, servers } = await prepared(3, [0]);
  const halted = await rotated(key);
  expect(halted).toMatchObject({ status: 'halted', because: '1 server of the canary wave failed' });
  const [canary, ...others] = await serversOf(halted.id);
  expect(canary).toMatchObject({ wave: 0, state: 'failed', step: 'pending', code: 'auth' });
  expect(others.map(({ state }) => state)).toEqual(['pending', 'pending']);
  expect([await stored(key), (await keyOf(key)).keyVersion]).toEqual([[1, 2], 1]);
  expect(await rotate(key)).toMatchObject({ status: 409, body: { code: 'rotation.under-way' } });
  const [entry] = await audited(`subject=${halted.id}&action=rotation.halted`);
  expect(entry).toMatchObject({ after: { because: halted.because } });

  homes.authorize(servers[0]?.ssh.port ?? 0, key.publicKey);
  expect((await turn(halted.id, 'resume')).body).toMatchObject({ status: 'running', because: null });
  expect(await settled(halted.id)).toMatchObject({ status: 'finished' });
}, 60_000);

test('more failures than the budget allows stop the roll-out', async () => {
  const { key } = await prepared(8, [1, 2, 3]);
  const halted = await rotated(key, { waves: ['1', '4'], failureBudget: '1' });
  expect(halted).toMatchObject({
    status: 'halted',
    because: expect.stringMatching(/^[23] servers failed, and the budget allows 1$/),
  });
  const states = await statesOf(halted.id);
  expect(states[0]).toBe('done');
  expect(states.slice(5)).toEqual(['pending', 'pending', 'pending']);
  // The canary has shown that the key works: it is the one that servers should know.
  expect((await keyOf(key)).keyVersion).toBe(2);
}, 60_000);

test('as many failures as the budget allows do not; at the end they are told, and keep their old key', async () => {
  const { key, servers } = await prepared(4, [2]);
  const ended = await rotated(key, { waves: ['1', '1'], failureBudget: '1' });
  expect(ended).toMatchObject({ status: 'failed', because: '1 failed' });
  expect(await statesOf(ended.id)).toEqual(['done', 'done', 'failed', 'done']);
  await turn(ended.id, 'finish');
  expect(await stored(key)).toEqual([1, 2]);
  homes.authorize(servers[2]?.ssh.port ?? 0, key.publicKey);
  await turn(ended.id, 'resume');
  expect(await settled(ended.id)).toMatchObject({ status: 'finished', because: null });
}, 60_000);

test('a server that is down waits with its old key on record, and is finished when it answers again', async () => {
  const { key } = await prepared(2);
  const port = await sparePort();
  const down = await server(key, port, { checks: [{ name: 'ssh', type: 'tcp', port }], lifecycle: 'active' });
  const waiting = await rotated(key);
  expect(waiting).toMatchObject({ status: 'waiting', because: '1 do not answer', endedAt: null });
  const pending = await serversOf(waiting.id, '&state=waiting');
  expect(pending).toMatchObject([
    { serverId: down.id, step: 'pending', code: 'refused', message: 'connection refused' },
  ]);
  expect(await stored(key)).toEqual([1, 2]);
  expect(await turn(waiting.id, 'finish')).toMatchObject({ status: 409, body: { code: 'rotation.illegal-turn' } });

  const sshd = await Sshd.start({ port });
  sshds.push(sshd);
  sshd.authorize(key.publicKey);
  await until(async () => (await post<Health>(`/servers/${down.id}/check`)).body.status === 'healthy');
  await until(async () => (await rotationOf(waiting.id)).status === 'finished', 25_000);
  expect(await onRecord(down)).toEqual(['1:removed', '2:placed']);
  expect(sshd.authorizedKeys).toBe(`${lineOf(await keyOf(key))} infrawatch-fleet:${key.id}:v2\n`);
}, 60_000);

test('a canary that does not answer proves nothing: nobody else is touched until it does', async () => {
  const key = await credential();
  await server(key, 1);
  const port = homes.ports[made % homes.ports.length] ?? 0;
  const other = await server(key, port);
  homes.empty(port);
  homes.authorize(port, key.publicKey);
  const { id, status } = await rotated(key);
  expect([status, await statesOf(id), (await keyOf(key)).keyVersion]).toEqual(['waiting', ['waiting', 'pending'], 1]);
  expect(await onRecord(other)).toEqual([]);

  // Its time comes, and it does not answer: that is tried, and is no news.
  await db.query(`UPDATE rotation_servers SET tried_at = now() - interval '61 seconds' WHERE rotation_id = $1`, [id]);
  await until(async () => (await serversOf(id))[0]?.attempts === 2);
  await until(async () => (await rotationOf(id)).status === 'waiting');
  expect(await audited(`subject=${id}&action=rotation.waiting`)).toHaveLength(1);
});

test('of two that are ordered at once one is, and the other refused', async () => {
  const { key } = await prepared(1);
  const answers = await race([1, 2, 3].map(() => () => rotate(key)));
  expect(counts(answers)).toEqual({ 202: 1, 409: 2 });
  expect(answers[409]?.[0]?.body.code).toBe('rotation.under-way');
  await settled(answers[202]?.[0]?.body.rotationId ?? '');
  expect(await stored(key)).toEqual([1, 2]);
});

/** A server that does what it is told only once it may. */
async function reluctant() {
  const port = await sparePort();
  const go = join('/tmp', `fleet-rotation-go-${port}`);
  const wait = `ForceCommand until [ -e ${go} ]; do sleep 0.05; done; eval "$SSH_ORIGINAL_COMMAND"`;
  const peer = await peculiar([wait]);
  return { ...peer, go: () => writeFileSync(go, ''), done: () => rmSync(go, { force: true }) };
}

test('cancelled in the middle, both keys are known, and the next rotation takes both away', async () => {
  const { sshd, key, known, go, done } = await reluctant();
  const { rotationId } = (await rotate(key)).body;
  await until(async () => (await only(rotationId)).step === 'placing');
  expect((await turn(rotationId, 'cancel', { reason: 'not now' })).body.status).toBe('cancelled');
  go();
  await until(async () => (await only(rotationId)).step === 'placed');
  expect(await rotationOf(rotationId)).toMatchObject({ status: 'cancelled', endedAt: expect.any(String) });
  expect(sshd.authorizedKeys.split('\n')).toHaveLength(3);
  expect(await onRecord(known)).toEqual(['1:placed', '2:placing']);
  expect([await stored(key), (await keyOf(key)).keyVersion]).toEqual([[1, 2], 1]);
  expect(await letsIn(key, known)).toBe(true);

  expect(await rotated(key)).toMatchObject({ status: 'finished', fromVersion: 1, toVersion: 3 });
  expect(sshd.authorizedKeys).toBe(`${lineOf(await keyOf(key))} infrawatch-fleet:${key.id}:v3\n`);
  expect(await turn(rotationId, 'resume')).toMatchObject({ status: 409 });
  expect(await turn(rotationId, 'rollback', { reason: 'why not' })).toMatchObject({
    status: 409,
    body: { code: 'rotation.closed' },
  });
  done();
}, 60_000);

test('paused in the middle it stands still, and goes on where it was', async () => {
  const { key, go, done } = await reluctant();
  const { rotationId, jobId } = (await rotate(key)).body;
  await until(async () => (await only(rotationId)).step === 'placing');
  expect((await turn(rotationId, 'pause')).body.status).toBe('paused');
  expect(await turn(rotationId, 'pause')).toMatchObject({ status: 409, body: { code: 'rotation.illegal-turn' } });
  go();
  await until(async () => (await only(rotationId)).step === 'placed');
  expect((await fleet.admin.get(`/jobs/${jobId}`)).body).toMatchObject({ status: 'paused' });
  await turn(rotationId, 'resume');
  expect(await settled(rotationId)).toMatchObject({ status: 'finished' });
  done();
}, 60_000);

test.each([
  ['writes how far it came', 'rotation_servers'],
  ['reads a key', 'credential_versions'],
])(
  'that loses its connection to the database while it %s goes on, and blames nobody',
  async (_, table) => {
    const { key, go, done } = await reluctant();
    const { rotationId } = (await rotate(key)).body;
    await until(async () => (await only(rotationId)).step === 'placing');
    const locking = new pg.Client(fleet.databaseUrl);
    await locking.connect();
    await locking.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    go();
    const lost = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%${table}%'`;
    await until(async () => ((await db.query(lost)).rowCount ?? 0) > 0);
    await locking.end();
    expect(await settled(rotationId)).toMatchObject({ status: 'finished' });
    expect(await only(rotationId)).toMatchObject({ state: 'done' });
    expect(await audited(`subject=${rotationId}&action=rotation.halted`)).toEqual([]);
    done();
  },
  60_000,
);

test('turned back in the middle, no server is touched from two sides', async () => {
  const { sshd, key, known, go, done } = await reluctant();
  const { rotationId } = (await rotate(key)).body;
  await until(async () => (await only(rotationId)).step === 'placing');
  expect((await turn(rotationId, 'rollback', { reason: 'not this one' })).body.status).toBe('rolling-back');
  go();
  expect(await settled(rotationId)).toMatchObject({ status: 'rolled-back' });
  expect(await only(rotationId)).toMatchObject({ state: 'rolled-back' });
  expect(sshd.authorizedKeys).toBe(`${key.publicKey}\n`);
  expect(await onRecord(known)).toEqual(['1:placed', '2:removed']);
  done();
}, 60_000);

test('whose job is cancelled is cancelled', async () => {
  const { key, go, done } = await reluctant();
  const { rotationId, jobId } = (await rotate(key)).body;
  await until(async () => (await only(rotationId)).step === 'placing');
  expect((await fleet.admin.delete(`/jobs/${jobId}`)).status).toBe(200);
  go();
  await until(async () => (await rotationOf(rotationId)).status === 'cancelled');
  done();
}, 60_000);

test('so is one whose job was cancelled before anybody came to it', async () => {
  const busy = [await reluctant(), await reluctant()];
  const rotations = await Promise.all(busy.map(async ({ key }) => (await rotate(key)).body.rotationId));
  await until(async () => (await Promise.all(rotations.map(only))).every(({ step }) => step === 'placing'));
  const { key } = await prepared(1);
  const { rotationId, jobId } = (await rotate(key)).body;
  expect((await fleet.admin.delete<{ status: string }>(`/jobs/${jobId}`)).body.status).toBe('cancelled');
  await until(async () => (await rotationOf(rotationId)).status === 'cancelled');
  expect(await statesOf(rotationId)).toEqual(['pending']);
  expect(await audited(`subject=${rotationId}&action=rotation.cancelled`)).toHaveLength(1);
  for (const { go } of busy) go();
  for (const id of rotations) expect(await settled(id)).toMatchObject({ status: 'finished' });
  for (const { done } of busy) done();
}, 60_000);

test('where sshd reads another file, nothing is removed, and it is said what to look at', async () => {
  const elsewhere = join('/tmp', `fleet-rotation-keys-${await sparePort()}`);
  const { sshd, key, known } = await peculiar([`AuthorizedKeysFile ${elsewhere}`]);
  writeFileSync(elsewhere, `${key.publicKey}\n`, { mode: 0o600 });
  const { id } = await rotated(key);
  expect(await only(id)).toMatchObject({
    ...{
      state: 'failed',
      step: 'placed',
      code: 'placed-unused',
      message: expect.stringContaining('AuthorizedKeysFile'),
    },
  });
  expect(sshd.authorizedKeys).toContain(lineOf(key));
  expect(await letsIn(key, known)).toBe(true);

  await turn(id, 'rollback', { reason: 'as it was' });
  expect(await settled(id)).toMatchObject({ status: 'rolled-back' });
  expect(sshd.authorizedKeys).toBe(`${key.publicKey}\n`);
  rmSync(elsewhere);
}, 60_000);

test('an old key that another file lets in is no success, and is not forgotten', async () => {
  const { sshd, key, known } = await peculiar();
  sshd.letIn(key.publicKey);
  const { id } = await rotated(key);
  expect(await only(id)).toMatchObject({ state: 'failed', step: 'removed', code: 'old-remains' });
  expect(await onRecord(known)).toEqual(['1:removing', '2:placed']);
  expect(await stored(key)).toEqual([1, 2]);
  expect(await letsIn(key, known)).toBe(true);
}, 60_000);

test('a server that takes the new key only beside the old one gets the old one back', async () => {
  const command = `/run/sshd/fleet-rotation-${await sparePort()}`;
  const { sshd, key, known } = await peculiar([
    'AuthorizedKeysFile none',
    `AuthorizedKeysCommand ${command}`,
    'AuthorizedKeysCommandUser root',
  ]);
  const keys = join(sshd.home, '.ssh', 'authorized_keys');
  writeFileSync(command, `#!/bin/sh\ngrep -qF '${lineOf(key)}' ${keys} && cat ${keys}\n`, { mode: 0o755 });
  const { id } = await rotated(key);
  expect(await only(id)).toMatchObject({ state: 'failed', step: 'removing', code: 'new-refused' });
  expect(sshd.authorizedKeys).toContain(lineOf(key));
  expect(await onRecord(known)).toEqual(['1:removing', '2:placed']);
  expect(await letsIn(key, known)).toBe(true);
  rmSync(command);
}, 60_000);

test.each([
  ['a read-only home', (path: string) => execFileSync('mount', ['-o', 'remount,ro', path])],
  [
    'a full disk',
    (path: string) => expect(() => writeFileSync(join(path, 'other'), Buffer.alloc(131_072))).toThrow('ENOSPC'),
  ],
])(
  '%s is a failure, and the old key works on',
  async (_, spoil) => {
    const { sshd, key, known } = await peculiar();
    const directory = join(sshd.home, '.ssh');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory]);
    try {
      sshd.authorize(key.publicKey);
      spoil(directory);
      const { id } = await rotated(key);
      expect(await only(id)).toMatchObject({
        state: 'failed',
        step: 'placing',
        code: expect.stringMatching(/unwritable|incomplete/),
      });
      expect(sshd.authorizedKeys).toBe(`${key.publicKey}\n`);
      expect(await letsIn(key, known)).toBe(true);
    } finally {
      execFileSync('umount', [directory]);
    }
  },
  60_000,
);

test('another host key than the trusted one is a failure before any key is shown', async () => {
  const { sshd, key, known } = await peculiar();
  expect(await letsIn(key, known)).toBe(true);
  await sshd.stop();
  sshds = [await Sshd.start({ port: sshd.port })];
  const { id } = await rotated(key);
  expect(await only(id)).toMatchObject({ state: 'failed', step: 'pending', code: 'host-key' });
}, 60_000);

test('the new key may be of another kind', async () => {
  const { key, servers } = await prepared(1);
  await rotated(key, { algorithm: 'ecdsa', bits: 384 });
  expect(await keyOf(key)).toMatchObject({ algorithm: 'ecdsa', bits: 384 });
  await rotated(key);
  expect(await keyOf(key)).toMatchObject({ algorithm: 'ecdsa', bits: 384, keyVersion: 3 });
  expect(await letsIn(key, servers[0] as ServerView)).toBe(true);
}, 60_000);

test('a credential that nobody uses gets its new key at once', async () => {
  const key = await credential();
  made++;
  expect(await rotated(key)).toMatchObject({ status: 'finished', total: 0, waves: [] });
  expect((await keyOf(key)).keyVersion).toBe(2);
});

test('what is wrong with an order is refused at its place', async () => {
  const { key, servers } = await prepared(1);
  const stranger = await server(await credential(), 22);
  const pointers = async (body: object) => {
    const { status, body: problem } = await rotate(key, body);
    return [status, ...((problem.errors as Problem['errors'] | undefined) ?? []).map(({ pointer }) => pointer)];
  };
  expect(await pointers({ serverIds: [servers[0]?.id, stranger.id] })).toEqual([400, '/serverIds/1']);
  expect(await pointers({ serverIds: [servers[0]?.id], q: 'site:a' })).toEqual([400, '/q']);
  expect(await pointers({ q: 'site:(' })).toEqual([400, '/q']);
  expect(await pointers({ waves: ['1', 'many'] })).toEqual([400, '/waves/1']);
  expect(await pointers({ waves: [1, 0.5] })).toEqual([400, '/waves/1']);
  expect(await pointers({ waves: 3 })).toEqual([400, '/waves']);
  expect(await pointers({ dryRun: true, waves: [1, '50%'], failureBudget: 2 })).toEqual([200]);
  expect(await pointers({ failureBudget: '-1' })).toEqual([400, '/failureBudget']);
  const nobody = '01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64';
  expect((await post(`/credentials/${nobody}/rotate`)).status).toBe(404);
  expect((await turn(nobody, 'pause')).status).toBe(404);
  expect((await fleet.admin.get(`/rotations/${nobody}/servers`)).status).toBe(404);
});
