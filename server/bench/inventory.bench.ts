import pg from 'pg';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ServerPage } from '../src/inventory/servers.dto.js';
import type { JobOrdered, JobView } from '../src/jobs/jobs.dto.js';
import { seedInventory, seedSites } from './support/inventory-stage.js';
import { Stage } from './support/stage.js';
import { percentile, printTable } from './support/table.js';

/** Reading a large inventory over HTTP against the SQL that one would write for it by hand, and against a small inventory. */
const large = Number(process.argv[2] ?? 1_000_000);
const small = 10_000;
const rounds = 60;
const tagged = 100_000;

const page = (condition: string, from = 'servers s', order = 's.hostname, s.id') =>
  `SELECT s.*, h.status, h.since, h.reason, c.states FROM (
     SELECT s.* FROM ${from} ${condition.includes('h.') ? 'JOIN server_health h ON h.server_id = s.id' : ''} WHERE s.deleted_at IS NULL AND ${condition} ORDER BY ${order} LIMIT 51) s
   JOIN server_health h ON h.server_id = s.id
   LEFT JOIN LATERAL (SELECT json_agg(c ORDER BY c.ordinal) AS states FROM checks c WHERE c.server_id = s.id) c ON TRUE ORDER BY ${order}`;
const count = (condition: string, from = 'servers s') =>
  `SELECT count(*) FROM (SELECT FROM ${from} ${condition.includes('h.') ? 'JOIN server_health h ON h.server_id = s.id' : ''} WHERE s.deleted_at IS NULL AND ${condition} LIMIT 10001) c`;
const then = `(SELECT s.* FROM servers s WHERE valid_from <= $1 UNION ALL
  SELECT s.id, s.hostname, s.external_id, s.ip_address, s.addresses, s.lifecycle, s.lifecycle_since, s.environment, s.region, s.site, s.role, s.owner,
    s.provider, s.os, s.hardware, s.ssh_port, s.ssh_user, s.ssh_credential_id, s.tags, s.template_id, s.checks, s.attributes, s.notes, s.created_at,
    s.updated_at, s.deleted_at, s.version, s.search_text, s.template_version, s.valid_from, s.change_set_id
  FROM server_history s WHERE valid_from <= $1 AND valid_to > $1) s`;

interface Reading {
  path: string;
  bare: { text: string; values: unknown[] }[];
}

const both = (condition: string, values: unknown[] = [], from?: string) => [
  { text: page(condition, from), values },
  { text: count(condition, from), values },
];

/** Built anew for each round, so that no two ask for the same. */
function readings(servers: number, before: Date): Record<string, (round: number) => Reading> {
  const nameOf = (share: number) => `srv-${String(Math.floor(servers * share)).padStart(7, '0')}.example.com`;
  return {
    'default list': () => ({ path: '/servers?limit=50', bare: both('TRUE') }),
    'filtered list': (round) => ({
      path: `/servers?limit=50&q=${encodeURIComponent(`lifecycle:active env:prod region:eu-${round % 5} -health:healthy`)}`,
      bare: both(`s.lifecycle = 'active' AND s.environment = 'prod' AND s.region = $1 AND h.status <> 'healthy'`, [
        `eu-${round % 5}`,
      ]),
    }),
    substring: (round) => {
      const part = String(Math.floor(((round + 0.5) / rounds) * servers))
        .padStart(7, '0')
        .slice(1);
      return { path: `/servers?limit=50&q=${part}`, bare: both('s.search_text LIKE $1', [`%${part}%`]) };
    },
    'deep page': (round) => {
      const hostname = nameOf(0.3 + (0.6 * round) / rounds);
      const id = '00000000-0000-0000-0000-000000000000';
      const cursor = Buffer.from(JSON.stringify(['hostname,id', 0, hostname, id])).toString('base64url');
      return {
        path: `/servers?limit=50&cursor=${cursor}`,
        bare: [
          { text: page('(s.hostname, s.id) > ($1, $2)'), values: [hostname, id] },
          { text: count('TRUE'), values: [] },
        ],
      };
    },
    'as of': () => ({ path: `/servers?limit=50&asOf=${before.toISOString()}`, bare: both('TRUE', [before], then) }),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

interface Measured {
  ours: number;
  theirs: number;
}

async function measured(servers: number): Promise<{ reads: Record<string, Measured>; bulk: Measured | undefined }> {
  await using stage = await Stage.set();
  console.log(`Filling an inventory of ${servers} servers`);
  await seedInventory(stage, servers);
  if (servers > 2 * tagged) await seedSites(stage, tagged);
  const app = await stage.app({
    FLEET_CHECK_INTERVAL: '24h',
    FLEET_PROBE_ALLOW: '127.0.0.0/8',
    FLEET_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
  });
  const pool = new pg.Pool({ connectionString: stage.databaseUrl, max: 2, options: '-c TimeZone=UTC -c jit=off' });
  const authorization = `Bearer ${app.token}`;
  const ask = async <Body>(path: string, body?: object): Promise<Body> => {
    const response = await fetch(`${app.url}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${response.status} from ${path}: ${await response.text()}`);
    return (await response.json()) as Body;
  };
  try {
    const before = new Date();
    const bulk = servers > 2 * tagged ? await bulkTagged(ask, pool) : undefined;
    await stage.database.query('VACUUM ANALYZE');
    const reads: Record<string, Measured> = {};
    for (const [what, reading] of Object.entries(readings(servers, before))) {
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = -5; round < rounds; round++) {
        const { path, bare } = reading(Math.abs(round));
        const theirMs = await timed(() => Promise.all(bare.map(({ text, values }) => pool.query(text, values))));
        const ourMs = await timed(() => ask<ServerPage>(path));
        if (round < 0) continue;
        theirs.push(theirMs);
        ours.push(ourMs);
      }
      reads[what] = { ours: percentile(ours, 0.95), theirs: percentile(theirs, 0.95) };
    }
    return { reads, bulk };
  } finally {
    await pool.end();
  }
}

/** A tag for a hundred thousand servers, as a job, against one UPDATE that does the same to others and takes no account of it. */
async function bulkTagged(ask: <Body>(path: string, body?: object) => Promise<Body>, pool: pg.Pool): Promise<Measured> {
  const theirs = await timed(() =>
    pool.query(`UPDATE servers SET tags = tags || '{bare}', version = version + 1 WHERE site = 'bare'`),
  );
  const ours = await timed(async () => {
    const { jobId } = await ask<JobOrdered & BulkResult>('/servers/bulk', {
      select: { q: 'site:ours' },
      action: 'tag',
      params: { add: ['bench'] },
    });
    for (;;) {
      const { status } = await ask<JobView>(`/jobs/${jobId}`);
      if (status === 'succeeded') return;
      if (status === 'failed') throw new Error('the bulk action failed');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  return { ours, theirs };
}

const few = await measured(small);
const many = await measured(large);
printTable(
  `npm run bench inventory (${large} servers, ${rounds} readings each, one after the other)`,
  Object.entries(many.reads).map(([what, { ours, theirs }]) => ({
    reading: what,
    'p95 ms': ours.toFixed(1),
    'bare SQL p95 ms': theirs.toFixed(1),
    ratio: (ours / theirs).toFixed(2),
    [`p95 ms at ${small}`]: (few.reads[what]?.ours ?? NaN).toFixed(1),
    'ratio to that': (ours / (few.reads[what]?.ours ?? NaN)).toFixed(2),
  })),
);
if (many.bulk) {
  printTable(`Tagging ${tagged} servers`, [
    { what: 'one bare UPDATE', seconds: (many.bulk.theirs / 1_000).toFixed(1), ratio: '1.00' },
    {
      what: 'bulk action, as a job',
      seconds: (many.bulk.ours / 1_000).toFixed(1),
      ratio: (many.bulk.ours / many.bulk.theirs).toFixed(2),
    },
  ]);
}
