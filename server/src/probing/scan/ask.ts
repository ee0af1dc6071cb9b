import type { Dialler } from '../dialler.js';
import { exchange, isAnswer, type HttpAnswer } from '../http/exchange.js';
import type { Target } from '../prober.js';
import { isTcpFinding, tcpLook } from '../tcp/tcp.look.js';
import type { StarttlsProtocol } from '../tls/starttls.js';
import { isTlsFinding, tlsLook } from '../tls/tls.look.js';
import type { ExaminedPort } from './examined-host.js';
import { plain, titleOf } from './plain.js';
import { customaryAt, orderAt, questions, type Question } from './protocols.js';

/** One port that is being asked, and the time that is left for it. */
export interface Visit {
  dialler: Dialler;
  target: Target;
  port: number;
  leftMs: () => number;
}

type Answer = Partial<Omit<ExaminedPort, 'port'>>;

const mostNames = 100;

/** Asks a silent peer one protocol after the other until one is answered. Half of the time that is left is each one's. */
export async function askSilent(visit: Visit): Promise<Answer | undefined> {
  let second: Answer | undefined;
  for (const name of orderAt(visit.port)) {
    if (visit.leftMs() <= 1) break;
    const question = questions.find(({ service }) => service === name);
    const answer = await (question ? asked(visit, question) : name === 'tls' ? overTls(visit) : inTheClear(visit));
    if (!answer) continue;
    if (!answer.isMistaken) return answer.seen;
    second ??= answer.seen;
  }
  return second;
}

/** The certificate of a peer. That it is for other names says nothing here: nobody knows yet by which name it is called. */
export async function certificateShown(
  { dialler, target, port, leftMs }: Visit,
  starttls?: StarttlsProtocol,
): Promise<ExaminedPort['tls']> {
  const seen = await tlsLook(dialler, target, { port, timeoutMs: leftMs() / 2, starttls });
  if (!isTlsFinding(seen)) return null;
  const [own] = seen.chain;
  return {
    names: (own?.names ?? []).slice(0, mostNames).flatMap((name) => plain(name, 253) ?? []),
    daysLeft: own?.daysLeft ?? 0,
    problems: seen.problems.filter((problem) => problem !== 'name-mismatch'),
  };
}

/** `isMistaken`: there is an answer, and it says that we should have asked otherwise. */
type Told = { seen: Answer; isMistaken?: boolean } | undefined;

async function inTheClear(visit: Visit): Promise<Told> {
  const answer = await page(visit, false);
  return answer && { seen: { service: 'http', http: shown(answer) }, isMistaken: wantsTls(answer) };
}

async function overTls(visit: Visit): Promise<Told> {
  const tls = await certificateShown(visit);
  if (!tls) return undefined;
  const answer = await page(visit, true);
  if (answer) return { seen: { service: 'https', tls, http: shown(answer) } };
  return { seen: { service: customaryAt(visit.port) ?? 'tls', tls } };
}

async function asked(
  { dialler, target, port, leftMs }: Visit,
  { say, isAnswer: isIt, isEnough, service, starttls }: Question,
): Promise<Told> {
  const bannerMs = leftMs() / 2;
  const heard = await tcpLook(dialler, target.host, { port, timeoutMs: bannerMs, bannerMs, say, isEnough });
  if (!isTcpFinding(heard) || !isIt(heard.said)) return undefined;
  // One byte is no banner.
  const banner = heard.said.length > 1 ? heard.banner : null;
  const tls = starttls ? await certificateShown({ dialler, target, port, leftMs }, starttls) : null;
  return { seen: { service, banner, tls } };
}

async function page({ dialler, target, port, leftMs }: Visit, tls: boolean): Promise<HttpAnswer | undefined> {
  const answer = await exchange(dialler, { ...target, port, tls, method: 'GET', path: '/', timeoutMs: leftMs() / 2 });
  return isAnswer(answer) ? answer : undefined;
}

function shown({ status, body, headers }: HttpAnswer): ExaminedPort['http'] {
  return { status, title: titleOf(body), server: plain(String(headers.server ?? '')) };
}

/** What nginx, Apache, Go, Jetty and HAProxy answer to whoever speaks HTTP in the clear at their HTTPS port. */
function wantsTls({ status, body }: HttpAnswer): boolean {
  return (
    status >= 400 && /to (?:an? )?(?:HTTPS (?:port|server)|SSL-enabled|TLS)|requires TLS/i.test(body.slice(0, 2_000))
  );
}
