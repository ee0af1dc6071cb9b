import type { Dialler } from '../dialler.js';
import { down, type Seen } from '../seen.js';
import { exchange, isAnswer, type HttpAnswer, type Timings } from './exchange.js';

export interface HttpLook {
  url: URL;
  method: string;
  headers?: Record<string, string>;
  http2?: boolean;
  /** For everything, redirects included. */
  timeoutMs: number;
  /** 0: a redirect is the answer. */
  mostRedirects: number;
}

/** An answer that led on to another place. */
export interface Hop {
  url: string;
  status: number;
  location: string;
  address: string;
}

export interface HttpFinding {
  answer: HttpAnswer;
  /** Where the answer came from in the end. */
  url: string;
  redirects: Hop[];
  /** Of all hops together. */
  timings: Timings;
}

export type HttpFailure = Seen & { redirects: Hop[]; url: string };

const redirecting = [301, 302, 303, 307, 308];

/** Follows redirects, each hop dialled as the first was: resolved anew, and asked of the policy. Never rejects. */
export async function httpLook(dialler: Dialler, look: HttpLook): Promise<HttpFinding | HttpFailure> {
  const begun = performance.now();
  const redirects: Hop[] = [];
  const timings: Timings = { dnsMs: 0, tcpMs: 0, tlsMs: 0, firstByteMs: 0, totalMs: 0 };
  let { url, method } = look;
  for (;;) {
    const failed = (seen: Seen): HttpFailure => ({ ...seen, redirects, url: url.href });
    const leftMs = look.timeoutMs - (performance.now() - begun);
    if (leftMs <= 0) return failed(down('timeout', `no answer within ${look.timeoutMs} ms (redirects)`));
    const answer = await exchange(dialler, {
      ...placeOf(url),
      method,
      timeoutMs: leftMs,
      http2: look.http2,
      headers: headersFor(look, url),
    });
    if (!isAnswer(answer)) return failed(answer);
    for (const phase of Object.keys(timings) as (keyof Timings)[]) timings[phase] += answer.timings[phase];
    const { location } = answer.headers;
    if (!redirecting.includes(answer.status) || location === undefined || look.mostRedirects === 0)
      return { answer, url: url.href, redirects, timings };
    redirects.push({ url: url.href, status: answer.status, location, address: answer.address });
    if (redirects.length > look.mostRedirects)
      return failed(down('redirects', `more than ${look.mostRedirects} redirects`));
    const next = URL.parse(location, url.href);
    if (next?.protocol !== 'http:' && next?.protocol !== 'https:')
      return failed(down('redirects', `a redirect leads to ${location.slice(0, 200)}, which is no web address`));
    // RFC 9110, section 15.4: only 307 and 308 keep the method.
    if (answer.status < 307 && method !== 'HEAD') method = 'GET';
    url = next;
  }
}

export function isHttpFinding(result: HttpFinding | HttpFailure): result is HttpFinding {
  return 'answer' in result;
}

function placeOf(url: URL) {
  const tls = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    hostname: host,
    tls,
    port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
  };
}

/** What is meant for one place is not told to another. */
function headersFor({ headers, url }: HttpLook, at: URL): Record<string, string> | undefined {
  return at.origin === url.origin ? headers : undefined;
}
