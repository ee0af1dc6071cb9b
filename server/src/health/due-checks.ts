import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Sql } from '../database/sql.js';
import { catchUpSeconds, checksOfServers, dueInSecond, type DueCheck } from './slice.js';
import { Sweeper } from './sweeper.js';
import { Sweeps, type SweepOrder } from './sweeps.js';

/** Carries out what is ordered: reads which checks are meant, after what was seen of them is written, and has them looked at. */
@Injectable()
export class DueChecks implements OnApplicationBootstrap {
  private readonly log = new Logger('monitor');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sql: Sql,
    private readonly sweeper: Sweeper,
    private readonly sweeps: Sweeps,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeps.onOrder((order) => this.carryOut(order));
  }

  private async carryOut(order: SweepOrder): Promise<void> {
    await this.sweeper.flush();
    try {
      if ('second' in order) {
        const { second } = order;
        const readAt = Date.now();
        if (second < readAt / 1_000 - catchUpSeconds - 1) return;
        const due = await this.sql.rowsInTurn<DueCheck>(
          dueInSecond,
          [second, this.config.checkIntervalSeconds],
          'due-in-second',
        );
        await this.sweeper.sweep({ second, readAt, due });
      } else {
        const { serverIds } = order;
        await this.sweeper.lookNow(await this.sql.rows<DueCheck>(checksOfServers, [serverIds], 'checks-of-servers'));
      }
    } catch (error) {
      this.log.error(`could not read which checks are due: ${(error as Error).message}`);
    }
  }
}
