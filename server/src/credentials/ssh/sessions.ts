import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { merge, type Subscription } from 'rxjs';
import { Signals } from '../../database/signals.js';
import { DomainError } from '../../http/domain-error.js';
import { ServerNews } from '../../inventory/news.js';
import { Logins, type LoginOptions, type Target } from './logins.js';
import type { SshSession } from './session.js';

interface Held {
  session: SshSession;
  target: Target;
  /** Of what is not used now: ends it. */
  idle: NodeJS.Timeout | undefined;
}

const idleMs = 60_000;
/** Each is a connection and some hundred kilobytes. */
const mostOpen = 256;

/**
 * Sessions that are kept open for a moment, since looking at a server comes again and a login costs more than the look. One is used
 * by one at a time, and only while a new login would lead to the same place with the same key past the same host key.
 */
@Injectable()
export class Sessions implements OnModuleInit, OnModuleDestroy {
  private readonly held = new Set<Held>();
  private readonly waiting: (() => void)[] = [];
  private opening = 0;
  private news: Subscription | undefined;

  constructor(
    private readonly logins: Logins,
    private readonly servers: ServerNews,
    private readonly signals: Signals,
  ) {}

  onModuleInit(): void {
    const elsewhere = this.signals.on('fleet_watch');
    this.news = merge(this.servers.changed, elsewhere).subscribe((ids) => {
      const isTouched = (id: string) => ids === 'many' || ids.includes(id);
      for (const each of this.held) if (isTouched(each.target.id)) this.review(each);
    });
  }

  onModuleDestroy(): void {
    this.news?.unsubscribe();
    for (const each of this.held) this.end(each);
  }

  /**
   * Lends a session for as long as the work takes.
   * @throws LoginFailure @throws NotFound when there is no such server @throws Conflict when it is not in use any more
   */
  async with<Result>(
    serverId: string,
    work: (session: SshSession) => Promise<Result>,
    options: Omit<LoginOptions, 'evenDecommissioned'> = {},
  ): Promise<Result> {
    const held = await this.taken(serverId, options);
    try {
      return await work(held.session);
    } finally {
      this.give(held);
    }
  }

  private async taken(serverId: string, options: LoginOptions): Promise<Held> {
    const target = await this.logins.target(serverId, options);
    for (const each of this.held) {
      if (!each.idle || !isSame(each.target, target)) continue;
      clearTimeout(each.idle);
      each.idle = undefined;
      if (each.session.isOpen && (await this.logins.isStillFit(each.session, target, options))) return each;
      this.end(each);
    }
    await this.room();
    try {
      const held = { session: await this.logins.open(serverId, options), target, idle: undefined };
      this.held.add(held);
      return held;
    } finally {
      this.opening--;
      this.next();
    }
  }

  private give(held: Held): void {
    if (!this.held.has(held)) return;
    if (!held.session.isOpen) {
      this.end(held);
      return;
    }
    held.idle = setTimeout(() => this.end(held), idleMs).unref();
    this.next();
  }

  private end(held: Held): void {
    clearTimeout(held.idle);
    this.held.delete(held);
    held.session.end();
    this.next();
  }

  /** What lies idle ends; what is used ends when nobody may log in there any more. */
  private review(held: Held): void {
    if (held.idle) this.end(held);
    else {
      this.logins.target(held.target.id).catch((error: unknown) => {
        if (error instanceof DomainError) this.end(held);
      });
    }
  }

  /** Counts as one that is opened, once there is room: the longest idle one makes way for it. */
  private async room(): Promise<void> {
    while (this.held.size + this.opening >= mostOpen) {
      const idle = [...this.held].find((each) => each.idle);
      if (idle) this.end(idle);
      else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.opening++;
  }

  private next(): void {
    this.waiting.shift()?.();
  }
}

function isSame(one: Target, other: Target): boolean {
  return (
    one.id === other.id &&
    one.host === other.host &&
    one.port === other.port &&
    one.user === other.user &&
    one.credentialId === other.credentialId
  );
}
