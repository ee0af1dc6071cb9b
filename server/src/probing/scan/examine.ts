import { dnsLook, isDnsFinding } from '../dns/dns.look.js';
import type { Dialler } from '../dialler.js';
import { inTurns } from '../in-turns.js';
import type { Target } from '../prober.js';
import { isSshFinding, sshLook, type HostKey } from '../ssh/ssh.look.js';
import { isTcpFinding, tcpLook } from '../tcp/tcp.look.js';
import { askSilent, certificateShown } from './ask.js';
import type { ExaminedHost, ExaminedPort } from './examined-host.js';
import { guessed } from './guess.js';
import { plain } from './plain.js';
import { customaryAt, heardIn, mayPrint, speaksFirst } from './protocols.js';
import type { ScannedHost } from './scan.js';

export type { ExaminedHost } from './examined-host.js';

const portsAtOnce = 8;
/** Who accepts connections at more ports than this is no server but a trap or a firewall; the rest is only listed. */
const mostSpokenTo = 64;
const aMomentMs = 1_000;

export interface Examination {
  /** For each port altogether; eight are examined at once, 64 at most. */
  timeoutMs: number;
}

/** Knocks at the open ports of a host and listens to who is there. Nobody logs in, nothing is changed. Never rejects. */
export async function examined(
  dialler: Dialler,
  { address, open }: ScannedHost,
  { timeoutMs }: Examination,
): Promise<ExaminedHost> {
  const names = await namesOf(dialler, address, Math.min(timeoutMs, aMomentMs));
  const target = { host: address, hostname: names[0] ?? address };
  const isPrinter = !open.some(({ port }) => port === 22);
  const seen = await inTurns(open, portsAtOnce, async ({ port }, index) =>
    index >= mostSpokenTo || (isPrinter && mayPrint(port))
      ? { found: unknown(port), hostKey: null }
      : examinedPort(dialler, target, port, timeoutMs),
  );
  const host = {
    address,
    names,
    ports: seen.map(({ found }) => found),
    sshHostKey: seen.find(({ hostKey }) => hostKey)?.hostKey ?? null,
  };
  return { ...host, guess: guessed(host) };
}

interface SeenPort {
  found: ExaminedPort;
  hostKey: HostKey | null;
}

async function examinedPort(dialler: Dialler, target: Target, port: number, timeoutMs: number): Promise<SeenPort> {
  const end = performance.now() + timeoutMs;
  const leftMs = () => Math.max(1, end - performance.now());
  const bannerMs = speaksFirst(port) ? timeoutMs / 2 : Math.min(aMomentMs, timeoutMs / 4);
  const first = await tcpLook(dialler, target.host, { port, timeoutMs: timeoutMs / 2, bannerMs });
  if (!isTcpFinding(first)) return { found: unknown(port), hostKey: null };
  if (first.said.length === 0) {
    const answer = await askSilent({ dialler, target, port, leftMs });
    return { found: { ...unknown(port), ...answer }, hostKey: null };
  }
  const heard = heardIn(first.said);
  const found = { ...unknown(port), banner: plain(heard?.banner ?? first.banner ?? '') };
  if (!heard) return { found, hostKey: null };
  found.service = heard.service;
  if (heard.service === 'ssh') {
    const ssh = await sshLook(dialler, target.host, { port, timeoutMs: leftMs() });
    if (!isSshFinding(ssh)) return { found, hostKey: null };
    return { found: { ...found, banner: plain(ssh.banner) ?? found.banner }, hostKey: ssh.hostKey };
  }
  if (heard.starttls) found.tls = await certificateShown({ dialler, target, port, leftMs }, heard.starttls);
  return { found, hostKey: null };
}

function unknown(port: number): ExaminedPort {
  return { port, service: customaryAt(port), banner: null, tls: null, http: null };
}

/** Only what is a name: it is sent on, as the host that is asked for. */
async function namesOf(dialler: Dialler, address: string, timeoutMs: number): Promise<string[]> {
  const found = await dnsLook(dialler, { name: address, record: 'PTR', timeoutMs });
  if (!isDnsFinding(found)) return [];
  const names = found.records.map((name) => name.toLowerCase().replace(/\.$/, ''));
  return [...new Set(names)].filter((name) => /^(?!.*\.\.)[a-z0-9_][a-z0-9_.-]{0,252}$/.test(name)).slice(0, 20);
}
