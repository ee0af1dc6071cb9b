import { connect, isIP, type Socket } from 'node:net';
import { Names } from './names.js';
import type { ProbePolicy } from './policy.js';
import { down, unseen, type Seen } from './seen.js';

export interface Dialled {
  socket: Socket;
  address: string;
  dnsMs: number;
  connectMs: number;
}

/** The only way out. Resolves, asks the policy about the address that will be dialled, and dials that very address. */
export class Dialler {
  constructor(
    private readonly policy: ProbePolicy,
    readonly names: Names = new Names(),
    /** Certificates in PEM of authorities that are trusted beside the public ones. */
    readonly authorities: readonly string[] = [],
  ) {}

  /** Why this address may not be reached, if so. For what dials by other means than a TCP connection. */
  refusal(address: string): Seen | undefined {
    const refusal = this.policy.refusal(address);
    return refusal && unseen('denied', refusal.message);
  }

  /** Why no address of a network may be reached, if so. */
  refusalOfAll(network: string): Seen | undefined {
    const refusal = this.policy.refusalOfAll(network);
    return refusal && unseen('denied', refusal.message);
  }

  /** A connected socket, or what the failure means. Never rejects, never takes longer than `timeoutMs`. */
  dial(host: string, port: number, timeoutMs: number): Promise<Dialled | Seen> {
    return isIP(host) === 0 ? this.dialName(host, port, timeoutMs) : this.dialAddress(host, port, timeoutMs, 0);
  }

  private async dialName(host: string, port: number, timeoutMs: number): Promise<Dialled | Seen> {
    const begun = performance.now();
    const addresses = await this.names.addressesOf(host, timeoutMs);
    if (!Array.isArray(addresses)) return addresses;
    const dnsMs = performance.now() - begun;
    let last: Dialled | Seen = down('dns', `${host} has no address`);
    for (const address of addresses) {
      const leftMs = timeoutMs - (performance.now() - begun);
      if (leftMs <= 0) return down('timeout', `no answer within ${timeoutMs} ms (connect)`);
      last = await this.dialAddress(address, port, leftMs, dnsMs);
      if (isDialled(last) || last.code === 'denied') return last;
    }
    return last;
  }

  private dialAddress(address: string, port: number, timeoutMs: number, dnsMs: number): Promise<Dialled | Seen> {
    const refusal = this.refusal(address);
    if (refusal) return Promise.resolve(refusal);
    return new Promise((resolve) => {
      const begun = performance.now();
      const socket = connect({ host: address, port, noDelay: true, autoSelectFamily: false });
      const fail = (error: NodeJS.ErrnoException) => resolve(failure(error));
      // A turn later: that this process was too busy to hear of the connection says nothing of the peer.
      const giveUp = () =>
        setImmediate(() => {
          if (!socket.connecting) return;
          socket.destroy();
          resolve(down('timeout', `no answer within ${Math.round(timeoutMs)} ms (connect)`));
        });
      socket.setTimeout(timeoutMs);
      socket.once('timeout', giveUp);
      socket.on('error', fail);
      socket.once('connect', () => {
        socket.setTimeout(0);
        // A socket that still knew who dialled it, and is known by what came of that, is not let go of when it is young and cheap.
        socket.on('error', toldElsewhere).off('error', fail).off('timeout', giveUp);
        resolve({ socket, address, dnsMs, connectMs: performance.now() - begun });
      });
    });
  }
}

/** What happens after the connection is told by whoever uses the socket; this one keeps it from ending the process. */
function toldElsewhere(): void {
  // Nothing to do.
}

export function isDialled(result: Dialled | Seen): result is Dialled {
  return 'socket' in result;
}

const failures: Record<string, [code: string, message: string]> = {
  ECONNREFUSED: ['refused', 'connection refused'],
  ECONNRESET: ['reset', 'connection reset'],
  ETIMEDOUT: ['timeout', 'no answer (connect)'],
  EHOSTUNREACH: ['unreachable', 'host unreachable'],
  ENETUNREACH: ['unreachable', 'network unreachable'],
  EHOSTDOWN: ['unreachable', 'host is down'],
  EPIPE: ['reset', 'connection closed'],
};

/** What an errno of a connection means; an errno that is our own trouble says nothing of the target. */
export function failure(error: NodeJS.ErrnoException): Seen {
  const known = failures[error.code ?? ''];
  return known ? down(...known) : unseen('local', `could not look: ${error.code ?? error.message}`);
}
