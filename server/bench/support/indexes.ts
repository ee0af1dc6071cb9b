import type pg from 'pg';

/** Writes many rows; the indexes that no constraint needs are built when all are there, which is much faster. */
export async function withoutIndexes(
  database: pg.Client,
  tables: string[],
  write: () => Promise<unknown>,
  say: (what: string) => void = () => undefined,
): Promise<void> {
  const { rows } = await database.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     WHERE i.indrelid = ANY ($1::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     ORDER BY i.indexrelid`,
    [tables],
  );
  for (const { name } of rows) await database.query(`DROP INDEX ${name}`);
  await write();
  await database.query(`SET maintenance_work_mem = '512MB'`);
  for (const [at, { definition }] of rows.entries()) {
    await database.query(definition);
    if ((at + 1) % 10 === 0 || at + 1 === rows.length) say(`${at + 1} of ${rows.length} indexes`);
  }
  await database.query('RESET maintenance_work_mem');
}
