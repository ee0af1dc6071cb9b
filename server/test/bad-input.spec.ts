import pg from 'pg';
import type { UserView } from '../src/auth/auth.dto.js';
import type { Problem } from '../src/http/problem.js';
import { authorities } from './bad-input/authorities.js';
import { credentials } from './bad-input/credentials.js';
import { discovery } from './bad-input/discovery.js';
import { facts } from './bad-input/facts.js';
import { hostKeys } from './bad-input/host-keys.js';
import { http } from './bad-input/http.js';
import { lists } from './bad-input/lists.js';
import { maintenance } from './bad-input/maintenance.js';
import { people } from './bad-input/people.js';
import type { BadRow } from './bad-input/row.js';
import { rotations } from './bad-input/rotations.js';
import { search } from './bad-input/search.js';
import { changing, moving, registering } from './bad-input/servers.js';
import { views } from './bad-input/views.js';
import { adminPassword, startFleet, until, type Fleet } from './support/fleet.js';

/** A line an area; a new kind of request brings an array of its own. */
const areas: [string, BadRow[]][] = [
  ['searches', search],
  ['lists', lists],
  ['registrations', registering],
  ['changes of servers', changing],
  ['moves and deletions', moving],
  ['people and tokens', people],
  ['views', views],
  ['maintenance windows', maintenance],
  ['discovery', discovery],
  ['credentials', credentials],
  ['host keys', hostKeys],
  ['authorities', authorities],
  ['facts', facts],
  ['rotations', rotations],
  ['bodies, ids and headers', http],
];

let fleet: Fleet;
let db: pg.Client;
const ids: Record<string, string> = { nobody: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3' };

beforeAll(async () => {
  fleet = await startFleet();
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
  const made = async (name: string, path: string, body: object) => {
    ids[name] = (await fleet.admin.post<{ id: string }>(path, body)).body.id;
  };
  await made('server', '/servers', { hostname: 'unchanged.example.com', owner: 'core' });
  const planned = { serverIds: [ids['server']], until: '2999-01-01T00:00:00Z', reason: 'x' };
  await made('window', '/maintenance-windows', planned);
  await made('view', '/views', { name: 'Unchanged', page: 'servers', query: {} });
  await made('credential', '/credentials', { name: 'Unchanged', kind: 'generate' });
  await made('user', '/users', { email: 'unchanged@fleet.local', role: 'viewer', password: adminPassword });
  await made('authority', '/authorities', { name: 'unchanged', purpose: 'user', kind: 'generate' });
  await made('scan', '/discovery/scans', { cidrs: ['127.76.0.1'], ports: [9] });
  await until(async () => {
    const { body } = await fleet.admin.get<{ status: string }>(`/discovery/scans/${ids['scan']}`);
    return body.status === 'succeeded';
  });
  ids['me'] = (await fleet.admin.get<UserView>('/auth/me')).body.id;
});
afterAll(async () => {
  await db.end();
  await fleet.close();
});

/** Kept by the clock, and by the sequencer after a commit: no request wrote them. */
const ownTime = ['fleet_minutes', 'audit_seals', 'audit_unsealed'];

/** Every row of every other table; the feed's rows without their numbers, which the sequencer gives. */
async function contents(): Promise<Record<string, string>> {
  const { rows: tables } = await db.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> ALL ($1) ORDER BY relname`,
    [ownTime],
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    const row = name === 'changes' ? `to_jsonb(t) - 'position'` : 't';
    const { rows } = await db.query<{ digest: string }>(
      `SELECT concat(count(*), ' ', sum(hashtextextended((${row})::text, 0))) AS digest FROM ${name} t`,
    );
    digests[name] = rows[0]?.digest ?? '';
  }
  return digests;
}

test('there are at least 200 of them, each of its own', () => {
  const rows = areas.flatMap(([, area]) => area);
  expect(rows.length).toBeGreaterThanOrEqual(200);
  expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
});

describe.each(areas)('%s', (_, rows) => {
  let before: Record<string, string>;
  beforeAll(async () => {
    before = await contents();
  });

  test.each(rows.map((row) => [row.says, row] as const))('%s', async (__, row) => {
    const path = row.path.replace(/\{(\w+)\}/g, (___, name: string) => ids[name] ?? name);
    const answer = await fleet.admin.send<Problem>(row.method, path, row.body, row.headers);
    expect(answer).toMatchObject({
      status: row.status ?? 400,
      body: { status: row.status ?? 400, code: expect.any(String), detail: expect.any(String) },
    });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const fault = answer.body.errors.find(({ pointer }) => pointer === row.at);
    expect(answer.body.errors.map(({ pointer }) => pointer)).toContain(row.at);
    expect(fault).toMatchObject({ code: expect.any(String), message: expect.stringMatching(/\S/) });
    if (row.position !== undefined) expect(fault?.position).toBe(row.position);
  });

  test('none of them changed the database', async () => {
    expect(await contents()).toEqual(before);
  });
});
