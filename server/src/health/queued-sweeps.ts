import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Queue, Worker, type Job } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { connectMs } from '../cache/redis-connection.js';
import { Sweeps, type ServersOrder, type SweepOrder } from './sweeps.js';

const queueName = 'fleet-sweeps';
/** A worker that died without a word loses its second to another after this long. */
const lockMs = 5_000;
const slicesAtOnce = 3;
/** After so long without an answer to an order the connection is made anew: that of a machine that vanished stays silent. */
const silentMs = 2_000;
/** Whoever waits for orders, of which there is one a second, is told that there is none after so long. */
const noOrderSeconds = 2;
const silentWorkerMs = 5_000;

/**
 * Through Redis, for many processes: every one of them gives the order of each second, the job's id makes it one, and whoever
 * is free takes it.
 */
export class QueuedSweeps extends Sweeps {
  private readonly log = new Logger('sweeps');
  private readonly connections: Redis[] = [];
  private readonly queue: Queue<SweepOrder>;
  private worker: Worker<SweepOrder> | undefined;
  private isAway = false;

  constructor(
    private readonly redisUrl: string,
    private readonly location: string,
  ) {
    super();
    const connection = this.connect({
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      socketTimeout: silentMs,
    });
    this.queue = new Queue(queueName, { connection });
    this.queue.on('error', () => undefined);
  }

  onOrder(work: (order: SweepOrder) => Promise<void>): void {
    const connection = this.connect({ maxRetriesPerRequest: null, socketTimeout: silentWorkerMs });
    this.worker = new Worker(queueName, (job: Job<SweepOrder>) => work(job.data), {
      connection,
      concurrency: slicesAtOnce + 5,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      drainDelay: noOrderSeconds,
    });
    this.worker.on('error', () => undefined);
  }

  async give(order: SweepOrder): Promise<void> {
    const jobId = 'second' in order ? `${this.location}-${order.second}` : `${this.location}-${nameOf(order)}`;
    try {
      await this.queue.add('sweep', order, {
        jobId,
        removeOnComplete: { age: 120 },
        removeOnFail: { age: 120 },
      });
      this.isAway = false;
    } catch (error) {
      if (!this.isAway) this.log.warn(`Redis is away: no sweeps until it is back (${(error as Error).message})`);
      this.isAway = true;
    }
  }

  async close(): Promise<void> {
    await this.worker?.close();
    await this.queue.close();
    for (const connection of this.connections) connection.disconnect();
  }

  /** BullMQ closes what it opened; these are ours. */
  private connect(options: RedisOptions): Redis {
    const connection = new Redis(this.redisUrl, { connectTimeout: connectMs, ...options });
    connection.on('error', () => undefined);
    this.connections.push(connection);
    return connection;
  }
}

/** Short, and the same in whichever process. */
function nameOf({ serverIds, name }: ServersOrder): string {
  return (
    name ??
    `${createHash('sha256').update(serverIds.toSorted().join()).digest('base64url')}-${Math.floor(Date.now() / 500)}`
  );
}
