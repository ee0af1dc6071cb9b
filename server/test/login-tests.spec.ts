import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { LoginTests, NewestLoginTests } from '../src/credentials/testing/login-tests.dto.js';
import { Sessions } from '../src/credentials/ssh/sessions.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import type { JobItems, JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { Ear, type Heard } from './support/ear.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';
import { times } from './support/race.js';

let fleet: Fleet;
let sessions: Sessions;
let database: pg.Client;
let credential: CredentialView;
let sshd: Sshd;
const hosts: Sshd[] = [];
let serial = 0;
const timeoutMs = 5_000;

beforeAll(async () => {
  fleet = await startFleet();
  sessions = fleet.app.get(Sessions);
  database = new pg.Client(fleet.databaseUrl);
  await database.connect();
  credential = (await fleet.admin.post<CredentialView>('/credentials', { name: 'tests', kind: 'generate' })).body;
  sshd = await host();
});

afterAll(async () => {
  await database.end();
  await fleet.close();
  await Promise.all(hosts.map((each) => each.stop()));
});

async function host(lines: string[] = [], port?: number): Promise<Sshd> {
  const started = await Sshd.start({ lines, port });
  hosts.push(started);
  started.authorize(credential.publicKey);
  return started;
}

async function server(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `tested-${++serial}`,
    ipAddress: '127.0.0.1',
    ssh: { port: sshd.port, credentialId: credential.id },
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

async function last(lines: string[]) {
  const { port } = await host(lines);
  const { id } = await server({ ssh: { port, credentialId: credential.id } });
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${credential.id}/test`, { serverIds: [id] });
  const phases = body.results[0]?.phases ?? [];
  expect(body.results[0]?.ok).toBe(phases.every(({ ok }) => ok));
  return phases.at(-1);
}

test.each([
  ['a command runs', [], true, 'command', /^a command ran$/],
  ['a forced command', ['ForceCommand echo only backups'], false, 'command', /^another command .*"only backups"$/],
  ['no shell', ['ForceCommand /usr/sbin/nologin'], false, 'command', /^the account has no shell \(nologin\)/],
  ['a shell that does nothing', ['ForceCommand false'], false, 'command', /^the command ended with 1 .*bin\/false/],
  ['a command that hangs', ['ForceCommand sleep 60'], false, 'command', /^the command did not end within 5000 ms$/],
  ['no channel', ['MaxSessions 0'], false, 'command', /^the server runs no command/],
  ['no keys', ['PubkeyAuthentication no'], false, 'auth', /^the server accepts only password/],
])('%s', async (_, lines, ok, name, message) => {
  expect(await last(lines)).toMatchObject({ ok, name, message: expect.stringMatching(message) });
});

test('a server that is out of use is not dialled', async () => {
  const { id } = await server();
  await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'decommissioned', reason: 'old' });
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${credential.id}/test`, { serverIds: [id] });
  expect(body.results).toEqual([
    {
      serverId: id,
      ok: false,
      phases: [{ name: 'tcp', ok: false, ms: 0, message: 'The server is decommissioned: nobody logs in to it.' }],
    },
  ]);
});

test('many servers are one job, whose progress is heard, and the newest result of each is kept', async () => {
  const many = await Promise.all(times(30, () => server({ tags: ['many'] })));
  const shut = await server({ tags: ['many'], ssh: { port: 1, credentialId: credential.id } });
  const ear = await Ear.open(fleet.url, fleet.admin.token);
  await ear.ask('subscribe', { jobs: true });
  const { status, body, headers } = await fleet.admin.post<JobOrdered>(`/credentials/${credential.id}/test`, {
    q: 'tag:many',
  });
  expect([status, headers.get('location')]).toEqual([202, `/api/v1/jobs/${body.jobId}`]);
  expect(body.job.title).toBe('Test tests on 31 servers');
  type Told = Heard & { job?: JobView };
  const told = () => (ear.heard as Told[]).filter(({ job }) => job?.id === body.jobId);
  await until(() => told().some(({ job }) => job?.status === 'succeeded'));
  expect(new Set(told().map(({ job }) => job?.progress.done)).size).toBeGreaterThan(5);
  expect(told().at(-1)?.job?.result).toEqual({ total: 31, changed: 0, unchanged: 30, failed: 1 });
  ear.close();
  const { body: items } = await fleet.admin.get<JobItems>(`/jobs/${body.jobId}/items?status=failed`);
  expect(items.items).toMatchObject([
    {
      id: shut.id,
      hostname: shut.hostname,
      status: 'failed',
      error: { code: 'login.tcp', message: 'connection refused' },
      phases: [{ name: 'tcp', ok: false }],
    },
  ]);
  const { body: failed } = await fleet.admin.get<NewestLoginTests>(
    `/credentials/${credential.id}/tests?ok=false&limit=500`,
  );
  expect(failed.items.map(({ serverId }) => serverId)).toContain(shut.id);
  await fleet.admin.patch(`/servers/${shut.id}`, { ssh: { port: sshd.port } });
  await fleet.admin.post(`/credentials/${credential.id}/test`, { serverIds: [shut.id] });
  const { body: newest } = await fleet.admin.get<NewestLoginTests>(`/credentials/${credential.id}/tests?limit=500`);
  const known = new Map(newest.items.map(({ serverId, ok }) => [serverId, ok]));
  expect([...many, shut].map(({ id }) => known.get(id))).toEqual(times(31, () => true));
});

/** The number of the process at the other end, which is the session's. */
function peerOf(serverId: string): Promise<string> {
  return sessions.with(serverId, async (session) => (await session.run('echo $PPID', { timeoutMs })).stdout);
}

test('a session is used again, by one at a time', async () => {
  const { id } = await server();
  const first = await peerOf(id);
  expect(await peerOf(id)).toBe(first);
  const [one, other] = await Promise.all([peerOf(id), peerOf(id)]);
  expect(one).not.toBe(other);
});

test('a session that ended, or would not be opened again so, is not used again', async () => {
  const { id } = await server();
  let before = await peerOf(id);
  const isAnother = async () => {
    const now = await peerOf(id);
    const differs = now !== before;
    before = now;
    return differs;
  };
  await sessions.with(id, async (session) => session.run('kill -9 $PPID', { timeoutMs }).catch(() => undefined));
  expect(await isAnother()).toBe(true);
  await fleet.admin.patch(`/servers/${id}`, { notes: 'touched' });
  expect(await isAnother()).toBe(true);
  // As if another process had written it: no news of it is heard.
  await database.query(`UPDATE servers SET ssh_user = 'root' WHERE id = $1`, [id]);
  expect(await isAnother()).toBe(false);
  await database.query(`UPDATE host_keys SET state = 'refused' WHERE server_id = $1`, [id]);
  await expect(peerOf(id)).rejects.toThrow();
});

test('from the moment that a server is out of use nobody is on it', async () => {
  const { id } = await server();
  await peerOf(id);
  const hanging = sessions.with(id, (session) => session.run('sleep 60', { timeoutMs: 60_000 }));
  const hung = expect(hanging).rejects.toThrow('the connection ended');
  await until(async () => {
    const { body } = await fleet.admin.get<ServerView>(`/servers/${id}`);
    return body.id === id;
  });
  await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'decommissioned', reason: 'old' });
  await hung;
  await expect(peerOf(id)).rejects.toMatchObject({ code: 'server.decommissioned' });
});
