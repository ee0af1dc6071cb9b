import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { systemActor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { Lookout, type Attendance } from '../../database/lookout.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { requeued } from '../../jobs/turn.js';
import { Secrets } from '../sealing/secrets.js';
import { retireIdle } from './retirement.js';

const isOver = `ended_at IS NOT NULL AND (status = 'rolled-back' OR ended_at < now() - keep_old_hours * interval '1 hour')`;
const isAnyOpen = `EXISTS (SELECT FROM rotations WHERE closed_at IS NULL AND (ended_at IS NULL OR ${isOver}))`;

/** Who is tried again: at once when the monitor sees it healthy again, otherwise after a minute, two, four, and at last each hour. */
const isDue = `s.trouble = 'waiting' AND (h.status = 'healthy' AND h.since > s.tried_at
  OR s.tried_at < now() - least(interval '1 hour', interval '1 minute' * power(2, least(s.attempts - 1, 10))))`;

/**
 * What becomes of rotations by themselves: servers that were down are tried again, and old keys are forgotten when their time is over.
 * The row's lock decides which process does it.
 */
@Injectable()
export class RotationClock implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('rotation');
  private readonly actor = systemActor('rotation');
  private attendance: Attendance | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly lookout: Lookout,
    private readonly ledger: Ledger,
    private readonly secrets: Secrets,
  ) {}

  onApplicationBootstrap(): void {
    this.attendance = this.lookout.attend(isAnyOpen, () => this.look());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.attendance?.end();
  }

  private async look(): Promise<void> {
    try {
      await this.tryAgain();
      await this.mend();
      await this.close();
    } catch (error) {
      this.log.warn(`cannot look after rotations: ${(error as Error).message}`);
    }
  }

  private async tryAgain(): Promise<void> {
    const due = await this.sql.rows<{ id: string }>(
      `SELECT DISTINCT r.id FROM rotation_servers s JOIN rotations r ON r.id = s.rotation_id AND r.status = 'waiting'
       LEFT JOIN server_health h ON h.server_id = s.server_id WHERE ${isDue}`,
      [],
      'rotations-due',
    );
    for (const { id } of due)
      await this.ledger.write(this.actor, null, async ({ tx }) => {
        const [rotation] = await rowsIn<{ job_id: string }>(
          tx,
          `SELECT job_id FROM rotations WHERE id = $1 AND status = 'waiting' FOR UPDATE SKIP LOCKED`,
          [id],
        );
        if (!rotation) return;
        await rowsIn(
          tx,
          `UPDATE rotation_servers w SET trouble = NULL FROM rotation_servers s LEFT JOIN server_health h ON h.server_id = s.server_id
           WHERE s.rotation_id = $1 AND w.rotation_id = s.rotation_id AND w.server_id = s.server_id AND ${isDue}`,
          [id],
        );
        await rowsIn(
          tx,
          `UPDATE rotations SET status = CASE direction WHEN 'forwards' THEN 'running' ELSE 'rolling-back' END WHERE id = $1`,
          [id],
        );
        await requeued(tx, rotation.job_id);
      });
  }

  /**
   * A rotation that should run and whose job is over: the job was cancelled by itself, or ended in the moment in which it was
   * ordered again.
   */
  private async mend(): Promise<void> {
    const stranded = await this.sql.rows<{ id: string }>(
      `SELECT r.id FROM rotations r JOIN jobs j ON j.id = r.job_id
       WHERE r.status IN ('running', 'rolling-back') AND j.status IN ('succeeded', 'failed', 'cancelled', 'paused')`,
      [],
      'rotations-stranded',
    );
    for (const { id } of stranded)
      await this.ledger.write(this.actor, null, async ({ tx, record }) => {
        const [rotation] = await rowsIn<{ job_id: string; name: string; cancel_requested: boolean }>(
          tx,
          `SELECT r.job_id, c.name, j.cancel_requested FROM rotations r JOIN jobs j ON j.id = r.job_id JOIN credentials c ON c.id = r.credential_id
           WHERE r.id = $1 AND r.status IN ('running', 'rolling-back') AND j.status IN ('succeeded', 'failed', 'cancelled', 'paused')
           FOR UPDATE OF r SKIP LOCKED`,
          [id],
        );
        if (!rotation) return;
        if (!rotation.cancel_requested) return requeued(tx, rotation.job_id);
        await rowsIn(tx, `UPDATE rotations SET status = 'cancelled', ended_at = clock_timestamp() WHERE id = $1`, [id]);
        await record({ action: 'rotation.cancelled', subject: { type: 'rotation', id, name: rotation.name } });
      });
  }

  private async close(): Promise<void> {
    const over = `closed_at IS NULL AND ${isOver}`;
    const due = await this.sql.rows<{ id: string; credential_id: string }>(
      `SELECT id, credential_id FROM rotations WHERE ${over}`,
      [],
      'rotations-to-close',
    );
    for (const { id, credential_id: credentialId } of due)
      await this.ledger.write(this.actor, null, async (write) => {
        await rowsIn(write.tx, 'SELECT FROM credentials WHERE id = $1 FOR UPDATE', [credentialId]);
        await rowsIn(write.tx, `UPDATE rotations SET closed_at = clock_timestamp() WHERE id = $1 AND ${over}`, [id]);
        await retireIdle(write, this.secrets, credentialId);
      });
  }
}
