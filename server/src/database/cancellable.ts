import type { PoolClient, QueryResultRow } from 'pg';
import type { Sql } from './sql.js';

/** The statements of one connection, of which the one under way is cancelled when the signal comes, and none follows. */
export class Cancellable {
  private pid: number | undefined;

  constructor(
    private readonly client: PoolClient,
    private readonly others: Sql,
    private readonly signal: AbortSignal,
  ) {}

  async rows<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    this.pid ??= (await this.client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
    this.signal.throwIfAborted();
    let cancelled: Promise<unknown> | undefined;
    const cancel = () => {
      // If that fails, the statement ends by itself.
      cancelled = this.others.rows('SELECT pg_cancel_backend($1)', [this.pid]).catch(() => undefined);
    };
    this.signal.addEventListener('abort', cancel);
    try {
      return (await this.client.query<Row>(text, values)).rows;
    } finally {
      this.signal.removeEventListener('abort', cancel);
      // Not later: the next statement on this connection may be somebody else's.
      await cancelled;
    }
  }
}
