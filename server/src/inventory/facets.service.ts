import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Sql, statementName } from '../database/sql.js';
import { rowsAt } from './as-of.js';
import { sampled } from './even-sample.js';
import type { Facet, Facets, FacetsQuery } from './facets.dto.js';
import { living, Search } from './search/search.service.js';
import { spelling } from './search/spelling.js';
import { rowsFor } from './server-rows.js';
import { Totals } from './totals.js';

/** What each server is one of, or has none of. Words are compared without regard to case, and so are counted without. */
const axes = { health: 'h.status', lifecycle: 's.lifecycle' };
const words = { environment: 's.environment', region: 's.region', site: 's.site', role: 's.role', owner: 's.owner' };
const fields = [...Object.keys(axes), ...Object.keys(words), 'tag'];

/** Beyond so many, counting one by one takes seconds, and a share is known well enough from fewer. */
const countedOneByOne = 50_000;

interface Counted {
  /** Null for how many there are, all together. */
  field: string | null;
  value: string | null;
  count: number;
}

/** The servers that a query finds, and where they come from. */
interface Found {
  where: string;
  params: unknown[];
  rows: (clauses: string) => string;
}

/** How the servers that a query finds are spread. */
@Injectable()
export class FacetsService {
  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    private readonly totals: Totals,
  ) {}

  /** All counts are of one moment. Where few match, one statement reads them; where many do, only the axes need all of them. */
  async facets({ q = '', limit = 12, asOf }: FacetsQuery): Promise<Facets> {
    const params: unknown[] = asOf ? [asOf] : [];
    const where = await this.search.compiled(q, params, { at: asOf });
    const found = { where, params, rows: asOf ? (clause: string) => rowsAt('$1', [clause]) : rowsFor };
    const isLikelyFew = asOf === undefined && (await this.totals.estimated(where, params)).value <= 2 * countedOneByOne;
    return this.sql.snapshot(async (client) => {
      const few = isLikelyFew && (await countsOfFew(client, found, limit));
      return few || (await countsOfMany(client, found, limit));
    });
  }
}

/** Undefined when they are too many for it. */
async function countsOfFew(client: PoolClient, found: Found, limit: number): Promise<Facets | undefined> {
  const { total, counted } = await countsOf({ ...axes, ...words }, client, found, { limit, most: countedOneByOne });
  return total > countedOneByOne ? undefined : facetsOf(counted, limit, total, true);
}

async function countsOfMany(client: PoolClient, found: Found, limit: number): Promise<Facets> {
  const both = await countsOfAxes(client, found);
  const total = both.filter(({ field }) => field === 'lifecycle').reduce((sum, { count }) => sum + count, 0);
  const exact = total <= countedOneByOne;
  const part = exact ? found : { ...found, where: `${found.where} AND ${sampled(total)}` };
  const { counted } = await countsOf(words, client, part, { limit, ...(exact ? {} : { scaledTo: total }) });
  return facetsOf([...both, ...counted], limit, total, exact);
}

function facetsOf(counted: Counted[], limit: number, total: number, exact: boolean): Facets {
  return {
    facets: fields.map((field) => facetOf(field, counted, limit)),
    total: { value: total, exact: true },
    exact,
  };
}

function facetOf(field: string, counted: Counted[], limit: number): Facet {
  const values = counted.filter((each) => each.field === field);
  return {
    field,
    values: values.slice(0, limit).map(({ value, count }) => ({ value, count })),
    more: values.length > limit,
  };
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

interface Counting {
  limit: number;
  /** Beyond so many it is enough to know that they are more. */
  most?: number;
  /** What is read is a part of so many. */
  scaledTo?: number;
}

/** How many there are; and one more of each value than `limit`, and of the tags, of which a server may have many. */
async function countsOf(
  columns: Record<string, string>,
  client: PoolClient,
  { where, params, rows }: Found,
  { limit, most, scaledTo }: Counting,
): Promise<{ total: number; counted: Counted[] }> {
  const selected = Object.entries(columns).map(([field, column]) => `${column} AS ${field}`);
  const counting = Object.keys(columns).map(
    (field) => `SELECT '${field}' AS field, ${spelling} AS value, sum(count) AS count
      FROM (SELECT ${field} AS value, count(*) AS count FROM matching GROUP BY 1) spelt GROUP BY lower(value)`,
  );
  const scale = scaledTo === undefined ? '1' : `${scaledTo}::numeric / (SELECT count FROM total)`;
  const isRead = most === undefined ? 'TRUE' : `(SELECT count FROM total) <= ${most}`;
  const text = `
    WITH found AS MATERIALIZED (
      SELECT ${selected.join(', ')}, s.tags FROM ${rows(`${where} ${selected.join()}`)} WHERE ${where}${most === undefined ? '' : ` LIMIT ${most + 1}`}),
    total AS (SELECT count(*) FROM found),
    matching AS (SELECT * FROM found WHERE ${isRead}),
    counted AS (
      ${counting.join(' UNION ALL ')}
      UNION ALL SELECT 'tag', tag, count(*) FROM matching LEFT JOIN LATERAL unnest(tags) tag ON TRUE GROUP BY tag),
    ranked AS (SELECT *, row_number() OVER (PARTITION BY field ORDER BY count DESC, value) AS rank FROM counted)
    SELECT NULL AS field, NULL AS value, count::integer FROM total
    UNION ALL (SELECT field, value, round(count * ${scale})::integer FROM ranked WHERE rank <= ${limit + 1} ORDER BY field, rank)`;
  const { rows: counts } = await client.query<Counted>(text, params);
  return { total: counts.find(({ field }) => field === null)?.count ?? 0, counted: counts };
}
