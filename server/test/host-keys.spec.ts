import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import type {
  DiscoveredOutcome,
  HostKeyPage,
  HostKeyView,
  KnownHostsOutcome,
} from '../src/credentials/host-keys/host-keys.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { EventPage } from '../src/inventory/events.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { adminPassword, startFleet, until, type Client, type Fleet } from './support/fleet.js';
import { Ear } from './support/ear.js';
import { fingerprintIn, hostKeyFile, Sshd } from './support/peers/sshd.js';
import { counts, race, times } from './support/race.js';

const run = promisify(execFile);

let fleet: Fleet;
let credential: CredentialView;
let directory: string;
const peers = new Set<Sshd>();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fleet-host-keys-'));
  fleet = await startFleet();
  credential = await credentialOf(fleet.admin);
});

afterAll(async () => {
  await fleet.close();
  rmSync(directory, { recursive: true, force: true });
});

afterEach(async () => {
  await Promise.all([...peers].map((each) => each.stop()));
  peers.clear();
});

async function credentialOf(client: Client): Promise<CredentialView> {
  return (await client.post<CredentialView>('/credentials', { name: 'fleet', kind: 'generate' })).body;
}

/** An OpenSSH that lets the credential in. */
async function peer(options: Parameters<typeof Sshd.start>[0] = {}, who = credential): Promise<Sshd> {
  const sshd = await Sshd.start(options);
  sshd.authorize(who.publicKey);
  peers.add(sshd);
  return sshd;
}

/** Another one where it was. */
async function replaced(sshd: Sshd, options: Parameters<typeof Sshd.start>[0] = {}): Promise<Sshd> {
  peers.delete(sshd);
  await sshd.stop();
  return peer({ ...options, port: sshd.port });
}

let servers = 0;
async function server(port: number, fields: object = {}, client = fleet.admin): Promise<ServerView> {
  const declared = { hostname: `host-${++servers}.example.com`, ipAddress: '127.0.0.1', ssh: { port }, ...fields };
  const { status, body } = await client.post<ServerView>('/servers', declared);
  expect(status).toBe(201);
  return body;
}

/** How far a login comes: the phase at which it ended, or `in`. */
async function login(serverId: string, client = fleet.admin, { id } = credential): Promise<string> {
  const { body } = await client.post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] });
  const [result] = body.results;
  return result?.ok ? 'in' : (result?.phases.at(-1)?.name ?? 'nowhere');
}

async function keysOf(serverId: string, client = fleet.admin): Promise<HostKeyView[]> {
  return (await client.get<HostKeyPage>(`/host-keys?serverId=${serverId}`)).body.items;
}

/** `SHA256:…` to its state and source. */
async function statesOf(serverId: string): Promise<Record<string, string>> {
  const keys = await keysOf(serverId);
  return Object.fromEntries(keys.map(({ fingerprint, state, source }) => [fingerprint, `${state} ${source}`]));
}

async function eventsOf(serverId: string): Promise<EventPage['items']> {
  const { body } = await fleet.admin.get<EventPage>('/events?types=host-key.changed&limit=500');
  return body.items.filter((event) => event.serverId === serverId);
}

async function auditOf(serverId: string): Promise<AuditPage['items']> {
  const { body } = await fleet.admin.get<AuditPage>(`/audit?subject=${serverId}&limit=100`);
  return body.items.filter(({ action }) => action.startsWith('host-key.'));
}

const publicLine = (file: string) => readFileSync(`${file}.pub`, 'utf8').trim();
const known = (name: string, file: string) => `${name} ${publicLine(file)}`;

test('the first key is trusted, and the audit says so', async () => {
  const sshd = await peer();
  const { id, hostname } = await server(sshd.port);
  expect(await login(id)).toBe('in');
  const [key] = await keysOf(id);
  expect(key).toMatchObject({
    ...{ hostname, type: 'ssh-ed25519', fingerprint: sshd.fingerprint, state: 'trusted', source: 'first-use' },
    ...{ seenAddress: '127.0.0.1', refusals: 0, decidedBy: null },
  });
  expect(await auditOf(id)).toMatchObject([
    { action: 'host-key.trusted', actor: { type: 'system' }, after: { source: 'first-use' } },
  ]);
  expect(await eventsOf(id)).toEqual([]);
});

test('keys that are exchanged again later are no further step of the login', async () => {
  const sshd = await peer({ lines: ['RekeyLimit 16K', 'ForceCommand head -c 300000 /dev/zero', 'LogLevel DEBUG1'] });
  const { id } = await server(sshd.port);
  const tested = { serverIds: [id] };
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${credential.id}/test`, tested);
  expect(sshd.log).toContain('rekey');
  expect(body.results[0]?.phases.map(({ name }) => name)).toEqual(['tcp', 'kex', 'hostKey', 'auth', 'command']);
});

test('a man in the middle never gets to see an attempt to authenticate', async () => {
  const sshd = await peer();
  const { id, hostname } = await server(sshd.port);
  expect(await login(id)).toBe('in');
  const ear = await Ear.open(fleet.url, fleet.admin.token);
  const { subscription } = await ear.ask('subscribe', { ids: [id] });
  const man = await replaced(sshd, { lines: ['LogLevel DEBUG1'] });
  expect(await login(id)).toBe('hostKey');
  expect(await login(id)).toBe('hostKey');
  await until(() => man.log.includes('[preauth]'));
  expect(man.log).not.toContain('userauth-request');

  const waiting = (await keysOf(id)).find(({ state }) => state === 'waiting');
  expect(waiting).toMatchObject({
    ...{ fingerprint: man.fingerprint, source: 'presented', refusals: 2, seenAddress: '127.0.0.1' },
    seenAt: expect.stringMatching(/Z$/),
  });
  const [event, ...others] = await until(async () => (await eventsOf(id)).length > 0 && eventsOf(id));
  expect(event).toMatchObject({ type: 'host-key.changed', version: 1, actor: { type: 'system' }, server: { id } });
  expect(others).toEqual([]);
  const told = await ear.waitFor((message) => message.subscription === subscription && message.event === 'server');
  expect(told).toMatchObject({ type: 'host-key.changed', id, hostname });
  ear.socket.close();
  expect(await auditOf(id)).toMatchObject([{ action: 'host-key.changed', actor: { type: 'system' } }, {}]);

  // The log would have told: once the key is accepted, it does.
  const decision = { decision: 'accept', reason: 'reinstalled' };
  expect((await fleet.admin.post(`/host-keys/${waiting?.id}/decision`, decision)).status).toBe(200);
  expect(await login(id)).toBe('in');
  expect(man.log).toContain('userauth-request');
  expect(await statesOf(id)).toEqual({
    [sshd.fingerprint]: 'former first-use',
    [man.fingerprint]: 'trusted presented',
  });
});

test('a decision needs a reason, an operator and a key that waits; the audit has it', async () => {
  const sshd = await peer();
  const { id } = await server(sshd.port);
  await login(id);
  const other = await replaced(sshd);
  await login(id);
  const [waiting] = (await keysOf(id)).filter(({ state }) => state === 'waiting');
  const path = `/host-keys/${waiting?.id}`;
  const decide = (body: object, client = fleet.admin, headers = {}) =>
    client.post<Problem & HostKeyView>(`${path}/decision`, body, headers);
  expect((await decide({ decision: 'refuse' })).body.errors).toMatchObject([{ pointer: '/reason' }]);
  await fleet.admin.post('/users', { email: 'viewer@fleet.local', role: 'viewer', password: adminPassword });
  const viewer = await fleet.anonymous.login('viewer@fleet.local', adminPassword);
  const refuse = { decision: 'refuse', reason: 'nobody reinstalled it' };
  expect((await decide(refuse, viewer)).status).toBe(403);
  expect((await decide(refuse, fleet.admin, { 'if-match': '"7"' })).status).toBe(412);

  const { headers } = await fleet.admin.get(path);
  const refused = await decide(refuse, fleet.admin, { 'if-match': headers.get('etag') ?? '' });
  expect(refused).toMatchObject({ status: 200, body: { state: 'refused', reason: 'nobody reinstalled it' } });
  expect(refused.body.decidedBy).toBe('admin@fleet.local');
  expect(refused.headers.get('etag')).not.toBe(headers.get('etag'));
  expect(await decide({ decision: 'accept', reason: 'or so' })).toMatchObject({
    status: 409,
    body: { code: 'host-key.not-waiting', state: 'refused' },
  });
  expect((await auditOf(id))[0]).toMatchObject({
    ...{ action: 'host-key.refused', reason: 'nobody reinstalled it', actor: { name: 'admin@fleet.local' } },
    ...{ before: { state: 'waiting' }, after: { state: 'refused', fingerprint: other.fingerprint } },
  });

  // Refused, it blocks without a word.
  expect(await login(id)).toBe('hostKey');
  expect((await fleet.admin.get<HostKeyView>(path)).body).toMatchObject({ state: 'refused', refusals: 2 });
  expect(await eventsOf(id)).toHaveLength(1);
});

test('of many that decide at once, one does', async () => {
  const sshd = await peer();
  const { id } = await server(sshd.port);
  await login(id);
  await replaced(sshd);
  await login(id);
  const [waiting] = (await keysOf(id)).filter(({ state }) => state === 'waiting');
  const answers = await race(
    times(8, (at) => () => {
      const decision = at % 2 === 0 ? 'accept' : 'refuse';
      return fleet.admin.post(`/host-keys/${waiting?.id}/decision`, { decision, reason: `number ${at}` });
    }),
  );
  expect(counts(answers)).toEqual({ 200: 1, 409: 7 });
});

test('a trusted key that a file revokes is trusted no more', async () => {
  const own = hostKeyFile(directory, 'ed25519', 'stolen');
  const sshd = await peer({ hostKeys: [own] });
  const { id } = await server(sshd.port);
  expect(await login(id)).toBe('in');
  const knownHosts = [`@revoked ${known('*', own)}`, known(`[127.0.0.1]:${sshd.port}`, own)].join('\n');
  const { body } = await fleet.admin.post<KnownHostsOutcome>('/host-keys/import', { knownHosts, q: `id:${id}` });
  expect(body.lines.map(({ status }) => status)).toEqual(['refused', 'refused']);
  expect(await login(id)).toBe('hostKey');
  expect((await auditOf(id))[0]).toMatchObject({ action: 'host-key.refused', before: { state: 'trusted' } });
});

test('a server that shows another key each time fills no table', async () => {
  let sshd = await peer();
  const { id } = await server(sshd.port);
  await login(id);
  for (const _ of times(17, () => 0)) {
    sshd = await replaced(sshd);
    expect(await login(id)).toBe('hostKey');
  }
  expect(await keysOf(id)).toHaveLength(17);
});

test('an accepted key takes the place of those of its type, unless they are to be kept', async () => {
  const [ed, rsa] = [hostKeyFile(directory, 'ed25519', 'kept-ed'), hostKeyFile(directory, 'rsa', 'kept-rsa')];
  const sshd = await peer({ hostKeys: [ed] });
  const { id } = await server(sshd.port);
  for (const file of [ed, rsa]) await fleet.admin.post('/host-keys', { serverId: id, publicKey: publicLine(file) });
  const shown = [hostKeyFile(directory, 'ed25519', 'kept-second'), hostKeyFile(directory, 'ed25519', 'kept-third')];
  const accepted = async (file: string, keepOthers: boolean) => {
    await fleet.admin.post('/host-keys/import', { knownHosts: known(`[127.0.0.1]:${sshd.port}`, file), q: `id:${id}` });
    const [waiting] = (await keysOf(id)).filter(({ state }) => state === 'waiting');
    const decision = { decision: 'accept', reason: 'asked', keepOthers };
    expect((await fleet.admin.post(`/host-keys/${waiting?.id}/decision`, decision)).status).toBe(200);
    const keys = await keysOf(id);
    return [ed, rsa, ...shown].map(
      (each) => keys.find(({ fingerprint }) => fingerprint === fingerprintIn(each))?.state ?? '-',
    );
  };
  expect(await accepted(shown[0] ?? '', true)).toEqual(['trusted', 'trusted', 'trusted', '-']);
  expect(await accepted(shown[1] ?? '', false)).toEqual(['former', 'trusted', 'former', 'trusted']);
});

/** Lets as many connections come as there are ports, and then sends each to its own. */
async function crossing(ports: readonly number[]): Promise<Server> {
  const arrived: Socket[] = [];
  const listener = createServer((socket) => {
    arrived.push(socket.on('error', () => undefined));
    if (arrived.length < ports.length) return;
    arrived.splice(0).forEach((each, at) => {
      const onward = connect(ports[at] ?? 0, '127.0.0.1').on('error', () => each.destroy());
      each.pipe(onward).pipe(each);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return listener;
}

test('of two keys that are shown first at the same moment, one is trusted', async () => {
  const both = await Promise.all([peer(), peer()]);
  const ports = times(10, (at) => both[at % 2]?.port ?? 0);
  const listener = await crossing(ports);
  const { id } = await server((listener.address() as AddressInfo).port);
  const outcomes = await Promise.all(ports.map(() => login(id)));
  listener.close();
  expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome === 'hostKey')).toHaveLength(5);
  const keys = await keysOf(id);
  expect(keys.map(({ state }) => state).sort()).toEqual(['trusted', 'waiting']);
  expect(keys.find(({ state }) => state === 'waiting')).toMatchObject({ refusals: 5 });
  await until(async () => (await eventsOf(id)).length > 0);
  expect(await eventsOf(id)).toHaveLength(1);
  expect((await auditOf(id)).map(({ action }) => action).sort()).toEqual(['host-key.changed', 'host-key.trusted']);
});

test('a rotation that is announced needs nobody, and the old key is no way back', async () => {
  const [old, young] = [hostKeyFile(directory, 'ed25519', 'old'), hostKeyFile(directory, 'ed25519', 'young')];
  let sshd = await peer({ hostKeys: [old] });
  const { id } = await server(sshd.port);
  expect(await login(id)).toBe('in');
  const ecdsa = hostKeyFile(directory, 'ecdsa', 'ecdsa');
  sshd = await replaced(sshd, { hostKeys: [old, young, ecdsa] });
  expect(await login(id)).toBe('in');
  await until(async () => (await keysOf(id)).length === 3);
  expect(await statesOf(id)).toEqual({
    [fingerprintIn(old)]: 'trusted first-use',
    [fingerprintIn(young)]: 'trusted announced',
    [fingerprintIn(ecdsa)]: 'trusted announced',
  });
  sshd = await replaced(sshd, { hostKeys: [young] });
  expect(await login(id)).toBe('in');
  await until(async () => (await statesOf(id))[fingerprintIn(old)] === 'former first-use');
  expect(await statesOf(id)).toMatchObject({ [fingerprintIn(ecdsa)]: 'former announced' });
  expect(await eventsOf(id)).toEqual([]);

  await replaced(sshd, { hostKeys: [old] });
  expect(await login(id)).toBe('hostKey');
  expect(await statesOf(id)).toMatchObject({ [fingerprintIn(old)]: 'waiting first-use' });
  await until(async () => (await eventsOf(id)).length === 1);
});

test('what was refused is not learnt when it is announced', async () => {
  const [first, bad] = [hostKeyFile(directory, 'ed25519', 'first'), hostKeyFile(directory, 'rsa', 'bad')];
  const sshd = await peer({ hostKeys: [first, bad] });
  const { id } = await server(sshd.port);
  const knownHosts = `@revoked ${known(`[127.0.0.1]:${sshd.port}`, bad)}`;
  await fleet.admin.post('/host-keys/import', { knownHosts });
  expect(await login(id)).toBe('in');
  const ecdsa = hostKeyFile(directory, 'ecdsa', 'witness');
  await replaced(sshd, { hostKeys: [first, bad, ecdsa] });
  expect(await login(id)).toBe('in');
  await until(async () => (await statesOf(id))[fingerprintIn(ecdsa)]);
  expect(await statesOf(id)).toMatchObject({ [fingerprintIn(bad)]: 'refused known-hosts' });
});

test('a server is asked for the type that is pinned, so that its other keys are no alarm', async () => {
  const [rsa, ed] = [hostKeyFile(directory, 'rsa', 'pinned-rsa'), hostKeyFile(directory, 'ed25519', 'other-ed')];
  const sshd = await peer({ hostKeys: [ed, rsa] });
  const { id } = await server(sshd.port);
  const pin = { serverId: id, publicKey: publicLine(rsa) };
  const { status, body } = await fleet.admin.post<HostKeyView>('/host-keys', pin);
  expect([status, body.state, body.source, body.decidedBy]).toEqual([201, 'trusted', 'pinned', 'admin@fleet.local']);
  expect(await login(id)).toBe('in');
  await until(async () => (await statesOf(id))[fingerprintIn(ed)] === 'trusted announced');
  expect(await eventsOf(id)).toEqual([]);
  expect(await fleet.admin.post('/host-keys', pin)).toMatchObject({ status: 409, body: { code: 'host-key.known' } });
  const bad = { serverId: id, publicKey: publicLine(rsa).replace('ssh-rsa', 'ssh-ed25519') };
  expect(await fleet.admin.post('/host-keys', bad)).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/publicKey', message: 'holds no ssh-ed25519 key' }] },
  });
});

test('a forgotten key makes the next one the first', async () => {
  const sshd = await peer();
  const { id } = await server(sshd.port);
  await login(id);
  const [key] = await keysOf(id);
  expect((await fleet.admin.delete(`/host-keys/${key?.id}`)).status).toBe(400);
  expect((await fleet.admin.delete(`/host-keys/${key?.id}?reason=moved`)).status).toBe(204);
  expect((await fleet.admin.get(`/host-keys/${key?.id}`)).status).toBe(404);
  const next = await replaced(sshd);
  expect(await login(id)).toBe('in');
  expect(await statesOf(id)).toEqual({ [next.fingerprint]: 'trusted first-use' });
  expect((await auditOf(id))[1]).toMatchObject({ action: 'host-key.deleted', reason: 'moved' });
});

test('where trust is pinned, nobody logs in past a key that nobody vouched for', async () => {
  const careful = await startFleet({ FLEET_HOST_KEY_TRUST: 'pinned' });
  try {
    const who = await credentialOf(careful.admin);
    const sshd = await peer({ lines: ['LogLevel DEBUG1'] }, who);
    const { id } = await server(sshd.port, {}, careful.admin);
    expect(await login(id, careful.admin, who)).toBe('hostKey');
    expect(sshd.log).not.toContain('userauth-request');
    const [key] = await keysOf(id, careful.admin);
    expect(key).toMatchObject({ state: 'waiting', refusals: 1 });
    await careful.admin.post(`/host-keys/${key?.id}/decision`, { decision: 'accept', reason: 'read at the console' });
    expect(await login(id, careful.admin, who)).toBe('in');
  } finally {
    await careful.close();
  }
});

test('a known_hosts file is taken over line by line, and by rehearsal first', async () => {
  const file = (name: string) => hostKeyFile(directory, 'ed25519', name);
  const [plain, hashed, wild, rival, bad] = ['plain', 'hashed', 'wild', 'rival', 'revoked'].map(file) as [
    ...[string, string, string, string, string],
  ];
  const on22 = await server(22, { hostname: 'plain.known.example.com', ipAddress: '192.0.2.1' });
  const onPort = await server(2222, { hostname: 'hashed.known.example.com', ipAddress: '192.0.2.2' });
  const two = await Promise.all(
    ['a', 'b'].map((name) => server(22, { hostname: `${name}.wild.example.com`, ipAddress: '192.0.2.3' })),
  );
  const pinned = await server(22, { hostname: 'rival.known.example.com', ipAddress: '192.0.2.4' });
  await fleet.admin.post('/host-keys', { serverId: pinned.id, publicKey: publicLine(plain) });
  const hashedFile = join(directory, 'known_hosts');
  writeFileSync(hashedFile, `${known('[192.0.2.2]:2222', hashed)}\n`);
  await run('ssh-keygen', ['-H', '-f', hashedFile]);
  const knownHosts = [
    '# a comment',
    known('Plain.known.example.com,192.0.2.200', plain),
    readFileSync(hashedFile, 'utf8').trim(),
    known('*.wild.example.com,!b.wild.example.com', wild),
    known('rival.known.example.com', rival),
    `@revoked ${known('*.known.example.com,*.wild.example.com', bad)}`,
    `@cert-authority ${known('*', bad)}`,
    known('nobody.example.com,hashed.known.example.com', plain),
    'plain.known.example.com ssh-ed25519 AAAA',
    known('plain.known.example.com', plain),
  ].join('\n');
  const statuses = async (dryRun: boolean) => {
    const { status, body } = await fleet.admin.post<KnownHostsOutcome>('/host-keys/import', { knownHosts, dryRun });
    expect(status).toBe(200);
    return body.lines.map(({ line, status: is, matched }) => `${line} ${is} ${matched}`);
  };
  const expected = [
    '2 new 1',
    '3 new 1',
    '4 new 1',
    '5 conflict 1',
    '6 refused 4',
    '7 skipped 0',
    '8 no-server 0',
    '9 unreadable 0',
    '10 new 1',
  ];
  expect(await statuses(true)).toEqual(expected);
  expect(await keysOf(on22.id)).toEqual([]);
  expect(await statuses(false)).toEqual(expected);
  const revoked = { [fingerprintIn(bad)]: 'refused known-hosts' };
  expect(await statesOf(on22.id)).toEqual({ [fingerprintIn(plain)]: 'trusted known-hosts', ...revoked });
  expect(await statesOf(onPort.id)).toEqual({ [fingerprintIn(hashed)]: 'trusted known-hosts' });
  expect(await statesOf(two[0]?.id ?? '')).toEqual({ [fingerprintIn(wild)]: 'trusted known-hosts', ...revoked });
  expect(await statesOf(two[1]?.id ?? '')).toEqual(revoked);
  expect(await statesOf(pinned.id)).toEqual({
    ...{ [fingerprintIn(plain)]: 'trusted pinned', [fingerprintIn(rival)]: 'waiting known-hosts' },
    ...revoked,
  });
  expect((await statuses(false)).map((each) => each.split(' ')[1])).toEqual([
    'known',
    'known',
    'known',
    'conflict',
    'refused',
    'skipped',
    'no-server',
    'unreadable',
    'known',
  ]);
  await until(async () => (await eventsOf(pinned.id)).length === 1);

  const found = async (q: string) => {
    const { body } = await fleet.admin.get<ServerPage>(`/servers?q=${encodeURIComponent(q)}`);
    return body.items.map(({ hostname }) => hostname);
  };
  expect(await found('hostKey:waiting hostname:*.known.example.com')).toEqual(['rival.known.example.com']);
  expect(await found('hostKey:none hostname:*.wild.example.com')).toEqual(['b.wild.example.com']);
  const { body } = await fleet.admin.get<HostKeyPage>(
    `/host-keys?fingerprint=${encodeURIComponent(fingerprintIn(plain))}&state=trusted`,
  );
  expect(body.items.map(({ hostname, sharedWith }) => [hostname, sharedWith])).toEqual([
    ['plain.known.example.com', 1],
    ['rival.known.example.com', 1],
  ]);
});

test('what discovery saw can be trusted', async () => {
  const sshd = await peer({ lines: ['ListenAddress 127.77.0.1'] });
  const { id } = await server(sshd.port, { ipAddress: '127.77.0.1' });
  const unseen = await server(22, { ipAddress: '192.0.2.77' });
  const scan = await fleet.admin.post<{ id: string }>('/discovery/scans', {
    cidrs: ['127.77.0.1'],
    ports: [sshd.port],
  });
  await until(async () => {
    const { body } = await fleet.admin.get<{ status: string }>(`/discovery/scans/${scan.body.id}`);
    return body.status === 'succeeded';
  });
  const adopt = (dryRun: boolean) =>
    fleet.admin.post<DiscoveredOutcome>('/host-keys/from-discovery', { serverIds: [id, unseen.id], dryRun });
  const seen = { serverId: id, fingerprint: sshd.fingerprint, outcome: 'new' };
  expect((await adopt(true)).body).toMatchObject({ dryRun: true, results: [seen], unseen: 1 });
  expect(await keysOf(id)).toEqual([]);
  expect((await adopt(false)).body).toMatchObject({ dryRun: false, results: [seen] });
  expect(await statesOf(id)).toEqual({ [sshd.fingerprint]: 'trusted discovery' });
  expect(await login(id)).toBe('in');
  const neither = await fleet.admin.post<Problem>('/host-keys/from-discovery', {});
  expect(neither).toMatchObject({ status: 400, body: { errors: [{ pointer: '/serverIds' }] } });
});

test('the exported file is what the real client needs, and nothing of who is gone', async () => {
  const sshd = await peer();
  const tag = 'export:test';
  const { id, hostname } = await server(sshd.port, { tags: [tag], addresses: ['2001:db8::1'] });
  await login(id);
  const gone = await server(22, { hostname: 'gone.example.com', tags: [tag] });
  const over = await server(22, { hostname: 'over.example.com', tags: [tag] });
  const standard = await server(22, { hostname: 'standard.example.com', ipAddress: '192.0.2.9', tags: [tag] });
  const pinned = hostKeyFile(directory, 'ecdsa', 'exported');
  for (const serverId of [gone.id, over.id, standard.id])
    await fleet.admin.post('/host-keys', { serverId, publicKey: publicLine(pinned) });
  const bad = hostKeyFile(directory, 'ed25519', 'exported-bad');
  await fleet.admin.post('/host-keys/import', { knownHosts: `@revoked ${known('standard.example.com', bad)}` });
  await fleet.admin.delete(`/servers/${gone.id}`);
  for (const to of ['draining', 'decommissioned'])
    await fleet.admin.post(`/servers/${over.id}/lifecycle`, { to, reason: 'over' });

  const { status, headers, body } = await fleet.admin.get<string>(`/integrations/ssh/known_hosts?q=tag:${tag}`);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  const bare = (file: string) => publicLine(file).split(' ').slice(0, 2).join(' ');
  const [key] = await keysOf(id);
  expect(body.split('\n')).toEqual([
    `[${hostname}]:${sshd.port},[127.0.0.1]:${sshd.port},[2001:db8::1]:${sshd.port} ${key?.publicKey}`,
    `standard.example.com,192.0.2.9 ${bare(pinned)}`,
    `@revoked standard.example.com,192.0.2.9 ${bare(bad)}`,
    '',
  ]);
  const file = join(directory, 'exported_hosts');
  writeFileSync(file, body);
  const found = await run('ssh-keygen', ['-F', `[${hostname}]:${sshd.port}`, '-f', file]);
  expect(found.stdout).toContain(key?.publicKey);

  const own = hostKeyFile(directory, 'ed25519', 'client');
  sshd.authorize(publicLine(own));
  const ssh = (knownHosts: string) =>
    run('ssh', [
      ...[
        '-F',
        'none',
        '-o',
        'BatchMode=yes',
        '-o',
        'StrictHostKeyChecking=yes',
        '-o',
        `UserKnownHostsFile=${knownHosts}`,
      ],
      ...['-o', 'GlobalKnownHostsFile=/dev/null', '-i', own, '-p', String(sshd.port), 'root@127.0.0.1', 'echo inside'],
    ]);
  expect((await ssh(file)).stdout).toBe('inside\n');
  await expect(ssh('/dev/null')).rejects.toThrow('Host key verification failed');
  expect((await fleet.admin.get<Problem>('/integrations/ssh/known_hosts?q=nonsense:1')).status).toBe(400);
});

test('a purge takes the keys along; a deletion keeps them', async () => {
  const { id } = await server(22, { ipAddress: '192.0.2.99' });
  const file = hostKeyFile(directory, 'ed25519', 'purged');
  await fleet.admin.post('/host-keys', { serverId: id, publicKey: publicLine(file) });
  await fleet.admin.delete(`/servers/${id}`);
  expect(await keysOf(id)).toHaveLength(1);
  const fingerprint = encodeURIComponent(fingerprintIn(file));
  expect((await fleet.admin.get<HostKeyPage>(`/host-keys?fingerprint=${fingerprint}`)).body.items).toEqual([]);
  await fleet.admin.delete(`/servers/${id}/purge`);
  expect(await keysOf(id)).toEqual([]);
});
