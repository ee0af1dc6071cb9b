import type pg from 'pg';
import { numberChanges } from '../../src/database/sequencer-work.js';
import { folding } from '../../src/inventory/tag-uses.js';
import { withoutIndexes } from './indexes.js';

export interface FleetSeed {
  servers: number;
  /** Where they are watched, at `127.x.y.z`. */
  port: number;
  /** A fleet as one finds it after a while: some are ill, some need others (machine, rack), some are in a group. Else nobody looked yet. */
  isLived: boolean;
}

type Say = (what: string) => void;

const chunk = 100_000;
const idOf = (number: string) => `md5('server ' || (${number}))::uuid`;

const declaring = `
  INSERT INTO servers (id, hostname, ip_address, lifecycle, environment, region, site, owner, role, tags, os, hardware, checks)
  SELECT ${idOf('i')}, 'srv-' || lpad(i::text, 7, '0') || '.example.com', ('127.' || (20 + i / 62500) || '.' || ((i / 250) % 250) || '.' || (1 + i % 250))::inet,
    'active', (ARRAY['prod', 'staging', 'dev'])[1 + i % 3], 'eu-' || i % 5, 'site-' || i % 10, 'team-' || i % 7, (ARRAY['web', 'db', 'cache', 'edge'])[1 + i % 4],
    ARRAY['env:' || (ARRAY['prod', 'staging', 'dev'])[1 + i % 3], 'rack:' || i % 100], '{"family": "debian", "version": "12"}', '{"cpuCores": 8, "memoryMb": 32768}',
    jsonb_build_array(jsonb_build_object('name', 'tcp ' || $3::integer, 'type', 'tcp', 'port', $3::integer, 'path', null, 'tls', false, 'expect', null, 'intervalSeconds', null,
      'timeoutMs', 2000, 'severity', 'critical', 'failAfter', 3, 'recoverAfter', 2, 'warnMs', null))
  FROM generate_series($1::integer, $2::integer) i`;

const linking = `
  INSERT INTO dependencies (server_id, depends_on_id)
  SELECT ${idOf('i')}, ${idOf('needed')} FROM (SELECT i, i - i % CASE WHEN i % 20 = 0 THEN 1000 ELSE 20 END AS needed FROM generate_series(1, $1::integer) i) edge
  WHERE needed BETWEEN 1 AND i - 1 ORDER BY i`;

const grouping = `
  WITH made AS (INSERT INTO groups (id, name) VALUES (md5('bench')::uuid, 'bench'))
  INSERT INTO group_members (group_id, server_id) SELECT md5('bench')::uuid, ${idOf('i * 100')} FROM generate_series(1, $1::integer / 100) i`;

const isIll = 'abs(hashtext(server_id::text)) % 20 = 0';
const illness = `(ARRAY['unhealthy', 'degraded'])[1 + abs(hashtext(server_id::text)) % 2]`;
const symptom = `'tcp 22: connection refused, 3 of 3'`;

/** The fleet as any client of the database would write it: the triggers do the rest. 1 ms a server, and more the more there are. */
export async function seedThroughTriggers(database: pg.Client, { servers, port, isLived }: FleetSeed): Promise<void> {
  await database.query(declaring, [1, servers, port]);
  if (isLived) {
    await database.query(`UPDATE server_health SET status = 'healthy', since = now(), reason = NULL`);
    await database.query(
      `UPDATE server_health SET status = ${illness}, since = now(), reason = ${symptom} WHERE ${isIll}`,
    );
    await database.query(linking, [servers]);
    await database.query(grouping, [servers]);
  }
  while (!(await numberChanges(database)));
  await database.query(folding);
}

/** The same rows in the same tables, written beside the triggers and the indexes. That they are the same is a test of this repository. */
export async function seedFleet(database: pg.Client, seed: FleetSeed, say: Say = () => undefined): Promise<void> {
  const { servers, port, isLived } = seed;
  const run = async (what: string, text: string, values: unknown[] = []): Promise<void> => {
    await database.query(text, values);
    say(what);
  };
  await database.query('SET session_replication_role = replica; SET synchronous_commit = off');
  const tables = ['servers', 'server_health', 'checks', 'changes', 'health_transitions', 'dependencies', 'tag_uses'];
  const write = async (): Promise<void> => {
    for (let from = 1; from <= servers; from += chunk) {
      const to = Math.min(servers, from + chunk - 1);
      await run(`${to.toLocaleString('en')} of ${servers.toLocaleString('en')} servers`, declaring, [from, to, port]);
    }
    await run('checks', watching);
    await run('counts of tags', counting);
    await run('feed: created', feed('server.created', `'hostname', hostname`, 'servers s'));
    await run('health', isLived ? livedHealth : unknownHealth);
    if (isLived) {
      await run('moves of health', moves);
      for (const [previous, ...now] of [
        ['unknown', `'healthy'`, 'NULL', 'TRUE'],
        ['healthy', 'h.status', 'h.reason', `h.status <> 'healthy'`],
      ] as const)
        await run('feed: health', feed('health.changed', ...healthChange(previous, now)));
      await run('dependencies', linking, [servers]);
      const linked = 'servers s JOIN dependencies d ON d.server_id = s.id';
      await run('feed: linked', feed('server.linked', `'hostname', hostname, 'dependsOnId', d.depends_on_id`, linked));
    }
  };
  await withoutIndexes(database, tables, write, say);
  await database.query('RESET session_replication_role; RESET synchronous_commit');
  if (isLived) await run('a group', grouping, [servers]);
  while (!(await numberChanges(database)));
  await run('vacuumed and analyzed', 'VACUUM ANALYZE');
}

const watching = `
  INSERT INTO checks (server_id, name, ordinal, type, target, hostname, settings, interval_seconds, phase)
  SELECT s.id, c.value ->> 'name', c.ordinality, c.value ->> 'type', host(s.ip_address), s.hostname,
    c.value - 'name' - 'type' - 'intervalSeconds', 0, fleet_phase(s.id)
  FROM servers s, jsonb_array_elements(s.checks) WITH ORDINALITY c ORDER BY 8, 9`;

const counting = 'INSERT INTO tag_uses SELECT tag, count(*) FROM servers, unnest(tags) tag GROUP BY tag';

const unknownHealth = `
  INSERT INTO server_health (server_id, reason) SELECT id, health_unwatched_reason(lifecycle, deleted_at, checks) FROM servers`;

const livedHealth = `
  INSERT INTO server_health (server_id, status, reason)
  SELECT server_id, CASE WHEN ${isIll} THEN ${illness} ELSE 'healthy' END, CASE WHEN ${isIll} THEN ${symptom} END
  FROM (SELECT id AS server_id FROM servers) s`;

const moves = `
  INSERT INTO health_transitions (server_id, at, from_status, to_status, reason)
  SELECT server_id, since, 'unknown', 'healthy', NULL FROM server_health
  UNION ALL SELECT server_id, since, 'healthy', status, reason FROM server_health WHERE ${isIll}`;

function feed(type: string, data: string, from: string): string {
  return `
    INSERT INTO changes (position, type, server_id, version, data)
    SELECT (SELECT coalesce(max(position), 0) FROM changes) + row_number() OVER (), '${type}', s.id, s.version, jsonb_build_object(${data}) FROM ${from}`;
}

function healthChange(previous: string, [status, reason, which]: readonly [string, string, string]): [string, string] {
  return [
    `'hostname', s.hostname, 'status', ${status}, 'previous', '${previous}', 'since', h.since, 'reason', ${reason},
     'flapping', false, 'suppressedBy', NULL, 'inMaintenance', false, 'maintenance', NULL`,
    `servers s JOIN server_health h ON h.server_id = s.id WHERE ${which}`,
  ];
}
