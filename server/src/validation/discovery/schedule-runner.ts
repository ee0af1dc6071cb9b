import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { systemActor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { Lookout, type Attendance } from '../../database/lookout.js';
import { rowsIn } from '../../database/sql.js';
import { nextAfter } from './cron.js';
import { definitionOf } from './definition.js';
import { orderedScan } from './order-scan.js';
import { portsIn, type WrittenPort } from './ports.js';

const isAnyDue = 'EXISTS (SELECT FROM scan_schedules WHERE ended_at IS NULL AND next_at <= now())';

interface Due {
  id: string;
  name: string | null;
  cron: string;
  cidrs: string[];
  ports: WrittenPort[];
  rate: number | null;
  now: Date;
  is_busy: boolean;
}

/** Whose time has come, for one of all who look. A time that nobody was there for is made up for once, however many have passed. */
const due = `
  SELECT t.id, t.name, t.cron, t.cidrs, t.ports, t.rate, greatest(t.next_at, now()) AS now,
    EXISTS (SELECT FROM scans s JOIN jobs j ON j.id = s.job_id
      WHERE s.schedule_id = t.id AND j.status IN ('queued', 'running', 'paused')) AS is_busy
  FROM scan_schedules t WHERE t.ended_at IS NULL AND t.next_at <= now() ORDER BY t.next_at, t.id LIMIT 1 FOR UPDATE SKIP LOCKED`;

/** Orders the scans whose time has come. The row's lock decides who does, the row's next time that it is done once. */
@Injectable()
export class ScheduleRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('discovery');
  private readonly actor = systemActor('scan schedule');
  private attendance: Attendance | undefined;

  constructor(
    private readonly lookout: Lookout,
    private readonly ledger: Ledger,
  ) {}

  onApplicationBootstrap(): void {
    this.attendance = this.lookout.attend(isAnyDue, () => this.look());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.attendance?.end();
  }

  private async look(): Promise<void> {
    try {
      while (this.attendance?.isOver === false && (await this.begin()));
    } catch (error) {
      this.log.warn(`cannot look for scheduled scans: ${(error as Error).message}`);
    }
  }

  /** Answers whether any was due. */
  private begin(): Promise<boolean> {
    return this.ledger.write(this.actor, null, async (write) => {
      const [schedule] = await rowsIn<Due>(write.tx, due);
      if (!schedule) return false;
      const { id, name, cron, rate, now } = schedule;
      await rowsIn(write.tx, 'UPDATE scan_schedules SET next_at = $2 WHERE id = $1', [id, nextAfter(cron, now)]);
      if (schedule.is_busy) {
        this.log.warn(`schedule ${name ?? id}: its last scan is not over yet, this time is left out`);
        return true;
      }
      const definition = definitionOf(schedule.cidrs, portsIn(schedule.ports));
      await orderedScan(write, this.actor, { name, rate, definition, scheduleId: id });
      return true;
    });
  }
}
