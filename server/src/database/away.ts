import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';

/** The connection was lost after COMMIT was sent and before it was answered: the transaction stands, or it does not. */
export class UnknownCommit extends Error {
  constructor(cause: unknown) {
    super('the connection was lost while the transaction was committed', { cause });
  }
}

/** Errno and SQLSTATE classes that mean "the database or the cache is away", not "we have a bug". */
const codes = /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|57P0[1-3]|08\d\d\d|53300)$/;

/** What pg says without a code: of a connection that is lost, that was lost before the statement, or that there is none. */
const sentences = /Connection terminated|is not queryable|timeout exceeded when trying to connect/;

/** TypeORM lets go of a connection that is lost: the next statement of the transaction finds none. */
const lost = [QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError, UnknownCommit];

export function isAway(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && codes.test(code)) return true;
  if (lost.some((kind) => error instanceof kind)) return true;
  return error instanceof Error && sentences.test(error.message);
}
