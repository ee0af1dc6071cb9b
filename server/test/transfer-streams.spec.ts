import { once } from 'node:events';
import http from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import type { ChangeSetPage } from '../src/inventory/bulk/change-sets.dto.js';
import type { ServerPage } from '../src/inventory/servers.dto.js';
import type { ImportResult } from '../src/inventory/transfer/import/import.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { seeded } from './support/seed.js';
import { Statements } from './support/statements.js';

let fleet: Fleet;
let db: pg.Client;
beforeAll(async () => {
  // Nobody watches: the statements are those of the transfers.
  fleet = await startFleet({ FLEET_ROLE: 'api' });
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await fleet.close();
});

let statements: Statements;
beforeEach(() => {
  statements = new Statements();
});
afterEach(() => statements.close());

const megabyte = 1_048_576;
/** Much is written here, on a machine that may have other things to do. */
const patienceMs = 120_000;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function requested(method: string, path: string): http.ClientRequest {
  const headers = { authorization: `Bearer ${fleet.admin.token}`, 'content-type': 'text/csv' };
  return http.request(`${fleet.url}/api/v1/servers${path}`, { method, headers, agent: false });
}

async function whileLocked<Result>(mode: string, work: () => Promise<Result>): Promise<Result> {
  await db.query('BEGIN');
  try {
    await db.query(`LOCK TABLE servers IN ${mode} MODE`);
    return await work();
  } finally {
    await db.query('ROLLBACK');
  }
}

const isAnybodyWaiting = async () =>
  (await db.query(`SELECT FROM pg_locks WHERE NOT granted AND relation = 'servers'::regclass`)).rowCount !== 0;

/** An export has read what it may, and has been resting since. */
const isExportResting = async () =>
  (
    await db.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'FETCH%' AND state = 'idle in transaction'
         AND state_change < clock_timestamp() - interval '300 ms'`,
    )
  ).rowCount === 1;

const inTransaction = async () =>
  (
    await db.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'infrawatch-fleet'
         AND (query LIKE 'FETCH%' OR query LIKE 'DECLARE%') AND state <> 'idle'`,
    )
  ).rowCount;

const countOf = async (q: string) =>
  (await fleet.admin.get<ServerPage>(`/servers?limit=1&q=${encodeURIComponent(q)}`)).body.total.value;

describe('an import of 10,000 rows, as the console sends it', () => {
  const mapping = encodeURIComponent(JSON.stringify({ Server: 'hostname', Team: 'owner' }));
  const rows = 10_000;
  const file = (owner: (at: number) => string) =>
    `Server,Team,tags,attributes\n${Array.from({ length: rows }, (_, at) => `counted-${at},${owner(at)},counted:x a:${at % 7},"{""at"":${at}}"`).join('\n')}\n`;
  const imported = async (text: string, query: string) =>
    (
      await fleet.admin.send<ImportResult>('POST', `/servers/import?format=csv&mapping=${mapping}&${query}`, text, {
        'content-type': 'application/octet-stream',
      })
    ).body;

  test.each<[string, string, (at: number) => string, Partial<ImportResult>, number]>([
    ['that registers', 'mode=create', () => 'core', { created: rows }, 8],
    ['that changes each', 'mode=upsert', (at) => `team-${at}`, { updated: rows }, 10],
    ['that says nothing new', 'mode=upsert', (at) => `team-${at}`, { unchanged: rows }, 3],
  ])(
    '%s says the same to the database for each batch of 500',
    async (_, query, owner, expected, most) => {
      expect(await imported(file(owner), query)).toMatchObject({ total: rows, failed: 0, ...expected });
      const batches = statements.transactions().slice(0, rows / 500);
      const [first = [], second = []] = batches;
      expect(batches).toHaveLength(20);
      expect(batches.slice(1)).toEqual(Array<string[]>(19).fill(second));
      expect(second.length).toBeGreaterThanOrEqual(2);
      expect(second.length).toBeLessThanOrEqual(most);
      expect(first.length).toBeLessThanOrEqual(most);
      // Beside the batches there is only the end of the change set.
      expect(statements.transactions().length - batches.length).toBe('unchanged' in expected ? 0 : 1);
    },
    patienceMs,
  );

  test(
    'and bad rows among them cost no statement',
    async () => {
      const text = file((at) => `again-${at}`).replaceAll(/^counted-\d*[5-9],/gm, 'bad name,');
      expect(await imported(text, 'mode=upsert')).toMatchObject({ updated: rows / 2, failed: rows / 2 });
      const [, ...batches] = statements.transactions().slice(0, 20);
      expect(new Set(batches.map((texts) => texts.length)).size).toBe(1);
    },
    patienceMs,
  );
});

describe('an import is read as fast as it is written', () => {
  const header = 'hostname,attr.blob\n';
  const row = (serial: string, at: number) => `${serial}-${at},${'x'.repeat(9_900)}\n`;

  /** Sends rows until so many were sent, and waits whenever it is told to. */
  async function sent(request: http.ClientRequest, serial: string, from: number, to: number): Promise<void> {
    for (let at = from; at < to; at++) if (!request.write(row(serial, at))) await once(request, 'drain');
  }

  test(
    'and no faster: a batch that waits holds back the client',
    async () => {
      const request = requested('POST', '/import');
      const isSent = await whileLocked('EXCLUSIVE', async () => {
        request.write(header);
        const sending = sent(request, 'held', 0, 3_000);
        await until(isAnybodyWaiting);
        let before = -1;
        await until(() => {
          const now = request.socket?.bytesWritten ?? 0;
          const isStill = now === before && request.writableNeedDrain;
          before = now;
          return isStill;
        });
        expect(before).toBeLessThan(20 * megabyte);
        return { sending };
      });
      await isSent.sending;
      request.end();
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      expect(JSON.parse((await response.toArray()).join(''))).toMatchObject({ created: 3_000, failed: 0 });
    },
    patienceMs,
  );

  test(
    'and keeps nothing of what is written',
    async () => {
      const request = requested('POST', '/import');
      request.write(header);
      await sent(request, 'flat', 0, 1_200);
      await until(async () => (await countOf('flat-')) >= 1_000, 60_000);
      const early = heapUsed();
      await sent(request, 'flat', 1_200, 4_000);
      await until(async () => (await countOf('flat-')) >= 3_500, 60_000);
      const growth = heapUsed() - early;
      request.end();
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      response.resume();
      await once(response, 'end');
      // 27 MB were sent between.
      expect(growth).toBeLessThan(9 * megabyte);
    },
    patienceMs,
  );

  test(
    'and ends with its client: whole batches stay, the rest is nowhere',
    async () => {
      const request = requested('POST', '/import');
      request.on('error', () => undefined);
      request.write(header);
      await sent(request, 'left', 0, 1_700);
      await until(async () => (await countOf('left-')) >= 1_000, 60_000);
      request.destroy();
      const set = await until(async () => {
        const { body } = await fleet.admin.get<ChangeSetPage>('/changesets?limit=1');
        return body.items[0]?.finishedAt ? body.items[0] : undefined;
      });
      const left = await countOf('left-');
      expect(left % 500).toBe(0);
      expect(set).toMatchObject({ title: `Import ${left.toLocaleString('en')} servers`, changed: left });
      expect(statements.transactions().length).toBeGreaterThanOrEqual(left / 500);
    },
    patienceMs,
  );
});

describe('an export is read as fast as it is taken', () => {
  const many = 30_000;
  const path = '/export?format=ndjson&q=tag:rack:*';
  beforeAll(() => seeded(fleet.databaseUrl, many), patienceMs);

  async function opened(at = path): Promise<http.IncomingMessage> {
    const request = requested('GET', at);
    request.on('error', () => undefined);
    request.end();
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.on('error', () => undefined);
    return response;
  }

  test(
    'and no faster, nor does it keep what was sent; all of it is one moment',
    async () => {
      const response = await opened();
      await until(isExportResting, 60_000);
      const ahead = statements.count('FETCH');
      expect(ahead).toBeLessThan((many / 500) * 0.75);
      const early = heapUsed();
      await db.query(`UPDATE servers SET owner = 'late' WHERE hostname LIKE 'seed-299%'`);
      let read = 0;
      let growth = 0;
      let rest = '';
      for await (const text of response.setEncoding('utf8')) {
        const lines = (rest + String(text)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) expect(line.includes('"owner":"team-')).toBe(true);
        if (read < many * 0.9 && read + lines.length >= many * 0.9) growth = heapUsed() - early;
        read += lines.length;
      }
      expect(read).toBe(many);
      expect(growth).toBeLessThan(9 * megabyte);
      await until(async () => (await inTransaction()) === 0);
    },
    patienceMs,
  );

  test(
    'and ends with its client, however many they are',
    async () => {
      for (let at = 0; at < 6; at++) {
        const response = await opened();
        await until(async () => (await inTransaction()) === 1);
        response.destroy();
        await until(async () => (await inTransaction()) === 0);
      }
      expect(statements.count('FETCH')).toBeLessThan(((6 * many) / 500) * 0.75);
    },
    patienceMs,
  );

  test(
    'also what the database does for it just then',
    async () => {
      await whileLocked('ACCESS EXCLUSIVE', async () => {
        const request = requested('GET', path);
        request.on('error', () => undefined);
        request.end();
        await until(isAnybodyWaiting);
        request.destroy();
        await until(async () => !(await isAnybodyWaiting()));
      });
    },
    patienceMs,
  );

  test(
    'four at once; a fifth is told to come back',
    async () => {
      const open = await Promise.all([1, 2, 3, 4].map(() => opened()));
      const fifth = await opened();
      expect(fifth.statusCode).toBe(429);
      expect(fifth.headers['retry-after']).toBe('10');
      for (const each of [...open, fifth]) each.destroy();
      await until(async () => (await opened('/export?q=nobody')).statusCode === 200);
    },
    patienceMs,
  );

  test(
    'and ends with the session of who asked',
    async () => {
      const { body } = await fleet.admin.post<{ id: string }>('/users', {
        email: 'v@fleet.local',
        role: 'viewer',
        password: 'a long password',
      });
      const viewer = await fleet.anonymous.login('v@fleet.local', 'a long password');
      const request = http.get(`${fleet.url}/api/v1/servers${path}`, {
        headers: { authorization: `Bearer ${viewer.token}` },
        agent: false,
      });
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      await until(isExportResting, 60_000);
      await fleet.admin.patch(`/users/${body.id}`, { disabled: true });
      await until(async () => (await inTransaction()) === 0);
      await expect(response.toArray()).rejects.toThrow('aborted');
    },
    patienceMs,
  );
});
