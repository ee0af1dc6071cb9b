import { Injectable } from '@nestjs/common';
import { countedTo } from '../database/keyset.js';
import { Sql, statementName } from '../database/sql.js';
import type { Total } from '../http/page.js';
import { rowsFor } from './server-rows.js';

/** How long an estimate is repeated. It follows the planner's statistics, and those the fleet by the minute. */
const repeatedMs = 15_000;
const mostRemembered = 1_000;

/** How many servers match. */
@Injectable()
export class Totals {
  private readonly estimates = new Map<string, { total: Total; until: number }>();

  constructor(private readonly sql: Sql) {}

  /** Exact to 10,000; beyond that the planner's estimate, so that a page never waits for a count of the whole fleet. */
  async of(where: string, params: unknown[]): Promise<Total> {
    const counting = `SELECT count(*)::integer AS count FROM (SELECT FROM ${rowsFor(where)} WHERE ${where} LIMIT ${countedTo + 1}) counted`;
    const [row] = await this.sql.rows<{ count: number }>(
      counting,
      params,
      params.length === 0 ? statementName(counting) : undefined,
    );
    const count = row?.count ?? 0;
    return count <= countedTo ? { value: count, exact: true } : this.ofMany(where, params);
  }

  /** Of what was just counted to be more than is counted. Who turns pages is not told another number with each. */
  async ofMany(where: string, params: unknown[]): Promise<Total> {
    const key = keyOf(where, params);
    const known = this.remembered(key);
    if (known) return known;
    const total = await this.estimated(where, params);
    if (this.estimates.size >= mostRemembered) this.estimates.clear();
    this.estimates.set(key, { total, until: Date.now() + repeatedMs });
    return total;
  }

  /** Whether they were more than is counted a moment ago, and most likely still are. */
  wereMany(where: string, params: unknown[]): boolean {
    return this.remembered(keyOf(where, params)) !== undefined;
  }

  /** What was remembered of them does not hold any more. */
  areFew(where: string, params: unknown[]): void {
    this.estimates.delete(keyOf(where, params));
  }

  /** By the planner alone; only good for what is known to be more than is counted. */
  async estimated(where: string, params: unknown[]): Promise<Total> {
    const [plan] = await this.sql.rows<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
      `EXPLAIN (FORMAT JSON) SELECT FROM ${rowsFor(where)} WHERE ${where}`,
      params,
    );
    return { value: Math.max(countedTo + 1, plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0), exact: false };
  }

  private remembered(key: string): Total | undefined {
    const known = this.estimates.get(key);
    return known && known.until > Date.now() ? known.total : undefined;
  }
}

function keyOf(where: string, params: unknown[]): string {
  return JSON.stringify([where, params]);
}
