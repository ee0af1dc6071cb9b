import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { Dialler } from '../src/probing/dialler.js';
import { exchange, isAnswer } from '../src/probing/http/exchange.js';
import { inTurns } from '../src/probing/in-turns.js';
import { Names } from '../src/probing/names.js';
import { ProbePolicy } from '../src/probing/policy.js';
import type { Seen } from '../src/probing/seen.js';
import { isSshFinding, sshLook } from '../src/probing/ssh/ssh.look.js';
import { isTcpFinding, tcpLook } from '../src/probing/tcp/tcp.look.js';
import { isTlsFinding, tlsLook } from '../src/probing/tls/tls.look.js';
import { until } from './support/fleet.js';
import { sparePort } from './support/redis.js';

const looks = 100_000;
const atOnce = 400;
/** For any look, in a process that has as much to do as it can: nobody waits for ever. */
const longestMs = 30_000;

const dialler = new Dialler(new ProbePolicy({ allow: ['127.0.0.0/8'], deny: [] }), new Names(['127.0.0.1:1']));
const host = '127.0.0.1';
const target = { host, hostname: 'bad.example.com' };

type Look = (port: number, timeoutMs: number) => Promise<Seen | undefined>;
const page = (tls: boolean, http2 = false): Look => {
  return async (port, timeoutMs) => {
    const answer = await exchange(dialler, { ...target, port, tls, http2, method: 'GET', path: '/', timeoutMs });
    return isAnswer(answer) ? undefined : answer;
  };
};
const certificate = (starttls?: 'smtp' | 'postgres'): Look => {
  return async (port, timeoutMs) => {
    const finding = await tlsLook(dialler, target, { port, timeoutMs, starttls });
    return isTlsFinding(finding) ? undefined : finding;
  };
};
/** Undefined: something was found. */
const kinds: Look[] = [
  async (port, timeoutMs) => {
    const finding = await tcpLook(dialler, host, { port, timeoutMs, bannerMs: timeoutMs });
    return isTcpFinding(finding) ? undefined : finding;
  },
  page(false),
  async (port, timeoutMs) => {
    const finding = await sshLook(dialler, host, { port, timeoutMs });
    return isSshFinding(finding) ? undefined : finding;
  },
  certificate(),
  page(true),
  page(true, true),
  certificate('smtp'),
  certificate('postgres'),
];

let peers: ChildProcess;
let ports: number[];

beforeAll(async () => {
  peers = fork(new URL('support/peers/bad-peers.mjs', import.meta.url), { execArgv: [] });
  const [known] = (await once(peers, 'message')) as [Record<string, number>];
  ports = [...Object.values(known), await sparePort()];
});

afterAll(async () => {
  const gone = once(peers, 'exit');
  peers.disconnect();
  await gone;
});

function openSockets(): number {
  return readdirSync('/proc/self/fd').filter((each) => {
    try {
      return readlinkSync(`/proc/self/fd/${each}`).startsWith('socket:');
    } catch {
      return false; // that of the directory itself
    }
  }).length;
}

test('100,000 looks at peers that hang, drip, half close, flood and speak garbage end in time and leave no socket open', async () => {
  const before = openSockets();
  const seen: Record<string, number> = {};
  let worstMs = 0;
  await inTurns(
    Array.from({ length: looks }, (_, index) => index),
    atOnce,
    async (index) => {
      const look = kinds[index % kinds.length] as Look;
      const port = ports[Math.floor(index / kinds.length) % ports.length] as number;
      const begun = performance.now();
      const failure = await look(port, 50 + ((index * 37) % 151));
      worstMs = Math.max(worstMs, performance.now() - begun);
      const outcome = failure?.outcome === 'unseen' ? `unseen: ${failure.message}` : (failure?.outcome ?? 'found');
      seen[outcome] = (seen[outcome] ?? 0) + 1;
    },
  );
  await until(() => openSockets() <= before);
  expect(openSockets()).toBe(before);
  expect(Object.keys(seen).sort()).toEqual(['down', 'found']);
  expect(Object.values(seen).reduce((sum, each) => sum + each, 0)).toBe(looks);
  expect(worstMs).toBeLessThan(longestMs);
}, 600_000);
