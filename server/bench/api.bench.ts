import autocannon from 'autocannon';
import type { Config } from '../src/config/config.js';
import type { Sql } from '../src/database/sql.js';
import { Search } from '../src/inventory/search/search.service.js';
import { ServerGroups } from '../src/inventory/server-groups.js';
import { ServersReader } from '../src/inventory/servers.reader.js';
import { Totals } from '../src/inventory/totals.js';
import { Stage } from './support/stage.js';
import { median, printTable } from './support/table.js';

/** A list of 50 servers out of many, against a bare handler that sends the same statements to the same database. */
const servers = Number(process.argv[2] ?? 100_000);
const connections = 8;
const rounds = 5;
const secondsEach = 6;
const path = '/api/v1/servers?limit=50';

/** The very statements that the list sends, heard from the reader itself. */
async function statementsOfList(): Promise<object[]> {
  const statements: object[] = [];
  const heard = {
    rows: (text: string, values: unknown[], name: string) => {
      statements.push({ text, values, name });
      return Promise.resolve(
        text.includes('EXPLAIN')
          ? [{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': 0 } }] }]
          : text.includes('count(*)')
            ? [{ count: 10_001 }]
            : [],
      );
    },
  };
  const sql = heard as unknown as Sql;
  const config = { checkIntervalSeconds: 30 } as Config;
  await new ServersReader(sql, new Search(config), new Totals(sql), new ServerGroups(), config).list({ limit: 50 });
  return statements;
}

async function measured(url: string, token?: string): Promise<{ rate: number; p99: number }> {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const { requests, latency, non2xx, errors } = await autocannon({ url, headers, connections, duration: secondsEach });
  if (non2xx + errors > 0) throw new Error(`${non2xx} refusals and ${errors} errors from ${url}`);
  return { rate: requests.average, p99: latency.p99 };
}

await using stage = await Stage.set();
await stage.seed(servers, 22);
const statements = await statementsOfList();
const app = await stage.app({ FLEET_ROLE: 'api', FLEET_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') });
const bare = await stage.program<{ url: string }>('bare-api', {
  DATABASE_URL: stage.databaseUrl,
  STATEMENTS: JSON.stringify(statements),
});

const ours: { rate: number; p99: number }[] = [];
const theirs: { rate: number; p99: number }[] = [];
await measured(bare.url);
await measured(app.url + path, app.token);
for (let round = 0; round < rounds; round++) {
  theirs.push(await measured(bare.url));
  ours.push(await measured(app.url + path, app.token));
}

const ratio = median(ours.map(({ rate }, round) => rate / (theirs[round]?.rate ?? NaN)));
const row = (what: string, results: { rate: number; p99: number }[], relative: number) => ({
  'list of 50': what,
  'requests/s': median(results.map(({ rate }) => rate)).toFixed(0),
  'p99 ms': median(results.map(({ p99 }) => p99)).toFixed(1),
  ratio: relative.toFixed(2),
});
printTable(
  `npm run bench api (${servers} servers, ${connections} connections, median of ${rounds} rounds of ${secondsEach} s)`,
  [row('bare node:http + pg', theirs, 1), row('the API', ours, ratio)],
);
