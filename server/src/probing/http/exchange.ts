import { request as plainRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect as http2Connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { isIP, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { connect as tlsConnect, createSecureContext, type TLSSocket } from 'node:tls';
import { whenOver } from '../deadline.js';
import { failure, isDialled, type Dialled, type Dialler } from '../dialler.js';
import { down, type Seen } from '../seen.js';

/** One request to one place. */
export interface HttpRequest {
  /** What is dialled. */
  host: string;
  port: number;
  tls: boolean;
  /** The name that it goes by: Host header and server name of TLS. */
  hostname: string;
  method: string;
  /** With its query. */
  path: string;
  timeoutMs: number;
  headers?: Record<string, string>;
  /** Offer HTTP/2 where there is TLS. */
  http2?: boolean;
}

/** Milliseconds; what did not happen took none. `totalMs` to the end of the body. */
export interface Timings {
  dnsMs: number;
  tcpMs: number;
  tlsMs: number;
  firstByteMs: number;
  totalMs: number;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** At most 64 KiB of it. */
  body: string;
  isCut: boolean;
  protocol: 'http/1.1' | 'h2';
  address: string;
  /** From the beginning to the first byte of the answer. */
  latencyMs: number;
  timings: Timings;
}

const bodyLimit = 65_536;
const agent = 'infrawatch-fleet';
type Phase = 'tls' | 'first byte' | 'body';

/** An answer, or what the failure means. One deadline for everything; its expiry names the phase that was under way. Never rejects. */
export async function exchange(dialler: Dialler, request: HttpRequest): Promise<HttpAnswer | Seen> {
  const begun = performance.now();
  const dialled = await dialler.dial(request.host, request.port, request.timeoutMs);
  return isDialled(dialled) ? asked(dialled, request, begun) : dialled;
}

export function isAnswer(result: HttpAnswer | Seen): result is HttpAnswer {
  return 'headers' in result;
}

function asked(
  { socket, address, dnsMs, connectMs }: Dialled,
  request: HttpRequest,
  begun: number,
): Promise<HttpAnswer | Seen> {
  return new Promise((resolve) => {
    let phase: Phase = request.tls ? 'tls' : 'first byte';
    let session: ClientHttp2Session | undefined;
    let securedAt = performance.now();
    const end = (result: HttpAnswer | Seen) => {
      clearTimeout(deadline);
      resolve(result); // first: a reset of a socket that is shutting down is an error event at once, and says nothing of the answer
      session?.destroy();
      if (stream !== socket) stream.destroy();
      if (socket.writable) socket.resetAndDestroy();
      else socket.destroy();
    };
    const fail = (error: NodeJS.ErrnoException) => end(explained(error, phase));
    const deadline = whenOver(request.timeoutMs - (performance.now() - begun), () =>
      end(down('timeout', `no answer within ${Math.round(request.timeoutMs)} ms (${phase})`)),
    );
    const stream = request.tls ? secured(socket, request) : socket;
    stream.on('error', fail);
    const dialledAt = securedAt;
    const answered = (
      status: number,
      headers: IncomingHttpHeaders,
      content: Readable,
      protocol: HttpAnswer['protocol'],
    ) => {
      const firstAt = performance.now();
      phase = 'body';
      void bodyOf(content).then(({ body, isCut }) => {
        const tlsMs = request.tls ? securedAt - dialledAt : 0;
        const timings = {
          dnsMs,
          tcpMs: connectMs,
          tlsMs,
          firstByteMs: firstAt - securedAt,
          totalMs: performance.now() - begun,
        };
        end({ status, headers, body, isCut, protocol, address, latencyMs: firstAt - begun, timings });
      });
    };
    const ask = () => {
      securedAt = performance.now();
      phase = 'first byte';
      if ((stream as TLSSocket).alpnProtocol === 'h2') {
        session = http2Connect(`https://${hostHeader(request)}`, { createConnection: () => stream });
        session.on('error', fail);
        over2(session, request, answered).on('error', fail);
      } else over1(stream, request, answered, fail);
    };
    if (request.tls && request.http2) stream.once('secureConnect', ask);
    else {
      // The request waits in the socket for the end of the handshake.
      if (request.tls) stream.once('secureConnect', () => ([securedAt, phase] = [performance.now(), 'first byte']));
      over1(stream, request, answered, fail);
    }
  });
}

type Answered = (
  status: number,
  headers: IncomingHttpHeaders,
  content: Readable,
  protocol: HttpAnswer['protocol'],
) => void;

function over1(stream: Socket, request: HttpRequest, answered: Answered, fail: (error: Error) => void): void {
  const { method, path } = request;
  const headers = {
    host: hostHeader(request),
    'user-agent': agent,
    accept: '*/*',
    connection: 'close',
    ...request.headers,
  };
  plainRequest({ createConnection: () => stream, method, path, headers, maxHeaderSize: 16_384 })
    .on('error', fail)
    .on('response', (response: IncomingMessage) =>
      answered(response.statusCode ?? 0, response.headers, response, 'http/1.1'),
    )
    .end();
}

function over2(
  session: ClientHttp2Session,
  { method, path, headers }: HttpRequest,
  answered: Answered,
): ClientHttp2Stream {
  const stream = session.request({ ':method': method, ':path': path, 'user-agent': agent, accept: '*/*', ...headers });
  stream.on('response', ({ ':status': status = 0, ...rest }) =>
    answered(status, Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith(':'))), stream, 'h2'),
  );
  return stream.end();
}

/** Made once: one for each look would cost hundreds of kilobytes outside the heap, which the collector does not see. */
const secureContext = createSecureContext();

/** The certificate is not judged here: an expired one is the finding of a tls check, and must not hide what the service answers. */
function secured(socket: Socket, { hostname, http2 }: HttpRequest): TLSSocket {
  return tlsConnect({
    socket,
    secureContext,
    // An address cannot be a server name (RFC 6066, section 3).
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
    rejectUnauthorized: false,
    ...(http2 ? { ALPNProtocols: ['h2', 'http/1.1'] } : {}),
  });
}

function hostHeader({ hostname, port, tls }: HttpRequest): string {
  const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  return port === (tls ? 443 : 80) ? host : `${host}:${port}`;
}

/** What ends early counts as far as it came. */
function bodyOf(content: Readable): Promise<{ body: string; isCut: boolean }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = () =>
      resolve({ body: Buffer.concat(chunks).subarray(0, bodyLimit).toString('utf8'), isCut: length > bodyLimit });
    content.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > bodyLimit) done();
    });
    content.on('end', done);
    content.on('error', done);
    content.on('close', done);
  });
}

function explained(error: NodeJS.ErrnoException, phase: Phase): Seen {
  if (error.code?.startsWith('HPE_') || error.code?.startsWith('ERR_HTTP2'))
    return down('not-http', 'the answer is not HTTP');
  if (phase === 'tls' && !error.code?.startsWith('E')) return down('tls', 'the TLS handshake failed');
  const seen = failure(error);
  return seen.outcome === 'down'
    ? { ...seen, message: `${seen.message} (${phase})` }
    : down('failed', `${error.code ?? error.message} (${phase})`);
}
