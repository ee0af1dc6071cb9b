import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { systemActor, type Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { Conflict, NotFound, Unavailable } from '../../http/domain-error.js';
import { sealed } from '../../http/sealed.js';
import { MasterKeys, type MasterKey } from './master-keys.js';
import { nameOf, type Place } from './place.js';
import { contentOf, type SecretRow } from './sealed-secret.js';

type FoundSecret = Pick<SecretRow, 'master_key_id' | 'data_key' | 'content'> & { is_known: boolean };

/** What must not be read by whoever has the database: each sealed with a key of its own, which the master key wraps. */
@Injectable()
export class Secrets {
  constructor(
    private readonly keys: MasterKeys,
    private readonly sql: Sql,
    private readonly ledger: Ledger,
  ) {}

  /** The content is zeroed: it is not needed any more. @throws Unavailable while the master key cannot be reached */
  async put(tx: EntityManager, place: Place, content: Buffer): Promise<void> {
    const dataKey = randomBytes(32);
    try {
      const masterKey = await this.current(tx);
      await rowsIn(
        tx,
        'INSERT INTO secrets (kind, subject_id, version, master_key_id, data_key, content) VALUES ($1, $2, $3, $4, $5, $6)',
        [
          place.kind,
          place.id,
          place.version,
          masterKey.id,
          await masterKey.wrap(dataKey, nameOf(place)),
          sealed(content, dataKey, nameOf(place)),
        ],
      );
    } finally {
      dataKey.fill(0);
      content.fill(0);
    }
  }

  /**
   * Lends what was put there for as long as the work takes, then zeroes it. That it does not open is put down in the audit.
   * @throws NotFound when there is none @throws Conflict when it does not open @throws Unavailable while the master key cannot be reached
   */
  async use<Result>(
    place: Place,
    work: (content: Buffer) => Promise<Result> | Result,
    actor: Actor = systemActor('secrets'),
  ): Promise<Result> {
    const [row] = await this.sql.rows<FoundSecret>(
      `SELECT s.master_key_id, s.data_key, s.content, EXISTS (SELECT FROM master_keys m WHERE m.id = s.master_key_id) AS is_known
       FROM secrets s WHERE s.kind = $1 AND s.subject_id = $2 AND s.version = $3`,
      [place.kind, place.id, place.version],
    );
    if (!row) throw new NotFound('secret', nameOf(place));
    const masterKey = await this.keys.find(row.master_key_id);
    if (!masterKey && row.is_known) throw this.notAtHand(row.master_key_id);
    const content = masterKey && (await contentOf(row, masterKey, place));
    if (!content) return this.refuse(place, actor);
    try {
      return await work(content);
    } finally {
      content.fill(0);
    }
  }

  async forget(tx: EntityManager, place: Place): Promise<void> {
    await rowsIn(tx, 'DELETE FROM secrets WHERE kind = $1 AND subject_id = $2 AND version = $3', [
      place.kind,
      place.id,
      place.version,
    ]);
  }

  /**
   * Held until the transaction ends: a rotation that makes another key the current one waits for whoever wraps with this one,
   * so that none is left behind. Who waited for such a rotation finds the former key current no more, and asks again.
   */
  private async current(tx: EntityManager): Promise<MasterKey> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const [row] = await rowsIn<{ id: string }>(
        tx,
        `SELECT id FROM master_keys WHERE state = 'current' FOR SHARE`,
        [],
        'current-master-key',
      );
      if (!row) continue;
      const masterKey = await this.keys.find(row.id);
      if (masterKey) return masterKey;
      throw this.notAtHand(row.id);
    }
    throw new Error('No master key is current: the start did not look at it.');
  }

  /** In a transaction of its own: what it was asked for comes to nothing. */
  private async refuse(place: Place, actor: Actor): Promise<never> {
    const { kind, id, version } = place;
    await this.ledger.write({ ...actor, claim: undefined }, null, ({ record }) =>
      record({ action: 'secret.refused', subject: { type: kind, id, name: nameOf(place) }, after: { version } }),
    );
    throw new Conflict(
      'secret.unreadable',
      `The secret of ${nameOf(place)} does not open: it was altered, cut, or moved there from elsewhere.`,
    );
  }

  private notAtHand(id: string): Unavailable {
    return new Unavailable(
      'master-key.not-at-hand',
      `The master key ${id} is needed, and this process does not find it in ${this.keys.whereabouts}.`,
    );
  }
}
