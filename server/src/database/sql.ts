import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** Plain SQL for the hot paths, on the connections that TypeORM keeps. */
@Injectable()
export class Sql {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** A statement with a name is parsed once a connection. */
  async rows<Row extends QueryResultRow>(text: string, values: unknown[] = [], name?: string): Promise<Row[]> {
    return (await this.pool.query<Row>(name ? { name, text, values } : { text, values })).rows;
  }

  /**
   * For short questions that come once a second: one after the other, so that they find the same connection. To wake one more
   * process of the database for a question costs six times what the question does.
   */
  rowsInTurn<Row extends QueryResultRow>(text: string, values: unknown[], name?: string): Promise<Row[]> {
    const answer = this.turn.then(() => this.rows<Row>(text, values, name));
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  /** When no question that came in turn waits any more. It may take its time: none of them waits for it. */
  async rowsAfterTurns<Row extends QueryResultRow>(text: string, values: unknown[], name?: string): Promise<Row[]> {
    await this.turn;
    return this.rows(text, values, name);
  }

  async transaction<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const lose = (error: Error): void => void (broken = error);
    // The pool listens to who is idle only, and an error that nobody hears ends the process.
    client.on('error', lose);
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(lose);
      throw error;
    } finally {
      client.off('error', lose);
      client.release(broken);
    }
  }

  /** Statements that read must agree with each other: all see the database as it was at the first. */
  async snapshot<Result>(read: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return this.transaction(async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      return read(client);
    });
  }

  private get pool(): Pool {
    return (this.db.driver as PostgresDriver).master as Pool;
  }
}

/** What is prepared is kept by each connection until it ends, so that there must be an end to it. */
const mostNamed = 100;
const named = new Map<string, string>();

/**
 * The name of a statement that comes again with the same text: it is parsed and planned once a connection. Only the first hundred texts of
 * the process get one: whoever asks for a list in every possible order does not fill the memory of the database.
 */
export function statementName(text: string): string | undefined {
  const known = named.get(text);
  if (known !== undefined || named.size >= mostNamed) return known;
  const name = hash('md5', text);
  named.set(text, name);
  return name;
}

/** Plain SQL inside a transaction of TypeORM. A statement with a name is parsed once a connection. */
export async function rowsIn<Row>(
  tx: EntityManager,
  text: string,
  values: unknown[] = [],
  name?: string,
): Promise<Row[]> {
  if (name === undefined || !tx.queryRunner) return tx.query<Row[]>(text, values);
  const client = (await tx.queryRunner.connect()) as PoolClient;
  return (await client.query({ name, text, values })).rows as Row[];
}

/** Tries a step of a transaction; when it fails, the rest of the transaction stands as if it had not been tried. */
export async function attempted<Result>(tx: EntityManager, work: () => Promise<Result>): Promise<Result> {
  await tx.query('SAVEPOINT attempt');
  try {
    const result = await work();
    await tx.query('RELEASE SAVEPOINT attempt');
    return result;
  } catch (error) {
    await tx.query('ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt');
    throw error;
  }
}
