import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger } from '@nestjs/common';
import { systemActor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { changeAll } from '../../inventory/bulk/server-batches.js';
import { changed } from '../../inventory/declared-fields.js';
import {
  factsOf,
  filling,
  fillingsAfter,
  groupsOf,
  mayFill,
  valuesOf,
  type Facts,
  type FactField,
  type FactValues,
} from './facts.js';
import type { Telemetry } from './telemetry.js';

/** What a check saw of a server. */
export interface Observation {
  checkId: string;
  serverId: string;
  /** In ms since the epoch. */
  at: number;
  telemetry: Telemetry;
}

interface FactsRow {
  server_id: string;
  facts: Facts;
  observed_at: Date;
  filled: FactValues;
  fillings: Date[];
}

/** Facts that stay as they are are written down so often. */
const steadyMs = 3_600_000;
const actor = systemActor('telemetry');
const reason = 'observed on the server';

/**
 * Keeps what servers say of themselves, and fills with it what nobody declared. Some hundred at a time, and only those that say
 * something else than before.
 */
@Injectable()
export class ObservedFacts {
  private readonly log = new Logger('telemetry');

  constructor(
    private readonly sql: Sql,
    private readonly ledger: Ledger,
  ) {}

  /** Never rejects: what could not be kept comes again with the next look. */
  async keep(observations: Observation[]): Promise<void> {
    if (observations.length === 0) return;
    try {
      const latest = new Map(observations.map((each) => [each.serverId, each]));
      const news = await this.newsAmong([...latest.values()]);
      if (news.length > 0) await this.ledger.write(actor, reason, (write) => written(write, news));
    } catch (error) {
      this.log.error(`could not keep the facts of ${observations.length} servers: ${(error as Error).message}`);
    }
  }

  private async newsAmong(observations: Observation[]): Promise<Observation[]> {
    const rows = await this.sql.rows<Pick<FactsRow, 'server_id' | 'facts' | 'observed_at'>>(
      'SELECT server_id, facts, observed_at FROM observed_facts WHERE server_id = ANY ($1::uuid[])',
      [observations.map(({ serverId }) => serverId)],
      'facts-known',
    );
    const known = new Map(rows.map((row) => [row.server_id, row]));
    return observations.filter(({ serverId, telemetry, at }) => {
      const before = known.get(serverId);
      if (!before || !isDeepStrictEqual(before.facts, factsOf(telemetry))) return true;
      return at - before.observed_at.getTime() >= steadyMs;
    });
  }
}

/**
 * Takes the servers' locks first: from there on a server that is retired, or whose address is another, has lost the check that looked,
 * and what it saw falls to the ground.
 */
async function written(write: Write, news: Observation[]): Promise<void> {
  const { tx } = write;
  const ids = news.map(({ serverId }) => serverId);
  await rowsIn(tx, 'SELECT FROM servers WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
  const watching = await rowsIn<{ id: string }>(tx, 'SELECT id FROM checks WHERE id = ANY ($1::bigint[])', [
    news.map(({ checkId }) => checkId),
  ]);
  const isWatching = new Set(watching.map(({ id }) => id));
  const valid = new Map(news.filter(({ checkId }) => isWatching.has(checkId)).map((each) => [each.serverId, each]));
  const rows = await rowsIn<FactsRow>(tx, 'SELECT * FROM observed_facts WHERE server_id = ANY ($1::uuid[])', [ids]);
  const known = new Map(rows.map((row) => [row.server_id, row]));
  const kept: FactsRow[] = [];
  await changeAll(write, [...valid.keys()], {
    action: 'server.changed',
    apply: (server) => {
      const { telemetry, at } = valid.get(server.id) as Observation;
      const facts = factsOf(telemetry);
      const { filled = {}, fillings = [] } = known.get(server.id) ?? {};
      const declared = valuesOf(server);
      const now = new Date(at);
      const values = mayFill(fillings, now) ? filling(declared, filled, valuesOf(facts)) : {};
      const isFilling = Object.keys(values).length > 0;
      kept.push({
        server_id: server.id,
        facts,
        observed_at: now,
        filled: { ...standing(filled, declared), ...values },
        fillings: isFilling ? fillingsAfter(fillings, now) : fillings,
      });
      return isFilling ? changed(server, groupsOf(values)) : {};
    },
  });
  await rowsIn(
    tx,
    `INSERT INTO observed_facts (server_id, facts, observed_at, filled, fillings)
     SELECT server_id, facts, observed_at, filled, fillings
     FROM jsonb_to_recordset($1) AS r (server_id uuid, facts jsonb, observed_at timestamptz, filled jsonb, fillings timestamptz[])
     ON CONFLICT ON CONSTRAINT observed_facts_of_server DO UPDATE SET
       facts = excluded.facts, observed_at = excluded.observed_at, filled = excluded.filled, fillings = excluded.fillings`,
    [JSON.stringify(kept)],
  );
}

/** What was filled and still stands as it was. */
function standing(filled: FactValues, declared: FactValues): FactValues {
  return Object.fromEntries(Object.entries(filled).filter(([field, value]) => declared[field as FactField] === value));
}
