import { Injectable, Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { isDeadlock } from '../database/constraints.js';
import { Sql } from '../database/sql.js';
import type { HealthStatus } from '../inventory/health.dto.js';
import { verdictOf, type JudgedCheck } from './rollup.js';

/** One look and what it made of its check. */
export interface Result {
  checkId: string;
  serverId: string;
  at: number;
  latencyMs: number | null;
  isUp: boolean;
  status: HealthStatus;
  history: number;
  unseen: number;
  code: string;
  message: string;
  observed: object | null;
  /** What it observed is another each time, however steady its verdict. */
  isAnew: boolean;
  /** Nothing changed but the time and the latency: the short statement will do. */
  isSteady: boolean;
}

const steady = `
  UPDATE checks c SET checked_at = to_timestamp(r.at / 1000), latency_ms = r.latency, history = r.history,
    last_up_at = CASE WHEN r.up THEN to_timestamp(r.at / 1000) ELSE c.last_up_at END
  FROM unnest($1::bigint[], $2::float8[], $3::real[], $4::integer[], $5::boolean[]) AS r (id, at, latency, history, up)
  WHERE c.id = r.id`;

const steadyAnew = `
  UPDATE checks c SET checked_at = to_timestamp(r.at / 1000), latency_ms = r.latency, history = r.history,
    last_up_at = CASE WHEN r.up THEN to_timestamp(r.at / 1000) ELSE c.last_up_at END, message = r.message, observed = r.observed
  FROM unnest($1::bigint[], $2::float8[], $3::real[], $4::integer[], $5::boolean[], $6::text[], $7::jsonb[])
    AS r (id, at, latency, history, up, message, observed)
  WHERE c.id = r.id`;

const changed = `
  UPDATE checks c SET checked_at = CASE WHEN r.unseen = 0 THEN to_timestamp(r.at / 1000) ELSE c.checked_at END,
    latency_ms = r.latency, history = r.history, last_up_at = CASE WHEN r.up THEN to_timestamp(r.at / 1000) ELSE c.last_up_at END,
    since = CASE WHEN c.status = r.status THEN c.since ELSE to_timestamp(r.at / 1000) END,
    status = r.status, unseen = r.unseen, code = r.code, message = r.message, observed = r.observed
  FROM unnest($1::bigint[], $2::float8[], $3::real[], $4::integer[], $5::boolean[], $6::text[], $7::smallint[], $8::text[], $9::text[], $10::jsonb[])
    AS r (id, at, latency, history, up, status, unseen, code, message, observed)
  WHERE c.id = r.id RETURNING c.server_id`;

interface HealthRow {
  server_id: string;
  status: HealthStatus;
  flapping: boolean;
  cause: string | null;
}

const retries = 3;

/**
 * Writes what a sweep saw, some hundred checks at a time. A check whose server was retired meanwhile has no row any more,
 * and its late result falls to the ground.
 */
@Injectable()
export class Batches {
  private readonly log = new Logger('monitor');

  constructor(private readonly sql: Sql) {}

  async write(results: Result[]): Promise<void> {
    const quiet = results.filter((result) => result.isSteady && !result.isAnew);
    const anew = results.filter((result) => result.isSteady && result.isAnew);
    const news = results.filter((result) => !result.isSteady);
    for (let attempt = 1; ; attempt++) {
      try {
        if (quiet.length > 0) await this.sql.rowsAfterTurns(steady, stateColumns(quiet), 'batch-steady');
        if (anew.length > 0) await this.sql.rows(steadyAnew, anewColumns(anew), 'batch-anew');
        if (news.length > 0) await this.sql.transaction((client) => this.writeNews(client, news));
        return;
      } catch (error) {
        if (attempt === retries || !isDeadlock(error)) throw error;
        this.log.warn('two batches met in a deadlock; writing again');
      }
    }
  }

  private async writeNews(client: PoolClient, news: Result[]): Promise<void> {
    const values = [
      ...stateColumns(news),
      news.map((r) => r.status),
      news.map((r) => r.unseen),
      news.map((r) => r.code),
      news.map((r) => r.message),
      news.map(observedOf),
    ];
    const { rows } = await client.query<{ server_id: string }>({ name: 'batch-changed', text: changed, values });
    const serverIds = [...new Set(rows.map((row) => row.server_id))].sort();
    if (serverIds.length > 0) await this.judge(client, serverIds);
  }

  /** Locks the servers' health first and reads their checks then, so that of two batches the second sees the first. */
  private async judge(client: PoolClient, serverIds: string[]): Promise<void> {
    const { rows: known } = await client.query<HealthRow>(
      'SELECT server_id, status, flapping, cause FROM server_health WHERE server_id = ANY ($1::uuid[]) ORDER BY server_id FOR UPDATE',
      [serverIds],
    );
    const { rows: checks } = await client.query<JudgedCheck & { server_id: string }>(
      `SELECT server_id, name, status, history, unseen, code, message, latency_ms AS "latencyMs", settings ->> 'severity' AS severity,
         (settings ->> 'failAfter')::integer AS "failAfter", (settings ->> 'recoverAfter')::integer AS "recoverAfter", (settings ->> 'warnMs')::integer AS "warnMs"
       FROM checks WHERE server_id = ANY ($1::uuid[]) ORDER BY server_id, ordinal`,
      [serverIds],
    );
    const checksOf = Map.groupBy(checks, (check) => check.server_id);
    const verdicts = known.flatMap((health) => {
      const own = checksOf.get(health.server_id);
      if (!own) return [];
      const verdict = verdictOf(own, health.flapping);
      const isNews =
        verdict.status !== health.status || verdict.flapping !== health.flapping || verdict.cause !== health.cause;
      return isNews ? [{ serverId: health.server_id, ...verdict }] : [];
    });
    if (verdicts.length === 0) return;
    await client.query(
      `UPDATE server_health h SET status = v.status, flapping = v.flapping, cause = v.cause, reason = v.reason,
         since = CASE WHEN h.status = v.status THEN h.since ELSE clock_timestamp() END
       FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::text[], $5::text[]) AS v (id, status, flapping, cause, reason) WHERE h.server_id = v.id`,
      [
        verdicts.map((v) => v.serverId),
        verdicts.map((v) => v.status),
        verdicts.map((v) => v.flapping),
        verdicts.map((v) => v.cause),
        verdicts.map((v) => v.reason),
      ],
    );
  }
}

function anewColumns(results: Result[]): unknown[] {
  return [...stateColumns(results), results.map((r) => r.message), results.map(observedOf)];
}

function observedOf({ observed }: Result): string | null {
  return observed ? JSON.stringify(observed) : null;
}

function stateColumns(results: Result[]): unknown[] {
  return [
    list(results.map((r) => r.checkId)),
    list(results.map((r) => r.at)),
    list(results.map((r) => r.latencyMs ?? 'NULL')),
    list(results.map((r) => r.history)),
    list(results.map((r) => r.isUp)),
  ];
}

/** An array as PostgreSQL reads it. Numbers need no escaping, and this is the hottest path there is. */
function list(values: (number | string | boolean)[]): string {
  return `{${values.join(',')}}`;
}
