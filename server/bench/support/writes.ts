import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { BulkResult } from '../../src/inventory/bulk/bulk.dto.js';
import type { ImportResult } from '../../src/inventory/transfer/import/import.dto.js';
import type { JobOrdered, JobView } from '../../src/jobs/jobs.dto.js';
import type { Ask } from './ask.js';
import { timed, type Measured } from './measured.js';

/** What was written before must not be numbered and sealed while the next is measured. */
async function quiet(database: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ isQuiet: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM changes WHERE position IS NULL) AND NOT EXISTS (SELECT FROM audit_unsealed) AS "isQuiet"`,
    );
    if (rows[0]?.isQuiet) return;
    await sleep(200);
  }
}

/** A tag for the servers of a site, which takes account of each, against one UPDATE that does the same to those of another. */
export async function tagged(database: pg.Client, ask: Ask): Promise<Measured & { servers: number }> {
  const { rows } = await database.query<{ id: string }>(`SELECT id FROM servers WHERE site = 'site-3'`);
  const ids = rows.map(({ id }) => id);
  const theirs = await timed(() =>
    database.query(
      `UPDATE servers SET tags = tags || '{bench}', version = version + 1, updated_at = clock_timestamp() WHERE id = ANY ($1)`,
      [ids],
    ),
  );
  await quiet(database);
  const ours = await timed(async () => {
    const order = { select: { q: 'site:site-7' }, action: 'tag', params: { add: ['bench'] } };
    const { jobId } = await ask<Partial<JobOrdered> & BulkResult>('/servers/bulk', order);
    while (jobId !== undefined) {
      const { status } = await ask<JobView>(`/jobs/${jobId}`);
      if (status === 'succeeded') return;
      if (status === 'failed') throw new Error('the bulk action failed');
      await sleep(50);
    }
  });
  return { ours, theirs, servers: ids.length };
}

const hostnameOf = (kind: string) => `'srv-' || lpad(i::text, 7, '0') || '-${kind}.example.com'`;
const rowsOf = (kind: string) => `
  SELECT ${hostnameOf(kind)} AS hostname, ('127.' || (60 + i / 62500) || '.' || ((i / 250) % 250) || '.' || (1 + i % 250)) AS ip_address, 'active' AS lifecycle,
    (ARRAY['prod', 'staging', 'dev'])[1 + i % 3] AS environment, 'eu-' || i % 5 AS region, 'site-' || i % 10 AS site, (ARRAY['web', 'db', 'cache', 'edge'])[1 + i % 4] AS role,
    'team-' || i % 7 AS owner, ARRAY['env:' || (ARRAY['prod', 'staging', 'dev'])[1 + i % 3], 'rack:' || i % 100] AS tags
  FROM generate_series(1, $1::integer) i`;

const checks = `[{"name": "tcp 22", "type": "tcp", "port": 22, "path": null, "tls": false, "expect": null, "intervalSeconds": null, "timeoutMs": 2000,
  "severity": "critical", "failAfter": 3, "recoverAfter": 2, "warnMs": null}]`;

/**
 * Servers out of a file, against COPY of as many rows into the same tables in one transaction: servers (the triggers write health,
 * checks, feed and counts of tags there too) and the audit entry of each.
 */
export async function imported(
  database: pg.Client,
  ask: Ask,
  { servers, directory }: { servers: number; directory: string },
): Promise<Measured> {
  const file = (name: string) => join(directory, name);
  const rows = (kind: string) => rowsOf(kind).replace('$1', String(servers));
  const columns =
    'id, hostname, ip_address, lifecycle, environment, region, site, role, owner, tags, os, hardware, checks';
  await database.query(
    `CREATE TEMP TABLE bare AS SELECT gen_random_uuid() AS id, hostname, ip_address::inet, lifecycle, environment, region, site, role, owner, tags,
       '{"family": "debian", "version": "12"}'::jsonb AS os, '{"cpuCores": 8, "memoryMb": 32768}'::jsonb AS hardware, '${checks}'::jsonb AS checks FROM (${rows('bare')}) row`,
  );
  await database.query(`COPY (SELECT ${columns} FROM bare) TO '${file('servers.copy')}'`);
  await database.query(
    `COPY (SELECT gen_random_uuid(), 'system', 'bench', 'server.created', 'server', id, hostname, to_jsonb(bare) FROM bare) TO '${file('audit.copy')}'`,
  );
  await database.query(
    `COPY (SELECT hostname, ip_address AS "ipAddress", lifecycle, environment, region, site, role, owner, array_to_string(tags, ' ') AS tags, 'debian' AS "os.family",
       '12' AS "os.version", 8 AS "hardware.cpuCores", 32768 AS "hardware.memoryMb" FROM (${rows('ours')}) row) TO '${file('servers.csv')}' (FORMAT csv, HEADER)`,
  );
  const csv = readFileSync(file('servers.csv'), 'utf8');
  await quiet(database);
  const theirs = await timed(() =>
    database.query(
      `BEGIN; COPY servers (${columns}) FROM '${file('servers.copy')}';
       COPY audit (id, actor_type, actor_name, action, subject_type, subject_id, subject_name, after) FROM '${file('audit.copy')}'; COMMIT`,
    ),
  );
  await quiet(database);
  const ours = await timed(async () => {
    const { created } = await ask<ImportResult>('/servers/import', csv, 'text/csv');
    if (created !== servers) throw new Error(`${created} of ${servers} rows were imported`);
  });
  return { ours, theirs };
}
