import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Dialler } from '../src/probing/dialler.js';
import { ProbePolicy } from '../src/probing/policy.js';
import { scanBlock } from '../src/probing/scan/block.js';
import { Pace } from '../src/probing/scan/pace.js';
import type { Recall, ScannedHost } from '../src/probing/scan/scan.js';
import { until } from './support/fleet.js';
import { sparePort } from './support/redis.js';

const loopback = new Dialler(new ProbePolicy({ allow: ['127.0.0.0/8'], deny: [] }));
const { signal } = new AbortController();
const peer = (name: string) => fileURLToPath(new URL(`support/peers/${name}`, import.meta.url));

async function listening(host: string): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

test('open and closed are told, in order, and every probe is accounted for', async () => {
  const [one, two] = [await listening('127.9.0.1'), await listening('127.9.0.3')];
  const ports = [two.port, one.port, await sparePort()];
  const addresses = ['127.9.0.1', '127.9.0.2', '127.9.0.3'];
  const { hosts, recall } = await scanBlock(loopback, addresses, ports, { pace: new Pace(), signal });
  expect(hosts.map(({ address, open }) => [address, open.map(({ port }) => port)])).toEqual([
    ['127.9.0.1', [one.port]],
    ['127.9.0.2', []],
    ['127.9.0.3', [two.port]],
  ]);
  expect(recall).toMatchObject({ probes: 9, open: 2, closed: 7, silent: 0, givenUp: 0, refused: 0 });
  await Promise.all([one.close(), two.close()]);
});

test('what the policy refuses is not dialled, and is told', async () => {
  const strict = new Dialler(new ProbePolicy({ allow: ['127.9.0.2/32'], deny: [] }));
  const machine = await listening('127.9.0.1');
  const options = { pace: new Pace(), signal };
  const { hosts, recall } = await scanBlock(strict, ['127.9.0.1', '127.9.0.2'], [machine.port], options);
  expect(hosts.map(({ address }) => address)).toEqual(['127.9.0.2']);
  expect(recall).toMatchObject({ probes: 2, refused: 1, closed: 1 });
  await machine.close();
});

test('who ends it gets no answer, and no socket stays', async () => {
  const sockets = () => process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap').length;
  // Of this process, which other tests ran in.
  const before = sockets();
  const ending = new AbortController();
  const addresses = Array.from({ length: 200 }, (_, at) => `127.9.1.${at}`);
  const scan = scanBlock(loopback, addresses, [1, 2, 3, 4, 5], { pace: new Pace(), signal: ending.signal });
  ending.abort(new Error('enough'));
  await expect(scan).rejects.toThrow('enough');
  await until(() => sockets() <= before);
  await expect(scanBlock(loopback, addresses, [1], { pace: new Pace(), signal: ending.signal })).rejects.toThrow(
    'enough',
  );
});

test('a rate is kept', async () => {
  const begun = performance.now();
  const addresses = Array.from({ length: 60 }, (_, at) => `127.9.2.${at}`);
  await scanBlock(loopback, addresses, [9], { pace: new Pace({ perSecond: 100 }), signal });
  // Faster cannot be; slower may, on a busy machine.
  expect(performance.now() - begun).toBeGreaterThan(400);
});

describe('through a network that takes 20 ms and loses one packet in ten', () => {
  const [near, far] = [`fltn${process.pid}`, `fltf${process.pid}`];
  const live = Array.from({ length: 12 }, (_, at) => `10.78.0.${1 + at * 20}`);
  const ports = Array.from({ length: 10 }, (_, at) => 7_000 + at);
  const open = live.flatMap((address, at) =>
    ports.filter((_, port) => (at + port) % 4 === 0).map((port) => `${address}:${port}`),
  );
  const children: ChildProcess[] = [];

  function begun(command: string, ...words: string[]): ChildProcess {
    const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }

  beforeAll(async () => {
    for (const name of [near, far]) execFileSync('ip', ['netns', 'add', name]);
    const network = begun('python3', peer('lossy-network.py'), near, far, '20', '0.1', '10.99.0.1');
    network.stdin?.write(`${['10.78.0.0/24', ...live].join('\n')}\n\n`);
    await once(network.stdout as NodeJS.ReadableStream, 'data');
    const listeners = begun('ip', 'netns', 'exec', far, process.execPath, peer('listen.mjs'), ...open);
    await once(listeners.stdout as NodeJS.ReadableStream, 'data');
  });
  afterAll(async () => {
    for (const child of children.reverse()) {
      const gone = once(child, 'exit');
      child.stdin?.end();
      await gone;
    }
    for (const name of [near, far]) execFileSync('ip', ['netns', 'del', name]);
  });

  test('every open port is found, and the loss is told', () => {
    const words = ['netns', 'exec', near, process.execPath, peer('scan.mjs'), '10.78.0.0/24', ports.join()];
    const output = execFileSync('ip', words, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    const { hosts, recall } = JSON.parse(output) as { hosts: ScannedHost[]; recall: Recall };
    expect(hosts.flatMap(({ address, open: found }) => found.map(({ port }) => `${address}:${port}`)).sort()).toEqual(
      [...open].sort(),
    );
    expect(recall.open).toBe(open.length);
    expect(recall.silent).toBe((256 - live.length) * ports.length);
    expect(recall.retries).toBeGreaterThan(0);
    expect(recall.loss).toBeGreaterThan(0.02);
  }, 120_000);
});
