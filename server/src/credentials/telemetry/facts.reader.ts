import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import type { FactsView } from './facts.dto.js';
import { valuesOf, type FactField, type Facts, type FactValue, type FactValues } from './facts.js';

interface FactsRow {
  os: object | null;
  hardware: object | null;
  facts: Facts | null;
  observed_at: Date | null;
  filled: FactValues | null;
  drift: FactField[] | null;
}

/** What stays as it is, is not written each time: when a server said so last, its check knows. */
const factsOfServer = `
  SELECT s.os, s.hardware, f.facts, f.filled, f.drift, greatest(f.observed_at, looked.last_up_at) AS observed_at
  FROM servers s LEFT JOIN observed_facts f ON f.server_id = s.id
    LEFT JOIN LATERAL (SELECT max(last_up_at) AS last_up_at FROM checks c
      WHERE c.server_id = f.server_id AND c.type = 'telemetry') looked ON TRUE
  WHERE s.id = $1`;

/** What was observed of a server, beside what is declared of it. */
@Injectable()
export class FactsReader {
  constructor(private readonly sql: Sql) {}

  /** @throws NotFound */
  async of(serverId: string): Promise<FactsView> {
    const [row] = await this.sql.rows<FactsRow>(factsOfServer, [serverId], 'facts-of-server');
    if (!row) throw new NotFound('server', serverId);
    if (!row.facts) return { observedAt: null, facts: null, drift: [], filled: [] };
    const { os, hardware } = row.facts;
    const [declared, observed] = [valuesOf(row), valuesOf(row.facts)];
    return {
      observedAt: row.observed_at?.toISOString() ?? null,
      facts: { os, hardware },
      drift: (row.drift ?? []).map((field) => ({
        field,
        declared: declared[field] as FactValue,
        observed: observed[field] as FactValue,
      })),
      filled: Object.keys(row.filled ?? {}).sort() as FactField[],
    };
  }
}
