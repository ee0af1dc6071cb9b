import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { BadRequest } from '../../http/domain-error.js';
import { sampled, shareOf } from '../even-sample.js';
import { rowsFor } from '../server-rows.js';
import { Totals } from '../totals.js';
import type { Offer, OffersOfServers } from './field.js';
import { likeFrom } from './like.js';
import type { OfferedValues, ValuesQuery } from './search.dto.js';
import { spelling } from './spelling.js';
import { living, Search } from './search.service.js';

/** Servers to learn from what is frequent. What only a few have may be missing; of tags, more of its letters find it. */
const enough = 4_000;

/** The values that fields have, for completion. */
@Injectable()
export class ValuesService {
  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    private readonly totals: Totals,
  ) {}

  /** @throws BadRequest for a field whose values nobody can list */
  async values({ field: name, prefix = '', limit = 10 }: ValuesQuery): Promise<OfferedValues> {
    const offers = this.search.find(name)?.field.offers;
    if (!offers) throw this.unlisted(name);
    if (typeof offers === 'function') return { values: await offers(prefix, limit), exact: true };
    const params: unknown[] = [];
    const among = prefix !== '' && offers.among?.(prefix, (value) => `$${params.push(value)}`);
    const where = among ? `${living} AND ${among}` : living;
    const total = offers.isCounted ? undefined : await this.totals.of(where, params);
    if (!total || total.exact) return { values: await this.counted(offers, where, params, prefix, limit), exact: true };
    const share = shareOf(total.value, enough);
    const values = await this.counted(offers, `${where} AND ${sampled(total.value, enough)}`, params, prefix, limit);
    return { values: values.map(({ value, count }) => ({ value, count: Math.round(count / share) })), exact: false };
  }

  private counted(
    { value, isExact }: OffersOfServers,
    where: string,
    params: unknown[],
    prefix: string,
    limit: number,
  ): Promise<Offer[]> {
    return this.sql.rows<{ value: string; count: number }>(
      `SELECT ${spelling} AS value, sum(count)::integer AS count FROM (
         SELECT value, count(*) AS count FROM (SELECT ${value} AS value FROM ${rowsFor(where)} WHERE ${where}) offered
         WHERE ${prefix === '' ? 'value IS NOT NULL' : `lower(value) LIKE lower($${params.length + 1})`} GROUP BY value) spelt
       GROUP BY ${isExact ? 'value' : 'lower(value)'} ORDER BY 2 DESC, 1 LIMIT ${limit}`,
      prefix === '' ? params : [...params, likeFrom(prefix)],
    );
  }

  private unlisted(name: string): BadRequest {
    const possible = this.search.described().filter(({ completes }) => completes);
    const message = `The values of \`${name}\` cannot be listed. Possible: ${possible.map((field) => field.name).join(', ')}.`;
    return new BadRequest('request.invalid', message, [{ pointer: '/field', code: 'search.unlisted', message }]);
  }
}
