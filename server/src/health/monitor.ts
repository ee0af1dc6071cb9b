import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Subscription } from 'rxjs';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Signals } from '../database/signals.js';
import { Sql } from '../database/sql.js';
import { ServerNews } from '../inventory/news.js';
import { checksOfServers, dueInSecond, type DueCheck } from './slice.js';
import { Sweeper } from './sweeper.js';
import { Sweeps, type SweepOrder } from './sweeps.js';

/** Seconds that were missed (a stalled process) and are still made up for. */
const catchUpSeconds = 3;
/** Beyond so many at once their turn in the interval finds them soon enough. */
const mostLookedAtOnce = 200;

/** Says when to look at what. Reads its schedule from the table each second, so there is nothing to reload. */
@Injectable()
export class Monitor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('monitor');
  private readonly heardHere = new Map<string, number>();
  private lastSecond = 0;
  private subscriptions: Subscription | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
    private readonly sweeper: Sweeper,
    private readonly sweeps: Sweeps,
    private readonly news: ServerNews,
    private readonly signals: Signals,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeps.onOrder((order) => this.carryOut(order));
    this.subscriptions = this.news.changed.subscribe((ids) => this.changedHere(ids));
    this.subscriptions.add(this.signals.on('fleet_look').subscribe((payload) => this.asked(payload)));
    this.subscriptions.add(this.signals.on('fleet_watch').subscribe((payload) => this.changedSomewhere(payload)));
  }

  async onModuleDestroy(): Promise<void> {
    this.subscriptions?.unsubscribe();
    await this.sweeps.close();
  }

  /** Orders the second that comes next, so that its checks are at hand when their moments come. */
  @Interval(1_000)
  tick(): void {
    const next = Math.floor(Date.now() / 1_000) + 1;
    const first = this.lastSecond === 0 ? next : Math.max(this.lastSecond + 1, next - catchUpSeconds);
    this.lastSecond = next;
    for (let second = first; second <= next; second++) void this.sweeps.give({ second });
  }

  private async carryOut(order: SweepOrder): Promise<void> {
    try {
      if ('second' in order) {
        const readAt = Date.now();
        const due = await this.sql.rows<DueCheck>(
          dueInSecond,
          [order.second, this.config.checkIntervalSeconds],
          'due-in-second',
        );
        await this.sweeper.sweep({ second: order.second, readAt, due });
      } else {
        await this.sweeper.lookNow(
          await this.sql.rows<DueCheck>(checksOfServers, [order.serverIds], 'checks-of-servers'),
        );
      }
    } catch (error) {
      this.log.error(`could not read which checks are due: ${(error as Error).message}`);
    }
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
