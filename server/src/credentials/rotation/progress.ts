import { Injectable } from '@nestjs/common';
import { Ledger, type AuditAction, type Write } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import type { Actor } from '../../audit/actor.js';
import { JobInterrupted } from '../../jobs/job.js';
import { recordStep } from './placement-records.js';
import type { RotationTask, ServerTask } from './rotation-task.js';
import { type Standing, type RotationStatus, statusAtEnd, type Counts } from './standing.js';
import type { Direction, Step } from './steps.js';
import type { Trouble } from './trouble.js';

export const finalStep: Record<Direction, Step> = { forwards: 'done', backwards: 'rolled-back' };
const arrivals: Partial<Record<Step, AuditAction>> = {
  done: 'credential.rotated',
  'rolled-back': 'credential.restored',
};

const task = `
  SELECT r.id, r.credential_id AS "credentialId", c.name AS "credentialName", r.from_version AS "fromVersion", r.to_version AS "toVersion",
    r.status, r.direction, r.failure_budget AS "failureBudget", r.job_id AS "jobId"
  FROM rotations r JOIN credentials c ON c.id = r.credential_id WHERE r.id = $1`;

type CountedRow = Counts & { wave: number };

/** How far a rotation is: every step of a server is a transaction of its own, so whoever goes on after a crash knows where. */
@Injectable()
export class Progress {
  constructor(
    private readonly sql: Sql,
    private readonly ledger: Ledger,
  ) {}

  async of(rotationId: string): Promise<RotationTask> {
    const [rotation] = await this.sql.rows<RotationTask>(task, [rotationId], 'rotation-task');
    if (!rotation) throw new Error(`there is no rotation ${rotationId}`);
    return rotation;
  }

  /** The job shows how many servers are where they should be. */
  async begin({ id, jobId, direction }: RotationTask): Promise<void> {
    await this.sql.rows(
      `UPDATE jobs SET done = (SELECT count(*) FROM rotation_servers WHERE rotation_id = $2 AND state = $3) WHERE id = $1`,
      [jobId, id, finalStep[direction]],
    );
  }

  /** Those of a wave, or of all, with whom something can be done now. */
  async servers({ id, direction }: RotationTask, wave: number | null): Promise<ServerTask[]> {
    return this.sql.rows<ServerTask>(
      `SELECT server_id AS "serverId", hostname, step, old_version AS "oldVersion" FROM rotation_servers
       WHERE rotation_id = $1 AND trouble IS NULL AND step <> $2 AND ($3::integer IS NULL OR wave = $3) ORDER BY ordinal`,
      [id, finalStep[direction], wave],
    );
  }

  async waves({ id }: RotationTask): Promise<number[]> {
    const rows = await this.sql.rows<{ wave: number }>(
      'SELECT DISTINCT wave FROM rotation_servers WHERE rotation_id = $1 ORDER BY wave',
      [id],
    );
    return rows.map(({ wave }) => wave);
  }

  async standing({ id, direction }: RotationTask): Promise<Standing> {
    const rows = await this.sql.rows<CountedRow>(
      `SELECT (wave > 0)::integer AS wave, count(*)::integer AS total, count(*) FILTER (WHERE state = $2)::integer AS done,
         count(*) FILTER (WHERE state = 'failed')::integer AS failed, count(*) FILTER (WHERE state = 'waiting')::integer AS waiting,
         count(*) FILTER (WHERE state = 'skipped')::integer AS skipped
       FROM rotation_servers WHERE rotation_id = $1 GROUP BY 1`,
      [id, finalStep[direction]],
      'rotation-standing',
    );
    const nothing: Counts = { total: 0, done: 0, failed: 0, waiting: 0, skipped: 0 };
    const canary = rows.find(({ wave }) => wave === 0) ?? nothing;
    const rest = rows.find(({ wave }) => wave === 1) ?? nothing;
    return { canary, all: sumOf(canary, rest) };
  }

  /** @throws JobInterrupted when the rotation goes the other way meanwhile */
  async reached(
    actor: Actor,
    rotation: RotationTask,
    server: ServerTask,
    step: Step,
    oldVersion: number | null = server.oldVersion,
  ): Promise<ServerTask> {
    const now = { ...server, step, oldVersion };
    await this.ledger.write(actor, null, async (write) => {
      const moved = await rowsIn(
        write.tx,
        `WITH moved AS (
           UPDATE rotation_servers s SET step = $4, old_version = $5, trouble = NULL, code = NULL, message = NULL, attempts = 0,
             tried_at = NULL, changed_at = clock_timestamp()
           FROM rotations r WHERE s.rotation_id = $1 AND s.server_id = $2 AND s.step = $3 AND r.id = s.rotation_id AND r.direction = $6
           RETURNING 1)
         SELECT FROM moved`,
        [rotation.id, server.serverId, server.step, step, oldVersion, rotation.direction],
      );
      if (moved.length === 0) throw new JobInterrupted(false);
      await recordStep(write.tx, rotation, now, step);
      await this.arrived(write, rotation, server, now);
    });
    return now;
  }

  /** What keeps a server where it is. */
  async troubled({ id, direction }: RotationTask, { serverId, step }: ServerTask, trouble: Trouble): Promise<void> {
    await this.sql.rows(
      `UPDATE rotation_servers s SET trouble = $4, code = $5, message = $6, attempts = attempts + 1, tried_at = clock_timestamp(),
         changed_at = clock_timestamp()
       FROM rotations r WHERE s.rotation_id = $1 AND s.server_id = $2 AND s.step = $3 AND r.id = s.rotation_id AND r.direction = $7`,
      [id, serverId, step, trouble.kind, trouble.code, trouble.message.slice(0, 1_000), direction],
    );
  }

  /** From now on it is the key that servers should know. Once. */
  async switched(actor: Actor, rotation: RotationTask): Promise<void> {
    await this.current(actor, rotation, rotation.toVersion, 'now()');
  }

  /** Nobody is left who could be touched now. */
  async ended(actor: Actor, rotation: RotationTask, standing: Standing): Promise<RotationStatus> {
    const status = statusAtEnd(standing, rotation.direction);
    if (rotation.direction === 'backwards' && status !== 'waiting')
      await this.current(actor, rotation, rotation.fromVersion, 'rotated_at');
    const { done, failed, waiting, skipped } = standing.all;
    const isOver = status !== 'waiting';
    const because = { waiting: `${waiting} do not answer`, failed: `${failed} failed` }[status as string] ?? null;
    await this.settled(actor, rotation, { status, because, isOver, after: { done, failed, waiting, skipped } });
    return status;
  }

  async halted(actor: Actor, rotation: RotationTask, because: string): Promise<void> {
    await this.settled(actor, rotation, { status: 'halted', because, isOver: false, after: { because } });
  }

  async cancelled(actor: Actor, rotation: RotationTask): Promise<void> {
    await this.settled(actor, rotation, { status: 'cancelled', because: null, isOver: true, after: {} });
  }

  /** Only what runs: a pause or a cancellation of meanwhile stands. */
  private async settled(
    actor: Actor,
    { id, credentialId, credentialName, toVersion }: RotationTask,
    {
      status,
      because,
      isOver,
      after,
    }: { status: RotationStatus; because: string | null; isOver: boolean; after: object },
  ): Promise<void> {
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      const [settled] = await rowsIn<{ was_because: string | null }>(
        tx,
        `WITH was AS (SELECT because FROM rotations WHERE id = $1 FOR UPDATE), settled AS (
           UPDATE rotations SET status = $2, because = $3, ended_at = CASE WHEN $4 THEN clock_timestamp() END
           WHERE id = $1 AND status IN ('running', 'rolling-back') RETURNING 1)
         SELECT was.because AS was_because FROM was, settled`,
        [id, status, because, isOver],
      );
      if (!settled) return;
      // Tried again, and waiting for the same: that is no news.
      if (status === 'waiting' && settled.was_because === because) return;
      const subject = { type: 'rotation', id, name: credentialName };
      await record({
        action: `rotation.${status as 'finished'}`,
        subject,
        after: { credentialId, toVersion, ...after },
      });
    });
  }

  private async current(actor: Actor, rotation: RotationTask, version: number, rotatedAt: string): Promise<void> {
    await this.ledger.write(actor, null, async ({ tx }) => {
      await rowsIn(
        tx,
        `UPDATE credentials c SET key_version = v.key_version, rotated_at = ${rotatedAt}, updated_at = clock_timestamp(),
           version = c.version + 1,
           algorithm = CASE split_part(v.public_key, ' ', 1) WHEN 'ssh-rsa' THEN 'rsa' WHEN 'ssh-ed25519' THEN 'ed25519' ELSE 'ecdsa' END
         FROM credential_versions v WHERE c.id = $1 AND v.credential_id = c.id AND v.key_version = $2 AND c.key_version <> v.key_version`,
        [rotation.credentialId, version],
      );
    });
  }

  private async arrived(write: Write, rotation: RotationTask, from: ServerTask, now: ServerTask): Promise<void> {
    const action = arrivals[now.step];
    if (!action) return;
    await rowsIn(write.tx, 'UPDATE jobs SET done = done + 1 WHERE id = $1', [rotation.jobId]);
    if (from.step === 'pending') return;
    const { credentialId, credentialName, toVersion, direction } = rotation;
    const keys = { old: { keyVersion: now.oldVersion }, new: { keyVersion: toVersion } };
    await write.record({
      action,
      subject: { type: 'server', id: now.serverId, name: now.hostname },
      before: direction === 'forwards' ? keys.old : keys.new,
      after: {
        credentialId,
        credentialName,
        rotationId: rotation.id,
        ...(direction === 'forwards' ? keys.new : keys.old),
      },
    });
  }
}

function sumOf(a: Counts, b: Counts): Counts {
  return {
    total: a.total + b.total,
    done: a.done + b.done,
    failed: a.failed + b.failed,
    waiting: a.waiting + b.waiting,
    skipped: a.skipped + b.skipped,
  };
}
