import pg from 'pg';
import type { AuditQuery } from '../src/audit/audit.dto.js';
import { searchOf, type Statement } from '../src/audit/search.js';
import { seedAudit } from './support/seed-audit.js';
import { Stage } from './support/stage.js';
import { percentile, printTable } from './support/table.js';

/** Searches in a long audit over HTTP, against the same statements sent by themselves; and how fast entries are sealed and verified. */
const entries = Number(process.argv[2] ?? 5_000_000);
const rounds = 100;

const at = (share: number) => new Date(Date.now() - (1 - share) * entries * 1_000);

await using stage = await Stage.set();
const { subjects, actors } = await seedAudit(stage.database, entries);

const begunSealing = performance.now();
for (;;) {
  const { rows } = await stage.database.query<{ sealed: number }>('SELECT fleet_seal_audit(2000) AS sealed');
  if (rows[0]?.sealed === 0) break;
}
const sealingMs = performance.now() - begunSealing;
await stage.database.query('VACUUM ANALYZE audit, audit_seals');

const searches: Record<string, (round: number) => AuditQuery> = {
  'the newest': () => ({}),
  'of one server': (round) => ({ subject: subjects[round % subjects.length] }),
  'of one person': (round) => ({ actor: actors[1 + (round % (actors.length - 1))] }),
  'of the robot that did nearly all': () => ({ actor: actors[0] }),
  'of an hour': (round) => ({ from: at(round / rounds), to: at(round / rounds + 3_600 / entries) }),
  'that name a field': (round) => ({ field: `field${round % 30}` }),
  'of a rare action': () => ({ action: 'server.purged' }),
  'of one server that name a field': (round) => ({
    subject: subjects[round % subjects.length],
    field: `field${round % 30}`,
  }),
};

const app = await stage.app({ FLEET_ROLE: 'api', FLEET_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') });
const pool = new pg.Pool({ connectionString: stage.databaseUrl, max: 2, options: '-c TimeZone=UTC -c jit=off' });
const bare = (query: AuditQuery) => {
  const { page, count } = searchOf(query);
  return Promise.all([page, count].map(({ text, values }: Statement) => pool.query(text, values)));
};

async function asked(path: string): Promise<unknown> {
  const response = await fetch(`${app.url}/api/v1/audit${path}`, { headers: { authorization: `Bearer ${app.token}` } });
  if (!response.ok) throw new Error(`${response.status} from ${path}: ${await response.text()}`);
  return response.json();
}

function pathOf(query: AuditQuery): string {
  const words = Object.entries(query).map(([name, value]: [string, unknown]): [string, string] => [
    name,
    value instanceof Date ? value.toISOString() : String(value),
  ]);
  return `?${new URLSearchParams(words).toString()}`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const table = [];
for (const [what, queryOf] of Object.entries(searches)) {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = -5; round < rounds; round++) {
    const query = queryOf(Math.max(0, round));
    const [theirMs, ourMs] = [await timed(() => bare(query)), await timed(() => asked(pathOf(query)))];
    if (round < 0) continue;
    theirs.push(theirMs);
    ours.push(ourMs);
  }
  const [ourP95, theirP95] = [percentile(ours, 0.95), percentile(theirs, 0.95)];
  table.push({
    'entries …': what,
    'p50 ms': percentile(ours, 0.5).toFixed(1),
    'p95 ms': ourP95.toFixed(1),
    'bare SQL p95 ms': theirP95.toFixed(1),
    ratio: (ourP95 / theirP95).toFixed(2),
  });
}
printTable(`npm run bench audit (${entries} entries, ${rounds} searches each, one after the other)`, table);

const hashing = `SELECT count(fleet_audit_seal('', fleet_audit_text(a))) FROM audit a`;
await stage.database.query('SET max_parallel_workers_per_gather = 0');
const hashingMs = await timed(() => stage.database.query(hashing));
let verdict: unknown;
const verifyingMs = await timed(async () => (verdict = await asked('/verify')));
const rate = (ms: number) => Math.round(entries / (ms / 1_000)).toLocaleString('en');
printTable(`the chain (${JSON.stringify(verdict).slice(0, 60)}…)`, [
  {
    'the chain': 'bare SQL: each entry hashed',
    seconds: (hashingMs / 1_000).toFixed(1),
    'entries/s': rate(hashingMs),
    ratio: '1.00',
  },
  {
    'the chain': 'GET /audit/verify',
    seconds: (verifyingMs / 1_000).toFixed(1),
    'entries/s': rate(verifyingMs),
    ratio: (verifyingMs / hashingMs).toFixed(2),
  },
  {
    'the chain': 'sealed by the sequencer',
    seconds: (sealingMs / 1_000).toFixed(1),
    'entries/s': rate(sealingMs),
    ratio: (sealingMs / hashingMs).toFixed(2),
  },
]);
await pool.end();
