import type { AuditPage } from '../src/audit/audit.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ScanHostPage } from '../src/validation/discovery/hosts.dto.js';
import type { ImportedHosts } from '../src/validation/discovery/import.dto.js';
import type { ScanView } from '../src/validation/discovery/scans.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Machines } from './support/peers/machines.js';
import { NameServer } from './support/peers/name-server.js';
import { sparePort } from './support/redis.js';

let fleet: Fleet;
let names: NameServer;
let machines: Machines;
let port: number;
let scanId: string;
beforeAll(async () => {
  names = await NameServer.open({
    '1.3.78.127.in-addr.arpa PTR': ['web-01.example.com'],
    '2.3.78.127.in-addr.arpa PTR': ['taken.example.com'],
    '4.3.78.127.in-addr.arpa PTR': ['twin.example.com'],
    '5.3.78.127.in-addr.arpa PTR': ['twin.example.com'],
  });
  fleet = await startFleet({ FLEET_DNS_SERVERS: names.address });
  machines = new Machines();
  port = await sparePort();
  for (let last = 1; last <= 6; last++) await machines.listen(`127.78.3.${last}`, port);
});
afterAll(async () => {
  await fleet.close();
  await names.close();
  await machines.closeAll();
});
beforeEach(async () => {
  const { items } = (await fleet.admin.get<ServerPage>('/servers?limit=500')).body;
  for (const { id } of items) await fleet.admin.delete(`/servers/${id}`);
  await fleet.admin.post('/servers', { hostname: 'taken.example.com', ipAddress: '10.0.0.2' });
  await fleet.admin.post('/servers', { hostname: 'known.example.com', ipAddress: '127.78.3.6' });
  await fleet.admin.post('/servers', { hostname: 'silent.example.com', ipAddress: '127.78.3.7' });
  scanId = (await fleet.admin.post<ScanView>('/discovery/scans', { cidrs: ['127.78.3.0/29'], ports: [port] })).body.id;
  await until(async () => (await scan()).status === 'succeeded');
});

const scan = async () => (await fleet.admin.get<ScanView>(`/discovery/scans/${scanId}`)).body;
const register = (body: object) => fleet.admin.post<ImportedHosts & Problem>(`/discovery/scans/${scanId}/import`, body);
const server = async (id: string | null | undefined) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
const servers = async () => (await fleet.admin.get<ServerPage>('/servers')).body.total.value;

test('one becomes a server by its name, with a template, and is known from then on', async () => {
  const template = await fleet.admin.post<{ id: string }>('/templates', {
    ...{ name: `Edge ${scanId}`, defaults: { role: 'edge', owner: 'core' }, tags: ['from:template'] },
  });
  const { status, body } = await register({
    addresses: ['127.78.3.1'],
    ...{ templateId: template.body.id, tags: ['found'], fields: { owner: 'network' }, lifecycle: 'provisioning' },
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ dryRun: false, total: 1, created: 1, failed: 0, results: [{ status: 'created' }] });
  expect(await server(body.results[0]?.serverId)).toMatchObject({
    ...{
      hostname: 'web-01.example.com',
      ipAddress: '127.78.3.1',
      role: 'edge',
      owner: 'network',
      lifecycle: 'provisioning',
    },
    ...{ tags: ['found', 'from:template'], templateId: template.body.id, templateVersion: 1 },
  });
  const hosts = (await fleet.admin.get<ScanHostPage>(`/discovery/scans/${scanId}/hosts?match=known`)).body.items;
  expect(hosts.map(({ hostname }) => hostname)).toEqual(['web-01.example.com', 'known.example.com']);
  expect((await scan()).found).toMatchObject({ new: 4, known: 2 });
});

test('what cannot be registered is named item by item, and the others are', async () => {
  const { body } = await register({
    addresses: [
      '127.78.3.2',
      '127.78.3.3',
      '127.78.3.4',
      '127.78.3.5',
      '127.78.3.6',
      '127.78.3.7',
      '10.1.1.1',
      '127.78.3.3',
    ],
  });
  expect(body).toMatchObject({ total: 7, created: 2, failed: 5 });
  const codes = Object.fromEntries(body.results.map(({ address, error }) => [address, error?.code ?? 'created']));
  expect(codes).toMatchObject({
    '127.78.3.2': 'server.hostname-taken',
    '127.78.3.3': 'created',
    '127.78.3.6': 'scan.host-known',
    '127.78.3.7': 'scan.host-known',
    '10.1.1.1': 'scan.host-not-found',
  });
  expect([codes['127.78.3.4'], codes['127.78.3.5']].sort()).toEqual(['created', 'server.hostname-taken']);
  const of = (address: string) => body.results.find((result) => result.address === address);
  expect(of('127.78.3.3')?.hostname).toBe('host-127-78-3-3');
  expect(of('127.78.3.2')?.error?.message).toContain('10.0.0.2');
  expect(await server(of('127.78.3.6')?.error?.serverId)).toMatchObject({ hostname: 'known.example.com' });
});

test('by rule, all that are new are registered, and the change set takes them back', async () => {
  const before = await servers();
  const preview = await register({ match: 'new', dryRun: true });
  expect(preview.body).toMatchObject({ dryRun: true, created: 3, failed: 2, changeSetId: null });
  expect(await servers()).toBe(before);
  const { body } = await register({ match: 'new', port, reason: 'found at night' });
  expect(body).toMatchObject({ created: 3, failed: 2 });
  expect(await servers()).toBe(before + 3);
  const entries = (await fleet.admin.get<AuditPage>('/audit?action=scan.imported&limit=1')).body.items;
  expect(entries).toMatchObject([{ reason: 'found at night', subject: { id: scanId }, after: { created: 3 } }]);
  const created = (await fleet.admin.get<AuditPage>('/audit?action=server.created&limit=3')).body.items;
  expect(created.map(({ changeSetId }) => changeSetId)).toEqual(Array(3).fill(body.changeSetId));

  const revert = await fleet.admin.post(`/changesets/${body.changeSetId}/revert`, {});
  expect(revert).toMatchObject({ status: 200, body: { changed: 3, failed: 0 } });
  expect(await servers()).toBe(before);
  const again = (await fleet.admin.get<ScanHostPage>(`/discovery/scans/${scanId}/hosts?match=new`)).body;
  expect(again.items).toHaveLength(5);
  expect((await register({ match: 'new' })).body.created).toBe(3);
});

test('a rule that nobody matches registers nobody', async () => {
  const { body } = await register({ port: 9 });
  expect(body).toMatchObject({ total: 0, created: 0, changeSetId: null, results: [] });
});
