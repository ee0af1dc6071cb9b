import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Worker } from 'node:worker_threads';

/** Peers that do everything wrong, in a process of their own; it tells its parent at which ports. */

const noise = randomBytes(2_048);
const flood = Buffer.alloc(32_768, 'x');

/** What a peer does with a connection, and goes on doing until the other side ends it. */
const peers = {
  hanging: () => undefined,
  'slow-loris': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx-slow: '),
  'slow-loris body': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\n\r\n'),
  'slow-loris tls': (socket) => drip(socket, Buffer.from([0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc, 3, 3])),
  'slow-loris ssh': (socket) => drip(socket, 'SSH-2.0-slow\r\n'),
  'half-closing': (socket) => socket.end(),
  'half-closing after a line': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n'),
  'half-closing ssh': (socket) => socket.end('SSH-2.0-half\r\n'),
  garbage: (socket) => socket.write(noise),
  'garbage and gone': (socket) => socket.end(noise, () => socket.destroy()),
  'garbage after ssh': (socket) => socket.write(Buffer.concat([Buffer.from('SSH-2.0-garbage\r\n'), noise])),
  resetting: (socket) => socket.resetAndDestroy(),
  'resetting once spoken to': (socket) => socket.once('data', () => socket.resetAndDestroy()),
  flooding: (socket) => {
    const pour = () => {
      while (!socket.destroyed && socket.write(flood));
    };
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.on('drain', pour);
    pour();
  },
};

function drip(socket, first) {
  socket.write(first);
  const timer = setInterval(() => socket.write('.'), 20);
  socket.once('close', () => clearInterval(timer));
}

const certificate = execFileSync(
  'openssl',
  ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'].concat([
    '-subj',
    '/CN=bad.example.com',
    '-keyout',
    '-',
    '-out',
    '-',
  ]),
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
);

/** A handshake as it should be, and then nothing good. */
const secure = { 'hanging after tls': () => undefined, 'garbage after tls': (socket) => socket.write(noise) };

/** Listens with a queue of one, and never accepts. */
const deaf = `const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer().listen(0, '127.0.0.1', 1, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});`;

function listening(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', 4_096, () => resolve(server.address().port)));
}

const ports = {};
for (const [name, speak] of Object.entries(peers)) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined).on('end', () => socket.destroy());
    socket.resume();
    speak(socket);
  });
  ports[name] = await listening(server);
}
for (const [name, speak] of Object.entries(secure)) {
  const server = createTlsServer({ key: certificate, cert: certificate }, (socket) => {
    socket.on('error', () => undefined).resume();
    speak(socket);
  });
  server.on('tlsClientError', () => undefined);
  ports[name] = await listening(server);
}
ports.deaf = await new Promise((resolve) => new Worker(deaf, { eval: true }).once('message', resolve));

process.on('disconnect', () => process.exit());
process.send(ports);
