import type { DataSource } from 'typeorm';
import type { Actor } from '../../audit/actor.js';
import type { Ledger } from '../../audit/ledger.js';
import { rowsIn, type Sql } from '../../database/sql.js';
import { Conflict } from '../../http/domain-error.js';
import { canaryOf } from './canary.js';
import type { MasterKey, MasterKeys } from './master-keys.js';
import { nameOf, type Place } from './place.js';
import { Rewrapping } from './rewrapping.js';

/** Any number, the same in every process: one rotation at a time. */
const rotationLock = 4_716_019;

export interface RotationOutcome {
  /** Of the key that wraps everything now, or should. */
  id: string;
  rewrapped: number;
  /** What does not open, and so is still wrapped by a former key. */
  unreadable: Place[];
  /** What is left to do for a person. */
  advice?: string;
}

/**
 * Leads to another master key while the service runs. Each step is committed by itself and found again by what it left, so a rotation
 * that was killed anywhere goes on when it is begun again: a newer key at hand, made current, everything re-wrapped and looked at,
 * the former keys retired, and thrown away.
 */
export class Rotation {
  constructor(
    private readonly db: DataSource,
    private readonly sql: Sql,
    private readonly ledger: Ledger,
    private readonly keys: MasterKeys,
    private readonly actor: Actor,
  ) {}

  /** @throws Conflict while another one is under way, or when only a person can make a newer key */
  async rotate(say: (sentence: string) => void): Promise<RotationOutcome> {
    const lock = this.db.createQueryRunner();
    try {
      const [taken] = (await lock.query('SELECT pg_try_advisory_lock($1) AS taken', [rotationLock])) as {
        taken: boolean;
      }[];
      if (!taken?.taken) throw new Conflict('master-key.rotating', 'Another rotation of the master key is under way.');
      return await this.alone(say);
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [rotationLock]).catch(() => undefined);
      await lock.release();
    }
  }

  private async alone(say: (sentence: string) => void): Promise<RotationOutcome> {
    const target = await this.target(say);
    await this.makeCurrent(target);
    say(`New secrets are wrapped with ${target.id}.`);
    const rewrapping = new Rewrapping(this.sql, this.keys, target, say);
    const { rewrapped, unreadable } = await rewrapping.run();
    if (unreadable.length > 0) {
      await this.refuse(unreadable);
      return { id: target.id, rewrapped, unreadable };
    }
    const altered = await rewrapping.verify();
    if (altered.length > 0) {
      await this.refuse(altered);
      return { id: target.id, rewrapped, unreadable: altered };
    }
    const retired = await this.retire(target, rewrapped);
    if (retired.length > 0) say(`${retired.join(', ')} ${retired.length === 1 ? 'wraps' : 'wrap'} nothing any more.`);
    return { id: target.id, rewrapped, unreadable: [], advice: await this.keys.discardSpare() };
  }

  /** The newest key, when a rotation to it was begun and not ended, or somebody put it there; else one that is made now. */
  private async target(say: (sentence: string) => void): Promise<MasterKey> {
    const [newest, spare] = [await this.keys.newest(), await this.keys.spare()];
    const [{ is_done: isDone } = { is_done: false }] = await this.sql.rows<{ is_done: boolean }>(
      `SELECT EXISTS (SELECT FROM master_keys WHERE state = 'current' AND id = $1)
          AND NOT EXISTS (SELECT FROM master_keys WHERE state = 'retiring' OR (state = 'retired' AND id = ANY ($2)))
          AND NOT EXISTS (SELECT FROM secrets WHERE master_key_id <> $1) AS is_done`,
      [newest.id, spare],
    );
    if (!isDone) {
      say(`Going on to ${newest.id}, the newest master key in ${this.keys.whereabouts}.`);
      return newest;
    }
    const made = await this.keys.renewed();
    say(`${made.id}, a new master key, is in ${this.keys.whereabouts}.`);
    return made;
  }

  /** Waits for every transaction that wraps with the former one. */
  private async makeCurrent(target: MasterKey): Promise<void> {
    const canary = await canaryOf(target);
    await this.ledger.write(this.actor, null, async ({ tx, record }) => {
      const [current] = await rowsIn<{ id: string }>(
        tx,
        `SELECT id FROM master_keys WHERE state = 'current' FOR UPDATE`,
      );
      if (current?.id === target.id) return;
      await rowsIn(tx, `UPDATE master_keys SET state = 'retiring' WHERE state = 'current' RETURNING id`);
      await rowsIn(
        tx,
        `INSERT INTO master_keys (id, provider, canary, state) VALUES ($1, $2, $3, 'current')
         ON CONFLICT ON CONSTRAINT master_keys_id DO UPDATE SET state = 'current', canary = excluded.canary, retired_at = NULL
         RETURNING id`,
        [target.id, target.provider, canary],
      );
      await record({
        action: 'master-key.added',
        subject: { type: 'master-key', id: null, name: target.id },
        before: current ? { id: current.id } : null,
        after: { id: target.id, provider: target.provider },
      });
    });
  }

  /** Those that wrap nothing any more. */
  private retire(target: MasterKey, rewrapped: number): Promise<string[]> {
    return this.ledger.write(this.actor, null, async ({ tx, record }) => {
      const retiring = await rowsIn<{ id: string }>(
        tx,
        `SELECT id FROM master_keys WHERE state = 'retiring' FOR UPDATE`,
      );
      const ids = retiring.map(({ id }) => id);
      if (ids.length === 0) return ids;
      await rowsIn(
        tx,
        `UPDATE master_keys SET state = 'retired', retired_at = clock_timestamp() WHERE id = ANY ($1) RETURNING id`,
        [ids],
      );
      await record({
        action: 'master-key.rotated',
        subject: { type: 'master-key', id: null, name: target.id },
        before: { ids },
        after: { id: target.id, rewrapped },
      });
      return ids;
    });
  }

  private async refuse(places: readonly Place[]): Promise<void> {
    await this.ledger.write(this.actor, null, ({ recordAll }) =>
      recordAll(
        places.map((place) => ({
          action: 'secret.refused',
          subject: { type: place.kind, id: place.id, name: nameOf(place) },
          after: { version: place.version },
        })),
      ),
    );
  }
}
