import pg from 'pg';
import type { SearchFields } from '../src/inventory/search/search.dto.js';
import type { ServerPage } from '../src/inventory/servers.dto.js';
import { asking, type Ask } from './support/ask.js';
import { seedFleet } from './support/fleet-seed.js';
import { timed, type Measured } from './support/measured.js';
import { cases, type Case } from './support/readings.js';
import { Stage } from './support/stage.js';
import { percentile, printTable } from './support/table.js';
import { imported, tagged } from './support/writes.js';

/** Reading and writing a large inventory over HTTP against the SQL that one would write for it by hand, and against a small inventory. */
const large = Number(process.argv[2] ?? 1_000_000);
const small = 10_000;
/** So many that the 95th percentile is not the third-worst hiccup of the machine. */
const rounds = 200;
const warmUpRounds = 25;
/** Of one reading; after that a few rounds must do. */
const patienceMs = 15_000;
const fewestRounds = 8;

interface Results {
  reads: Map<string, Measured>;
  tag: Measured & { servers: number };
  import: Measured & { servers: number };
}

const begun = performance.now();
const say = (what: string) => console.log(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(4)} s  ${what}`);

const seconds = ({ ours, theirs }: Measured) => `${(ours / 1_000).toFixed(1)} s, bare ${(theirs / 1_000).toFixed(1)} s`;

async function measured(servers: number): Promise<Results> {
  await using stage = await Stage.set();
  say(`an inventory of ${servers.toLocaleString('en')} servers`);
  const { port } = await stage.program<{ port: number }>('sink');
  await seedFleet(stage.database, { servers, port, isLived: true }, say);
  const ask = asking(
    await stage.app({
      FLEET_CHECK_INTERVAL: '24h',
      FLEET_PROBE_ALLOW: '127.0.0.0/8',
      FLEET_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
    }),
  );
  const before = new Date();
  const tag = await tagged(stage.database, ask);
  say(`${tag.servers.toLocaleString('en')} servers tagged: ${seconds(tag)}`);
  await stage.database.query('VACUUM ANALYZE');
  // What was written for the sake of the measurement is not written out while it measures.
  await stage.database.query('CHECKPOINT');
  const reads = await read(stage.databaseUrl, ask, cases(servers, before, rounds));
  const rows = servers / 10;
  const written = await imported(stage.database, ask, { servers: rows, directory: await stage.writable() });
  say(`${rows.toLocaleString('en')} rows imported: ${seconds(written)}`);
  return { reads, tag, import: { ...written, servers: rows } };
}

async function read(databaseUrl: string, ask: Ask, all: Case[]): Promise<Map<string, Measured>> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c TimeZone=UTC -c jit=off' });
  const { fields } = await ask<SearchFields>('/servers/search/fields');
  const reads = new Map<string, Measured>();
  for (const { what, of } of all.filter(({ needs }) => !needs || fields.some(({ name }) => name === needs))) {
    const [ours, theirs]: [number[], number[]] = [[], []];
    const since = performance.now();
    for (let round = -warmUpRounds; round < rounds; round++) {
      const spentMs = performance.now() - since;
      if (round < 0 && spentMs > patienceMs / 5) round = 0;
      if (round >= fewestRounds && spentMs > patienceMs) break;
      const { path, bare } = of(Math.abs(round));
      const theirMs = await timed(() => Promise.all(bare.map(({ text, values }) => pool.query(text, values))));
      const ourMs = await timed(() => ask<ServerPage>(path));
      if (round < 0) continue;
      theirs.push(theirMs);
      ours.push(ourMs);
    }
    const p95 = { ours: percentile(ours, 0.95), theirs: percentile(theirs, 0.95) };
    reads.set(what, p95);
    say(`${what}, ${ours.length} times: ${p95.ours.toFixed(1)} ms, bare ${p95.theirs.toFixed(1)} ms`);
  }
  await pool.end();
  return reads;
}

const few = await measured(small);
const many = await measured(large);
printTable(
  `npm run bench inventory (${large} servers, up to ${rounds} readings each, one after the other)`,
  [...many.reads].map(([reading, { ours, theirs }]) => {
    const atSmall = few.reads.get(reading)?.ours ?? NaN;
    return {
      reading,
      'p95 ms': ours.toFixed(1),
      'bare SQL p95 ms': theirs.toFixed(1),
      ratio: (ours / theirs).toFixed(2),
      [`p95 ms at ${small}`]: atSmall.toFixed(1),
      'ratio to that': (ours / atSmall).toFixed(2),
    };
  }),
);
const perServer = (ms: number, servers: number) => ((ms * 1_000) / servers).toFixed(0);
printTable(
  'Writing',
  [
    { written: `a tag for ${many.tag.servers} servers`, bare: 'one UPDATE', ...many.tag },
    { written: `an import of ${many.import.servers} rows`, bare: 'COPY', ...many.import },
  ].map(({ written, bare, servers, ours, theirs }) => ({
    written,
    'µs a server': perServer(ours, servers),
    bare,
    'bare µs a server': perServer(theirs, servers),
    ratio: (ours / theirs).toFixed(2),
  })),
);
