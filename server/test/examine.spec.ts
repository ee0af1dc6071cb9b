import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { pipeline } from 'node:stream';
import { Dialler } from '../src/probing/dialler.js';
import { Names } from '../src/probing/names.js';
import { ProbePolicy } from '../src/probing/policy.js';
import { examined } from '../src/probing/scan/examine.js';
import { until } from './support/fleet.js';
import { Authority } from './support/peers/certificates.js';
import { NameServer } from './support/peers/name-server.js';
import { answers, Nginx } from './support/peers/nginx.js';
import { Sshd } from './support/peers/sshd.js';
import { sparePort, testRedis, type TestRedis } from './support/redis.js';

/** Not much less than a scan has: this machine may be busy with other tests. */
const timeoutMs = 8_000;
const page = `location / { return 200 '<html><title>Fleet &amp; $host</title></html>'; }`;

let authority: Authority;
let names: NameServer;
let nginx: Nginx;
let sshd: Sshd;
let redis: TestRedis;
let guarded: ChildProcess;
let guardedPort: number;
let postgres: Server;
let dialler: Dialler;

beforeAll(async () => {
  authority = new Authority();
  names = await NameServer.open({ '1.0.0.127.in-addr.arpa PTR': ['cache-01.example.com', 'web-01.example.com'] });
  nginx = await Nginx.start(authority.issued(), page);
  sshd = await Sshd.start();
  redis = await testRedis();
  guardedPort = await sparePort();
  const options = ['--port', String(guardedPort), '--bind', '127.0.0.1', '--save', '', '--requirepass', 'x'];
  guarded = spawn('redis-server', [...options, '--dir', '/tmp'], { stdio: 'ignore' });
  await until(() => answers(guardedPort));
  // The tests' PostgreSQL listens at a socket in the file system only: whoever comes by the network is led there.
  const directory = new URL(String(process.env['TEST_POSTGRES_URL']).replace('@/', '@local/')).searchParams.get('host');
  postgres = createServer((socket) => {
    const there = connect(`${directory}/.s.PGSQL.5432`);
    pipeline(socket, there, socket, () => undefined);
  }).listen(0, '127.0.0.1');
  await once(postgres, 'listening');
  dialler = new Dialler(new ProbePolicy({ allow: ['127.0.0.0/8'], deny: [] }), new Names([names.address]), [
    readFileSync(authority.rootFile, 'utf8'),
  ]);
});

afterAll(async () => {
  const gone = once(guarded, 'exit');
  guarded.kill('SIGTERM');
  postgres.close();
  await Promise.all([names.close(), nginx.stop(), sshd.stop(), redis.stop(), gone]);
  authority.remove();
});

/** The packages of these say in their greeting which release they are of. */
function thisSystem(): string | null {
  const release = readFileSync('/etc/os-release', 'utf8');
  const [id, version] = ['ID', 'VERSION_ID'].map((key) => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(release)?.[1]);
  return id === 'debian' || id === 'ubuntu' ? `${id} ${version}` : null;
}

test('a host with nginx, sshd, Redis and PostgreSQL is known by what they say, at ports that tell nothing', async () => {
  const redisPort = Number(new URL(redis.url).port);
  const postgresPort = (postgres.address() as AddressInfo).port;
  const ports = [nginx.port, nginx.tlsPort, sshd.port, redisPort, guardedPort, postgresPort, await sparePort()];
  const open = ports.map((port) => ({ port, connectMs: 1 }));
  const host = await examined(dialler, { address: '127.0.0.1', open, closed: 0, silent: 0 }, { timeoutMs });
  const http = { status: 200, title: 'Fleet & cache-01.example.com', server: expect.stringMatching(/^nginx/) };
  const none = { banner: null, tls: null, http: null };
  expect(host).toEqual({
    address: '127.0.0.1',
    names: ['cache-01.example.com', 'web-01.example.com'],
    ports: [
      { ...none, port: nginx.port, service: 'http', http },
      {
        ...none,
        port: nginx.tlsPort,
        service: 'https',
        http,
        tls: { names: ['web-01.example.com', '127.0.0.1'], daysLeft: 89, problems: [] },
      },
      { ...none, port: sshd.port, service: 'ssh', banner: expect.stringMatching(/^SSH-2\.0-OpenSSH_/) },
      { ...none, port: redisPort, service: 'redis', banner: '+PONG' },
      { ...none, port: guardedPort, service: 'redis', banner: expect.stringMatching(/^-NOAUTH /) },
      { ...none, port: postgresPort, service: 'postgres' },
      { ...none, port: ports[6], service: null },
    ],
    sshHostKey: {
      type: 'ssh-ed25519',
      fingerprint: sshd.fingerprint,
      publicKey: expect.stringMatching(/^ssh-ed25519 AAAA/),
    },
    guess: {
      role: 'database',
      os: thisSystem(),
      evidence: expect.arrayContaining([`port ${postgresPort} speaks "postgres": database`]),
    },
  });
});
