import { dnsLook, isDnsFinding } from '../dns/dns.look.js';
import type { Dialler } from '../dialler.js';
import { inTurns } from '../in-turns.js';
import type { Target } from '../prober.js';
import { isSshFinding, sshLook, type HostKey } from '../ssh/ssh.look.js';
import { isTcpFinding, tcpLook, type TcpFinding } from '../tcp/tcp.look.js';
import { askSilent, certificateShown, type Visit } from './ask.js';
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
const mostPatienceMs = 3_000;

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
  const mayBePrinter = !open.some(({ port }) => port === 22);
  const seen = await inTurns(open, portsAtOnce, async ({ port }, index) =>
    index >= mostSpokenTo || (mayBePrinter && mayPrint(port))
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
  const visit: Visit = { dialler, target, port, leftMs: () => Math.max(1, end - performance.now()) };
  const first = await listened(visit, speaksFirst(port) ? timeoutMs / 2 : Math.min(aMomentMs, timeoutMs / 4));
  if (!first) return { found: unknown(port), hostKey: null };
  if (first.said.length > 0) return known(visit, first);
  const answer = await askSilent(visit);
  if (answer) return { found: { ...unknown(port), ...answer }, hostKey: null };
  // Some that speak first take their time: they look up who comes.
  const second = await listened(visit, Math.min(mostPatienceMs, visit.leftMs()));
  return second ? known(visit, second) : { found: unknown(port), hostKey: null };
}

async function listened({ dialler, target, port, leftMs }: Visit, bannerMs: number): Promise<TcpFinding | undefined> {
  const finding = await tcpLook(dialler, target.host, { port, timeoutMs: leftMs(), bannerMs });
  return isTcpFinding(finding) ? finding : undefined;
}

/** What is told of a peer that spoke. */
async function known(visit: Visit, { said, banner }: TcpFinding): Promise<SeenPort> {
  const { dialler, target, port, leftMs } = visit;
  const heard = heardIn(said);
  const found = { ...unknown(port), banner: plain(heard?.banner ?? banner ?? '') };
  if (!heard) return { found, hostKey: null };
  found.service = heard.service;
  if (heard.starttls) found.tls = await certificateShown(visit, heard.starttls);
  if (heard.service !== 'ssh') return { found, hostKey: null };
  const ssh = await sshLook(dialler, target.host, { port, timeoutMs: leftMs() });
  return { found, hostKey: isSshFinding(ssh) ? ssh.hostKey : null };
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
