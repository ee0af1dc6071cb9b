import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type AuditAction, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { Conflict, NotFound } from '../../http/domain-error.js';
import { requeued, turned } from '../../jobs/turn.js';
import { generated } from '../keys/generated.js';
import { Secrets } from '../sealing/secrets.js';
import { orderedRotation, rotationRefusals } from './order-rotation.js';
import { Plans, viewOfPlan } from './plans.js';
import { retireIdle } from './retirement.js';
import type { RotateCredential, RotationPlan } from './rotations.dto.js';
import { turnsFrom, type RotationStatus, type RotationTurn } from './standing.js';
import type { Direction } from './steps.js';

interface RotationRow {
  id: string;
  credential_id: string;
  name: string;
  status: RotationStatus;
  direction: Direction;
  job_id: string;
  servers: number;
  to_version: number;
  last_version: number;
  closed_at: Date | null;
}

const actions: Record<RotationTurn, AuditAction> = {
  pause: 'rotation.paused',
  resume: 'rotation.resumed',
  cancel: 'rotation.cancelled',
  rollback: 'rotation.turned-back',
  finish: 'rotation.closed',
};

/** Who wants which keys rotated, and when no longer. */
@Injectable()
export class RotationsService {
  constructor(
    private readonly ledger: Ledger,
    private readonly secrets: Secrets,
    private readonly plans: Plans,
  ) {}

  /** @throws NotFound, BadRequest */
  async preview(credentialId: string, request: RotateCredential): Promise<RotationPlan> {
    return viewOfPlan(await this.plans.plan(credentialId, request));
  }

  /** The id of the rotation, which begins now. @throws NotFound, BadRequest, Conflict while another one is under way */
  async order(actor: Actor, credentialId: string, request: RotateCredential): Promise<string> {
    const { reason = null, keepOldHours = 24 } = request;
    const plan = await this.plans.plan(credentialId, request);
    if (plan.underWay !== null) throw rotationRefusals.rotations_one_under_way();
    const pair = await generated(plan.algorithm, plan.bits ?? undefined);
    return this.ledger.write(
      actor,
      reason,
      async (write) => {
        await locked(write.tx, credentialId);
        return orderedRotation(write, this.secrets, actor, { plan, pair, keepOldHours, reason });
      },
      rotationRefusals,
    );
  }

  /** @throws NotFound, Conflict when it cannot turn so from where it is */
  async turn(actor: Actor, id: string, turn: RotationTurn, reason: string | null): Promise<void> {
    await this.ledger.write(
      actor,
      reason,
      async (write) => {
        const rotation = await this.locked(write.tx, id);
        if (!(turnsFrom[turn] as readonly RotationStatus[]).includes(rotation.status))
          throw illegal(rotation.status, turn);
        await this.turns[turn](write, rotation);
        const subject = { type: 'rotation', id, name: rotation.name };
        await write.record({ action: actions[turn], subject, before: { status: rotation.status } });
      },
      rotationRefusals,
    );
  }

  private readonly turns: Record<RotationTurn, (write: Write, rotation: RotationRow) => Promise<void>> = {
    pause: async ({ tx }, { id, job_id: jobId }) => {
      await turned(tx, jobId, 'pause');
      await rowsIn(tx, `UPDATE rotations SET status = 'paused' WHERE id = $1`, [id]);
    },
    resume: async ({ tx }, { id, job_id: jobId, to_version: toVersion, last_version: lastVersion }) => {
      if (toVersion < lastVersion) throw new Conflict('rotation.superseded', 'A later rotation has taken its place.');
      await rowsIn(
        tx,
        `UPDATE rotations SET status = CASE direction WHEN 'forwards' THEN 'running' ELSE 'rolling-back' END, because = NULL,
           ended_at = NULL, closed_at = NULL WHERE id = $1`,
        [id],
      );
      await freed(tx, id, 'failed');
      await requeued(tx, jobId);
    },
    cancel: async ({ tx }, { id, job_id: jobId, direction }) => {
      if (direction === 'backwards') throw illegal('rolling-back', 'cancel');
      await rowsIn(
        tx,
        `UPDATE rotations SET status = 'cancelled', because = NULL, ended_at = clock_timestamp() WHERE id = $1`,
        [id],
      );
      const [job] = await rowsIn<{ is_over: boolean }>(
        tx,
        `SELECT status IN ('succeeded', 'failed', 'cancelled') AS is_over FROM jobs WHERE id = $1 FOR UPDATE`,
        [jobId],
      );
      if (!job?.is_over) await turned(tx, jobId, 'cancel');
    },
    rollback: async (
      { tx },
      { id, job_id: jobId, closed_at: closedAt, to_version: toVersion, last_version: lastVersion, name },
    ) => {
      if (closedAt !== null || toVersion < lastVersion)
        throw new Conflict('rotation.closed', 'The way back is closed: the old key is not kept for it any more.');
      await rowsIn(
        tx,
        `UPDATE rotations SET status = 'rolling-back', direction = 'backwards', because = NULL, ended_at = NULL WHERE id = $1`,
        [id],
      );
      await freed(tx, id, 'failed');
      await freed(tx, id, 'waiting');
      await requeued(tx, jobId, `Roll ${name} back`);
    },
    finish: async (write, { id, credential_id: credentialId, closed_at: closedAt }) => {
      if (closedAt !== null) throw illegal('closed', 'finish');
      await rowsIn(write.tx, 'UPDATE rotations SET closed_at = clock_timestamp() WHERE id = $1', [id]);
      await retireIdle(write, this.secrets, credentialId);
    },
  };

  private async locked(tx: EntityManager, id: string): Promise<RotationRow> {
    const [found] = await rowsIn<{ credential_id: string }>(tx, 'SELECT credential_id FROM rotations WHERE id = $1', [
      id,
    ]);
    if (!found) throw new NotFound('rotation', id);
    await locked(tx, found.credential_id);
    const [rotation] = await rowsIn<RotationRow>(
      tx,
      `SELECT r.id, r.credential_id, c.name, r.status, r.direction, r.job_id, r.servers, r.to_version, r.closed_at,
         (SELECT max(key_version) FROM credential_versions WHERE credential_id = c.id) AS last_version
       FROM rotations r JOIN credentials c ON c.id = r.credential_id WHERE r.id = $1 FOR UPDATE OF r`,
      [id],
    );
    if (!rotation) throw new NotFound('rotation', id);
    return rotation;
  }
}

/** All that is decided of a credential's keys is decided one after the other. */
async function locked(tx: EntityManager, credentialId: string): Promise<void> {
  await rowsIn(tx, 'SELECT FROM credentials WHERE id = $1 FOR UPDATE', [credentialId]);
}

/** Those that stood still may go on. */
async function freed(tx: EntityManager, rotationId: string, trouble: 'failed' | 'waiting'): Promise<void> {
  await rowsIn(
    tx,
    `UPDATE rotation_servers SET trouble = NULL, code = NULL, message = NULL, changed_at = clock_timestamp()
     WHERE rotation_id = $1 AND trouble = $2`,
    [rotationId, trouble],
  );
}

function illegal(status: string, turn: RotationTurn): Conflict {
  const wanted = { pause: 'paused', resume: 'resumed', cancel: 'cancelled', rollback: 'rolled back', finish: 'closed' }[
    turn
  ];
  return new Conflict('rotation.illegal-turn', `A rotation that is ${status} cannot be ${wanted}.`);
}
