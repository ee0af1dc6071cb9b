import type { Socket } from 'socket.io';
import type { Wanted } from './wanted.js';

/** One thing that one socket wants to hear of, with the numbers of its messages. */
export class Subscription {
  private seq = 0;
  /** Of a query: who matched when last looked; undefined when they are too many to remember. */
  members: Set<string> | undefined;

  hasLeft = false;

  constructor(
    readonly id: string,
    readonly socket: Socket,
    readonly wanted: Wanted,
  ) {}

  send(event: string, cursor: number, body: object): void {
    this.seq++;
    this.socket.emit(event, { subscription: this.id, seq: this.seq, cursor: String(cursor), ...body });
  }

  /** Not numbered: the next one makes it good. */
  sendVolatile(event: string, body: object): void {
    this.socket.volatile.emit(event, { subscription: this.id, ...body });
  }

  /** Nothing between here and there can be told: fetch, and go on. */
  sendResync(reason: string): void {
    this.seq = 0;
    this.socket.emit('resync', { subscription: this.id, reason });
  }
}
