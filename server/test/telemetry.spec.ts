import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { FactsView } from '../src/credentials/telemetry/facts.dto.js';
import type { FactField } from '../src/credentials/telemetry/facts.js';
import type { EventPage } from '../src/inventory/events.dto.js';
import type { Health } from '../src/inventory/health.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';
import { sparePort } from './support/redis.js';

let fleet: Fleet;
let db: pg.Client;
let credential: CredentialView;
/** Answers for itself. */
let own: Sshd;
/** Answers whatever stands in a file. */
let scripted: Sshd;
/** Lets everybody in and says nothing. */
let hanging: Sshd;
const directory = mkdtempSync(join(tmpdir(), 'fleet-telemetry-'));
const answerFile = join(directory, 'answer');

beforeAll(async () => {
  // Looks when it is asked to, and not by itself.
  [fleet, own, scripted, hanging] = await Promise.all([
    startFleet({ FLEET_ROLE: 'api' }),
    Sshd.start(),
    Sshd.start({ lines: [`ForceCommand cat ${answerFile}`] }),
    Sshd.start({ lines: ['ForceCommand sleep 20'] }),
  ]);
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
  credential = (await fleet.admin.post<CredentialView>('/credentials', { name: 'telemetry', kind: 'generate' })).body;
  for (const sshd of [own, scripted, hanging]) sshd.authorize(credential.publicKey);
});

afterAll(async () => {
  await db.end();
  await fleet.close();
  await Promise.all([own, scripted, hanging].map((sshd) => sshd.stop()));
  rmSync(directory, { recursive: true });
});

let serial = 0;
const check = { type: 'telemetry', failAfter: 1, recoverAfter: 1, intervalSeconds: 86_400 };

async function registered(sshd: { port: number }, fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', {
    hostname: `seen-${++serial}`,
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    ssh: { port: sshd.port, credentialId: credential.id },
    checks: [check],
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

async function looked(id: string): Promise<Health> {
  const { status, body } = await fleet.admin.post<Health>(`/servers/${id}/check`);
  expect(status).toBe(200);
  return body;
}

function captured(name: string): string {
  return readFileSync(new URL(`captured/telemetry/${name}.txt`, import.meta.url), 'utf8');
}

/** What the scripted server answers from now on. */
function says(text: string): void {
  writeFileSync(answerFile, text);
}

const get = async (id: string) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
const factsOf = async (id: string) => (await fleet.admin.get<FactsView>(`/servers/${id}/facts`)).body;
const drifting = async () =>
  (await fleet.admin.get<ServerPage>('/servers?q=drift:true')).body.items.map(({ id }) => id);

test('this very machine tells its load, memory, disks and what it is, and that fills what nobody declared', async () => {
  const { id } = await registered(own, { os: { version: '12' } });
  const cursor = (await fleet.admin.get<EventPage>('/events?limit=500')).body.nextCursor;
  const then = new Date().toISOString();
  const health = await looked(id);
  expect(health).toMatchObject({ status: 'healthy', reason: expect.stringMatching(/^telemetry: load \d/) });
  expect(health.latencyMs).toBeGreaterThan(0);
  expect(health.checks[0]?.observed).toMatchObject({
    load: { m1: expect.any(Number), m5: expect.any(Number), m15: expect.any(Number) },
    memory: { totalMb: expect.any(Number), availableMb: expect.any(Number) },
    swap: { totalMb: expect.any(Number), usedMb: expect.any(Number) },
    disks: expect.arrayContaining([expect.objectContaining({ mount: '/', usedPercent: expect.any(Number) })]),
    uptimeSeconds: expect.any(Number),
    hardware: { cpuCores: expect.any(Number), memoryMb: expect.any(Number) },
    clockSkewMs: 0,
  });
  const server = await get(id);
  expect(server).toMatchObject({ version: 2, os: { family: 'linux', version: '12', kernel: expect.any(String) } });
  const { filled, facts } = await factsOf(id);
  expect(facts?.os.kernel).toBe(server.os?.kernel);
  expect(filled).toContain('os.kernel');
  expect(filled).not.toContain('os.version');
  const audit = (await fleet.admin.get<AuditPage>(`/servers/${id}/audit`)).body.items[0];
  expect(audit).toMatchObject({
    action: 'server.changed',
    actor: { type: 'system', name: 'telemetry' },
    reason: 'observed on the server',
    before: { hardware: null },
  });
  await until(async () => {
    const { items } = (await fleet.admin.get<EventPage>(`/events?after=${cursor}&wait=1s`)).body;
    return items.some((event) => event.type === 'server.changed' && event.serverId === id && event.version === 2);
  });
  const past = await fleet.admin.get<ServerView>(`/servers/${id}?asOf=${then}`);
  expect(past.body.hardware).toBeNull();
});

test.each([
  ['freebsd', { family: 'freebsd', name: 'FreeBSD', version: '14.1' }],
  ['macos', { family: 'macos', name: 'macOS', version: '14.6.1' }],
  ['rhel', { family: 'linux', name: 'Red Hat Enterprise Linux', version: '9.5' }],
])('what a %s answers over SSH is understood', async (name, os) => {
  says(captured(name));
  const { id } = await registered(scripted, { checks: [{ ...check, warnDiskPercent: 100 }] });
  expect(await looked(id)).toMatchObject({ status: 'healthy' });
  expect((await get(id)).os).toMatchObject(os);
});

test.each([
  ['a forced command', 'backup begins\n', 'unknown', 'unsupported: it answered "backup begins"'],
  [
    'another system',
    '#fleet:begin\n#fleet:system\nSunOS\n#fleet:end\n',
    'unknown',
    'unsupported: it says that it is SunOS',
  ],
  ['half an answer', captured('debian').slice(0, 400), 'unhealthy', 'logged in, and the answer ended in the middle'],
  ['a million lines', 'y\n'.repeat(1_000_000), 'unknown', 'unsupported: it answered "y"'],
  ['bytes', '\u0000\ufffd\u0001'.repeat(100), 'unknown', 'unsupported: it answered nothing'],
])('%s is told in clear words and leaves no facts', async (_, text, status, says_) => {
  says(text);
  const { id } = await registered(scripted);
  expect(await looked(id)).toMatchObject({ status, reason: expect.stringContaining(says_) });
  expect(await factsOf(id)).toEqual({ observedAt: null, facts: null, drift: [], filled: [] });
});

test('a server that lets in and never answers is down in time, and says where it hung', async () => {
  const { id } = await registered(hanging, { checks: [{ ...check, timeoutMs: 1_000 }] });
  const begun = Date.now();
  expect(await looked(id)).toMatchObject({
    status: 'unhealthy',
    reason: 'telemetry: logged in, and no answer within 1000 ms (command)',
  });
  expect(Date.now() - begun).toBeLessThan(5_000);
});

test('without a credential nobody knocks, and the reason says what is missing', async () => {
  const { id } = await registered(own, { ssh: { port: own.port } });
  expect(await looked(id)).toMatchObject({
    status: 'unknown',
    reason: 'telemetry: no credential is declared of the server (ssh.credentialId): nothing to log in with',
  });
});

test('a key that is refused, a closed port and an address that may not be dialled are told apart', async () => {
  const stranger = (await fleet.admin.post<CredentialView>('/credentials', { name: 'stranger', kind: 'generate' }))
    .body;
  const refused = await registered(own, { ssh: { port: own.port, credentialId: stranger.id } });
  expect(await looked(refused.id)).toMatchObject({ status: 'unhealthy', reason: expect.stringContaining('refused') });
  const closed = await registered({ port: 1 });
  expect(await looked(closed.id)).toMatchObject({ status: 'unhealthy', reason: 'telemetry: connection refused' });
  const denied = await registered(own, { ipAddress: '169.254.169.254' });
  expect(await looked(denied.id)).toMatchObject({ status: 'unknown', reason: expect.stringContaining('not allowed') });
});

test('a host key that is another one is a failure of its own, and nothing is asked', async () => {
  const port = await sparePort();
  const log = join(directory, `sessions-${++serial}`);
  const first = await Sshd.start({ port, lines: [`ForceCommand echo $PPID >> ${log}; exec sh -s`] });
  first.authorize(credential.publicKey);
  const { id } = await registered({ port });
  expect(await looked(id)).toMatchObject({ status: 'healthy' });
  await first.stop();
  // What it let in stays without it.
  process.kill(Number(readFileSync(log, 'utf8')), 'SIGKILL');
  const second = await Sshd.start({ port });
  second.authorize(credential.publicKey);
  try {
    expect(await looked(id)).toMatchObject({ status: 'unhealthy', reason: expect.stringContaining('host key') });
    const { rows } = await db.query(`SELECT code FROM checks WHERE server_id = $1`, [id]);
    expect(rows).toEqual([{ code: 'host-key' }]);
  } finally {
    await second.stop();
  }
});

test('over what is warned of it is degraded, with the reason, and its numbers are new each time', async () => {
  says(captured('debian'));
  const { id } = await registered(scripted);
  const reason = 'telemetry: /srv/data of all is 100 % full, warns over 90 %';
  expect(await looked(id)).toMatchObject({ status: 'degraded', reason });
  says(captured('debian').replace('0.42 0.35 0.30', '7.77 0.35 0.30'));
  expect((await looked(id)).checks[0]).toMatchObject({ status: 'degraded', observed: { load: { m1: 7.77 } } });
  says(captured('debian').replace('100% /srv', '50% /srv').replace('96543210    826748', '50000000  50000000'));
  expect(await looked(id)).toMatchObject({ status: 'healthy' });
});

test('looks that follow each other use one connection; one that died without a word is no failure of the server', async () => {
  const log = join(directory, `sessions-${++serial}`);
  const sshd = await Sshd.start({ lines: [`ForceCommand echo $PPID >> ${log}; exec sh -s`] });
  sshd.authorize(credential.publicKey);
  const { id } = await registered(sshd, { checks: [{ ...check, timeoutMs: 4_000 }] });
  const sessions = () => [...new Set(readFileSync(log, 'utf8').trim().split('\n').map(Number))];
  for (let look = 0; look < 3; look++) expect(await looked(id)).toMatchObject({ status: 'healthy' });
  const [first = 0, ...others] = sessions();
  expect(others).toEqual([]);
  process.kill(first, 'SIGSTOP');
  expect(await looked(id)).toMatchObject({ status: 'healthy' });
  expect(sessions()).toHaveLength(2);
  process.kill(first, 'SIGKILL');
  await sshd.stop();
});

test('thresholds are settings of telemetry checks alone, and are refused elsewhere', async () => {
  const { checks } = await registered(own, { checks: [{ type: 'telemetry', warnLoadPerCore: 1.5 }] });
  expect(checks).toMatchObject([
    {
      name: 'telemetry',
      port: null,
      timeoutMs: 10_000,
      warnDiskPercent: 90,
      warnLoadPerCore: 1.5,
      warnMemoryPercent: null,
    },
  ]);
  const refused = await fleet.admin.post('/servers', { hostname: 'a', checks: [{ type: 'tcp', warnDiskPercent: 80 }] });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/checks/0/warnDiskPercent' }] } });
  const port = await fleet.admin.post('/servers', { hostname: 'a', checks: [{ type: 'telemetry', port: 22 }] });
  expect(port).toMatchObject({ status: 400, body: { errors: [{ pointer: '/checks/0/port' }] } });
});

test('what was filled follows the server until somebody declares it; what is declared never changes by itself', async () => {
  says(captured('rhel'));
  const { id } = await registered(scripted, { hardware: { vendor: 'Dell', cpuCores: 32 } });
  await looked(id);
  expect(await get(id)).toMatchObject({
    version: 2,
    os: { kernel: '5.14.0-503.14.1.el9_5.x86_64' },
    hardware: { vendor: 'Dell', cpuCores: 32, model: 'PowerEdge R640' },
  });
  expect((await factsOf(id)).drift).toEqual([{ field: 'hardware.cpuCores', declared: 32, observed: 64 }]);

  says(captured('rhel').replace('5.14.0-503', '5.14.0-570'));
  await looked(id);
  expect(await get(id)).toMatchObject({ version: 3, os: { kernel: '5.14.0-570.14.1.el9_5.x86_64' } });

  await fleet.admin.patch(`/servers/${id}`, { os: { kernel: 'ours' } });
  expect((await factsOf(id)).filled).not.toContain('os.kernel');
  says(captured('rhel').replace('5.14.0-503', '5.14.0-600'));
  await looked(id);
  expect(await get(id)).toMatchObject({ version: 4, os: { kernel: 'ours' } });
  expect((await factsOf(id)).drift).toContainEqual({
    field: 'os.kernel',
    declared: 'ours',
    observed: '5.14.0-600.14.1.el9_5.x86_64',
  });
  await fleet.admin.patch(`/servers/${id}`, { os: { kernel: '5.14.0-600.14.1.el9_5.x86_64' } });
  expect((await factsOf(id)).drift).toMatchObject([{ field: 'hardware.cpuCores' }]);
});

test('what stays as it is, is not written again', async () => {
  says(captured('alpine'));
  const { id } = await registered(scripted);
  await looked(id);
  const row = async () =>
    (await db.query('SELECT xmin, observed_at FROM observed_facts WHERE server_id = $1', [id])).rows[0] as object;
  const before = await row();
  const { observedAt } = await factsOf(id);
  await looked(id);
  expect(await row()).toEqual(before);
  expect((await get(id)).version).toBe(2);
  expect(Date.parse((await factsOf(id)).observedAt ?? '')).toBeGreaterThan(Date.parse(observedAt ?? ''));

  await db.query(`UPDATE observed_facts SET observed_at = now() - interval '1 hour' WHERE server_id = $1`, [id]);
  await fleet.admin.patch(`/servers/${id}`, { os: null });
  await looked(id);
  expect((await get(id)).os).toMatchObject({ name: 'Alpine Linux' });
});

test('drift is found by the search language, and what was observed can be accepted with a reason', async () => {
  says(captured('debian'));
  const { id } = await registered(scripted, { os: { version: '11' }, hardware: { memoryMb: 32_000 } });
  expect(await drifting()).not.toContain(id);
  await looked(id);
  expect(await drifting()).toContain(id);
  const accept = (body: object, headers = {}) =>
    fleet.admin.post<FactsView>(`/servers/${id}/facts/accept`, body, headers);
  expect(await accept({ fields: ['hardware.serial'] })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/fields/0', code: 'facts.field-unseen' }] },
  });
  expect(await accept({ fields: ['os.colour'] })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/fields/0' }] },
  });
  expect(await accept({}, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
  const first = await accept({ fields: ['os.version'], reason: 'was upgraded' });
  expect(first).toMatchObject({ status: 200, body: { drift: [{ field: 'hardware.memoryMb' }] } });
  expect(await get(id)).toMatchObject({ os: { version: '12' }, hardware: { memoryMb: 32_000 } });
  expect((await fleet.admin.get<AuditPage>(`/servers/${id}/audit`)).body.items[0]).toMatchObject({
    action: 'server.changed',
    actor: { type: 'user' },
    reason: 'was upgraded',
    before: { os: { version: '11' } },
    after: { os: { version: '12' } },
  });
  expect((await accept({})).body.drift).toEqual([]);
  expect(await drifting()).not.toContain(id);
  expect(await fleet.admin.get('/servers?q=drift:true&asOf=2026-01-01')).toMatchObject({ status: 400 });
});

test('a filled field that is accepted is declared: it follows no more', async () => {
  says(captured('alpine'));
  const { id } = await registered(scripted);
  await looked(id);
  const { body } = await fleet.admin.post<FactsView>(`/servers/${id}/facts/accept`, { fields: ['os.kernel'] });
  expect(body.filled).not.toContain('os.kernel');
  expect((await fleet.admin.get<AuditPage>(`/servers/${id}/audit`)).body.items[0]).toMatchObject({
    action: 'facts.accepted',
    before: { filled: ['os.kernel'] },
  });
  says(captured('alpine').replace('6.6.58', '6.6.60'));
  await looked(id);
  expect((await get(id)).os?.kernel).toBe('6.6.58-0-virt');
  expect((await factsOf(id)).drift).toMatchObject([{ field: 'os.kernel' }]);
});

test('many are accepted at once, with a preview and a way back', async () => {
  says(captured('debian'));
  const servers = await Promise.all([1, 2].map(() => registered(scripted, { os: { version: '10' } })));
  const none = await registered(own);
  const ids = servers.map(({ id }) => id);
  await Promise.all(ids.map(looked));
  const bulk = (fields: object) =>
    fleet.admin.post<{ changeSetId: string }>('/servers/bulk', {
      select: { ids: [...ids, none.id] },
      action: 'facts',
      params: { fields: ['os.version'] },
      ...fields,
    });
  expect(await bulk({ dryRun: true })).toMatchObject({ status: 200, body: { changed: 2, failed: 1 } });
  expect((await get(servers[0]?.id ?? '')).os?.version).toBe('10');
  const { body } = await bulk({});
  expect(body).toMatchObject({ changed: 2, failed: 1 });
  expect((await factsOf(ids[0] ?? '')).drift).toEqual([]);
  expect(await fleet.admin.post(`/changesets/${body.changeSetId}/revert`, {})).toMatchObject({ status: 200 });
  expect((await get(ids[0] ?? '')).os?.version).toBe('10');
  expect((await factsOf(ids[0] ?? '')).drift).toMatchObject([{ field: 'os.version', declared: '10', observed: '12' }]);
});

test('only operators accept; nothing observed is a conflict; a deleted server takes nothing', async () => {
  const viewer = { email: 'viewer@fleet.local', name: 'Viewer', role: 'viewer', password: 'a password for viewers' };
  await fleet.admin.post('/users', viewer);
  const client = await fleet.anonymous.login(viewer.email, viewer.password);
  const { id } = await registered(own);
  expect((await client.get(`/servers/${id}/facts`)).status).toBe(200);
  expect((await client.post(`/servers/${id}/facts/accept`, {})).status).toBe(403);
  expect(await fleet.admin.post(`/servers/${id}/facts/accept`, {})).toMatchObject({
    status: 409,
    body: { detail: 'Nothing was observed of this server.' },
  });
  await looked(id);
  await fleet.admin.delete(`/servers/${id}`);
  expect(await fleet.admin.post(`/servers/${id}/facts/accept`, {})).toMatchObject({ status: 409 });
  expect((await fleet.admin.delete(`/servers/${id}/purge`)).status).toBe(204);
  expect((await fleet.admin.get(`/servers/${id}/facts`)).status).toBe(404);
});

test.each([
  [
    'retired',
    async (id: string) => {
      await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'draining', reason: 'old' });
      await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'decommissioned', reason: 'old' });
    },
  ],
  ['deleted', (id: string) => fleet.admin.delete(`/servers/${id}`)],
  ['moved to another address', (id: string) => fleet.admin.patch(`/servers/${id}`, { ipAddress: '127.0.0.2' })],
])('what was asked of a server that is %s before it answers is dropped', async (_, change) => {
  const gate = join(directory, `gate-${++serial}`);
  const slow = await Sshd.start({
    lines: [`ForceCommand touch ${gate}.asked; until [ -e ${gate} ]; do sleep 0.05; done; cat ${answerFile}`],
  });
  try {
    slow.authorize(credential.publicKey);
    says(captured('debian'));
    const { id } = await registered(slow);
    const look = fleet.admin.post(`/servers/${id}/check`);
    await until(() => isThere(`${gate}.asked`));
    await change(id);
    writeFileSync(gate, '');
    await look;
    expect(await factsOf(id)).toEqual({ observedAt: null, facts: null, drift: [], filled: [] });
    expect((await get(id)).os).toBeNull();
  } finally {
    await slow.stop();
  }
});

test('forty servers that hang keep no other check waiting, and their logins take turns', async () => {
  const many = await Promise.all(
    Array.from({ length: 40 }, () => registered(hanging, { checks: [{ ...check, timeoutMs: 1_500 }] })),
  );
  const tcp = await registered(own, { checks: [{ type: 'tcp', port: own.port, intervalSeconds: 86_400 }] });
  const begun = Date.now();
  let areOver = false;
  const looks = Promise.all(many.map(({ id }) => looked(id))).finally(() => (areOver = true));
  expect(await looked(tcp.id)).toMatchObject({ status: 'healthy' });
  expect(areOver).toBe(false);
  expect([...new Set((await looks).map(({ reason }) => reason))]).toEqual([
    'telemetry: logged in, and no answer within 1500 ms (command)',
  ]);
  // Sixteen at once: three rounds.
  expect(Date.now() - begun).toBeGreaterThan(3_500);
});

test('a process that only probes looks from within as well', async () => {
  const { id } = await registered(own, { checks: [{ ...check, intervalSeconds: 1 }] });
  const worker = await startFleet({ FLEET_DATABASE_URL: fleet.databaseUrl, FLEET_ROLE: 'worker' });
  try {
    await until(async () => (await factsOf(id)).facts !== null);
    expect((await get(id)).health.status).toBe('healthy');
  } finally {
    await worker.close();
  }
});

test.each<[FactField, unknown, unknown, boolean]>([
  ['os.family', 'debian', 'linux', true],
  ['os.family', 'Linux', 'linux', true],
  ['os.family', 'windows', 'linux', false],
  ['os.name', 'Debian', 'Debian GNU/Linux', true],
  ['os.name', 'RHEL', 'Red Hat Enterprise Linux', true],
  ['os.name', 'Rocky', 'Rocky Linux', true],
  ['os.name', ' ubuntu ', 'Ubuntu', true],
  ['os.name', 'Ubuntu', 'Debian GNU/Linux', false],
  ['os.version', '12', '12.8', true],
  ['os.version', '22.04.5 LTS', '22.04', true],
  ['os.version', '12 (bookworm)', '12', true],
  ['os.version', '1', '12', false],
  ['os.version', '11', '12', false],
  ['os.version', '1_', '12', false],
  ['os.arch', 'amd64', 'x86_64', true],
  ['os.arch', 'arm64', 'aarch64', true],
  ['os.arch', 'arm64', 'x86_64', false],
  ['os.kernel', '6.1.0', '6.1.0', true],
  ['os.kernel', '6.1.0', '6.1.1', false],
  ['hardware.memoryMb', 65_536, 64_100, true],
  ['hardware.memoryMb', 16_384, 15_400, true],
  ['hardware.memoryMb', 2_048, 1_000, false],
  ['hardware.memoryMb', 65_536, 60_000, false],
  ['hardware.diskGb', 500, 480, true],
  ['hardware.diskGb', 1_000, 500, false],
  ['hardware.cpuCores', 8, 8, true],
  ['hardware.cpuCores', 8, 16, false],
  ['hardware.vendor', 'Dell', 'Dell Inc.', true],
  ['hardware.vendor', 'HPE', 'Dell Inc.', false],
  ['hardware.serial', '7xk2q03', '7XK2Q03', true],
  ['hardware.model', 'PowerEdge  R640', 'PowerEdge R640', true],
])('%s declared as %j and observed as %j: %j', async (field, declared, observed, agree) => {
  const { rows } = await db.query<{ agree: boolean }>('SELECT facts_agree($1, $2, $3, $4) AS agree', [
    field,
    JSON.stringify(declared),
    JSON.stringify(observed),
    '["debian"]',
  ]);
  expect(rows).toEqual([{ agree }]);
});

function isThere(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
