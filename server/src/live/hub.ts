import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Subscription as RxSubscription } from 'rxjs';
import { Broadcast } from '../cache/broadcast.js';
import { Feed, type Change } from '../database/feed.js';
import { heardBy, messagesOf, type Message } from './messages.js';
import { LiveSources, type Announcement } from './sources.js';
import type { Subscription } from './subscription.js';

const coalesceMs = 50;
const readAtOnce = 1_000;
/** More than this is not told one by one. */
const mostMissed = 10_000;
const mostMembers = 20_000;
const overviewEveryMs = 1_000;

interface Look {
  id: string;
  latencyMs: number | null;
  /** In ms since the epoch. */
  at: number;
}

/**
 * Tells every subscription what the feed holds, in its order. Reading, joining and telling run one after the other, so that a
 * newcomer joins exactly between two changes: none is lost to it, none told twice.
 */
@Injectable()
export class LiveHub implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('live');
  private readonly subscriptions = new Set<Subscription>();
  private position = 0;
  private isFollowing = false;
  private isWoken = false;
  private turn: Promise<unknown> = Promise.resolve();
  private overviewTimer: NodeJS.Timeout | undefined;
  private listening: RxSubscription | undefined;

  constructor(
    private readonly feed: Feed,
    private readonly broadcast: Broadcast,
    private readonly sources: LiveSources,
  ) {}

  onModuleInit(): void {
    this.listening = this.feed.hints.subscribe(() => this.wake());
    this.listening.add(this.sources.announcements.subscribe((announcement) => this.announce(announcement)));
    this.listening.add(
      this.sources.redefined.subscribe((concerns) => void this.inTurn(() => this.beginAnew(concerns))),
    );
    this.sources.isHeard = (topic) =>
      [...this.subscriptions].some(({ wanted }) => 'topic' in wanted && wanted.topic === topic);
    this.listening.add(this.broadcast.on<Look[]>('observed').subscribe((looks) => this.tellObserved(looks)));
  }

  async onModuleDestroy(): Promise<void> {
    this.listening?.unsubscribe();
    clearTimeout(this.overviewTimer);
    this.subscriptions.clear();
    await this.turn;
  }

  /** From now on, or from `cursor` on when one is given. Answers where it begins. */
  join(subscription: Subscription, cursor?: number): Promise<number> {
    return this.inTurn(async () => {
      await this.follow();
      if ('q' in subscription.wanted) subscription.members = await this.membersOf(subscription.wanted.q);
      if (cursor === undefined) this.add(subscription);
      // After the answer is out: what was missed carries the subscription's id, which the client learns from the answer.
      else setImmediate(() => void this.inTurn(() => this.catchUp(subscription, cursor)));
      return this.position;
    });
  }

  leave(subscription: Subscription): void {
    subscription.hasLeft = true;
    this.subscriptions.delete(subscription);
    if (this.subscriptions.size === 0) this.isFollowing = false;
  }

  private add(subscription: Subscription): void {
    if (subscription.hasLeft) return;
    this.subscriptions.add(subscription);
    if ('overview' in subscription.wanted) this.scheduleOverview(0);
  }

  /** Nobody listening, nothing read. */
  private async follow(): Promise<void> {
    if (this.isFollowing) return;
    this.position = await this.feed.head();
    this.isFollowing = true;
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** Waits a moment for company: what comes within it goes out together. */
  private wake(): void {
    if (this.isWoken || !this.isFollowing) return;
    this.isWoken = true;
    setTimeout(() => {
      this.isWoken = false;
      this.inTurn(() => this.tellNews()).catch((error: unknown) =>
        this.log.warn(`cannot read the feed: ${(error as Error).message}`),
      );
    }, coalesceMs);
  }

  private async tellNews(): Promise<void> {
    while (this.isFollowing) {
      const changes = await this.feed.after(this.position, readAtOnce);
      const last = changes.at(-1);
      if (!last) return;
      this.position = last.position;
      await this.tell(changes, this.subscriptions);
      this.scheduleOverview(overviewEveryMs);
    }
  }

  /** What lies between the cursor and the place up to which the others were told; from there on it is one of them. */
  private async catchUp(subscription: Subscription, cursor: number): Promise<void> {
    await this.follow();
    const missed = await this.missedSince(cursor);
    if (typeof missed === 'string') subscription.sendResync(missed);
    else await this.tell(missed, [subscription]);
    this.add(subscription);
  }

  /** The changes, or why they cannot be told one by one. */
  private async missedSince(cursor: number): Promise<Change[] | string> {
    const tail = await this.feed.tail();
    if (cursor > this.position) return 'the cursor is ahead of the feed';
    if (tail !== undefined && cursor + 1 < tail) return 'the cursor is too old';
    const missed = (await this.feed.after(cursor, mostMissed + 1)).filter((change) => change.position <= this.position);
    return missed.length > mostMissed ? 'too much was missed' : missed;
  }

  private async tell(changes: Change[], to: Iterable<Subscription>): Promise<void> {
    const ids = [...new Set(changes.map((change) => change.serverId))];
    const details = (await this.sources.servers?.details(ids)) ?? new Map<string, Record<string, unknown>>();
    const messages = messagesOf(changes, details);
    const matching = new Map<string, Promise<ReadonlySet<string>>>();
    for (const subscription of [...to]) {
      const { wanted } = subscription;
      if ('overview' in wanted || 'topic' in wanted) continue;
      if ('ids' in wanted) {
        this.send(subscription, messages, (id) => wanted.ids.has(id));
        continue;
      }
      let matches = matching.get(wanted.q);
      if (!matches) matching.set(wanted.q, (matches = this.matching(wanted.q, ids)));
      this.send(subscription, messages, mattersTo(subscription, ids, await matches));
    }
  }

  private send(subscription: Subscription, messages: Message[], wants: (id: string) => boolean): void {
    for (const message of messages) {
      const heard = heardBy(message, wants);
      if (heard) subscription.send(heard.event, heard.cursor, heard.body);
    }
  }

  private async beginAnew(concerns: (q: string) => boolean): Promise<void> {
    for (const subscription of this.subscriptions) {
      const { wanted } = subscription;
      if (!('q' in wanted) || !concerns(wanted.q)) continue;
      subscription.members = await this.membersOf(wanted.q);
      subscription.sendResync('what the query means has changed');
    }
  }

  private async matching(q: string, ids: string[]): Promise<ReadonlySet<string>> {
    return (await this.sources.servers?.matching(q, ids)) ?? new Set();
  }

  private async membersOf(q: string): Promise<Set<string> | undefined> {
    const ids = await this.sources.servers?.idsOf(q, mostMembers);
    return ids && new Set(ids);
  }

  private scheduleOverview(inMs: number): void {
    const { overview } = this.sources;
    if (!overview || this.overviewTimer || ![...this.subscriptions].some((s) => 'overview' in s.wanted)) return;
    this.overviewTimer = setTimeout(() => {
      this.overviewTimer = undefined;
      overview().then(
        (body) => {
          for (const subscription of this.subscriptions) {
            if ('overview' in subscription.wanted)
              subscription.send('overview', this.position, { at: new Date().toISOString(), overview: body });
          }
        },
        (error: unknown) => this.log.warn(`no overview for now: ${(error as Error).message}`),
      );
    }, inMs);
  }

  private announce({ topic, event, body }: Announcement): void {
    for (const subscription of this.subscriptions) {
      const { wanted } = subscription;
      if ('topic' in wanted && wanted.topic === topic) subscription.send(event, this.position, body);
    }
  }

  private tellObserved(looks: Look[]): void {
    for (const subscription of this.subscriptions) {
      const { wanted } = subscription;
      if (!('ids' in wanted)) continue;
      const seen = looks.filter(({ id }) => wanted.ids.has(id));
      if (seen.length === 0) continue;
      const items = seen.map(({ id, latencyMs, at }) => ({ id, latencyMs, lastCheckedAt: new Date(at).toISOString() }));
      subscription.sendVolatile('observed', { at: new Date().toISOString(), items });
    }
  }
}

/** To a query matters who matches now, and who did until now: its leaving is news too. Where members are too many to remember, all matter. */
function mattersTo(subscription: Subscription, ids: string[], matches: ReadonlySet<string>): (id: string) => boolean {
  const { members } = subscription;
  if (!members) return () => true;
  const matter = new Set(ids.filter((id) => matches.has(id) || members.has(id)));
  for (const id of ids) {
    if (matches.has(id)) members.add(id);
    else members.delete(id);
  }
  return (id) => matter.has(id);
}
