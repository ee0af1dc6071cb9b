import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { refusalOf, type Refusals } from '../database/constraints.js';
import type { Actor } from './actor.js';
import { AuditEntry } from './audit-entry.entity.js';

/** In the past tense, by subject. */
export type AuditAction =
  | `server.${'created' | 'changed' | 'moved' | 'deleted' | 'restored' | 'purged'}`
  | `dependency.${'created' | 'deleted'}`
  | `user.${'created' | 'changed' | 'deleted'}`
  | `token.${'created' | 'deleted'}`
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
}

/**
 * The shape of every write: one transaction that holds the change and its audit entry. The database's triggers learn
 * the actor and the reason from settings of that transaction.
 */
@Injectable()
export class Ledger {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** @throws DomainError what `refusals` says of a violated constraint, by its name */
  async write<Result>(
    actor: Actor,
    reason: string | null,
    work: (write: Write) => Promise<Result>,
    refusals: Refusals = {},
  ): Promise<Result> {
    try {
      return await this.db.transaction(async (tx) => {
        await tx.query(`SELECT set_config('fleet.actor', $1, true), set_config('fleet.reason', $2, true)`, [
          JSON.stringify({ type: actor.type, id: actor.id, name: actor.name }),
          reason ?? '',
        ]);
        return work({ tx, record: (entry) => record(tx, actor, { reason, ...entry }) });
      });
    } catch (error) {
      throw refusalOf(error, refusals);
    }
  }
}

async function record(tx: EntityManager, actor: Actor, entry: Entry): Promise<void> {
  await tx.insert(AuditEntry, {
    id: uuidv7(),
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    ip: actor.ip,
    requestId: actor.requestId,
    action: entry.action,
    subjectType: entry.subject.type,
    subjectId: entry.subject.id,
    subjectName: entry.subject.name,
    reason: entry.reason ?? null,
    before: entry.before ?? null,
    after: entry.after ?? null,
  });
}
