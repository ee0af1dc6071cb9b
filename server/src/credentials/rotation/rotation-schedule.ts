import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { exhaustMap, timer, type Subscription } from 'rxjs';
import { systemActor } from '../../audit/actor.js';
import { Sql } from '../../database/sql.js';
import { DomainError } from '../../http/domain-error.js';
import { RotationsService } from './rotations.service.js';
import { dueAt } from './schedule.js';
import { underWay } from './standing.js';

const lookEveryMs = 3_600_000;
const turnLock = 4_716_022;
/** Making keys takes its time; who is left over comes the next time. */
const mostATurn = 50;

interface Scheduled {
  id: string;
  name: string;
  every_days: number;
  since: Date;
}

/** Who was not rotated for as long as is said of it. What was begun in the last day is left alone, however it ended. */
const overdue = `
  SELECT c.id, c.name, c.rotate_every_days AS every_days, coalesce(c.rotated_at, c.created_at) AS since FROM credentials c
  WHERE c.deleted_at IS NULL AND c.rotate_every_days IS NOT NULL
    AND coalesce(c.rotated_at, c.created_at) <= now() - c.rotate_every_days * interval '1 day'
    AND NOT EXISTS (SELECT FROM rotations r WHERE r.credential_id = c.id
      AND (r.status = ANY ($1) OR r.created_at > now() - interval '1 day'))
  ORDER BY 4, 1`;

/** Begins rotations whose time has come. One process at a time looks, so each is begun once. */
@Injectable()
export class RotationSchedule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('rotation');
  private readonly actor = systemActor('rotation schedule');
  private ticking: Subscription | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly sql: Sql,
    private readonly rotations: RotationsService,
  ) {}

  onApplicationBootstrap(): void {
    this.ticking = timer(0, lookEveryMs)
      .pipe(exhaustMap(() => (this.looking = this.look())))
      .subscribe();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ticking?.unsubscribe();
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      await this.sql.transaction(async (client) => {
        const { rows: locks } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [
          turnLock,
        ]);
        if (!locks[0]?.held) return;
        const { rows } = await client.query<Scheduled>(overdue, [underWay]);
        const due = rows.filter((each) => dueAt(each.since, each.every_days, each.id) <= new Date());
        for (const each of due.slice(0, mostATurn)) if (this.ticking?.closed === false) await this.begin(each);
      });
    } catch (error) {
      this.log.warn(`cannot look for keys that are due: ${(error as Error).message}`);
    }
  }

  private async begin({ id, name, every_days: days }: Scheduled): Promise<void> {
    try {
      await this.rotations.order(this.actor, id, { reason: `every ${days} days` });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.warn(`the key of ${name} is due and is not rotated: ${error.message}`);
    }
  }
}
