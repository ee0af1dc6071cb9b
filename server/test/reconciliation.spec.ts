import type { Problem } from '../src/http/problem.js';
import type { FindingView, ReconciliationView } from '../src/validation/discovery/reconciliation/reconciliation.dto.js';
import type { ScanView } from '../src/validation/discovery/scans.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Authority } from './support/peers/certificates.js';
import { Machines, newHostKey } from './support/peers/machines.js';
import { sparePort } from './support/redis.js';

let fleet: Fleet;
let machines: Machines;
let authority: Authority;
let ssh: number;
let tls: number;
let scanId: string;
const ids: Record<string, string> = {};
beforeAll(async () => {
  fleet = await startFleet();
  machines = new Machines();
  authority = new Authority();
  [ssh, tls] = [await sparePort(), await sparePort()];
  const cloned = newHostKey();
  await machines.ssh('127.81.1.1', ssh, cloned);
  await machines.ssh('127.81.1.2', ssh, cloned);
  await machines.ssh('127.81.1.3', ssh);
  const own = newHostKey();
  await machines.ssh('127.81.1.4', ssh, own);
  await machines.ssh('127.81.1.5', ssh, own);
  const names = 'DNS:shop.example.com,DNS:*.example.com,DNS:one.example.com,IP:127.81.1.3';
  await machines.tls('127.81.1.3', tls, authority.issued({ names }));
  const register = async (hostname: string, fields: object) => {
    const { body } = await fleet.admin.post<{ id: string }>('/servers', { hostname, ...fields });
    ids[hostname] = body.id;
  };
  const check = { type: 'tcp', port: ssh, intervalSeconds: 1, name: 'ssh' };
  await register('one.example.com', { ipAddress: '127.81.1.1', lifecycle: 'active', checks: [check] });
  await register('both-addresses.example.com', { ipAddress: '127.81.1.4', addresses: ['127.81.1.5'] });
  await register('never.example.com', { ipAddress: '127.81.9.9', lifecycle: 'active', checks: [check] });
  await register('only-planned.example.com', { ipAddress: '127.81.9.10' });
  await register('unwatched.example.com', { ipAddress: '127.81.9.11', lifecycle: 'active', checks: [] });
  const order = { cidrs: ['127.81.1.0/29'], ports: [ssh, tls] };
  scanId = (await fleet.admin.post<ScanView>('/discovery/scans', order)).body.id;
  await until(
    async () => (await fleet.admin.get<ScanView>(`/discovery/scans/${scanId}`)).body.status === 'succeeded',
    60_000,
  );
}, 120_000);
afterAll(async () => {
  await fleet.close();
  await machines.closeAll();
  authority.remove();
});

const finding = async (kind: string, query = '') =>
  (
    await fleet.admin.get<FindingView & Pick<Problem, 'errors'> & { status?: number }>(
      `/discovery/reconciliation/${kind}?${query}`,
    )
  ).body;
const whats = ({ items }: FindingView, field: string) =>
  items.map(({ what }) => (what as Record<string, unknown>)[field]);

test('one report holds every finding, with its count, its items and what mends them', async () => {
  const { status, body } = await fleet.admin.get<ReconciliationView>('/discovery/reconciliation');
  expect(status).toBe(200);
  expect(body.lastScanAt).toEqual(expect.any(String));
  expect(body.findings.map(({ kind, count }) => [kind, count])).toEqual([
    ['never-answered', 2],
    ['unregistered', 2],
    ['shared-host-key', 1],
    ['unknown-certificate-name', 1],
  ]);
  for (const { remedy, items } of body.findings) {
    expect(remedy).toMatch(/\.$/);
    for (const { mend } of items)
      expect(mend).toMatchObject({ call: expect.stringContaining('/api/v1/'), link: expect.stringMatching(/^\//) });
  }
});

test('who is watched and never answered is named, and is no more once it answers', async () => {
  const never = await finding('never-answered');
  expect(whats(never, 'hostname')).toEqual(['never.example.com', 'unwatched.example.com']);
  expect(never.items[0]?.mend.call).toBe(`PATCH /api/v1/servers/${ids['never.example.com']}`);
  await machines.listen('127.81.9.9', ssh);
  await until(async () => (await finding('never-answered')).count === 1);
});

test('the same key under two names is told of clones, not of one server with two addresses', async () => {
  const { items } = await finding('shared-host-key');
  expect(items).toMatchObject([{ what: { type: 'ssh-ed25519', names: 2 } }]);
  const { hosts } = items[0]?.what as { hosts: { address: string; serverId: string | null }[] };
  expect(hosts.map(({ address, serverId }) => [address, serverId])).toEqual([
    ['127.81.1.2', null],
    ['127.81.1.1', ids['one.example.com']],
  ]);
});

test('a certificate name that no server has is told, until one has it', async () => {
  const { items } = await finding('unknown-certificate-name');
  expect(items).toMatchObject([
    { what: { name: 'shop.example.com', shownBy: [{ address: '127.81.1.3', port: tls, scanId }] } },
  ]);
  await fleet.admin.post('/servers', { hostname: 'shop.example.com' });
  expect((await finding('unknown-certificate-name')).count).toBe(0);
});

test('who answers and is not registered is paged, and mended by the call that is named', async () => {
  const first = await finding('unregistered', 'limit=1');
  expect(first).toMatchObject({ count: 2, items: [{ what: { address: '127.81.1.2', openPorts: [ssh] } }] });
  const second = await finding('unregistered', `limit=1&cursor=${first.nextCursor}`);
  expect(whats(second, 'address')).toEqual(['127.81.1.3']);
  expect(second.nextCursor).toBeNull();
  const [, path = '', body = ''] = /^POST \/api\/v1(\S+) (.*)$/.exec(first.items[0]?.mend.call ?? '') ?? [];
  expect(await fleet.admin.post(path, JSON.parse(body))).toMatchObject({ status: 200, body: { created: 1 } });
  expect(whats(await finding('unregistered'), 'address')).toEqual(['127.81.1.3']);
});

test('an unknown finding is a 404, a cursor of another one a 400', async () => {
  expect((await fleet.admin.get('/discovery/reconciliation/colours')).status).toBe(404);
  const { nextCursor } = await finding('never-answered', 'limit=1');
  for (const cursor of [nextCursor ?? 'x', 'nonsense', Buffer.from('["unregistered","a"]').toString('base64url')])
    expect(await finding('unregistered', `cursor=${cursor}`)).toMatchObject({
      status: 400,
      errors: [{ pointer: '/cursor' }],
    });
});
