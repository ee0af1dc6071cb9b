import type { Stage } from './stage.js';

/** A fleet as one finds it: tags, health that is not all well, and what needs what: machine, rack, row. */
export async function seedInventory(stage: Stage, count: number): Promise<void> {
  await stage.seed(count, 22);
  const { database } = stage;
  await database.query(
    `UPDATE server_health SET status = (ARRAY['unhealthy', 'degraded'])[1 + abs(hashtext(server_id::text)) % 2], since = now(),
       reason = 'tcp 22: connection refused, 3 of 3' WHERE abs(hashtext(server_id::text)) % 20 = 0`,
  );
  // The trees are known to be trees; asking for each of a million edges is not what is measured.
  await database.query(
    `ALTER TABLE dependencies DISABLE TRIGGER USER;
     CREATE TEMP TABLE numbered AS SELECT id, row_number() OVER (ORDER BY hostname) - 1 AS place FROM servers;
     CREATE UNIQUE INDEX ON numbered (place);
     ANALYZE numbered;
     INSERT INTO dependencies (server_id, depends_on_id)
       SELECT one.id, other.id FROM numbered one JOIN numbered other ON other.place = one.place - one.place % 20 WHERE one.place % 20 <> 0
       UNION ALL
       SELECT one.id, other.id FROM numbered one JOIN numbered other ON other.place = one.place - one.place % 1000 WHERE one.place % 20 = 0 AND one.place % 1000 <> 0;
     DROP TABLE numbered;
     ALTER TABLE dependencies ENABLE TRIGGER USER`,
  );
  await database.query('VACUUM ANALYZE');
}

/** Two sites of as many servers each, the first `bare`, the second `ours`. */
export async function seedSites(stage: Stage, each: number): Promise<void> {
  for (const site of ['bare', 'ours'])
    await stage.database.query(
      `UPDATE servers SET site = $1 WHERE id IN (SELECT id FROM servers WHERE site IS NULL ORDER BY hostname LIMIT $2)`,
      [site, each],
    );
}
