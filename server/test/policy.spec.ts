import type { Problem } from '../src/http/problem.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { NameServer } from './support/peers/name-server.js';
import { Listener } from './support/listener.js';

/** Nothing is allowed beside one address where nobody listens: what a stranger would try to reach must not be reached. */
let fleet: Fleet;
let names: NameServer;
let listener: Listener;

beforeAll(async () => {
  listener = await Listener.open();
  names = await NameServer.open({
    'inside.example.com A': ['127.0.0.1'],
    'inside6.example.com AAAA': ['::1'],
    'mapped.example.com AAAA': ['::ffff:127.0.0.1'],
    'metadata.example.com A': ['169.254.169.254'],
    'alias.example.com CNAME': ['inside.example.com'],
    'alias.example.com A': ['127.0.0.1'],
    'nat64.example.com AAAA': ['64:ff9b::a9fe:a9fe'],
    // Harmless at the first question, and not at any later one.
    'rebinding.example.com A': (turn) => (turn === 0 ? ['127.0.0.9'] : ['127.0.0.1']),
    'both.example.com A': ['127.0.0.1', '127.0.0.9'],
  });
  fleet = await startFleet({ FLEET_PROBE_ALLOW: '127.0.0.9/32', FLEET_DNS_SERVERS: names.address });
});
afterAll(async () => {
  await fleet.close();
  await names.close();
  expect(listener.calls).toBe(0);
  await listener.close();
});

const hosts = [
  ...[
    '127.0.0.1',
    '127.0.0.2',
    '127.255.255.254',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
  ],
  ...['017700000001', '0x7f.1', '0177.1', '0', '0.0.0.0', '0.1.2.3', '00000', '0x0'],
  ...[
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.43518',
    '0xa9.0xfe.0xa9.0xfe',
    '169.254.170.2',
  ],
  ...['100.100.100.200', '168.63.129.16', '192.0.0.192', '224.0.0.1', '239.255.255.250', '255.255.255.255'],
  ...[
    '::1',
    '[::1]',
    '::',
    '0:0:0:0:0:0:0:1',
    '0000:0000:0000:0000:0000:0000:0000:0001',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
  ],
  ...[
    '0:0:0:0:0:ffff:127.0.0.1',
    '::127.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
  ],
  ...[
    '2002:7f00:1::',
    '2002:a9fe:a9fe::',
    '2001:0:7f00:1::',
    '2001:0:53aa:64c:0:0:80ff:fffe',
    'fe80::1',
    'ff02::1',
    'fd00:ec2::254',
    'fd20:ce::254',
  ],
  ...['localhost', 'LOCALHOST', 'localhost.'],
  ...['inside.example.com', 'INSIDE.example.com.', 'inside6.example.com', 'mapped.example.com', 'metadata.example.com'],
  ...['alias.example.com', 'nat64.example.com', 'both.example.com'],
];

/** Not resolved by the name server of the test, which knows no hosts file; then there is nobody to reach. */
const unresolved = new Set(['localhost', 'LOCALHOST', 'localhost.']);
const isNumber = (host: string) => /^[\dx.a-f]+$/i.test(host) && !host.includes(':');

test.each(hosts)('a connection to %s is refused', async (host) => {
  const { status, body } = await fleet.admin.post<Problem & { ok: boolean }>('/validate/tcp', {
    host,
    port: listener.port,
    timeoutMs: 500,
  });
  // A form that this resolver does not read as an address leads nowhere.
  if (status === 200 && (unresolved.has(host) || isNumber(host)))
    expect(body).toMatchObject({ ok: false, code: 'dns' });
  else expect([status, body.code]).toEqual([403, 'policy.denied']);
});

test.each(hosts.map((host) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)))(
  'a request to http://%s/ is refused',
  async (host) => {
    const url = `http://${host}:${listener.port}/latest/meta-data/`;
    const { status, body } = await fleet.admin.post<Problem & { ok: boolean }>('/validate/http', {
      url,
      timeoutMs: 500,
    });
    if (status === 200 && unresolved.has(host)) expect(body).toMatchObject({ ok: false, code: 'dns' });
    else expect([status, body.code]).toEqual([403, 'policy.denied']);
  },
);

test.each([
  ['tls', { host: '127.0.0.1', port: 443 }],
  ['ssh', { host: '::ffff:127.0.0.1' }],
  ['icmp', { host: '169.254.169.254' }],
  ['dns', { name: 'example.com', server: '127.0.0.1' }],
  ['tls', { host: 'metadata.example.com', starttls: 'smtp' }],
])('so is %s to %j', async (kind, request) => {
  const { status, body } = await fleet.admin.post<Problem>(`/validate/${kind}`, request);
  expect([status, body.code]).toEqual([403, 'policy.denied']);
  expect(body.detail).toContain('FLEET_PROBE_ALLOW');
});

test('what is dialled is what was judged, whatever the name says at the next question', async () => {
  const before = names.asked.length;
  const { body } = await fleet.admin.post<{ ok: boolean; code: string }>('/validate/tcp', {
    host: 'rebinding.example.com',
    port: listener.port,
    timeoutMs: 300,
  });
  expect(body).toMatchObject({ ok: false, code: 'refused' });
  expect(names.asked.slice(before).filter((each) => each === 'rebinding.example.com A')).toHaveLength(1);
  const again = await fleet.admin.post<Problem>('/validate/tcp', {
    host: 'rebinding.example.com',
    port: listener.port,
  });
  expect([again.status, again.body.code]).toEqual([403, 'policy.denied']);
});
