import pg from 'pg';
import { seedFleet, seedThroughTriggers } from '../bench/support/fleet-seed.js';
import { testDatabase } from './support/postgres.js';

const times = String.raw`\d{4}-\d\d-\d\dT[\d:.]+\+00:00`;

/** Every row of every table, without what a clock or a counter gave it; and every index, constraint and trigger. */
async function contentsOf(database: pg.Client): Promise<Record<string, unknown>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'schema_migrations' ORDER BY 1`,
  );
  const contents: Record<string, unknown> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ row: string }>(
      `SELECT regexp_replace((CASE WHEN jsonb_typeof(to_jsonb(t) -> 'id') = 'number' THEN to_jsonb(t) - 'id' ELSE to_jsonb(t) END - 'position')::text, $1, 'then', 'g') AS row
       FROM ${name} t ORDER BY 1`,
      [times],
    );
    contents[name] = rows.map(({ row }) => row);
  }
  const { rows } = await database.query<Record<string, unknown>>(
    `SELECT ARRAY(SELECT pg_get_indexdef(indexrelid) FROM pg_index ORDER BY 1) AS indexes,
       ARRAY(SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1) AS constraints,
       ARRAY(SELECT pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1) AS triggers,
       ARRAY(SELECT position FROM changes ORDER BY position) AS positions,
       ARRAY(SELECT phase FROM checks ORDER BY ctid) AS phases`,
  );
  return { ...contents, ...rows[0] };
}

test.each([false, true])(
  'a fleet for benchmarks is what the triggers would have made of it (lived: %s)',
  async (isLived) => {
    const seeded = [];
    for (const seed of [seedThroughTriggers, seedFleet]) {
      const { url, drop } = await testDatabase();
      const database = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
      await database.connect();
      await seed(database, { servers: 2_100, port: 22, isLived });
      seeded.push(await contentsOf(database));
      await database.end();
      await drop();
    }
    expect(seeded[1]).toEqual(seeded[0]);
    expect(seeded[0]?.['servers']).toHaveLength(2_100);
    // What is due together lies together, so that a sweep of one second finds it in few pages.
    const phases = seeded[0]?.['phases'] as number[];
    expect(phases).toEqual(phases.toSorted((a, b) => a - b));
  },
);
