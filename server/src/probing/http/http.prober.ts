import type { Prober } from '../prober.js';
import { down, up, type Seen } from '../seen.js';
import { exchange, isAnswer, type HttpAnswer } from './exchange.js';

/** What an answer must be like to be good. */
export interface HttpExpectation {
  /** Not given: 200 to 399. */
  status?: number[];
  bodyContains?: string;
  /** By name, without regard to case: the value must contain the text. The empty text: it must be there. */
  headers?: Record<string, string>;
}

export interface HttpSettings {
  port: number;
  timeoutMs: number;
  path: string;
  tls: boolean;
  expect: HttpExpectation | null;
}

const quoteLimit = 80;

/** Up when the answer has an expected status and, where asked for, the expected text. Redirects are answers, they are not followed. */
export const httpProber: Prober<HttpSettings> = {
  type: 'http',
  async probe(dialler, { host, hostname }, { expect, ...settings }) {
    const answer = await exchange(dialler, { ...settings, host, hostname, method: 'GET' });
    return isAnswer(answer) ? judged(answer, expect) : answer;
  },
};

export function judged(answer: HttpAnswer, expect: HttpExpectation | null): Seen {
  const { status, body, headers, latencyMs } = answer;
  const isExpected = expect?.status?.length ? expect.status.includes(status) : status >= 200 && status < 400;
  const code = `http-${status}`;
  if (!isExpected) return down(code, withQuote(`answered ${status}`, body), latencyMs, { status });
  if (expect?.bodyContains && !body.includes(expect.bodyContains)) {
    return down('body', withQuote(`answered ${status} without "${expect.bodyContains}"`, body), latencyMs, { status });
  }
  for (const [name, part] of Object.entries(expect?.headers ?? {})) {
    const value = headers[name.toLowerCase()];
    if (value === undefined)
      return down('header', `answered ${status} without the header ${name}`, latencyMs, { status });
    if (!String(value).includes(part))
      return down('header', `answered ${status} with ${name}: ${String(value).slice(0, quoteLimit)}`, latencyMs, {
        status,
      });
  }
  return up(code, `answered ${status}`, latencyMs, { status });
}

/** What the service says of its own trouble is often the reason: the first line of a short text. */
function withQuote(message: string, body: string): string {
  const line = body.trimStart().split('\n', 1)[0]?.trim() ?? '';
  const isText = line !== '' && !line.startsWith('<') && /^[\P{Cc}\t]*$/u.test(line);
  return isText ? `${message} "${line.length > quoteLimit ? `${line.slice(0, quoteLimit)}…` : line}"` : message;
}
