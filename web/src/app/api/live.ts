import { Service, inject } from '@angular/core';
import { Observable, Subscriber } from 'rxjs';
import { ContactStore } from './contact-store';
import { Ack, LiveSocket } from './live-socket';
import { Position, verdictOn } from './numbering';
import { HealthNews, JobNews, Numbered, ObservedNews, OverviewNews, ScanNews, ServerNews } from './wire';

/** What a page wants to hear of. */
export type Interest =
  { q: string } | { ids: readonly string[] } | { overview: true } | { jobs: true } | { scans: true };

export type News =
  | ({ kind: 'health' } & HealthNews)
  | ({ kind: 'server' } & ServerNews)
  | ({ kind: 'overview' } & OverviewNews)
  | ({ kind: 'job' } & JobNews)
  | ({ kind: 'scan' } & ScanNews)
  | ({ kind: 'observed' } & ObservedNews)
  /** Something may have been missed: fetch, then go on. Also said once when the subscription begins. */
  | { kind: 'resync' };

interface Listener {
  readonly interest: Interest;
  readonly hears: Subscriber<News>;
  subscription: string | null;
  position: Position | null;
  /** The server cannot make sense of it. The page knows from its own request, and there is nothing to hear. */
  isRefused: boolean;
}

/** A server that could not take a subscription just now is asked again after this time. */
const laterMs = 4_000;

const numbered = new Set(['health', 'server', 'overview', 'job', 'scan']);

/**
 * Subscriptions that survive the connection: after a reconnect or a hole in the numbers each resumes where it was
 * and gets what it missed, or is told to fetch.
 */
@Service()
export class Live {
  private readonly socket = inject(LiveSocket);
  private readonly contact = inject(ContactStore);
  private readonly listeners = new Set<Listener>();
  /** Counts connections, so that an acknowledgement from an earlier one is not mistaken. */
  private connection = 0;

  constructor() {
    this.socket.events.subscribe((event) => {
      if (event.type === 'up') {
        this.connection += 1;
        for (const listener of this.listeners) this.enlist(listener);
        this.tellWhetherSubscribed();
      } else if (event.type === 'down') {
        for (const listener of this.listeners) listener.subscription = null;
      } else if (event.type === 'message') {
        this.heard(event.name, event.body as Numbered);
      }
    });
  }

  get isUp(): boolean {
    return this.socket.isUp;
  }

  /** News for as long as somebody listens. */
  hear(interest: Interest): Observable<News> {
    return new Observable<News>((hears) => {
      const listener: Listener = { interest, hears, subscription: null, position: null, isRefused: false };
      this.listeners.add(listener);
      if (this.socket.isUp) this.enlist(listener);
      this.tellWhetherSubscribed();
      return () => {
        this.listeners.delete(listener);
        if (listener.subscription) this.socket.tell('unsubscribe', { subscription: listener.subscription });
        this.tellWhetherSubscribed();
      };
    });
  }

  private enlist(listener: Listener): void {
    const { connection } = this;
    const { position } = listener;
    const request = position ? { ...listener.interest, cursor: position.cursor } : listener.interest;
    this.socket.ask(position ? 'resume' : 'subscribe', request, (ack) => {
      if (connection === this.connection) this.enlisted(listener, ack);
    });
  }

  private enlisted(listener: Listener, ack: Ack): void {
    if (!ack.ok) {
      this.notEnlisted(listener, ack.problem.status ?? 0);
      return;
    }
    if (!this.listeners.has(listener)) {
      this.socket.tell('unsubscribe', { subscription: ack.subscription });
      return;
    }
    const isFirst = listener.position === null;
    listener.subscription = ack.subscription;
    listener.position = { seq: ack.seq, cursor: ack.cursor };
    this.tellWhetherSubscribed();
    if (isFirst) listener.hears.next({ kind: 'resync' });
  }

  private notEnlisted(listener: Listener, status: number): void {
    if (listener.position) {
      // A cursor that is no longer good is not the end: begin anew.
      listener.position = null;
      this.enlist(listener);
    } else if (status === 400) {
      listener.isRefused = true;
      this.tellWhetherSubscribed();
    } else {
      const { connection } = this;
      setTimeout(() => {
        if (connection === this.connection && this.listeners.has(listener)) this.enlist(listener);
      }, laterMs);
    }
  }

  private heard(name: string, body: Numbered): void {
    const listener = [...this.listeners].find(({ subscription }) => subscription === body.subscription);
    if (!listener?.position) return;
    if (name === 'resync') this.startedAnew(listener, listener.position);
    else if (name === 'observed') listener.hears.next({ ...(body as unknown as ObservedNews), kind: 'observed' });
    else if (numbered.has(name)) this.heardInOrder(listener, name, body);
  }

  /** The server could not tell what was missed, and counts from one again. */
  private startedAnew(listener: Listener, { cursor }: Position): void {
    listener.position = { seq: 0, cursor };
    listener.hears.next({ kind: 'resync' });
  }

  private heardInOrder(listener: Listener, name: string, body: Numbered): void {
    const verdict = verdictOn(listener.position as Position, body);
    if (verdict.kind === 'next') {
      listener.position = verdict.position;
      listener.hears.next({ ...body, kind: name } as News);
    } else if (verdict.kind === 'gap') {
      this.socket.tell('unsubscribe', { subscription: listener.subscription });
      listener.subscription = null;
      this.tellWhetherSubscribed();
      this.enlist(listener);
    }
  }

  private tellWhetherSubscribed(): void {
    this.contact.note(
      'subscribed',
      [...this.listeners].every(({ subscription, isRefused }) => isRefused || subscription !== null),
    );
  }
}
