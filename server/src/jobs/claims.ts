import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Client } from 'pg';

const jobLocks = 4_716_003;

/**
 * Which jobs are this process's: session locks of PostgreSQL on one connection. They end with it, at once, however the process
 * ends, so a job is taken over without waiting for anything to expire.
 */
@Injectable()
export class Claims implements OnModuleDestroy {
  private readonly log = new Logger('jobs');
  private client: Promise<Client> | undefined;
  /** Of the connection that the claims of now stand on; aborted when it is lost. */
  private lost = new AbortController();

  constructor(@Inject('DATABASE_URL') private readonly databaseUrl: string) {}

  /** A signal that is aborted when the claim is lost, or undefined when the job is somebody else's. */
  async claimed(jobId: string): Promise<AbortSignal | undefined> {
    const client = await this.connected();
    const { signal } = this.lost;
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS held', [
      jobLocks,
      jobId,
    ]);
    return rows[0]?.held ? signal : undefined;
  }

  async release(jobId: string): Promise<void> {
    const client = await this.connected();
    await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [jobLocks, jobId]);
  }

  async onModuleDestroy(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.end().catch(() => undefined);
  }

  private connected(): Promise<Client> {
    this.client ??= this.connect();
    this.client.catch(() => (this.client = undefined));
    return this.client;
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'infrawatch-fleet jobs',
      keepAlive: true,
    });
    client.on('error', (error) => {
      this.log.warn(`lost its connection (${error.message}); its jobs go on with whoever claims them`);
      this.client = undefined;
      this.lost.abort();
      this.lost = new AbortController();
      client.end().catch(() => undefined);
    });
    await client.connect();
    return client;
  }
}
