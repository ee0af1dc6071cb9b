import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Client } from 'pg';
import { interval, merge, type Subscription } from 'rxjs';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Lookout } from './lookout.js';
import { dropOldChanges, isAnyNew, numberChanges, sealAudit } from './sequencer-work.js';
import { Signals } from './signals.js';

const sequencerLock = 4_716_002;
/** The next look at what is old comes at once when there was more than a batch. */
const dropEveryMs = 60_000;
/** Nothing hangs on it but what is old; what is new makes itself heard. */
const wakeEveryMs = 10_000;

/**
 * Numbers what was committed. A serial gives the order of insertion, not of commit: an older transaction may commit after a
 * newer one, and a reader that has passed its number would never see it. So a change is written without a position, and
 * one process at a time (whoever holds the advisory lock; the lock and the numbering share a connection, so they die
 * together) gives positions to what has become visible, in order of insertion id, which for one row is the order of its writes.
 * The same process seals the audit, which wants one order too, and drops what the feed no longer keeps.
 */
@Injectable()
export class Sequencer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('sequencer');
  private client: Client | undefined;
  private holdsLock = false;
  private running: Promise<void> | undefined;
  private again = false;
  private dropAt = 0;
  private wakes: Subscription | undefined;
  private stopped = false;

  constructor(
    @Inject('DATABASE_URL') private readonly databaseUrl: string,
    private readonly signals: Signals,
    private readonly lookout: Lookout,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes = merge(
      this.signals.on('fleet_changes'),
      this.signals.connected,
      this.lookout.whenever(isAnyNew),
      interval(wakeEveryMs),
    ).subscribe(() => this.wake());
    this.wake();
  }

  async onModuleDestroy(): Promise<void> {
    this.wakes?.unsubscribe();
    this.stopped = true;
    await this.running;
    await this.client?.end().catch(() => undefined);
  }

  private wake(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.work()
      .catch((error: unknown) => this.drop(error as Error))
      .finally(() => {
        this.running = undefined;
        if (!this.again || this.stopped) return;
        this.again = false;
        this.wake();
      });
  }

  /** One batch at a time of each, so that what is new is never long behind what is old. */
  private async work(): Promise<void> {
    const client = await this.locked();
    if (!client) return;
    for (;;) {
      const isNumbered = await numberChanges(client);
      const isSealed = await sealAudit(client);
      if (isNumbered && isSealed) break;
    }
    if (Date.now() < this.dropAt) return;
    const isDropped = await dropOldChanges(client, this.config.eventsKeepSeconds);
    if (isDropped) this.dropAt = Date.now() + dropEveryMs;
    else this.again = true;
  }

  private async locked(): Promise<Client | undefined> {
    if (!this.client) {
      const client = new Client({
        connectionString: this.databaseUrl,
        application_name: 'infrawatch-fleet sequencer',
        keepAlive: true,
      });
      client.on('error', (error) => this.drop(error));
      await client.connect();
      this.client = client;
      this.holdsLock = false;
    }
    if (!this.holdsLock) {
      const { rows } = await this.client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
        sequencerLock,
      ]);
      this.holdsLock = rows[0]?.held ?? false;
    }
    return this.holdsLock ? this.client : undefined;
  }

  private drop(error: Error): void {
    if (this.client) this.log.warn(`lost its connection (${error.message}), connecting again`);
    this.client?.end().catch(() => undefined);
    this.client = undefined;
    this.holdsLock = false;
  }
}
