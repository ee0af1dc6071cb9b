import pg from 'pg';

/** Servers `seed-00001` and on, active, each with one check; written by one statement. */
export async function seeded(databaseUrl: string, count: number): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(
      `INSERT INTO servers (id, hostname, lifecycle, environment, region, owner, tags)
       SELECT gen_random_uuid(), 'seed-' || lpad(i::text, greatest(5, length(i::text)), '0'), 'active', (ARRAY['prod', 'dev'])[1 + i % 2], 'eu-' || i % 5, 'team-' || i % 7, ARRAY['rack:' || i % 100]
       FROM generate_series(1, $1::integer) i`,
      [count],
    );
    await client.query('ANALYZE servers');
  } finally {
    await client.end();
  }
}
