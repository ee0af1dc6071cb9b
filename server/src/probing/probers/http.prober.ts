import { request as plainRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { connect as tlsConnect, createSecureContext } from 'node:tls';
import { failure, isDialled } from '../dialler.js';
import type { Prober, Target } from '../prober.js';
import { down, up, type Seen } from '../seen.js';

export interface HttpSettings {
  port: number;
  timeoutMs: number;
  path: string;
  tls: boolean;
  expect: { status?: number[]; bodyContains?: string } | null;
}

const bodyLimit = 65_536;
const quoteLimit = 80;
type Phase = 'tls' | 'first byte' | 'body';

/** Up when the answer has an expected status and, where asked for, the expected text. Redirects are answers, they are not followed. */
export const httpProber: Prober<HttpSettings> = {
  type: 'http',
  async probe(dialler, target, settings) {
    const begun = performance.now();
    const dialled = await dialler.dial(target.host, settings.port, settings.timeoutMs);
    if (!isDialled(dialled)) return dialled;
    return exchange(dialled.socket, target, settings, begun);
  },
};

/** One deadline for what is left of the time; its expiry names the phase that was under way. */
function exchange(socket: Socket, target: Target, settings: HttpSettings, begun: number): Promise<Seen> {
  return new Promise((resolve) => {
    let phase: Phase = settings.tls ? 'tls' : 'first byte';
    const end = (seen: Seen) => {
      clearTimeout(deadline);
      resolve(seen); // first: a reset of a socket that is shutting down is an error event at once, and says nothing of the answer
      if (stream !== socket) stream.destroy();
      if (socket.writable) socket.resetAndDestroy();
      else socket.destroy();
    };
    const leftMs = Math.max(1, settings.timeoutMs - (performance.now() - begun));
    const deadline = setTimeout(
      () => end(down('timeout', `no answer within ${settings.timeoutMs} ms (${phase})`)),
      leftMs,
    );
    const stream = settings.tls ? secured(socket, target) : socket;
    stream.once('secureConnect', () => (phase = 'first byte'));
    stream.on('error', (error: Error) => end(explained(error, phase)));
    const request = plainRequest({
      createConnection: () => stream,
      method: 'GET',
      path: settings.path,
      headers: {
        host: hostHeader(target, settings),
        'user-agent': 'infrawatch-fleet',
        accept: '*/*',
        connection: 'close',
      },
      maxHeaderSize: 16_384,
    });
    request.on('error', (error) => end(explained(error, phase)));
    request.on('response', (response) => {
      const latencyMs = performance.now() - begun;
      phase = 'body';
      void bodyOf(response).then((body) => end(judged(response.statusCode ?? 0, body, settings, latencyMs)));
    });
    request.end();
  });
}

/** Made once: one for each look would cost hundreds of kilobytes outside the heap, which the collector does not see. */
const secureContext = createSecureContext();

/** The certificate is not judged here: an expired one is the finding of a tls check, and must not hide what the service answers. */
function secured(socket: Socket, { hostname }: Target) {
  return tlsConnect({ socket, secureContext, servername: hostname, rejectUnauthorized: false });
}

function hostHeader({ hostname }: Target, { port, tls }: HttpSettings): string {
  return port === (tls ? 443 : 80) ? hostname : `${hostname}:${port}`;
}

/** At most 64 KiB; what ends early counts as far as it came. */
function bodyOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = () => resolve(Buffer.concat(chunks).subarray(0, bodyLimit).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bodyLimit) done();
    });
    response.on('end', done);
    response.on('error', done);
    response.on('close', done);
  });
}

function judged(status: number, body: string, { expect }: HttpSettings, latencyMs: number): Seen {
  const isExpected = expect?.status?.length ? expect.status.includes(status) : status >= 200 && status < 400;
  const code = `http-${status}`;
  if (!isExpected) return down(code, withQuote(`answered ${status}`, body), latencyMs, { status });
  if (expect?.bodyContains && !body.includes(expect.bodyContains)) {
    return down('body', withQuote(`answered ${status} without "${expect.bodyContains}"`, body), latencyMs, { status });
  }
  return up(code, `answered ${status}`, latencyMs, { status });
}

/** What the service says of its own trouble is often the reason: the first line of a short text. */
function withQuote(message: string, body: string): string {
  const line = body.trimStart().split('\n', 1)[0]?.trim() ?? '';
  const isText = line !== '' && !line.startsWith('<') && /^[\P{Cc}\t]*$/u.test(line);
  return isText ? `${message} "${line.length > quoteLimit ? `${line.slice(0, quoteLimit)}…` : line}"` : message;
}

function explained(error: NodeJS.ErrnoException, phase: Phase): Seen {
  if (error.code?.startsWith('HPE_')) return down('not-http', 'the answer is not HTTP');
  if (phase === 'tls' && !error.code?.startsWith('E')) return down('tls', 'the TLS handshake failed');
  const seen = failure(error);
  return seen.outcome === 'down'
    ? { ...seen, message: `${seen.message} (${phase})` }
    : down('failed', `${error.code ?? error.message} (${phase})`);
}
