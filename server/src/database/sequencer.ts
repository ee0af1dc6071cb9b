import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Client } from 'pg';
import { merge, type Subscription } from 'rxjs';
import { Signals } from './signals.js';

const sequencerLock = 4_716_002;
const batch = 2_000;

const numbering = `
  WITH numbered AS (
    UPDATE changes SET position = fresh.position
    FROM (SELECT id, (SELECT coalesce(max(position), 0) FROM changes) + row_number() OVER (ORDER BY id) AS position
          FROM (SELECT id FROM changes WHERE position IS NULL ORDER BY id LIMIT ${batch}) visible) fresh
    WHERE changes.id = fresh.id RETURNING changes.position)
  SELECT pg_notify('fleet_feed', max(position)::text) FROM numbered HAVING count(*) > 0`;

/**
 * Numbers what was committed. A serial gives the order of insertion, not of commit: an older transaction may commit after a
 * newer one, and a reader that has passed its number would never see it. So a change is written without a position, and
 * one process at a time (whoever holds the advisory lock; the lock and the numbering share a connection, so they die
 * together) gives positions to what has become visible, in order of insertion id, which for one row is the order of its writes.
 */
@Injectable()
export class Sequencer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('sequencer');
  private client: Client | undefined;
  private holdsLock = false;
  private running: Promise<void> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private wakes: Subscription | undefined;

  constructor(
    @Inject('DATABASE_URL') private readonly databaseUrl: string,
    private readonly signals: Signals,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes = merge(this.signals.on('fleet_changes'), this.signals.connected).subscribe(() => this.wake());
    this.timer = setInterval(() => this.wake(), 1_000);
    this.wake();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.wakes?.unsubscribe();
    await this.running;
    await this.client?.end().catch(() => undefined);
  }

  private wake(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.number()
      .catch((error: unknown) => this.drop(error as Error))
      .finally(() => {
        this.running = undefined;
        if (!this.again) return;
        this.again = false;
        this.wake();
      });
  }

  private async number(): Promise<void> {
    const client = await this.locked();
    if (!client) return;
    for (;;) {
      const isNumbered = (await client.query(numbering)).rowCount === 0;
      const { rows } = await client.query<{ sealed: number }>('SELECT fleet_seal_audit($1) AS sealed', [batch]);
      if (isNumbered && rows[0]?.sealed === 0) return;
    }
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
