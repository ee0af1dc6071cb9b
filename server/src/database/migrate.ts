import { DataSource } from 'typeorm';
import { StartupFault } from '../config/startup-fault.js';
import { optionsFor } from './data-source.js';
import { migrations } from './migrations/index.js';

/** Any number, the same in every process: of several that start together, one migrates and the others wait. */
const migrationLock = 4_716_001;

/**
 * Brings the schema up to date.
 * @throws StartupFault when the database was written by a newer version, or is older than PostgreSQL 16.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  // The indexes of a million servers take their time.
  const db = new DataSource(optionsFor(databaseUrl, 2, '0'));
  await db.initialize();
  const lock = db.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await refuseOld(db);
    await refuseNewer(db);
    await db.runMigrations();
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await lock.release();
    await db.destroy();
  }
}

async function refuseOld(db: DataSource): Promise<void> {
  const [{ server_version_num: version }] = await db.query<[{ server_version_num: string }]>('SHOW server_version_num');
  if (Number(version) >= 160_000) return;
  throw new StartupFault(
    `The database is PostgreSQL ${Math.floor(Number(version) / 10_000)}; InfraWatch Fleet needs 16 or newer.`,
  );
}

async function refuseNewer(db: DataSource): Promise<void> {
  const [{ found }] = await db.query<[{ found: string | null }]>(`SELECT to_regclass('schema_migrations') AS found`);
  if (found === null) return;
  const known = new Set(migrations.map((migration) => migration.name));
  const applied = await db.query<{ name: string }[]>('SELECT name FROM schema_migrations ORDER BY id');
  const newer = applied.find(({ name }) => !known.has(name));
  if (newer) {
    throw new StartupFault(
      `The database is newer than this version of InfraWatch Fleet (it holds the migration ${newer.name}). Start the version that wrote it, or a later one.`,
    );
  }
}
