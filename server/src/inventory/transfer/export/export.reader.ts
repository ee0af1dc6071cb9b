import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../../config/config.js';
import { CONFIG } from '../../../config/config.module.js';
import { seek, sortOf } from '../../../database/keyset.js';
import { Sql } from '../../../database/sql.js';
import { Cancellable } from '../../../database/cancellable.js';
import { healthAt, rowsAt } from '../../as-of.js';
import { derivedBy } from '../../derived.js';
import { Search } from '../../search/search.service.js';
import { serverRows } from '../../server-rows.js';
import { sortKeys } from '../../server-sort.js';
import { columnsOf, viewOf, type ServerRow } from '../../server-view.js';
import type { ServerView } from '../../servers.dto.js';

/** What is to be read: all that match, in this order, as it was then or is now. */
export interface Selection {
  q?: string;
  sort?: string;
  asOf?: Date;
}

const batchSize = 500;

/** Many servers by one cursor in one transaction, so that they are those of one moment, however long it takes to read them. */
@Injectable()
export class ExportReader {
  private readonly columns: string;
  private readonly defaultIntervalSeconds: number;

  constructor(
    private readonly sql: Sql,
    private readonly search: Search,
    @Inject(CONFIG) config: Config,
  ) {
    this.defaultIntervalSeconds = config.checkIntervalSeconds;
    this.columns = columnsOf(derivedBy(config.checkIntervalSeconds));
  }

  /**
   * The transaction lasts as long as `use`, and no batch is read before it is asked for. When the signal comes, what the
   * database does just then is cancelled. What single checks say is left out.
   * @throws BadRequest for a query or an order that is none
   */
  async read(
    selection: Selection,
    signal: AbortSignal,
    use: (batches: AsyncGenerator<ServerView[]>) => Promise<void>,
  ): Promise<void> {
    const { text, params } = await this.statement(selection);
    await this.sql.snapshot(async (client) => {
      const statements = new Cancellable(client, this.sql, signal);
      // All rows are wanted, so that a plan that has its first row early is no better for it.
      await statements.rows('SET LOCAL cursor_tuple_fraction = 1');
      await statements.rows(`DECLARE exported NO SCROLL CURSOR FOR ${text}`, params);
      await use(this.batches(statements));
    });
  }

  private async *batches(statements: Cancellable): AsyncGenerator<ServerView[]> {
    for (let isMore = true; isMore;) {
      const rows = await statements.rows<ServerRow>(`FETCH ${batchSize} FROM exported`);
      isMore = rows.length === batchSize;
      const now = Date.now();
      if (rows.length > 0) yield rows.map((row) => viewOf(row, this.defaultIntervalSeconds, now));
    }
  }

  private async statement({ q = '', sort: order = 'hostname', asOf }: Selection) {
    const params: unknown[] = asOf ? [asOf] : [];
    const where = await this.search.compiled(q, params, { at: asOf });
    const { orderBy } = seek(sortOf(order, sortKeys, 's.id'), undefined, params);
    const text = asOf
      ? `SELECT ${this.columns}, NULL AS check_states FROM (
           SELECT s.*, row_number() OVER (ORDER BY ${orderBy}) AS ordinal FROM ${rowsAt('$1', [where, orderBy])} WHERE ${where}) s
         ${healthAt('$1')} ORDER BY s.ordinal`
      : `SELECT ${this.columns}, NULL AS check_states FROM ${serverRows} WHERE ${where} ORDER BY ${orderBy}`;
    return { text, params };
  }
}
