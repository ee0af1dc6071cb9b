import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Config } from '../config/config.js';
import { StartupFault } from '../config/startup-fault.js';
import { endingEvent } from '../http/ending.js';
import { aborted, type StopRequest } from './stop-request.js';

/** How long requests under way may take once the process is to end, and then how long the rooms may take to close. */
const limitMs = 10_000;

export interface Listener {
  /** Where it answers, for a person on this machine. */
  url: string;
  /** Takes no new connections, lets requests under way finish, then closes the app. */
  close(stop: StopRequest): Promise<void>;
}

/** Throws a StartupFault when the port cannot be had. */
export async function listen(app: NestExpressApplication, { port, host }: Config): Promise<Listener> {
  const server = app.getHttpServer();
  const underWay = countingRequests(server);
  try {
    await app.listen(port, host);
  } catch (error) {
    throw faultOf(error as NodeJS.ErrnoException, port, host);
  }
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${reachable(host)}:${actual}`,
    async close(stop) {
      server.close();
      server.emit(endingEvent);
      await soon(drained(server, underWay), stop.insisted);
      server.closeAllConnections();
      await soon(app.close(), stop.insisted);
    },
  };
}

/** Requests without an answer yet. The live socket's are not among them: they last as long as their client. */
function countingRequests(server: Server): Set<unknown> {
  const underWay = new Set<unknown>();
  server.prependListener('request', (request, response) => {
    if (!server.listening) response.setHeader('Connection', 'close');
    if (request.url?.startsWith('/socket.io/')) return;
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });
  return underWay;
}

async function drained(server: Server, underWay: Set<unknown>): Promise<void> {
  while (underWay.size > 0) {
    await wait(20);
    server.closeIdleConnections();
  }
}

/** The work's end, or its limit, or the end of all patience. A failure while closing must not keep the process. */
async function soon(work: Promise<unknown>, hurry: AbortSignal): Promise<void> {
  const failed = (error: unknown): void => console.error('While stopping:', error);
  await Promise.race([work.catch(failed), wait(limitMs, undefined, { ref: false }), aborted(hurry)]);
}

function faultOf(error: NodeJS.ErrnoException, port: number, host: string): unknown {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupFault(
        `Port ${port} on ${host} is taken by another program; choose another one with FLEET_PORT.`,
      );
    case 'EACCES':
      return new StartupFault(`Port ${port} may not be opened by this user; choose one above 1023 with FLEET_PORT.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartupFault(`FLEET_HOST=${host} is no address of this machine.`);
    default:
      return error;
  }
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
