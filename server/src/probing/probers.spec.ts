import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { queryObjects } from 'node:v8';
import { Dialler } from './dialler.js';
import { ProbePolicy } from './policy.js';
import { httpProber, type HttpSettings } from './http/http.prober.js';
import { tcpProber } from './tcp/tcp.prober.js';

const dialler = new Dialler(new ProbePolicy({ allow: ['127.0.0.0/8', '::1/128'], deny: [] }));
const target = { host: '127.0.0.1', hostname: 'web-01.example.com' };
const open: Server[] = [];

/** Listens with a queue of one, says where, and never accepts. */
const deaf = `require('net').createServer().listen(0, '127.0.0.1', 1, function () {
  require('fs').writeSync(1, String(this.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
})`;

/** Self-signed, by openssl. */
function certificate(): { key: string; cert: string } {
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=other.example.com',
  ];
  const pem = execFileSync('openssl', [...args, '-keyout', '-', '-out', '-'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { key: pem, cert: pem };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

function listening(server: Server): Promise<number> {
  open.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** A raw peer; sockets are destroyed with the test, so that hanging ones do not hold it. */
function peer(answer: (socket: Socket) => void): Promise<number> {
  return listening(
    createServer((socket) => {
      socket.on('error', () => undefined);
      answer(socket);
    }),
  );
}

const http = (port: number, more: Partial<HttpSettings> = {}) =>
  httpProber.probe(dialler, target, { port, timeoutMs: 1_000, path: '/', tls: false, expect: null, ...more });
const site = (answer: RequestListener) => listening(createHttpServer(answer));

describe('tcp', () => {
  test('an open port is up, with the time it took', async () => {
    const port = await peer((socket) => socket.resume());
    expect(await tcpProber.probe(dialler, target, { port, timeoutMs: 1_000 })).toMatchObject({
      outcome: 'up',
      code: 'connected',
      latencyMs: expect.any(Number),
    });
  });

  test('a closed port is refused', async () => {
    const port = await peer(() => undefined);
    await new Promise((resolve) => open.pop()?.close(resolve));
    expect(await tcpProber.probe(dialler, target, { port, timeoutMs: 1_000 })).toMatchObject({
      outcome: 'down',
      code: 'refused',
      latencyMs: null,
    });
  });

  test('what the policy refuses is not seen, and not dialled', async () => {
    let dialled = 0;
    const port = await peer(() => dialled++);
    const strict = new Dialler(new ProbePolicy({ allow: [], deny: [] }));
    expect(await tcpProber.probe(strict, target, { port, timeoutMs: 1_000 })).toMatchObject({
      outcome: 'unseen',
      code: 'denied',
      message: expect.stringContaining('FLEET_PROBE_ALLOW'),
    });
    expect(dialled).toBe(0);
  });

  test('the policy is asked about the address behind a name', async () => {
    const strict = new Dialler(new ProbePolicy({ allow: [], deny: [] }));
    expect(
      await tcpProber.probe(strict, { ...target, host: 'localhost' }, { port: 9, timeoutMs: 1_000 }),
    ).toMatchObject({ outcome: 'unseen', code: 'denied' });
  });

  test('a name that does not resolve is down', async () => {
    expect(
      await tcpProber.probe(dialler, { ...target, host: 'no-such-host.invalid' }, { port: 9, timeoutMs: 5_000 }),
    ).toMatchObject({ code: expect.stringMatching(/^dns/) });
  });

  test('a peer whose queue is full is a timeout that names the phase', async () => {
    const busy = spawn(process.execPath, ['-e', deaf], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(busy, 'exit');
    try {
      const [chunk] = (await once(busy.stdout, 'data')) as [Buffer];
      const look = () => tcpProber.probe(dialler, target, { port: Number(chunk.toString()), timeoutMs: 150 });
      const seen = await Promise.all(Array.from({ length: 8 }, look));
      expect(seen.at(-1)).toMatchObject({
        outcome: 'down',
        code: 'timeout',
        message: 'no answer within 150 ms (connect)',
      });
    } finally {
      busy.kill('SIGKILL');
      await ended;
    }
  });
});

describe('http', () => {
  test.each([
    [200, 'up'],
    [204, 'up'],
    [302, 'up'],
    [404, 'down'],
    [503, 'down'],
  ])('without an expectation %i is %s', async (status, outcome) => {
    const port = await site((_, response) => response.writeHead(status).end());
    expect(await http(port)).toMatchObject({ outcome, code: `http-${status}`, observed: { status } });
  });

  test('an expected 404 is fine, an unexpected 200 is not', async () => {
    const found = await site((request, response) => response.writeHead(request.url === '/gone' ? 404 : 200).end());
    expect(await http(found, { path: '/gone', expect: { status: [404] } })).toMatchObject({ outcome: 'up' });
    expect(await http(found, { path: '/', expect: { status: [404] } })).toMatchObject({ outcome: 'down' });
  });

  test('quotes what the service says of its own trouble', async () => {
    const port = await site((_, response) => response.writeHead(503).end('replication lag 412 s\nmore'));
    expect((await http(port)).message).toBe('answered 503 "replication lag 412 s"');
  });

  test('does not quote a page', async () => {
    const port = await site((_, response) => response.writeHead(500).end('<html>…'));
    expect((await http(port)).message).toBe('answered 500');
  });

  test('looks for a text in the body', async () => {
    const port = await site((_, response) => response.end('status: green'));
    expect(await http(port, { expect: { bodyContains: 'green' } })).toMatchObject({ outcome: 'up' });
    expect(await http(port, { expect: { bodyContains: 'red' } })).toMatchObject({ outcome: 'down', code: 'body' });
  });

  test('asks for the host by its name and port', async () => {
    const asked = Promise.withResolvers<string | undefined>();
    const port = await site((request, response) => {
      asked.resolve(request.headers.host);
      response.end();
    });
    await http(port);
    expect(await asked.promise).toBe(`web-01.example.com:${port}`);
  });

  test('a peer that accepts and says nothing is a timeout that names the phase', async () => {
    const port = await peer(() => undefined);
    expect(await http(port, { timeoutMs: 150 })).toMatchObject({
      outcome: 'down',
      code: 'timeout',
      message: 'no answer within 150 ms (first byte)',
    });
  });

  test('a body that drips for ever is a timeout', async () => {
    const port = await site((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await http(port, { timeoutMs: 200 })).toMatchObject({
      outcome: 'down',
      code: 'timeout',
      message: 'no answer within 200 ms (body)',
    });
  });

  test('a body without end is read to the limit and no further', async () => {
    const port = await site((_, response) => {
      const chunk = Buffer.alloc(16_384, 'x');
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', pour);
      pour();
    });
    expect(await http(port)).toMatchObject({ outcome: 'up' });
  });

  test.each([
    ['speaks garbage', (socket: Socket) => socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n'), 'not-http'],
    ['closes at once', (socket: Socket) => socket.end(), 'reset'],
    ['resets', (socket: Socket) => socket.resetAndDestroy(), 'reset'],
  ])('a peer that %s is down', async (_, answer, code) => {
    const port = await peer(answer);
    expect(await http(port)).toMatchObject({ outcome: 'down', code });
  });

  test('an HTTPS site answers, whatever its certificate, and no look leaves anything open', async () => {
    const port = await listening(createHttpsServer(certificate(), (_, response) => response.end('ok')));
    for (let look = 0; look < 20; look++)
      expect(await http(port, { tls: true })).toMatchObject({ outcome: 'up', code: 'http-200' });
    await new Promise((resolve) => open.pop()?.close(resolve));
    expect(queryObjects(TLSSocket, { format: 'count' })).toBeLessThan(5);
  });

  test('TLS to a peer that speaks none is down', async () => {
    const port = await site((_, response) => response.end());
    expect(await http(port, { tls: true })).toMatchObject({ outcome: 'down' });
  });
});
