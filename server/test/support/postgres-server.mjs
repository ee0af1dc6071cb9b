import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../dist/database/embedded/embedded.js';
import { migrate } from '../../dist/database/migrate.js';

/** Nothing here must survive a power failure; a test that is about that starts the program itself. */
const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '250' };

/** One real PostgreSQL for all integration tests, from what was built, with a migrated database to copy. */
export default async function startServer() {
  // Jest is ended by this signal without a word to anybody; an ordinary exit takes the database along.
  process.once('SIGTERM', () => process.exit(143));
  const directory = mkdtempSync(join(tmpdir(), 'fleet-postgres-'));
  chmodSync(directory, 0o755);
  const database = await startEmbedded(join(directory, 'data'), () => undefined, hasty);
  globalThis.testServer = { database, directory };
  process.env.TEST_POSTGRES_URL = database.databaseUrl;
  const client = new pg.Client(database.databaseUrl);
  await client.connect();
  await client.query('CREATE DATABASE template');
  await client.end();
  await migrate(database.databaseUrl.replace('/fleet?', '/template?'));
}
