import { createServer as createTlsServer, type Server } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Authority, type Issued } from './support/peers/certificates.js';
import { NameServer } from './support/peers/name-server.js';
import { Sshd } from './support/peers/sshd.js';

let fleet: Fleet;
let names: NameServer;
let sshd: Sshd;
let authority: Authority;
const open: Server[] = [];

beforeAll(async () => {
  authority = new Authority();
  sshd = await Sshd.start();
  names = await NameServer.open({ 'web-01.example.com A': ['127.0.0.1'] });
  fleet = await startFleet({
    FLEET_CHECK_INTERVAL: '1s',
    FLEET_DNS_SERVERS: names.address,
    FLEET_CA_CERTS: authority.rootFile,
  });
});
afterAll(async () => {
  await fleet.close();
  await Promise.all([
    names.close(),
    sshd.stop(),
    ...open.map((server) => new Promise((resolve) => server.close(resolve))),
  ]);
  authority.remove();
});

let serial = 0;

function showing({ key, chain }: Issued): Promise<number> {
  const server = createTlsServer({ key, cert: chain }, (socket) => socket.on('error', () => undefined));
  open.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** Registers a server with one check, and answers with the server once it was looked at. */
async function looked(check: object, hostname = `checked-${++serial}.example.com`): Promise<ServerView> {
  const fields = { hostname, ipAddress: '127.0.0.1', lifecycle: 'active', checks: [{ failAfter: 1, ...check }] };
  const { status, body } = await fleet.admin.post<ServerView>('/servers', fields);
  expect([status, body]).toEqual([201, body]);
  return until(async () => {
    const { body: view } = await fleet.admin.get<ServerView>(`/servers/${body.id}`);
    return view.health.checks[0]?.checkedAt ? view : undefined;
  });
}

const today = new Date();
const inDays = (days: number) =>
  `${new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}000000Z`;

test('a certificate: good, ending soon, ended, and of somebody else', async () => {
  const servername = 'web-01.example.com';
  const good = await looked({ type: 'tls', port: await showing(authority.issued()), servername });
  expect(good.checks).toMatchObject([{ type: 'tls', servername, starttls: null, warnDays: 14, timeoutMs: 5_000 }]);
  expect(good.health).toMatchObject({
    status: 'healthy',
    checks: [{ message: 'the certificate is valid for 89 days more', observed: { daysLeft: 89, protocol: 'TLSv1.3' } }],
  });
  const soon = await looked({ type: 'tls', port: await showing(authority.issued({ to: inDays(9) })), servername });
  expect(soon.health).toMatchObject({ status: 'degraded', checks: [{ observed: { daysLeft: 8 } }] });
  const later = await looked({
    type: 'tls',
    port: await showing(authority.issued({ to: inDays(9) })),
    servername,
    warnDays: 7,
  });
  expect(later.health.status).toBe('healthy');
  const ended = authority.issued({ from: '20200101000000Z', to: '20210101000000Z' });
  const expired = await looked({ type: 'tls', port: await showing(ended), servername });
  expect(expired.health).toMatchObject({ status: 'unhealthy', checks: [{ message: 'a certificate has expired' }] });
  const foreign = await looked({ type: 'tls', port: await showing(authority.issued()) });
  expect(foreign.health.checks[0]?.message).toBe('the certificate is for other names');
});

test('SSH up to its host key', async () => {
  const { health, checks } = await looked({ type: 'ssh', port: sshd.port });
  expect(checks).toMatchObject([{ name: `ssh ${sshd.port}` }]);
  expect(health).toMatchObject({
    status: 'healthy',
    checks: [{ observed: { hostKey: { type: 'ssh-ed25519', fingerprint: sshd.fingerprint } } }],
  });
});

test('a record of the name service, and one that is not what it should be', async () => {
  const good = await looked({ type: 'dns', expect: { records: ['127.0.0.1'] } }, 'web-01.example.com');
  expect(good.checks).toMatchObject([{ name: 'dns A', port: null, record: 'A' }]);
  expect(good.health).toMatchObject({ status: 'healthy', checks: [{ message: 'A is 127.0.0.1' }] });
  const missing = await looked({ type: 'dns' });
  expect(missing.health.status).toBe('unhealthy');
});

test('an echo, or why none can be had', async () => {
  const { health } = await looked({ type: 'icmp' });
  if (health.checks[0]?.stale) expect(health.checks[0].message).toContain('ping');
  else expect(health).toMatchObject({ status: 'healthy', checks: [{ message: 'answered the echo' }] });
});
