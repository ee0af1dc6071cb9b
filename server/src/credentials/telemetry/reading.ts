import { firstWords, sectionsIn } from './answer.js';
import { systems } from './systems.js';
import type { Telemetry } from './telemetry.js';
import { cleaned, countIn } from './words.js';

/** When the question was sent and the answer was there, in ms since the epoch. */
export interface Span {
  sentAt: number;
  receivedAt: number;
}

/** What was answered: telemetry, something else (in its own words), or half of it. */
export type Read = { telemetry: Telemetry } | { unsupported: string } | { incomplete: true };

/** Reads whatever a server answered, which may be anything. */
export function read({ stdout, stderr }: { stdout: string; stderr: string }, span: Span): Read {
  const answer = sectionsIn(stdout);
  if (!answer) return { unsupported: strange(firstWords(stdout) ?? firstWords(stderr)) };
  const { sections, isWhole } = answer;
  const [system, kernel, arch] = sections.get('system') ?? [];
  const name = cleaned(system, 40);
  const known = systems.get(name ?? '');
  if (!known) return isWhole ? { unsupported: `it says that it is ${name ?? 'nothing'}` } : { incomplete: true };
  if (!isWhole) return { incomplete: true };
  const { os, ...rest } = known(sections);
  const time = sections.get('time')?.[0];
  return {
    telemetry: {
      ...rest,
      os: { ...os, kernel: cleaned(kernel), arch: cleaned(arch, 40) },
      clockSkewMs: time === undefined ? null : skewMs(time, span),
    },
  };
}

function strange(said: string | null): string {
  return said === null ? 'it answered nothing' : `it answered "${said}"`;
}

const furthestMs = 1e13;

/**
 * How far a clock is off at least: it said its time at some moment between question and answer. `1732531200.123456789`, or
 * `1732531200.N` where `date` knows only whole seconds.
 */
function skewMs(said: string, { sentAt, receivedAt }: Span): number | null {
  const seconds = countIn(said);
  if (seconds === null) return null;
  const from = seconds * 1_000;
  const until = /\.\d/.test(said) ? from : from + 1_000;
  const skew = from > receivedAt ? from - receivedAt : until < sentAt ? until - sentAt : 0;
  return Math.round(Math.max(-furthestMs, Math.min(furthestMs, skew)));
}
