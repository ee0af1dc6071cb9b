import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Config } from '../../../config/config.js';
import { CONFIG } from '../../../config/config.module.js';
import { seek, sortOf } from '../../../database/keyset.js';
import { Sql } from '../../../database/sql.js';
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
      // All rows are wanted, so that a plan that has its first row early is no better for it.
      await client.query('SET LOCAL cursor_tuple_fraction = 1');
      await client.query(`DECLARE exported NO SCROLL CURSOR FOR ${text}`, params);
      await use(this.batches(client, signal));
    });
  }

  private async *batches(client: PoolClient, signal: AbortSignal): AsyncGenerator<ServerView[]> {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    for (let isMore = true; isMore;) {
      const batch = await this.next(client, rows[0]?.pid ?? 0, signal);
      isMore = batch.length === batchSize;
      const now = Date.now();
      if (batch.length > 0) yield batch.map((row) => viewOf(row, this.defaultIntervalSeconds, now));
    }
  }

  private async next(client: PoolClient, pid: number, signal: AbortSignal): Promise<ServerRow[]> {
    signal.throwIfAborted();
    let cancelled: Promise<unknown> | undefined;
    const cancel = () => {
      cancelled = this.sql.rows('SELECT pg_cancel_backend($1)', [pid]);
    };
    signal.addEventListener('abort', cancel);
    try {
      return (await client.query<ServerRow>(`FETCH ${batchSize} FROM exported`)).rows;
    } finally {
      signal.removeEventListener('abort', cancel);
      // Not later: the connection is somebody else's next.
      await cancelled;
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
