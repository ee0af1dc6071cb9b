import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/actor.js';
import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import type { Counts } from './outcome.js';

interface Undertaking {
  kind: string;
  title: string;
  request: object;
  total: number;
  revertsId?: string;
}

/** One undertaking that touches many servers. What a transaction writes after `begin` or `join` belongs to it. */
@Injectable()
export class ChangeSets {
  async begin(
    write: Write,
    actor: Actor,
    reason: string | null,
    { kind, title, request, total, revertsId }: Undertaking,
  ): Promise<string> {
    const id = uuidv7();
    await rowsIn(
      write.tx,
      'INSERT INTO change_sets (id, kind, title, reason, actor, request, total, reverts_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [
        ...[id, kind, title, reason],
        JSON.stringify({ type: actor.type, id: actor.id, name: actor.name }),
        JSON.stringify(request),
        total,
        revertsId ?? null,
      ],
    );
    await this.join(write, id);
    return id;
  }

  /** For a further transaction of the same undertaking. */
  async join(write: Write, id: string): Promise<void> {
    await rowsIn(write.tx, `SELECT set_config('fleet.change_set', $1, true)`, [id]);
  }

  async count(write: Write, id: string, { changed, failed }: Counts): Promise<void> {
    await rowsIn(write.tx, 'UPDATE change_sets SET changed = changed + $2, failed = failed + $3 WHERE id = $1', [
      id,
      changed,
      failed,
    ]);
  }

  /** For an undertaking that learns what it is while it goes on: what is said of it up to now. */
  async grow(write: Write, id: string, title: string, { total, changed, failed }: Counts): Promise<void> {
    await rowsIn(write.tx, 'UPDATE change_sets SET title = $2, total = $3, changed = $4, failed = $5 WHERE id = $1', [
      ...[id, title, total, changed, failed],
    ]);
  }

  async finish(write: Write, id: string): Promise<void> {
    await rowsIn(write.tx, 'UPDATE change_sets SET finished_at = clock_timestamp() WHERE id = $1', [id]);
  }
}
