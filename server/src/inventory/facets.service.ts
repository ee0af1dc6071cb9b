import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Sql, statementName } from '../database/sql.js';
import { rowsAt } from './as-of.js';
import { sampled } from './even-sample.js';
import type { Facets, FacetsQuery, FacetValue } from './facets.dto.js';
import { living, Search } from './search/search.service.js';
import { spelling } from './search/spelling.js';
import { rowsFor } from './server-rows.js';

/** The words of a server that are compared without regard to case, and so are counted without. */
const words = ['environment', 'region', 'site', 'role', 'owner'];

/** Beyond so many, counting one by one takes seconds, and a share is known well enough from fewer. */
const countedOneByOne = 50_000;

interface Counted {
  field: string;
  value: string | null;
  count: number;
}

/** The servers that a query finds, and where they come from. */
interface Found {
  where: string;
  params: unknown[];
  rows: (clause: string) => string;
}

/** How the servers that a query finds are spread. */
@Injectable()
export class FacetsService {
  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
  ) {}

  /** All counts are of one moment. */
  async facets({ q = '', limit = 12, asOf }: FacetsQuery): Promise<Facets> {
    const params: unknown[] = asOf ? [asOf] : [];
    const where = await this.search.compiled(q, params, { at: asOf });
    const rows = asOf ? (clause: string) => rowsAt('$1', [clause]) : rowsFor;
    return this.sql.transaction(async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const axes = await countsOfAxes(client, { where, params, rows });
      const total = axes.filter(({ field }) => field === 'lifecycle').reduce((sum, { count }) => sum + count, 0);
      const exact = total <= countedOneByOne;
      const part = exact ? 'TRUE' : sampled(total);
      const others = await countsOfOthers(client, { where: `${where} AND ${part}`, params, rows }, limit, total);
      const facets = ['health', 'lifecycle', ...words, 'tag'].map((field) => {
        const values = [...axes, ...others].filter((counted) => counted.field === field);
        return { field, values: values.slice(0, limit).map(valueOf), more: values.length > limit };
      });
      return { facets, total: { value: total, exact: true }, exact };
    });
  }
}

function valueOf({ value, count }: Counted): FacetValue {
  return { value, count };
}

/** Of the whole fleet an index knows each axis; the few that are deleted are taken off. */
const axesOfFleet = `
  SELECT 'lifecycle' AS field, lifecycle AS value, count(*)::integer AS count FROM servers WHERE deleted_at IS NULL GROUP BY 2
  UNION ALL SELECT 'health', status, sum(count)::integer FROM (
    SELECT status, count(*) AS count FROM server_health GROUP BY 1
    UNION ALL SELECT status, -count(*) FROM servers s JOIN server_health ON server_id = id WHERE deleted_at IS NOT NULL GROUP BY 1) each
  GROUP BY 2 HAVING sum(count) > 0 ORDER BY 3 DESC, 2`;

async function countsOfAxes(client: PoolClient, { where, params, rows }: Found): Promise<Counted[]> {
  const isFleet = where === living && params.length === 0;
  const text = isFleet
    ? axesOfFleet
    : `WITH counted AS MATERIALIZED (
         SELECT s.lifecycle, h.status, count(*) AS count FROM ${rows(`${where} h.`)} WHERE ${where} GROUP BY 1, 2)
       SELECT 'lifecycle' AS field, lifecycle AS value, sum(count)::integer AS count FROM counted GROUP BY 2
       UNION ALL SELECT 'health', status, sum(count)::integer FROM counted GROUP BY 2 ORDER BY 3 DESC, 2`;
  return (await client.query<Counted>({ text, values: params, name: isFleet ? statementName(text) : undefined })).rows;
}

/** One more of each than `limit`. Each server is one of each word, or has none; of tags it may have many. */
async function countsOfOthers(
  client: PoolClient,
  { where, params, rows }: Found,
  limit: number,
  total: number,
): Promise<Counted[]> {
  const ofWord = (word: string) =>
    `SELECT '${word}' AS field, ${spelling} AS value, sum(count) AS count
     FROM (SELECT ${word} AS value, count(*) AS count FROM matching GROUP BY 1) spelt GROUP BY lower(value)`;
  const text = `
    WITH matching AS MATERIALIZED (
      SELECT ${words.map((word) => `s.${word}`).join(', ')}, s.tags FROM ${rows(where)} WHERE ${where}),
    counted AS (
      ${words.map(ofWord).join(' UNION ALL ')}
      UNION ALL SELECT 'tag', tag, count(*) FROM matching LEFT JOIN LATERAL unnest(tags) tag ON TRUE GROUP BY tag),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY field ORDER BY count DESC, value) AS rank FROM counted)
    SELECT field, value, round(count * ${total}::numeric / (SELECT count(*) FROM matching))::integer AS count
    FROM ranked WHERE rank <= ${limit + 1} ORDER BY field, rank`;
  return (await client.query<Counted>(text, params)).rows;
}
