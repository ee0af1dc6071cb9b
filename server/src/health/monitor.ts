import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { Beat } from '../database/beat.js';
import { Signals } from '../database/signals.js';
import { ServerNews } from '../inventory/news.js';
import { catchUpSeconds } from './slice.js';
import { Sweeper } from './sweeper.js';
import { Sweeps } from './sweeps.js';

/** Beyond so many at once their turn in the interval finds them soon enough. */
const mostLookedAtOnce = 200;

/** Says when to look at what. Reads its schedule from the table each second, so there is nothing to reload. */
@Injectable()
export class Monitor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly heardHere = new Map<string, number>();
  private lastSecond = 0;
  private subscriptions: Subscription | undefined;

  constructor(
    private readonly beat: Beat,
    private readonly sweeper: Sweeper,
    private readonly sweeps: Sweeps,
    private readonly news: ServerNews,
    private readonly signals: Signals,
  ) {}

  onApplicationBootstrap(): void {
    this.subscriptions = this.beat.seconds.subscribe(() => this.tick());
    this.subscriptions.add(this.news.changed.subscribe((ids) => this.changedHere(ids)));
    this.subscriptions.add(this.signals.on('fleet_look').subscribe((payload) => this.asked(payload)));
    this.subscriptions.add(this.signals.on('fleet_watch').subscribe((payload) => this.changedSomewhere(payload)));
  }

  async onModuleDestroy(): Promise<void> {
    this.subscriptions?.unsubscribe();
    await this.sweeps.close();
  }

  /** Writes what changed nothing, and orders the second that is nearest: a check is looked at half a second late at most. */
  private tick(): void {
    void this.sweeper.flush();
    const nearest = Math.round(Date.now() / 1_000);
    const first = this.lastSecond === 0 ? nearest : Math.max(this.lastSecond + 1, nearest - catchUpSeconds);
    this.lastSecond = nearest;
    for (let second = first; second <= nearest; second++) void this.sweeps.give({ second });
  }

  /** Heard before the request is answered: from that moment on, what a slice read earlier of these servers does not count. */
  private changedHere(ids: string[]): void {
    const now = Date.now();
    for (const id of ids) this.heardHere.set(id, now);
    if (this.heardHere.size > 10_000) this.heardHere.clear();
    this.sweeper.forget(ids);
    if (ids.length <= mostLookedAtOnce) void this.sweeps.give({ serverIds: ids });
  }

  /** Whoever asks wants to see how it is now, however recently somebody looked. */
  private asked(payload: string): void {
    const [name, ...serverIds] = payload.split(',');
    void this.sweeps.give({ serverIds, name });
  }

  private changedSomewhere(payload: string): void {
    if (payload === 'many') return;
    const recently = Date.now() - 5_000;
    const ids = payload.split(',').filter((id) => (this.heardHere.get(id) ?? 0) < recently);
    if (ids.length === 0) return;
    this.sweeper.forget(ids);
    void this.sweeps.give({ serverIds: ids });
  }
}
