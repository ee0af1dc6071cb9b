import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { Conflict, NotFound } from '../../http/domain-error.js';
import { opened, sealed } from '../../http/sealed.js';

/** Whose secret it is. What is sealed for one place does not open at another. */
export interface Place {
  kind: 'credential' | 'authority';
  id: string;
  version: number;
}

/** What must not be read by whoever has the database: each sealed with a key of its own, which the master key wraps. */
@Injectable()
export class Secrets {
  private readonly masterKey: Buffer;
  private readonly masterKeyId: string;

  constructor(
    @Inject(CONFIG) { masterKey }: Config,
    private readonly sql: Sql,
  ) {
    this.masterKey = masterKey;
    this.masterKeyId = createHash('sha256').update('fleet master key').update(masterKey).digest('hex').slice(0, 16);
  }

  /** The content is zeroed: it is not needed any more. */
  async put(tx: EntityManager, place: Place, content: Buffer): Promise<void> {
    const dataKey = randomBytes(32);
    try {
      await rowsIn(
        tx,
        'INSERT INTO secrets (kind, subject_id, version, master_key_id, data_key, content) VALUES ($1, $2, $3, $4, $5, $6)',
        [
          place.kind,
          place.id,
          place.version,
          this.masterKeyId,
          sealed(dataKey, this.masterKey, nameOf(place)),
          sealed(content, dataKey, nameOf(place)),
        ],
      );
    } finally {
      dataKey.fill(0);
      content.fill(0);
    }
  }

  /**
   * Lends what was put there for as long as the work takes, then zeroes it.
   * @throws NotFound when there is none @throws Conflict when it does not open
   */
  async use<Result>(place: Place, work: (content: Buffer) => Promise<Result> | Result): Promise<Result> {
    const [row] = await this.sql.rows<{ data_key: Buffer; content: Buffer }>(
      'SELECT data_key, content FROM secrets WHERE kind = $1 AND subject_id = $2 AND version = $3',
      [place.kind, place.id, place.version],
    );
    if (!row) throw new NotFound('secret', nameOf(place));
    const dataKey = opened(row.data_key, this.masterKey, nameOf(place));
    const content = dataKey && opened(row.content, dataKey, nameOf(place));
    dataKey?.fill(0);
    if (!content) throw new Conflict('secret.unreadable', `The secret of ${nameOf(place)} does not open.`);
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
}

function nameOf({ kind, id, version }: Place): string {
  return `${kind} ${id} version ${version}`;
}
