import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { capped, countedTo, pageFrom, seek, sortValues, type SortKey } from '../database/keyset.js';
import { Sql } from '../database/sql.js';
import type { TagPage, TagsQuery, TagView } from './tags.dto.js';

const foldEveryMs = 10_000;

/** Byte by byte, as the index has them: groups come out of it in this order, and a page reads no further than it is long. */
const inOrder: SortKey[] = [{ name: 'tag', expression: 'tag COLLATE "C"', type: 'text', descending: false }];
const used = (where: string) =>
  `FROM tag_uses WHERE tag COLLATE "C" LIKE $1 AND ${where} GROUP BY tag COLLATE "C" HAVING sum(uses) > 0`;

/**
 * Puts one row in place of several of a tag. Within one statement, so that nobody sees a sum without them; what another
 * process folds at the same time is gone for this one, and counted by that one.
 */
export const folding = `
  WITH folded AS (
    DELETE FROM tag_uses WHERE tag IN (SELECT tag FROM tag_uses GROUP BY tag HAVING count(*) > 1 OR sum(uses) = 0)
    RETURNING tag, uses)
  INSERT INTO tag_uses SELECT tag, sum(uses) FROM folded GROUP BY tag HAVING sum(uses) <> 0`;

/** How many living servers carry a tag: the sum of what every statement added and took away. */
@Injectable()
export class TagUses {
  private readonly log = new Logger('inventory');

  constructor(private readonly sql: Sql) {}

  async list({ prefix = '', limit = 50, cursor }: TagsQuery): Promise<TagPage> {
    const params: unknown[] = [`${prefix.replace(/[\\%_]/g, '\\$&')}%`];
    const counting = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT ${used('TRUE')} LIMIT ${countedTo + 1}) counted`,
      [...params],
    );
    const from = seek(inOrder, cursor, params);
    const [rows, counted] = await Promise.all([
      this.sql.rows<TagView & { sort_values: string[] }>(
        `SELECT tag COLLATE "C" AS tag, sum(uses)::integer AS uses, ${sortValues(inOrder)}
         ${used(from.where)} ORDER BY ${from.orderBy} LIMIT ${limit + 1}`,
        params,
      ),
      counting,
    ]);
    const page = pageFrom(rows, limit, inOrder, from, cursor !== undefined);
    return {
      ...page,
      items: page.rows.map(({ tag, uses }) => ({ tag, uses })),
      total: capped(counted[0]?.count ?? 0),
    };
  }

  @Interval(foldEveryMs)
  async fold(): Promise<void> {
    await this.sql
      .rows(folding, [], 'fold-tag-uses')
      .catch((error: unknown) => this.log.error(`could not fold the counts of tags: ${(error as Error).message}`));
  }
}
