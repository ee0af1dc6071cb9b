import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { DeploymentResult, PlacementPage } from '../src/credentials/deployment/deployment.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import type { JobItems, JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { adminPassword, Client, startFleet, until, type Fleet } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';
import { testDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';
import { times } from './support/race.js';

let fleet: Fleet;
let database: pg.Client;
let bootstrap: CredentialView;
const hosts: Sshd[] = [];
let serial = 0;

beforeAll(async () => {
  fleet = await startFleet();
  database = new pg.Client(fleet.databaseUrl);
  await database.connect();
  bootstrap = await credential();
});

afterAll(async () => {
  await database.end();
  await fleet.close();
  await Promise.all(hosts.map((host) => host.stop()));
});

async function credential(client = fleet.admin): Promise<CredentialView> {
  const { status, body } = await client.post<CredentialView>('/credentials', {
    name: `key ${++serial}`,
    kind: 'generate',
  });
  expect(status).toBe(201);
  return body;
}

/** A machine that lets us in with the bootstrap's key, which the inventory knows. */
async function machine(lines: string[] = [], ssh: object = {}): Promise<{ host: Sshd; server: ServerView }> {
  const host = await Sshd.start({ lines });
  hosts.push(host);
  host.authorize(bootstrap.publicKey);
  return { host, server: await server(host.port, ssh) };
}

async function server(port: number, ssh: object = {}, client = fleet.admin): Promise<ServerView> {
  const { status, body } = await client.post<ServerView>('/servers', {
    hostname: `machine-${++serial}`,
    ipAddress: '127.0.0.1',
    ssh: { port, credentialId: bootstrap.id, ...ssh },
  });
  expect(status).toBe(201);
  return body;
}

function ask(id: string, action: 'deploy' | 'retire', body: object) {
  return fleet.admin.post<DeploymentResult>(`/credentials/${id}/${action}`, body);
}

async function outcome(id: string, action: 'deploy' | 'retire', serverId: string, body: object = {}) {
  const answer = await ask(id, action, { serverIds: [serverId], ...body });
  expect(answer.status).toBe(200);
  expect(answer.body.results).toHaveLength(1);
  return answer.body.results[0];
}

async function placements(id: string): Promise<PlacementPage['items']> {
  return (await fleet.admin.get<PlacementPage>(`/credentials/${id}/servers`)).body.items;
}

async function isAccepted(id: string, serverId: string): Promise<boolean | undefined> {
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] });
  return body.results[0]?.ok;
}

async function ended(client: Client, jobId: string): Promise<JobView> {
  return until(async () => {
    const { body } = await client.get<JobView>(`/jobs/${jobId}`);
    return ['succeeded', 'failed', 'cancelled'].includes(body.status) && body;
  }, 60_000);
}

describe('deploy', () => {
  test('adds a marked line, logs in with it, and says so everywhere', async () => {
    const { host, server } = await machine();
    const key = await credential();
    const before = host.authorizedKeys;
    expect(await outcome(key.id, 'deploy', server.id, { dryRun: true })).toMatchObject({
      status: 'changed',
      message: 'one line would be added',
    });
    expect([host.authorizedKeys, await placements(key.id)]).toEqual([before, []]);
    expect(await outcome(key.id, 'deploy', server.id)).toEqual({
      serverId: server.id,
      hostname: server.hostname,
      status: 'changed',
      message: 'one line was added',
      error: null,
    });
    const line = key.publicKey.split(' ').slice(0, 2).join(' ');
    expect(host.authorizedKeys).toBe(`${before}${line} infrawatch-fleet:${key.id}:v1\n`);
    expect(await placements(key.id)).toMatchObject([
      { serverId: server.id, keyVersion: 1, state: 'placed', verifiedAt: expect.any(String), error: null },
    ]);
    expect(await outcome(key.id, 'deploy', server.id)).toMatchObject({ status: 'unchanged', message: 'it was there' });
    const { body } = await fleet.admin.get<AuditPage>(`/audit?action=credential.deployed&limit=1`);
    expect(body.items[0]).toMatchObject({
      subject: { type: 'credential', id: key.id, name: key.name },
      after: { serverId: server.id, keyVersion: 1 },
    });
  });

  test('assigned, it is the credential of the server from then on', async () => {
    const { server } = await machine();
    const key = await credential();
    await outcome(key.id, 'deploy', server.id, { assign: true });
    const { body } = await fleet.admin.get<ServerView>(`/servers/${server.id}`);
    expect([body.ssh.credentialId, body.version]).toEqual([key.id, server.version + 1]);
  });

  test('logs in with the credential that is named', async () => {
    const { server } = await machine([], { credentialId: null });
    const key = await credential();
    expect(await outcome(key.id, 'deploy', server.id)).toMatchObject({ error: { code: 'login.no-key' } });
    expect(await outcome(key.id, 'deploy', server.id, { via: bootstrap.id })).toMatchObject({ status: 'changed' });
  });

  test('what the server does not let in is on record as uncertain, and is not assigned', async () => {
    const other = join(mkdtempSync(join(tmpdir(), 'fleet-keys-')), 'keys');
    writeFileSync(other, `${bootstrap.publicKey}\n`, { mode: 0o600 });
    const { server } = await machine([`AuthorizedKeysFile ${other}`]);
    const key = await credential();
    expect(await outcome(key.id, 'deploy', server.id, { assign: true })).toMatchObject({
      status: 'failed',
      error: {
        code: 'credential.not-accepted',
        message: expect.stringContaining('does the server read another file?'),
      },
    });
    expect(await placements(key.id)).toMatchObject([
      { state: 'placing', verifiedAt: null, error: expect.stringContaining('was refused with version 1') },
    ]);
    const { body } = await fleet.admin.get<ServerView>(`/servers/${server.id}`);
    expect(body.ssh.credentialId).toBe(bootstrap.id);
    rmSync(other);
  });

  test('nobody logs in to a server that is out of use', async () => {
    const { host, server } = await machine();
    const key = await credential();
    await outcome(key.id, 'deploy', server.id);
    await fleet.admin.post(`/servers/${server.id}/lifecycle`, { to: 'decommissioned', reason: 'old' });
    const later = await credential();
    expect(await outcome(later.id, 'deploy', server.id)).toMatchObject({ error: { code: 'server.decommissioned' } });
    expect(await placements(later.id)).toEqual([]);
    expect(await isAccepted(key.id, server.id)).toBe(false);
    // But to take away what is ours.
    expect(await outcome(key.id, 'retire', server.id)).toMatchObject({ status: 'changed' });
    expect(host.authorizedKeys).toBe(`${bootstrap.publicKey}\n`);
  });
});

describe('retire', () => {
  test('removes the lines, sees that the key is refused, and leaves the rest', async () => {
    const { host, server } = await machine();
    const key = await credential();
    await outcome(key.id, 'deploy', server.id, { assign: true });
    host.authorize(`no-pty ${key.publicKey}`);
    expect(await isAccepted(key.id, server.id)).toBe(true);
    expect(await outcome(key.id, 'retire', server.id, { via: bootstrap.id, dryRun: true })).toMatchObject({
      message: '1 key would be removed',
    });
    expect(await outcome(key.id, 'retire', server.id, { via: bootstrap.id })).toMatchObject({
      status: 'changed',
      message: '2 lines were removed',
    });
    expect(host.authorizedKeys).toBe(`${bootstrap.publicKey}\n`);
    expect(await placements(key.id)).toMatchObject([{ state: 'removed', verifiedAt: expect.any(String) }]);
    expect(await isAccepted(key.id, server.id)).toBe(false);
    const { body } = await fleet.admin.get<ServerView>(`/servers/${server.id}`);
    expect(body.ssh.credentialId).toBe(bootstrap.id);
  });

  test('the last way in stays, unless somebody has a reason', async () => {
    const { host, server } = await machine();
    const before = host.authorizedKeys;
    expect(await outcome(bootstrap.id, 'retire', server.id)).toMatchObject({
      status: 'failed',
      error: { code: 'credential.last-login' },
    });
    expect(host.authorizedKeys).toBe(before);
    expect((await ask(bootstrap.id, 'retire', { serverIds: [server.id], force: true })).status).toBe(400);
    const forced = { force: true, reason: 'the machine is given back' };
    expect(await outcome(bootstrap.id, 'retire', server.id, forced)).toMatchObject({ message: '1 line was removed' });
    expect(host.authorizedKeys).toBe('');
    // Begun again after a crash in between: the lines are gone already, and their key with them.
    await database.query(`UPDATE key_placements SET state = 'removing' WHERE server_id = $1`, [server.id]);
    expect(await outcome(bootstrap.id, 'retire', server.id, forced)).toMatchObject({
      status: 'unchanged',
      error: null,
    });
    expect((await placements(bootstrap.id)).filter(({ serverId }) => serverId === server.id)).toMatchObject([
      { state: 'removed' },
    ]);
  });

  test('what is still accepted is not called removed', async () => {
    const { host, server } = await machine();
    const key = await credential();
    host.letIn(key.publicKey);
    expect(await outcome(key.id, 'retire', server.id)).toMatchObject({
      status: 'failed',
      error: { code: 'credential.still-accepted' },
    });
    expect(await placements(key.id)).toMatchObject([{ state: 'removing', error: expect.any(String) }]);
  });
});

test.each([
  ['neither', {}],
  ['both', { serverIds: [], q: '' }],
])('which servers: %s is refused', async (_, body) => {
  const { status } = await ask(bootstrap.id, 'deploy', body);
  expect(status).toBe(400);
});

test('a login offers what is placed on the server, and never what was removed', async () => {
  const { server } = await machine();
  const { rows } = await database.query('SELECT public_key FROM credential_versions WHERE credential_id = $1', [
    bootstrap.id,
  ]);
  expect(rows).toHaveLength(1);
  await database.query(
    `INSERT INTO key_placements (server_id, credential_id, key_version, state) VALUES ($1, $2, 1, 'removed')`,
    [server.id, bootstrap.id],
  );
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${bootstrap.id}/test`, { serverIds: [server.id] });
  expect(body.results[0]?.phases.at(-1)).toMatchObject({
    name: 'auth',
    message: 'there is no key to log in with as root',
  });
});

test('many servers are a job, and kill -9 in the middle leaves none half', async () => {
  const own = await testDatabase();
  const data = temporaryDirectory();
  const environment = {
    FLEET_DATA_DIR: data.path,
    FLEET_DATABASE_URL: own.url,
    FLEET_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    FLEET_ADMIN_PASSWORD: adminPassword,
    FLEET_PROBE_ALLOW: '127.0.0.0/8',
  };
  let program = await Program.started(environment);
  let client = await new Client(program.url).login('admin@fleet.local', adminPassword);
  const first = await credential(client);
  const key = await credential(client);
  const farm = await Promise.all(times(24, () => Sshd.start()));
  hosts.push(...farm);
  for (const host of farm) {
    host.authorize(first.publicKey);
    await server(host.port, { credentialId: first.id }, client);
  }
  const { status, headers, body } = await client.post<JobOrdered>(`/credentials/${key.id}/deploy`, {
    q: '',
    assign: true,
  });
  expect([status, headers.get('location')]).toEqual([202, `/api/v1/jobs/${body.jobId}`]);
  for (const part of [2, 9]) {
    await until(async () => {
      const { body: job } = await client.get<JobView>(`/jobs/${body.jobId}`);
      return job.progress.done >= part;
    });
    await program.end('SIGKILL');
    program = await Program.started(environment);
    client = await new Client(program.url).login('admin@fleet.local', adminPassword);
  }
  const job = await ended(client, body.jobId);
  expect(job).toMatchObject({
    status: 'succeeded',
    progress: { done: 24, total: 24 },
    result: { total: 24, failed: 0 },
  });
  const { body: items } = await client.get<JobItems>(`/jobs/${body.jobId}/items?limit=100`);
  expect(items.items.filter((item) => (item as { status: string }).status === 'failed')).toEqual([]);
  const line = key.publicKey.split(' ').slice(0, 2).join(' ');
  for (const host of farm)
    expect(host.authorizedKeys).toBe(`${first.publicKey}\n${line} infrawatch-fleet:${key.id}:v1\n`);
  const { body: known } = await client.get<PlacementPage>(`/credentials/${key.id}/servers?state=placed&limit=10`);
  expect([known.total, known.items.length, known.nextCursor !== null]).toEqual([{ value: 24, exact: true }, 10, true]);
  await program.end('SIGTERM');
  await own.drop();
  data.remove();
}, 180_000);
