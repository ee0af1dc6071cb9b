import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Login } from '../src/credentials/ssh/entry.js';
import { openSession } from '../src/credentials/ssh/entry.js';
import { LoginFailure } from '../src/credentials/ssh/phases.js';
import type { SshSession } from '../src/credentials/ssh/session.js';
import type { LoginKey } from '../src/credentials/ssh/signer.js';
import { Dialler } from '../src/probing/dialler.js';
import { ProbePolicy } from '../src/probing/policy.js';
import { until } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';
import { entered, freshKey } from './support/peers/visitor.js';

const timeoutMs = 10_000;
/** For peers that will not answer. */
const shortMs = 700;

let key: LoginKey;
let strange: LoginKey;
let sshd: Sshd;
const ends: (() => unknown)[] = [];
const faults: unknown[] = [];
const keepFault = (fault: unknown) => faults.push(fault);

beforeAll(async () => {
  process.on('unhandledRejection', keepFault);
  [key, strange] = await Promise.all([freshKey('ours'), freshKey('stranger')]);
  sshd = await host();
});

/** Nothing of ours stays behind: no connection, no timer, no rejection. */
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await until(() => !process.getActiveResourcesInfo().some((kind) => kind === 'TCPSocketWrap'));
  expect(faults).toEqual([]);
});

afterAll(async () => {
  process.off('unhandledRejection', keepFault);
  await sshd.stop();
});

async function host(...lines: string[]): Promise<Sshd> {
  const started = await Sshd.start({ lines });
  started.letIn(key.publicLine);
  return started;
}

async function briefly(...lines: string[]): Promise<Sshd> {
  const started = await host(...lines);
  ends.push(() => started.stop());
  return started;
}

async function session(port: number, login: Partial<Login> = {}): Promise<SshSession> {
  const opened = await entered({ port, keys: [key], ...login });
  ends.push(() => opened.end());
  return opened;
}

async function failure(port: number, login: Partial<Login> = {}): Promise<LoginFailure> {
  const error = await session(port, login).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LoginFailure);
  return error as LoginFailure;
}

/** Somebody who speaks TCP. */
async function peer(heard: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    ends.push(() => socket.destroy());
    heard(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A server that says so many bytes of what a real one says, and then nothing, or hangs up. */
function cutShort(bytes: number, end: 'silence' | 'close'): Promise<number> {
  return peer((socket) => {
    const behind = connect(sshd.port, '127.0.0.1');
    behind.on('error', () => undefined);
    ends.push(() => behind.destroy());
    let left = bytes;
    socket.on('data', (chunk: Buffer) => behind.write(chunk));
    behind.on('data', (chunk: Buffer) => {
      socket.write(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
      if (left === 0 && end === 'close') socket.destroy();
    });
    socket.on('close', () => behind.destroy());
  });
}

describe('the way in', () => {
  test('the steps have names, times and words', async () => {
    const { phases, usedKey, address, hostKey } = await session(sshd.port);
    expect(phases.map(({ name, ok, message }) => [name, ok, message])).toEqual([
      ['tcp', true, 'connected to 127.0.0.1'],
      ['kex', true, 'keys exchanged'],
      ['hostKey', true, `ssh-ed25519 ${sshd.fingerprint}`],
      ['auth', true, 'root with ours'],
    ]);
    expect(phases.every(({ ms }) => ms >= 0 && ms < timeoutMs)).toBe(true);
    expect([usedKey, address, hostKey.fingerprint]).toEqual(['ours', '127.0.0.1', sshd.fingerprint]);
  });

  test('a key that is not trusted ends before anybody proves who he is', async () => {
    const { code, phases } = await failure(sshd.port, { judge: () => Promise.resolve('it is another one') });
    expect([code, phases.map(({ name }) => name), phases.at(-1)?.message]).toEqual([
      'host-key',
      ['tcp', 'kex', 'hostKey'],
      'it is another one',
    ]);
  });

  test('what fails while a host key is judged is thrown as it is', async () => {
    await expect(session(sshd.port, { judge: () => Promise.reject(new Error('no database')) })).rejects.toThrow(
      'no database',
    );
  });

  test('the policy is asked before anything else', async () => {
    const closed = new Dialler(new ProbePolicy({ allow: [], deny: [] }));
    const login = {
      host: '127.0.0.1',
      port: sshd.port,
      user: 'root',
      keys: [key],
      timeoutMs,
      hostKeyTypes: [],
      announced: () => undefined,
    };
    const refused = await openSession(closed, { ...login, judge: () => Promise.resolve(undefined) }).catch(
      (error: unknown) => error as LoginFailure,
    );
    expect(refused).toMatchObject({
      code: 'denied',
      phases: [{ name: 'tcp', ok: false, message: expect.stringContaining('FLEET_PROBE_ALLOW') }],
    });
  });

  test.each([
    ['the key is not known', [], { keys: 'strange' }, 'auth', /^root was refused with stranger/],
    ['there is no key', [], { keys: 'none' }, 'no-key', /^there is no key to log in with as root$/],
    ['only a password will do', ['PubkeyAuthentication no'], {}, 'auth-method', /^the server accepts only password/],
    [
      'a key alone will not do',
      ['AuthenticationMethods publickey,password', 'PermitRootLogin yes'],
      {},
      'auth-more',
      /^ours was accepted, but the server also wants password$/,
    ],
    [
      'patience is short',
      ['MaxAuthTries 1'],
      { keys: 'strange' },
      'too-many-tries',
      /^root was refused with stranger, and the server hung up/,
    ],
    [
      'no algorithm is in common',
      ['KexAlgorithms sntrup761x25519-sha512@openssh.com'],
      {},
      'no-common-algorithm',
      /^there is no algorithm in common: no matching key exchange algorithm$/,
    ],
    ['root is not let in', ['PermitRootLogin no'], {}, 'auth', /an account that does not exist, is locked or expired/],
  ])('%s', async (_, lines, { keys = 'ours' }: { keys?: string }, code, message) => {
    const started = await briefly(...lines);
    const offered = { ours: [key], strange: [strange], none: [] }[keys] ?? [];
    const refused = await failure(started.port, { keys: offered });
    expect([refused.code, refused.message]).toEqual([code, expect.stringMatching(message)]);
  });

  test('an account that is not there looks like any other that is not let in', async () => {
    const { code } = await failure(sshd.port, { user: 'nobody-of-that-name' });
    expect(code).toBe('auth');
  });

  test('of several keys the right one is found, also where each connection may try one', async () => {
    const strict = await briefly('MaxAuthTries 1');
    const { usedKey } = await session(strict.port, { keys: [strange, await freshKey(), key] });
    expect(usedKey).toBe('ours');
  });

  test('a house that is full says so', async () => {
    const full = await briefly('MaxStartups 1');
    const waiting = connect(full.port, '127.0.0.1');
    ends.push(() => waiting.destroy());
    await once(waiting, 'data');
    const { code } = await failure(full.port);
    expect(['busy', 'closed']).toContain(code);
  });
});

describe('who does not answer', () => {
  test('says nothing', async () => {
    const { code, message } = await failure(await peer(() => undefined), { timeoutMs: shortMs });
    expect([code, message]).toEqual([
      'timeout',
      'no answer within 700 ms (it accepted the connection, and did not say that it is SSH)',
    ]);
  });

  test('is not SSH', async () => {
    const port = await peer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await failure(port)).toMatchObject({ code: 'not-ssh', message: expect.stringContaining('HTTP/1.1 400') });
  });

  test('talks for ever before it says who it is', async () => {
    const port = await peer((socket) => {
      const more = () => {
        while (socket.writable && socket.write('welcome '.repeat(1_000))) continue;
      };
      socket.on('drain', more);
      more();
    });
    expect((await failure(port)).code).toBe('not-ssh');
  });

  test('thinks about a key for ever', async () => {
    const tools = mkdtempSync('/usr/local/fleet-test-');
    ends.push(() => rmSync(tools, { recursive: true }));
    writeFileSync(join(tools, 'keys'), '#!/bin/sh\nexec sleep 60\n');
    chmodSync(tools, 0o755);
    chmodSync(join(tools, 'keys'), 0o755);
    const slow = await briefly(`AuthorizedKeysCommand ${tools}/keys`, 'AuthorizedKeysCommandUser root');
    const { code, message } = await failure(slow.port, { keys: [strange], timeoutMs: shortMs });
    expect([code, message]).toEqual(['timeout', 'no answer within 700 ms (authentication)']);
  });

  test.each([0, 10, 45, 500, 1_100, 1_300, 1_600])('falls silent after %i bytes', async (bytes) => {
    const port = await cutShort(bytes, 'silence');
    const login = { timeoutMs: shortMs };
    const outcome = await session(port, login).catch((error: unknown) => error as LoginFailure);
    expect(outcome).toMatchObject({ code: 'timeout', phases: expect.arrayContaining([{ ...tcp, ok: true }]) });
  });

  test.each([0, 10, 45, 500, 1_100, 1_300, 1_600])('hangs up after %i bytes', async (bytes) => {
    const { code, phases } = await failure(await cutShort(bytes, 'close'));
    expect(['closed', 'kex', 'not-ssh']).toContain(code);
    expect(phases.filter(({ ok }) => !ok)).toEqual([phases.at(-1)]);
  });
});

const tcp = { name: 'tcp', ms: expect.any(Number), message: 'connected to 127.0.0.1' };

describe('a command', () => {
  test('is heard to its end, whatever it says, while the keys of the session change', async () => {
    const busy = await briefly('RekeyLimit 100K');
    const visit = await session(busy.port);
    const { code, stdout, stderr } = await visit.run('head -c 3000000 /dev/zero | tr "\\0" x; echo end >&2', {
      timeoutMs,
    });
    expect([code, stdout.length, stderr]).toEqual([0, 1_048_576, 'end\n']);
    expect((await visit.run('printf "\\377\\000ok"', { timeoutMs })).stdout).toBe('\ufffd\0ok');
    expect(visit.phases).toHaveLength(4);
  });

  test('takes what it is given', async () => {
    const visit = await session(sshd.port);
    const input = Buffer.alloc(400_000, 'ä');
    expect((await visit.run('wc -c', { input, timeoutMs })).stdout.trim()).toBe('400000');
    expect((await visit.run('true', { input, timeoutMs })).code).toBe(0);
  });

  test('is one of many on a session', async () => {
    const visit = await session(sshd.port);
    for (let at = 0; at < 15; at++) expect((await visit.run(`echo ${at}`, { timeoutMs })).stdout).toBe(`${at}\n`);
    expect((await visit.run('exit 7', { timeoutMs })).code).toBe(7);
  });

  test('may end by a signal', async () => {
    const visit = await session(sshd.port);
    expect(await visit.run('kill -TERM $$', { timeoutMs })).toMatchObject({ code: null, signal: 'TERM' });
  });

  test('is not waited for longer than it lives', async () => {
    const visit = await session(sshd.port);
    const begun = performance.now();
    const { stdout } = await visit.run('sleep 20 & echo done', { timeoutMs });
    expect([stdout, performance.now() - begun < 5_000]).toEqual(['done\n', true]);
  });

  test('that hangs ends its session', async () => {
    const visit = await session(sshd.port);
    await expect(visit.run('sleep 30', { timeoutMs: 200 })).rejects.toThrow('the command did not end within 200 ms');
    expect(visit.isOpen).toBe(false);
    await expect(visit.run('true', { timeoutMs })).rejects.toThrow('the connection ended');
  });

  test('ends with its connection', async () => {
    const visit = await session(sshd.port);
    await expect(visit.run('kill -9 $PPID; sleep 30', { timeoutMs })).rejects.toThrow('the connection ended');
  });

  test('is refused where nobody may run any', async () => {
    const shut = await briefly('MaxSessions 0');
    const visit = await session(shut.port);
    await expect(visit.run('true', { timeoutMs })).rejects.toThrow('the server runs no command (MaxSessions 0?)');
  });

  test('comes after a banner of any length that somebody may have written', async () => {
    const banner = join(mkdtempSync(join(tmpdir(), 'fleet-banner-')), 'banner');
    writeFileSync(banner, 'Beware of the leopard.\n'.repeat(1_400));
    const wordy = await briefly(`Banner ${banner}`);
    expect((await (await session(wordy.port)).run('echo in', { timeoutMs })).stdout).toBe('in\n');
    rmSync(banner);
  });
});
