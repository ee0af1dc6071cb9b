import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { isAway, UnknownCommit } from '../database/away.js';
import { refusalOf, type Refusals } from '../database/constraints.js';
import type { Actor } from './actor.js';

/** In the past tense, by subject. */
export type AuditAction =
  | `server.${'created' | 'changed' | 'moved' | 'deleted' | 'restored' | 'purged' | 'reverted' | 'grouped'}`
  | `dependency.${'created' | 'deleted'}`
  | `group.${'created' | 'changed' | 'deleted'}`
  | `template.${'created' | 'changed' | 'deleted'}`
  | `maintenance.${'scheduled' | 'changed' | 'ended'}`
  | `user.${'created' | 'changed' | 'deleted'}`
  | `token.${'created' | 'deleted'}`
  | `scan.${'ordered' | 'paused' | 'resumed' | 'cancelled' | 'scheduled' | 'unscheduled' | 'imported'}`
  | `credential.${'created' | 'changed' | 'deleted' | 'tested' | 'deployed' | 'withdrawn'}`
  | `credential.${'created' | 'changed' | 'deleted' | 'rotated' | 'restored' | 'retired'}`
  | `rotation.${'ordered' | 'paused' | 'resumed' | 'cancelled' | 'halted' | 'waiting' | 'failed' | 'finished' | 'turned-back' | 'rolled-back' | 'closed'}`
  | `facts.accepted`
  | 'secret.refused'
  | `master-key.${'added' | 'rotated' | 'tested'}`
  | `host-key.${'trusted' | 'changed' | 'refused' | 'replaced' | 'deleted'}`
  | `authority.${'created' | 'changed' | 'deleted' | 'replaced' | 'retired' | 'rules-changed' | 'download-opened'}`
  | `authority.${'deployed' | 'proven' | 'refused' | 'withdrawn'}`
  | `authority.${'deployment-ordered' | 'proof-ordered' | 'withdrawal-ordered'}`
  | `certificate.${'issued' | 'revoked'}`
  | `view.${'created' | 'changed' | 'deleted'}`
  | `auth.${'login' | 'logout' | 'login-failed' | 'password-changed'}`;

export interface Entry {
  action: AuditAction;
  subject: { type: string; id: string | null; name: string | null };
  reason?: string | null;
  /** Only the fields that changed; never a secret. */
  before?: object | null;
  after?: object | null;
}

/** A transaction of one actor, and the way to say in it what was done. */
export interface Write {
  tx: EntityManager;
  record(entry: Entry): Promise<void>;
  /** Many at once: one statement for each thousand. */
  recordAll(entries: Entry[]): Promise<void>;
}

const mostAtOnce = 1_000;

/**
 * The shape of every write: one transaction that holds the change and its audit entry. The database's triggers learn
 * the actor and the reason from settings of that transaction.
 */
@Injectable()
export class Ledger {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /**
   * @throws DomainError what `refusals` says of a violated constraint, by its name
   * @throws UnknownCommit when the connection was lost before the commit was answered
   */
  async write<Result>(
    actor: Actor,
    reason: string | null,
    work: (write: Write) => Promise<Result>,
    refusals: Refusals = {},
  ): Promise<Result> {
    const stage = { isCommitting: false };
    try {
      const result = await this.db.transaction(async (tx) => {
        await actor.claim?.take(tx);
        await tx.query(`SELECT set_config('fleet.actor', $1, true), set_config('fleet.reason', $2, true)`, [
          JSON.stringify({ type: actor.type, id: actor.id, name: actor.name }),
          reason ?? '',
        ]);
        const recordAll = async (entries: Entry[]): Promise<void> => {
          for (let at = 0; at < entries.length; at += mostAtOnce)
            await insert(tx, actor, reason, entries.slice(at, at + mostAtOnce));
        };
        const done = await work({ tx, record: (entry) => recordAll([entry]), recordAll });
        stage.isCommitting = true;
        return done;
      });
      actor.claim?.hold();
      return result;
    } catch (error) {
      throw stage.isCommitting && isAway(error) ? new UnknownCommit(error) : refusalOf(error, refusals);
    }
  }
}

async function insert(tx: EntityManager, actor: Actor, reason: string | null, entries: Entry[]): Promise<void> {
  const rows = entries.map((entry) => ({
    id: uuidv7(),
    action: entry.action,
    subject_type: entry.subject.type,
    subject_id: entry.subject.id,
    subject_name: entry.subject.name,
    reason: entry.reason ?? reason,
    before: entry.before ?? null,
    after: entry.after ?? null,
  }));
  await tx.query(
    `INSERT INTO audit (actor_type, actor_id, actor_name, ip, request_id, id, action, subject_type, subject_id, subject_name, reason, before, after)
     SELECT $1, $2::uuid, $3, $4::inet, $5, entry.* FROM jsonb_to_recordset($6::jsonb) AS entry (
       id uuid, action text, subject_type text, subject_id uuid, subject_name text, reason text, before jsonb, after jsonb)`,
    [actor.type, actor.id, actor.name, actor.ip, actor.requestId, JSON.stringify(rows)],
  );
}
