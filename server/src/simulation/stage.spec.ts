import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { down, up, type Behaviour, type Turn } from './behaviour.js';
import { ports } from './catalogue.js';
import { certificateSet } from './certificates.js';
import { fleetOf, type SimulatedServer } from './fleet.js';
import { SimulatedHost } from './host.js';
import { Pages } from './pages.js';
import { openFleet } from './places.js';
import { Stage } from './stage.js';

const certificates = certificateSet(new Date());
/** Another run of the tests beside this one has another network. */
const fleet = fleetOf(60, `127.${100 + (process.pid % 100)}`);
const withRole = (role: string): SimulatedServer => fleet.find(({ registration }) => registration.role === role)!;
const [web, edge, cache] = [withRole('web'), withRole('edge'), withRole('cache')];

const hosts = new Map<string, SimulatedHost>();
const pages = new Pages(certificates, (address) => hosts.get(address));

async function behaving(server: SimulatedServer, behaviour: Behaviour): Promise<void> {
  const { ipAddress } = server.registration;
  const host = hosts.get(ipAddress) ?? new SimulatedHost(server, pages);
  hosts.set(ipAddress, host);
  await host.behave(behaviour);
}

afterEach(async () => {
  await Promise.all([...hosts.values()].map((host) => host.behave(down)));
  hosts.clear();
});

/** What a health check would report: status and body, an error code, or `silence`. */
function seenOn(server: SimulatedServer, path = '/health', waitMs = 500): Promise<string> {
  const isSecure = server.services.includes('https');
  const options = {
    host: server.registration.ipAddress,
    port: isSecure ? ports.https : ports.http,
    servername: server.registration.hostname,
    ca: certificates.authority,
    path,
    agent: false,
    timeout: waitMs,
  };
  return new Promise((resolve) => {
    const call = (isSecure ? httpsRequest : httpRequest)(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve(`${response.statusCode} ${body.trim()}`));
    });
    call.on('error', (fault: NodeJS.ErrnoException) => resolve(fault.code ?? fault.message));
    call.on('timeout', () => {
      resolve('silence');
      call.destroy();
    });
    call.end();
  });
}

/** What a bare connection meets: its first bytes, `open`, or an error code. */
function metAt(address: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    const settle = (met: string): void => {
      resolve(met);
      socket.destroy();
    };
    socket.on('data', (data) => settle(data.toString().trim()));
    socket.on('error', (fault: NodeJS.ErrnoException) => settle(fault.code ?? fault.message));
    socket.setTimeout(150, () => settle('open'));
  });
}

test.each<[string, SimulatedServer, Behaviour, RegExp]>([
  ['up answers', web, up, /^200 {"status":"ok","host":"web-/],
  ['up answers over TLS', edge, up, /^200 {"status":"ok","host":"edge-/],
  ['down refuses', web, down, /^ECONNREFUSED$/],
  ['slow is slower than a client waits', web, { kind: 'slow', latencyMs: 5_000 }, /^silence$/],
  ['slow answers in the end', web, { kind: 'slow', latencyMs: 50 }, /^200 /],
  [
    'an error has its status and its sentence',
    web,
    { kind: 'error', status: 503, body: 'replication lag 412 s' },
    /^503 replication lag 412 s$/,
  ],
  ['hang accepts and says nothing', web, { kind: 'hang' }, /^silence$/],
  ['hang says nothing over TLS either', edge, { kind: 'hang' }, /^silence$/],
  [
    'an expired certificate is refused by who looks',
    edge,
    { kind: 'certificate', certificate: 'expired' },
    /^CERT_HAS_EXPIRED$/,
  ],
  ['an expiring certificate still works', edge, { kind: 'certificate', certificate: 'expiring' }, /^200 /],
])('%s', async (_, server, behaviour, seen) => {
  await behaving(server, behaviour);
  expect(await seenOn(server)).toMatch(seen);
});

test('slow takes as long as it says', async () => {
  await behaving(web, { kind: 'slow', latencyMs: 300 });
  const beganAt = performance.now();
  expect(await seenOn(web, '/health', 2_000)).toMatch(/^200/);
  expect(performance.now() - beganAt).toBeGreaterThan(290);
});

test('a page that is not the health page is no error', async () => {
  await behaving(web, { kind: 'error', status: 500, body: 'broken' });
  expect(await seenOn(web, '/')).toMatch(/^200 web-/);
  expect(await seenOn(web, '/else')).toMatch(/^404 /);
});

test.each<[string, SimulatedServer, number, Behaviour, RegExp]>([
  ['SSH greets', web, ports.ssh, up, /^SSH-2\.0-OpenSSH/],
  ['Redis waits', cache, ports.redis, up, /^open$/],
  ['a hanging SSH does not greet', web, ports.ssh, { kind: 'hang' }, /^open$/],
  ['a Redis that is down refuses', cache, ports.redis, down, /^ECONNREFUSED$/],
])('%s', async (_, server, port, behaviour, met) => {
  await behaving(server, behaviour);
  expect(await metAt(server.registration.ipAddress, port)).toMatch(met);
});

test('of changes that come at once the last one holds', async () => {
  const kinds: Behaviour[] = [down, up, down, { kind: 'hang' }, down, up];
  await Promise.all(kinds.map((behaviour) => behaving(web, behaviour)));
  expect(await seenOn(web)).toMatch(/^200/);
});

test('going down resets the connections that are open', async () => {
  await behaving(cache, up);
  const socket = connect(ports.redis, cache.registration.ipAddress);
  const ended = new Promise<string>((resolve) =>
    socket.on('error', (fault: NodeJS.ErrnoException) => resolve(fault.code!)),
  );
  await new Promise((resolve) => socket.once('connect', resolve));
  await behaving(cache, down);
  expect(await ended).toBe('ECONNRESET');
});

function* scripted(...turns: Turn[]): Generator<Turn, never> {
  yield* turns;
  for (;;) yield { from: 1e9, behaviour: up };
}

test('a stage plays each script from its beginning, and leaves nothing open', async () => {
  const [first, second] = fleet as [SimulatedServer, SimulatedServer];
  const stage = new Stage([first, second], certificates, (_, fault) => {
    throw fault;
  });
  const port = (server: SimulatedServer): number => ports[server.services[0]];
  const met = (server: SimulatedServer): Promise<string> => metAt(server.registration.ipAddress, port(server));
  await stage.open();
  stage.play([
    scripted({ from: 0, behaviour: down }, { from: 400, behaviour: up }),
    scripted({ from: 0, behaviour: up }),
  ]);
  await until(async () => (await met(first)) === 'ECONNREFUSED');
  expect(await met(second)).not.toBe('ECONNREFUSED');
  await until(async () => (await met(first)) !== 'ECONNREFUSED');
  await stage.close();
  expect([await met(first), await met(second)]).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
});

test('a second fleet goes next door, unless its inventory says where it lives', async () => {
  const ignore = (): void => undefined;
  const one = await openFleet(3, undefined, certificates, ignore);
  const two = await openFleet(3, undefined, certificates, ignore);
  try {
    expect(two.network).not.toBe(one.network);
    await expect(openFleet(3, one.network, certificates, ignore)).rejects.toThrow(
      'is another simulated fleet running?',
    );
  } finally {
    await Promise.all([one.stage.close(), two.stage.close()]);
  }
});

test('more servers than descriptors are refused before anything is opened', async () => {
  await expect(openFleet(64_000, undefined, certificates, () => undefined)).rejects.toThrow('ulimit -n');
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 5_000;
  while (!(await holds())) if (performance.now() > giveUpAt) throw new Error('It never came true.');
}

test('the certificate that a client sees is the one of the behaviour', async () => {
  await behaving(edge, { kind: 'certificate', certificate: 'expiring' });
  const daysLeft = await new Promise<number>((resolve, reject) => {
    const call = httpsRequest(
      { host: edge.registration.ipAddress, port: ports.https, rejectUnauthorized: false, agent: false },
      (response) => {
        const { valid_to } = (response.socket as TLSSocket).getPeerCertificate();
        response.resume();
        resolve((Date.parse(valid_to) - Date.now()) / 86_400_000);
      },
    );
    call.on('error', reject).end();
  });
  expect(Math.round(daysLeft)).toBe(6);
});
