import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import type { Outcome } from './outcome.js';

/** What a change set did to a server beside its row. */
export interface CompanionTrace {
  before: object;
  after: object;
  /** Somebody changed it later. */
  changedSince: boolean;
}

/** Something about servers that a change set may change and that does not stand in their rows, such as the groups that they are in. */
export interface Companion {
  /** A SELECT of the ids of the servers that the change set ($1) touched. */
  touched: string;
  /** By the server's id. */
  tracesOf(tx: EntityManager, changeSetId: string, ids: string[]): Promise<ReadonlyMap<string, CompanionTrace>>;
  /** Takes it back for these servers, at most some hundred, all of which it touched. */
  revert(write: Write, changeSetId: string, ids: string[], ifMatch: ReadonlyMap<string, string>): Promise<Outcome[]>;
}

/** Rooms above add theirs while the app is put together. A change set writes either the rows of a server or one of these. */
@Injectable()
export class Companions {
  private readonly companions: Companion[] = [];

  register(companion: Companion): void {
    this.companions.push(companion);
  }

  /** The servers that a change set touched in whatever way, in order of id. */
  async touched(tx: EntityManager, changeSetId: string, after?: string, limit?: number): Promise<string[]> {
    const selects = [
      'SELECT id FROM servers WHERE change_set_id = $1',
      'SELECT id FROM server_history WHERE change_set_id = $1',
      ...this.companions.map(({ touched }) => touched),
    ];
    const rows = await rowsIn<{ id: string }>(
      tx,
      `SELECT id FROM (${selects.join(' UNION ')}) touched (id) WHERE $2::uuid IS NULL OR id > $2 ORDER BY id LIMIT $3`,
      [changeSetId, after ?? null, limit ?? null],
    );
    return rows.map(({ id }) => id);
  }

  async tracesOf(tx: EntityManager, changeSetId: string, ids: string[]): Promise<Map<string, CompanionTrace>> {
    const traces = new Map<string, CompanionTrace>();
    for (const companion of this.companions)
      for (const [id, trace] of await companion.tracesOf(tx, changeSetId, ids)) traces.set(id, trace);
    return traces;
  }

  /** What became of those of the servers that it touched beside their rows. */
  async revert(
    write: Write,
    changeSetId: string,
    ids: string[],
    ifMatch: ReadonlyMap<string, string>,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const companion of this.companions) {
      const traces = await companion.tracesOf(write.tx, changeSetId, ids);
      const touched = ids.filter((id) => traces.has(id));
      if (touched.length > 0) outcomes.push(...(await companion.revert(write, changeSetId, touched, ifMatch)));
    }
    return outcomes;
  }
}
