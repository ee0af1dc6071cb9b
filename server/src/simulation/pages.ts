import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { Behaviour } from './behaviour.js';
import type { CertificateSet } from './certificates.js';

/** Whose page is asked for. */
export interface PageOwner {
  readonly hostname: string;
  readonly behaviour: Behaviour;
  readonly usualMs: number;
}

/**
 * The web servers behind every listener of the fleet: one for HTTP and one for each certificate, whatever the fleet's size. A connection
 * is handed to them by the listener that accepted it; the address that it came in on tells whose page is wanted.
 */
export class Pages {
  private readonly plain: Server;
  private readonly secure: Readonly<Record<'good' | 'expiring' | 'expired', Server>>;

  constructor(
    certificates: CertificateSet,
    private readonly ownerAt: (address: string) => PageOwner | undefined,
  ) {
    const answer = (request: IncomingMessage, response: ServerResponse): void => this.answer(request, response);
    this.plain = createHttp(answer);
    this.secure = {
      good: createHttps(certificates.good, answer),
      expiring: createHttps(certificates.expiring, answer),
      expired: createHttps(certificates.expired, answer),
    };
  }

  serve(socket: Socket): void {
    this.plain.emit('connection', socket);
  }

  serveSecure(socket: Socket, behaviour: Behaviour): void {
    this.secure[behaviour.kind === 'certificate' ? behaviour.certificate : 'good'].emit('connection', socket);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const owner = this.ownerAt(request.socket.localAddress ?? '');
    if (!owner) return void request.socket.destroy();
    const { behaviour, usualMs } = owner;
    const delayMs = behaviour.kind === 'slow' ? behaviour.latencyMs : usualMs * (0.7 + 0.6 * Math.random());
    setTimeout(() => send(request, response, owner), delayMs).unref();
  }
}

function send(request: IncomingMessage, response: ServerResponse, { behaviour, hostname }: PageOwner): void {
  if (response.destroyed) return;
  if (request.url === '/health' && behaviour.kind === 'error') {
    response.writeHead(behaviour.status, plainText).end(`${behaviour.body}\n`);
  } else if (request.url === '/health') {
    response.writeHead(200, json).end(JSON.stringify({ status: 'ok', host: hostname }));
  } else {
    response.writeHead(request.url === '/' ? 200 : 404, plainText).end(`${hostname}: ask /health\n`);
  }
}

const plainText = { 'content-type': 'text/plain; charset=utf-8' };
const json = { 'content-type': 'application/json' };
