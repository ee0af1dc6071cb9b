import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Client } from 'pg';
import { filter, map, Subject, type Observable } from 'rxjs';
import { quietMs } from './data-source.js';

const channels = [
  'fleet_changes',
  'fleet_feed',
  'fleet_watch',
  'fleet_look',
  'fleet_sessions',
  'fleet_jobs',
  'fleet_groups',
] as const;
export type Channel = (typeof channels)[number];

/**
 * What other processes commit, heard through PostgreSQL's LISTEN on a connection of its own. A signal is a hint, not
 * the truth: after a lost connection everybody is told to look again (`connected` emits), and nobody may rely on it alone.
 */
@Injectable()
export class Signals implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('signals');
  private readonly heard = new Subject<{ channel: Channel; payload: string }>();
  private readonly connections = new Subject<boolean>();
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;
  isConnected = false;

  /** Emits true whenever the connection is there (again), false when it is lost. */
  readonly connected: Observable<boolean> = this.connections;

  constructor(@Inject('DATABASE_URL') private readonly databaseUrl: string) {}

  on(channel: Channel): Observable<string> {
    return this.heard.pipe(
      filter((signal) => signal.channel === channel),
      map((signal) => signal.payload),
    );
  }

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'infrawatch-fleet signals',
      keepAlive: true,
      keepAliveInitialDelayMillis: quietMs,
    });
    this.client = client;
    client.on('notification', ({ channel, payload }) =>
      this.heard.next({ channel: channel as Channel, payload: payload ?? '' }),
    );
    client.on('error', (error) => this.lose(client, error));
    client.on('end', () => this.lose(client, new Error('connection ended')));
    try {
      await client.connect();
      await client.query(channels.map((channel) => `LISTEN ${channel}`).join('; '));
      this.isConnected = true;
      this.connections.next(true);
    } catch (error) {
      this.lose(client, error as Error);
    }
  }

  private lose(client: Client, error: Error): void {
    if (client !== this.client || this.stopped) return;
    this.client = undefined;
    if (this.isConnected) this.log.warn(`lost the database's signals (${error.message}), connecting again`);
    this.isConnected = false;
    this.connections.next(false);
    client.end().catch(() => undefined);
    this.retry = setTimeout(() => void this.connect(), 500);
  }
}
