import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { rowsIn, Sql } from '../../database/sql.js';
import type { Definition, Definitions } from './definition.js';

interface DefinitionRow {
  id: string;
  name: string;
  description: string | null;
  query: string | null;
  children: string[];
  created_at: Date;
  updated_at: Date;
  version: number;
}

const columns = 'id, name, description, query, children, created_at, updated_at, version';

interface Known {
  generation: string;
  definitions: Definitions;
  /** When one of them was defined, changed or deleted last; -Infinity if there never was one. */
  changedAt: number;
}

/** Groups as they are defined. Kept in memory for as long as the database says that nothing was defined since. */
@Injectable()
export class GroupDefinitions {
  private known: Known | undefined;

  constructor(private readonly sql: Sql) {}

  /** As they are now: what was committed before this was asked is in it. */
  present(): Promise<Definitions> {
    return this.asOf(undefined);
  }

  /**
   * As they were at that moment, or as they are. Whoever has just read the generation need not ask for it again: what was
   * committed before it was read is in the answer.
   */
  async asOf(at: Date | undefined, generation?: string): Promise<Definitions> {
    const { definitions, changedAt } = await this.of(generation ?? (await this.generation()));
    return at && at.getTime() <= changedAt ? this.past(at) : definitions;
  }

  private async generation(): Promise<string> {
    const [row] = await this.sql.rows<{ generation: string }>(
      'SELECT generation FROM group_generation',
      [],
      'group-generation',
    );
    return row?.generation ?? '';
  }

  private async of(generation: string): Promise<Known> {
    if (this.known?.generation === generation) return this.known;
    return this.sql.snapshot(async (client) => {
      const { rows: marks } = await client.query<{ generation: string; changed_at: Date | null }>(
        `SELECT generation, greatest((SELECT max(valid_from) FROM groups), (SELECT max(valid_to) FROM group_history)) AS changed_at
         FROM group_generation`,
      );
      const { rows } = await client.query<DefinitionRow>(`SELECT ${columns} FROM groups ORDER BY lower(name)`);
      const changedAt = marks[0]?.changed_at?.getTime() ?? -Infinity;
      return (this.known = { generation: marks[0]?.generation ?? '', definitions: definitionsOf(rows), changedAt });
    });
  }

  private async past(at: Date): Promise<Definitions> {
    return definitionsOf(
      await this.sql.rows<DefinitionRow>(
        `SELECT ${columns} FROM groups WHERE valid_from <= $1
         UNION ALL SELECT ${columns} FROM group_history WHERE valid_from <= $1 AND valid_to > $1 ORDER BY name`,
        [at],
        'groups-then',
      ),
    );
  }
}

/** Within a transaction that defines: what it has written counts. */
export async function definedIn(tx: EntityManager): Promise<Definitions> {
  return definitionsOf(await rowsIn<DefinitionRow>(tx, `SELECT ${columns} FROM groups ORDER BY lower(name)`));
}

function definitionsOf(rows: DefinitionRow[]): Definitions {
  return new Map(
    rows.map(({ created_at: createdAt, updated_at: updatedAt, ...row }): [string, Definition] => [
      row.id,
      { ...row, createdAt, updatedAt },
    ]),
  );
}
