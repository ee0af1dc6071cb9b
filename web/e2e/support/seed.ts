import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Fills the inventory of an embedded database directly: through the API it would take minutes. Nothing of it is watched. */
export async function seed(dataDirectory: string, count: number): Promise<void> {
  const [, , , port, socketDirectory] = readFileSync(join(dataDirectory, 'postgres/postmaster.pid'), 'utf8').split(
    '\n',
  );
  const client = new pg.Client({
    host: socketDirectory || '127.0.0.1',
    port: Number(port),
    user: 'fleet',
    database: 'fleet',
    password: readFileSync(join(dataDirectory, 'postgres.password'), 'utf8').trim(),
  });
  await client.connect();
  await client.query(
    `INSERT INTO servers (id, hostname, ip_address, lifecycle, environment, region, owner, role, tags, checks)
     SELECT gen_random_uuid(), 'srv-' || lpad(i::text, 6, '0') || '.example.com', ('10.' || i / 65536 || '.' || (i / 256) % 256 || '.' || i % 256)::inet,
       'planned', 'prod', 'eu-' || i % 5, 'team-' || i % 7, 'web', ARRAY['env:prod'], '[]'
     FROM generate_series(0, $1::integer - 1) i`,
    [count],
  );
  await client.query('ANALYZE');
  await client.end();
}
