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

/** Groups as they are defined. Kept in memory for as long as the database says that nothing was defined since. */
@Injectable()
export class GroupDefinitions {
  private known: { generation: string; definitions: Definitions } | undefined;

  constructor(private readonly sql: Sql) {}

  /** As they are now: what was committed before this was asked is in it. */
  async present(): Promise<Definitions> {
    const [row] = await this.sql.rows<{ generation: string }>(
      'SELECT generation FROM group_generation',
      [],
      'group-generation',
    );
    if (this.known && this.known.generation === row?.generation) return this.known.definitions;
    return this.sql.snapshot(async (client) => {
      const generation = await client.query<{ generation: string }>('SELECT generation FROM group_generation');
      const { rows } = await client.query<DefinitionRow>(`SELECT ${columns} FROM groups ORDER BY lower(name)`);
      const definitions = definitionsOf(rows);
      this.known = { generation: generation.rows[0]?.generation ?? '', definitions };
      return definitions;
    });
  }

  /** As they were when they were last asked for: to begin with, until `present` says whether it still holds. */
  get lastKnown(): Definitions | undefined {
    return this.known?.definitions;
  }

  async past(at: Date): Promise<Definitions> {
    return definitionsOf(
      await this.sql.rows<DefinitionRow>(
        `SELECT ${columns} FROM groups WHERE valid_from <= $1
         UNION ALL SELECT ${columns} FROM group_history WHERE valid_from <= $1 AND valid_to > $1 ORDER BY name`,
        [at],
        'groups-then',
      ),
    );
  }

  asOf(at: Date | undefined): Promise<Definitions> {
    return at ? this.past(at) : this.present();
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
