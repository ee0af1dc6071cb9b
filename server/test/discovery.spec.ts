import type { AuditPage } from '../src/audit/audit.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ScanHostPage, ScanHostView } from '../src/validation/discovery/hosts.dto.js';
import type { ScanPage, ScanView } from '../src/validation/discovery/scans.dto.js';
import { Ear } from './support/ear.js';
import { adminPassword, startFleet, until, type Client, type Fleet } from './support/fleet.js';
import { Machines, newHostKey } from './support/peers/machines.js';
import { sparePort } from './support/redis.js';

let fleet: Fleet;
let machines: Machines;
let ssh: number;
let web: number;
beforeAll(async () => {
  fleet = await startFleet({ FLEET_PROBE_DENY: '127.77.7.8/30' });
  machines = new Machines();
  [ssh, web] = [await sparePort(), await sparePort()];
});
afterAll(async () => {
  await fleet.close();
  await machines.closeAll();
});

const isOver = ({ status }: ScanView) => ['succeeded', 'failed', 'cancelled'].includes(status);
const scanOf = async (id: string) => (await fleet.admin.get<ScanView>(`/discovery/scans/${id}`)).body;
const order = (body: object, client: Client = fleet.admin) =>
  client.post<ScanView & Pick<Problem, 'code' | 'errors'>>('/discovery/scans', body);

async function scanned(cidrs: string[], ports = [ssh, web], rate?: number): Promise<ScanView> {
  const { body } = await order({ cidrs, ports, rate });
  return until(async () => {
    const scan = await scanOf(body.id);
    return isOver(scan) && scan;
  }, 60_000);
}

async function hostsOf(id: string, query = ''): Promise<ScanHostView[]> {
  return (await fleet.admin.get<ScanHostPage>(`/discovery/scans/${id}/hosts?limit=500&${query}`)).body.items;
}

test('a scan finds who answers, says what it heard, and how complete it is', async () => {
  await machines.ssh('127.77.1.3', ssh);
  await machines.listen('127.77.1.3', web);
  await machines.listen('127.77.1.9', web, '220 mail.example.com ESMTP\r\n');
  const answer = await order({ cidrs: ['127.77.1.0/28'], ports: [web, `${ssh}`], name: 'The first' });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    status: 'queued',
    name: 'The first',
    progress: { done: 0, total: 16 },
    rate: null,
  });
  expect(answer.body.ports).toEqual([ssh, web].sort((a, b) => a - b));
  expect(answer.headers.get('location')).toBe(`/api/v1/discovery/scans/${answer.body.id}`);
  const scan = await until(async () => {
    const now = await scanOf(answer.body.id);
    return isOver(now) && now;
  });
  expect(scan).toMatchObject({
    status: 'succeeded',
    progress: { done: 16, total: 16 },
    found: { hosts: 2, openPorts: 3, new: 2, known: 0, changed: 0, missing: 0 },
    recall: { probes: 32, open: 3, closed: 29, refused: 0 },
  });
  const [first, second] = await hostsOf(scan.id);
  expect(first).toMatchObject({ address: '127.77.1.3', match: 'new', serverId: null, changes: [] });
  expect(first?.sshHostKey).toMatchObject({ type: 'ssh-ed25519', fingerprint: expect.stringMatching(/^SHA256:/) });
  expect(first?.ports.map(({ port }) => port)).toEqual([ssh, web].sort((a, b) => a - b));
  expect(second).toMatchObject({
    address: '127.77.1.9',
    ports: [{ port: web, banner: expect.stringContaining('ESMTP') }],
  });
  const { items } = (await fleet.admin.get<AuditPage>('/audit?action=scan.*')).body;
  expect(items[0]).toMatchObject({ action: 'scan.ordered', subject: { type: 'scan', id: scan.id, name: 'The first' } });
});

test('who is registered is known, who is silent is missing; a second scan tells only what is otherwise', async () => {
  const key = newHostKey();
  await machines.ssh('127.77.2.1', ssh, key);
  await machines.listen('127.77.2.2', web);
  await machines.listen('127.77.2.3', web);
  await machines.listen('127.77.2.4', web);
  const made = async (hostname: string, fields: object) =>
    (await fleet.admin.post<{ id: string }>('/servers', { hostname, ...fields })).body.id;
  const known = await made('known.example.com', { ipAddress: '127.77.2.1' });
  const second = await made('second-address.example.com', { ipAddress: '10.9.9.9', addresses: ['127.77.2.2'] });
  const silent = await made('silent.example.com', { ipAddress: '127.77.2.12' });
  await made('elsewhere.example.com', { ipAddress: '127.77.3.1' });
  await made('partly.example.com', { ipAddress: '127.77.2.13', addresses: ['127.77.2.1'] });

  const first = await scanned(['127.77.2.0/28']);
  expect(first.found).toMatchObject({ hosts: 4, new: 2, known: 2, changed: 0, missing: 1 });
  expect(await hostsOf(first.id, 'match=known')).toMatchObject([
    { serverId: known, hostname: 'known.example.com' },
    { serverId: second, hostname: expect.stringContaining('example.com') },
  ]);
  expect(await hostsOf(first.id, 'match=missing')).toMatchObject([{ address: '127.77.2.12', serverId: silent }]);

  await machines.close('127.77.2.1', ssh);
  await machines.ssh('127.77.2.1', ssh);
  await machines.listen('127.77.2.3', ssh);
  await machines.close('127.77.2.4', web);
  await machines.listen('127.77.2.5', web);
  const next = await scanned(['127.77.2.0/28'], [web, ssh]);
  expect(next).toMatchObject({ comparedWith: first.id, found: { hosts: 4, new: 1, known: 1, changed: 2, missing: 2 } });
  const hosts = await hostsOf(next.id, 'changes=true');
  expect(hosts.map(({ address, match, changes }) => [address, match, changes.map(({ what }) => what)])).toEqual([
    ['127.77.2.1', 'changed', ['host-key']],
    ['127.77.2.3', 'changed', ['port-opened']],
    ['127.77.2.4', 'missing', ['silent']],
    ['127.77.2.5', 'new', []],
  ]);

  const last = await scanned(['127.77.2.0/28']);
  expect(last.found).toMatchObject({ hosts: 4, changed: 0, missing: 1 });
  expect(await hostsOf(last.id, 'changes=true')).toEqual([]);
});

test('hosts are found by what they are, and paged without losing one', async () => {
  for (let last = 1; last <= 6; last++)
    await machines.listen(`127.77.4.${last}`, web, last === 4 ? '220 a rare greeting\r\n' : '');
  const { id } = await scanned(['127.77.4.0/28']);
  const addresses = async (query: string) => (await hostsOf(id, query)).map(({ address }) => address);
  expect(await addresses('q=rare%20greeting')).toEqual(['127.77.4.4']);
  expect(await addresses('q=127.77.4.0/30')).toEqual(['127.77.4.1', '127.77.4.2', '127.77.4.3']);
  expect(await addresses(`port=${ssh}`)).toEqual([]);
  expect(await addresses('sort=-address')).toEqual([6, 5, 4, 3, 2, 1].map((last) => `127.77.4.${last}`));
  const pageAfter = async (cursor: string | null) => {
    const from = cursor === null ? '' : `&cursor=${cursor}`;
    return (await fleet.admin.get<ScanHostPage>(`/discovery/scans/${id}/hosts?limit=4&sort=match${from}`)).body;
  };
  const first = await pageAfter(null);
  const second = await pageAfter(first.nextCursor);
  expect(second.nextCursor).toBeNull();
  const seen = [...first.items, ...second.items].map(({ address }) => address);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6].map((last) => `127.77.4.${last}`));
  expect((await fleet.admin.get<ScanPage>('/discovery/scans?limit=1')).body.items).toMatchObject([{ id }]);
});

test('paused it stands still, resumed it goes on to the end; who listens hears of it', async () => {
  const ear = await Ear.open(fleet.url, fleet.admin.token);
  const { subscription } = await ear.ask('subscribe', { scans: true });
  const told = () => ear.of(subscription).map((message) => (message as unknown as { scan: ScanView }).scan);
  await machines.listen('127.77.127.254', web);
  const { body } = await order({ cidrs: ['127.77.96.0/19'], ports: [web], rate: 1_500 });
  await until(async () => (await scanOf(body.id)).progress.done > 0, 30_000);
  const turn = (verb: string) =>
    fleet.admin.post<ScanView & Pick<Problem, 'code' | 'errors'>>(`/discovery/scans/${body.id}/${verb}`);
  expect(await turn('pause')).toMatchObject({ status: 200, body: { status: 'paused' } });
  expect(await turn('pause')).toMatchObject({ status: 409, body: { code: 'job.illegal-turn' } });
  // Others are carried out meanwhile, each for longer than a pause takes to be noticed.
  await scanned(['127.77.64.0/21'], [web], 1_500);
  const { progress, ...paused } = await scanOf(body.id);
  expect(paused.status).toBe('paused');
  await scanned(['127.77.72.0/21'], [web], 1_500);
  expect(await scanOf(body.id)).toMatchObject({ status: 'paused', progress });
  expect(await turn('resume')).toMatchObject({ status: 200, body: { status: 'queued' } });
  const ended = await until(async () => {
    const now = await scanOf(body.id);
    return isOver(now) && now;
  }, 60_000);
  expect(ended).toMatchObject({
    status: 'succeeded',
    progress: { done: 8_192 },
    found: { hosts: 1 },
    recall: { probes: 8_192 },
  });
  expect(await turn('resume')).toMatchObject({ status: 409, body: { code: 'job.finished' } });
  const mine = () => told().filter(({ id }) => id === body.id);
  await until(() => mine().at(-1)?.status === 'succeeded');
  expect(mine().map(({ status }) => status)).toEqual(
    expect.arrayContaining(['queued', 'running', 'paused', 'succeeded']),
  );
  expect(mine().at(-1)?.found.hosts).toBe(1);
  ear.close();
}, 120_000);

test('cancelled, it ends at once and keeps what it found', async () => {
  await machines.listen('127.77.32.1', web);
  const { body } = await order({ cidrs: ['127.77.32.0/20'], ports: [web], rate: 1_000 });
  await until(async () => (await scanOf(body.id)).progress.done > 0, 30_000);
  expect((await fleet.admin.delete(`/discovery/scans/${body.id}`)).status).toBe(200);
  const ended = await until(async () => {
    const now = await scanOf(body.id);
    return isOver(now) && now;
  });
  expect(ended.status).toBe('cancelled');
  expect(ended.progress.done).toBeLessThan(4_096);
  expect(await hostsOf(body.id)).toMatchObject([{ address: '127.77.32.1' }]);
  expect((await fleet.admin.delete(`/discovery/scans/${body.id}`)).status).toBe(409);
}, 60_000);

test('a paused scan is cancelled without anybody going on with it', async () => {
  const { body } = await order({ cidrs: ['127.77.48.0/20'], ports: [web], rate: 100 });
  await fleet.admin.post(`/discovery/scans/${body.id}/pause`);
  expect((await fleet.admin.delete<ScanView>(`/discovery/scans/${body.id}`)).body).toMatchObject({
    status: 'cancelled',
    finishedAt: expect.any(String),
  });
  expect((await fleet.admin.post(`/discovery/scans/${body.id}/resume`)).status).toBe(409);
  const { items } = (await fleet.admin.get<AuditPage>('/audit?action=scan.*&limit=3')).body;
  expect(items.map(({ action }) => action)).toEqual(['scan.cancelled', 'scan.paused', 'scan.ordered']);
});

test('where the policy does not let us look, nobody is missing', async () => {
  await fleet.admin.post('/servers', { hostname: 'may-not-be-seen.example.com', ipAddress: '127.77.7.9' });
  await fleet.admin.post('/servers', { hostname: 'may-be-seen.example.com', ipAddress: '127.77.7.3' });
  const scan = await scanned(['127.77.7.0/28'], [web]);
  expect(scan).toMatchObject({ status: 'succeeded', found: { missing: 1 }, recall: { refused: 4, closed: 12 } });
  expect(await hostsOf(scan.id)).toMatchObject([{ address: '127.77.7.3', match: 'missing' }]);
  expect(await order({ cidrs: ['127.77.7.8/31'], ports: [web] })).toMatchObject({ status: 403 });
});

test('a network that the policy refuses as a whole is a 403 at its place, and nothing is ordered', async () => {
  const before = (await fleet.admin.get<ScanPage>('/discovery/scans')).body.total.value;
  const refused = await order({ cidrs: ['127.77.1.0/30', '169.254.169.0/24'], ports: [80] });
  expect(refused).toMatchObject({ status: 403, body: { code: 'policy.denied', errors: [{ pointer: '/cidrs/1' }] } });
  expect((await fleet.admin.get<ScanPage>('/discovery/scans')).body.total.value).toBe(before);
});

test('a viewer reads scans and orders none', async () => {
  await fleet.admin.post('/users', { email: 'viewer@fleet.local', role: 'viewer', password: adminPassword });
  const viewer = await fleet.anonymous.login('viewer@fleet.local', adminPassword);
  expect((await order({ cidrs: ['127.77.1.0/30'], ports: [80] }, viewer)).status).toBe(403);
  expect((await viewer.get('/discovery/scans')).status).toBe(200);
  expect((await viewer.get('/discovery/scans/01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64')).status).toBe(404);
});
