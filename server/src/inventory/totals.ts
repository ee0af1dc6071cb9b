import { Injectable } from '@nestjs/common';
import { countedTo } from '../database/keyset.js';
import { Sql, statementName } from '../database/sql.js';
import type { Total } from '../http/page.js';
import { rowsFor } from './server-rows.js';

/** How many servers match. */
@Injectable()
export class Totals {
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
    return count <= countedTo ? { value: count, exact: true } : this.estimated(where, params);
  }

  /** Of what is known to be more than is counted. */
  async estimated(where: string, params: unknown[]): Promise<Total> {
    const [plan] = await this.sql.rows<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
      `EXPLAIN (FORMAT JSON) SELECT FROM ${rowsFor(where)} WHERE ${where}`,
      params,
    );
    return { value: Math.max(countedTo + 1, plan?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0), exact: false };
  }
}
