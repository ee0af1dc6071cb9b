import { Service } from '@angular/core';
import { Subject } from 'rxjs';
import type { Socket } from 'socket.io-client';
import { Fault, Problem } from './problem';

/** The answer to `subscribe` and `resume`. */
export type Ack =
  | { ok: true; subscription: string; seq: number; cursor: string }
  | { ok: false; problem: Partial<Problem> & { errors?: Fault[] } };

export type SocketEvent =
  | { type: 'up' | 'down' | 'ping' }
  /** The session is over: the handshake was refused, or the server closed it. */
  | { type: 'ended'; code: string }
  | { type: 'message'; name: string; body: unknown };

/** Codes of a handshake that only signing in again will mend. */
const sessionIsOver = new Set(['auth.required', 'auth.session-ended', 'auth.invalid-token']);

const ackTimeoutMs = 5_000;

/** One socket.io connection to `/live`, as a stream of events. Knows nothing of what is in the messages. */
@Service()
export class LiveSocket {
  private readonly stream = new Subject<SocketEvent>();
  private socket: Socket | null = null;
  private wanted = false;

  readonly events = this.stream.asObservable();

  get isUp(): boolean {
    return this.socket?.connected ?? false;
  }

  /** Connects, and goes on trying until `close`. The client is fetched first, so it is not part of the first paint. */
  async open(): Promise<void> {
    if (this.wanted) return;
    this.wanted = true;
    const { io } = await import('socket.io-client');
    if (this.isUnwanted()) return;
    const socket = io('/live', {
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 4_000,
    });
    this.socket = socket;
    socket.on('connect', () => this.stream.next({ type: 'up' }));
    socket.on('disconnect', () => this.stream.next({ type: 'down' }));
    socket.on('connect_error', (error: Error & { data?: { code?: string } }) => {
      const code = error.data?.code;
      if (code && sessionIsOver.has(code)) this.stream.next({ type: 'ended', code });
      else if (!socket.active) this.later(socket);
    });
    socket.on('closed', ({ code }: { code: string }) => this.stream.next({ type: 'ended', code }));
    socket.onAny((name: string, body: unknown) => this.stream.next({ type: 'message', name, body }));
    socket.io.on('ping', () => this.stream.next({ type: 'ping' }));
  }

  close(): void {
    this.wanted = false;
    this.socket?.removeAllListeners();
    this.socket?.disconnect();
    this.socket = null;
  }

  /** Tries now instead of when its turn comes, because there is a sign that it would work. */
  nudge(): void {
    if (this.socket && !this.socket.connected) this.socket.connect();
  }

  /**
   * Calls back with the acknowledgement, before any message that follows it is heard. A server that does not
   * acknowledge is not serving: the connection is dropped, and comes back by itself.
   */
  ask(name: string, body: object, answered: (ack: Ack) => void): void {
    const socket = this.socket;
    socket?.timeout(ackTimeoutMs).emit(name, body, (error: Error | null, ack: Ack) => {
      if (!error) answered(ack);
      else if (socket === this.socket && socket.connected) socket.io.engine.close();
    });
  }

  tell(name: string, body: object): void {
    if (this.isUp) this.socket?.emit(name, body);
  }

  /** Closed, or opened twice, while the client was being fetched. */
  private isUnwanted(): boolean {
    return !this.wanted || this.socket !== null;
  }

  /** A refusal by the server that has nothing to do with the session ends socket.io's own retries. */
  private later(socket: Socket): void {
    setTimeout(() => {
      if (socket === this.socket && !socket.connected) socket.connect();
    }, 4_000);
  }
}
