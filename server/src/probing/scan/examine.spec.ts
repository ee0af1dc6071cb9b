import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Dialler } from '../dialler.js';
import { Names } from '../names.js';
import { ProbePolicy } from '../policy.js';
import { examined } from './examine.js';
import type { ExaminedHost, ExaminedPort } from './examined-host.js';

/** A name server that nobody runs: whoever asks it is told at once. */
const names = new Names(['127.0.0.1:1']);
const dialler = new Dialler(new ProbePolicy({ allow: ['127.0.0.0/8'], deny: [] }), names);
const open: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

function listening(server: Server): Promise<number> {
  open.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

const peer = (answer: (socket: Socket) => void) => listening(createServer(answer));
const site = (answer: RequestListener) => listening(createHttpServer(answer));
/** Silent until something comes, then by the answer to it. */
const answering = (answer: (said: Buffer) => string | Buffer | undefined) =>
  peer((socket) =>
    socket.on('data', (said: Buffer) => {
      const text = answer(said);
      if (text === undefined) socket.end();
      else socket.write(text);
    }),
  );

function looked(ports: number[], timeoutMs = 2_000): Promise<ExaminedHost> {
  const scanned = { address: '127.0.0.1', open: ports.map((port) => ({ port, connectMs: 1 })), closed: 0, silent: 0 };
  return examined(dialler, scanned, { timeoutMs });
}

async function seenAt(port: number, timeoutMs?: number): Promise<ExaminedPort | undefined> {
  return (await looked([port], timeoutMs)).ports[0];
}

/** Self-signed, by openssl. */
function certificate(): { key: string; cert: string } {
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x'];
  const args = ['req', ...kind, '-addext', 'subjectAltName=DNS:a.example.com,IP:10.1.2.3', '-days', '30'];
  const pem = execFileSync('openssl', [...args, '-keyout', '-', '-out', '-'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { key: pem, cert: pem };
}

const mysql = Buffer.from('\x2a\0\0\0\x0a8.0.36-0ubuntu0.22.04.1\0\x01\0\0\0abcdefgh\0\0\0', 'latin1');
const blocked = Buffer.from("\x40\0\0\0\xff\x6a\x04Host '127.0.0.1' is not allowed to connect", 'latin1');

describe('a peer that speaks first', () => {
  test.each<[service: string | null, said: string | Buffer, banner: string | null]>([
    ['smtp', '220 mx.example.com ESMTP Postfix (Debian/GNU)\r\n', '220 mx.example.com ESMTP Postfix (Debian/GNU)'],
    ['ftp', '220 (vsFTPd 3.0.5)\r\n', '220 (vsFTPd 3.0.5)'],
    ['imap', '* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n', '* OK [CAPABILITY IMAP4rev1] Dovecot ready.'],
    ['pop3', '+OK Dovecot ready.\r\n', '+OK Dovecot ready.'],
    ['vnc', 'RFB 003.008\n', 'RFB 003.008'],
    ['mysql', mysql, '8.0.36-0ubuntu0.22.04.1'],
    ['mysql', blocked, "Host '127.0.0.1' is not allowed to connect"],
    ['telnet', Buffer.from([0xff, 0xfd, 0x18, 0xff, 0xfb, 0x01, 0x0a]), null],
    ['ssh', 'SSH-2.0-Cisco-1.25\r\n', 'SSH-2.0-Cisco-1.25'],
    [null, 'moo\0\x07\r\n', 'moo'],
  ])('is %s when it says %j', async (service, said, banner) => {
    const port = await peer((socket) => socket.write(said));
    expect(await seenAt(port)).toEqual({ port, service, banner, tls: null, http: null });
  });
});

test('a peer that takes its time to speak is heard out', async () => {
  const port = await peer((socket) => {
    socket.on('data', () => socket.end('SSH-2.0-slow\r\n'));
    const late = setTimeout(() => socket.write('SSH-2.0-slow\r\n'), 700);
    socket.on('close', () => clearTimeout(late));
  });
  expect(await seenAt(port)).toMatchObject({ service: 'ssh', banner: 'SSH-2.0-slow' });
});

describe('a silent peer', () => {
  test('is the web when it answers a request, with its title and who serves it', async () => {
    const port = await site((_, response) =>
      response.setHeader('server', 'nginx/1.24.0').writeHead(401).end('<title>Log in &amp; out</title>'),
    );
    const http = { status: 401, title: 'Log in & out', server: 'nginx/1.24.0' };
    expect(await seenAt(port)).toEqual({ port, service: 'http', banner: null, tls: null, http });
  });

  test('is the web over TLS, with the names of its certificate; that it is for other names is nothing to tell', async () => {
    const port = await listening(createHttpsServer(certificate(), (_, response) => response.end('<title>In</title>')));
    const tls = { names: ['a.example.com', '10.1.2.3'], daysLeft: 29, problems: ['self-signed'] };
    const http = { status: 200, title: 'In', server: null };
    expect(await seenAt(port)).toEqual({ port, service: 'https', banner: null, tls, http });
  });

  test('that says HTTP came to an HTTPS port and then has no TLS is told as it answered', async () => {
    const port = await site((_, response) =>
      response.writeHead(400).end('The plain HTTP request was sent to HTTPS port'),
    );
    expect(await seenAt(port)).toMatchObject({ service: 'http', http: { status: 400 } });
  });

  test.each<[service: string, answer: (said: Buffer) => string | Buffer | undefined, banner: string | null]>([
    ['redis', (said) => (said.toString() === 'PING\r\n' ? '+PONG\r\n' : undefined), '+PONG'],
    [
      'redis',
      (said) => (said.toString() === 'PING\r\n' ? '-NOAUTH Authentication required.\r\n' : '-ERR no\r\n'),
      '-NOAUTH Authentication required.',
    ],
    ['postgres', (said) => (said.readUInt32BE(0) === 8 ? 'N' : undefined), null],
    ['memcached', (said) => (said.toString() === 'version\r\n' ? 'VERSION 1.6.18\r\n' : 'ERROR\r\n'), 'VERSION 1.6.18'],
  ])('is %s by its answer, at whatever port', async (service, answer, banner) => {
    const port = await answering(answer);
    expect(await seenAt(port)).toEqual({ port, service, banner, tls: null, http: null });
  });

  test.each<[name: string, answer: (said: Buffer) => string | Buffer | undefined]>([
    ['says what it was told', (said) => said],
    ['says no to everything', () => 'No\r\n'],
    ['says yes to everything', () => 'S\r\n'],
    ['closes', () => undefined],
  ])('that %s is nothing that we know', async (_, answer) => {
    expect(await seenAt(await answering(answer), 800)).toMatchObject({ service: null, http: null, tls: null });
  });
});

test('hanging peers, many at once, end in time and leave nothing open', async () => {
  const hanging = await Promise.all(Array.from({ length: 10 }, () => peer((socket) => socket.resume())));
  const { ports } = await looked(hanging, 200);
  expect(ports.map(({ port }) => port)).toEqual(hanging);
  for (const socket of sockets) if (!socket.closed) await new Promise((gone) => socket.once('close', gone));
});

test('a host with more open ports than any server has is not spoken to at each', async () => {
  let met = 0;
  const port = await peer((socket) => {
    met++;
    socket.end('x\n');
  });
  const { ports } = await looked(Array.from({ length: 100 }, () => port));
  expect(ports).toHaveLength(100);
  expect(met).toBe(64);
});

test('what the policy refuses is not spoken to; what is only customary at a number has a question mark', async () => {
  let met = 0;
  const own = await peer(() => met++);
  const strict = new Dialler(new ProbePolicy({ allow: [], deny: [] }), names);
  const ports = [own, 3306, 5432, 6379];
  const scanned = { address: '127.0.0.1', open: ports.map((port) => ({ port, connectMs: 1 })), closed: 0, silent: 0 };
  const seen = await examined(strict, scanned, { timeoutMs: 300 });
  expect(seen.ports.map(({ service }) => service)).toEqual([null, 'mysql?', 'postgres?', 'redis?']);
  expect(seen.guess).toEqual({ role: null, os: null, evidence: [] });
  expect(met).toBe(0);
});

test('what prints what it is told is only spoken to where somebody can log in', async () => {
  let met = 0;
  // An address of its own, so that the port is free.
  const address = '127.9.10.0';
  const printer = createServer((socket) => {
    met++;
    socket.on('error', () => undefined).end('x\n');
  });
  open.push(printer);
  await new Promise<void>((resolve) => printer.listen(9100, address, resolve));
  const scanned = (...ports: number[]) => ({
    ...{ address, closed: 0, silent: 0 },
    open: ports.map((port) => ({ port, connectMs: 1 })),
  });
  await examined(dialler, scanned(9100, 515), { timeoutMs: 300 });
  expect(met).toBe(0);
  await examined(dialler, scanned(22, 9100), { timeoutMs: 300 });
  expect(met).toBeGreaterThan(0);
});

test('garbage, whatever it is, is an answer', async () => {
  let garbage = Buffer.alloc(0);
  const speaking = await peer((socket) => socket.end(garbage));
  const asked = await answering(() => garbage);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 64 }), async (bytes) => {
      garbage = Buffer.from(bytes);
      const { ports } = await looked([speaking, asked], 150);
      expect(ports).toHaveLength(2);
    }),
    { numRuns: 15 },
  );
});
