import { CheckResult, ServerView } from '../api/wire';
import { counted, latencyOf } from '../ui/number';
import { clockOf, spanSince, wordsSince } from '../ui/time';
import { isWatched } from './lifecycle';

/** What there is to say about a server, the verdict first. */
export interface Sentence {
  tone: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  verdict: string;
  /** What was seen, how often, since when, last good. */
  rest: string;
}

/** Of the past it says what is kept: not what each check saw. */
export function sentenceOf(server: ServerView, now: number, isPast = false): Sentence {
  const { health, lifecycle, deletedAt } = server;
  if (deletedAt !== null) {
    return said('unknown', `Deleted at ${clockOf(deletedAt, now)}.`, [
      'It is neither watched nor counted, and can be restored.',
    ]);
  }
  if (!isWatched(lifecycle)) return said('unknown', `Not watched while ${lifecycle}.`, []);
  if (health.checks.length === 0 && !isPast) {
    return said('unknown', 'Nothing is known of it.', [
      health.reason ?? 'It has no checks. Add one, and it is watched within a second',
    ]);
  }
  const since = ` since ${clockOf(health.since, now)}, for ${wordsSince(health.since, now)}`;
  const verdict = health.stale
    ? `Not checked in time. The last verdict, ${health.status}, may no longer be true.`
    : `${capital(health.status)}${since}.`;
  return said(health.stale ? 'unknown' : health.status, verdict, [
    health.status === 'healthy' ? null : health.reason,
    lastGood(health.status, health.checks, now),
    isPast ? null : lastCheck(server, now),
    health.suppressedBy === null ? null : 'Another server, upstream of it, is the cause',
    health.inMaintenance ? 'It is in maintenance: nobody is called' : null,
    health.flapping ? 'It is flapping: nobody is called until it settles' : null,
    server.pageable ? 'Pageable: somebody should be called' : null,
  ]);
}

/** The latest success of a check that fails now. */
function lastGood(status: string, checks: readonly CheckResult[], now: number): string | null {
  if (status !== 'unhealthy' && status !== 'degraded') return null;
  const failing = checks.filter((check) => check.status === 'unhealthy');
  if (failing.length === 0) return null;
  const ups = failing.map(({ lastUpAt }) => lastUpAt).filter((at) => at !== null);
  const which = failing.length > 1 ? ` (of ${counted(failing.length, 'failing check')})` : '';
  if (ups.length === 0) return `It has not been seen to work${which}`;
  return `Last good: ${clockOf(
    ups.reduce((one, other) => (one > other ? one : other)),
    now,
  )}${which}`;
}

function lastCheck({ health: { lastCheckedAt, latencyMs, nextCheckAt } }: ServerView, now: number): string | null {
  if (lastCheckedAt === null) return 'Not checked yet';
  const took = latencyMs === null ? '' : ` in ${latencyOf(latencyMs)}`;
  const wait = nextCheckAt === null ? 0 : Math.round((Date.parse(nextCheckAt) - now) / 1000);
  const next = wait > 0 ? `, next in ${wait} s` : '';
  return `Checked ${spanSince(lastCheckedAt, now)} ago${took}${next}`;
}

function said(tone: Sentence['tone'], verdict: string, parts: (string | null)[]): Sentence {
  const rest = parts.filter((part) => part !== null && part !== '').map((part) => `${part}.`);
  return { tone, verdict, rest: rest.join(' ').replaceAll('..', '.') };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
