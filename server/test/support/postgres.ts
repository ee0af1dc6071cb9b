import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  url: string;
  /** Also ends the connections that are still open. */
  drop(): Promise<void>;
}

/** A database of the test's own, migrated and empty. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administered(`CREATE DATABASE ${name} TEMPLATE template STRATEGY FILE_COPY`);
  return {
    url: serverUrl().replace('/fleet?', `/${name}?`),
    drop: () => administered(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function administered(statement: string): Promise<void> {
  const client = new pg.Client(serverUrl());
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined) throw new Error('No PostgreSQL was started for the tests: run them with `npm run test:int`.');
  return url;
}
