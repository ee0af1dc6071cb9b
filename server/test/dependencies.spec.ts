import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { Problem } from '../src/http/problem.js';
import type {
  DependenciesView,
  DependencyGraph,
  Impact,
  Neighbour,
} from '../src/inventory/dependencies/dependencies.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { Ear } from './support/ear.js';
import { startFleet, until, type Fleet } from './support/fleet.js';

let fleet: Fleet;
let database: pg.Client;
beforeAll(async () => {
  fleet = await startFleet();
  database = new pg.Client(fleet.databaseUrl);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await fleet.close();
});

let serial = 0;

async function registered(fields: object = {}): Promise<ServerView> {
  const body = { hostname: `node-${++serial}.example.com`, ...fields };
  return (await fleet.admin.post<ServerView>('/servers', body)).body;
}

const add = <Body = Neighbour>(from: string, to: unknown, more: object = {}) =>
  fleet.admin.post<Body>(`/servers/${from}/dependencies`, { dependsOnId: to, ...more });
const remove = (from: string, to: string) => fleet.admin.delete<Problem>(`/servers/${from}/dependencies/${to}`);
const around = async (id: string) => (await fleet.admin.get<DependenciesView>(`/servers/${id}/dependencies`)).body;
const graph = async (id: string, query = '') =>
  (await fleet.admin.get<DependencyGraph>(`/servers/${id}/graph${query}`)).body;
const impact = async (id: string) => (await fleet.admin.get<Impact>(`/servers/${id}/impact`)).body;

/** Servers by their letter, linked as `a>b b>c` says: a needs b, b needs c. */
async function fleetOf(edges: string, fields: Record<string, object> = {}): Promise<Record<string, string>> {
  const run = ++serial;
  const ids: Record<string, string> = {};
  for (const letter of new Set(edges.replace(/[> ]/g, '')))
    ids[letter] = (await registered({ hostname: `${letter}-${run}.example.com`, ...fields[letter] })).id;
  for (const [from = '', to = ''] of edges.split(' ').map((edge) => edge.split('>')))
    expect((await add(ids[from] ?? '', ids[to])).status).toBe(201);
  return ids;
}

/** The ids in the letters of `fleetOf`. */
const letters = (ids: Record<string, string>, wanted: string[]) =>
  wanted
    .map((id) => Object.entries(ids).find(([, known]) => known === id)?.[0] ?? '?')
    .sort()
    .join('');

describe('a dependency', () => {
  test('is seen from both of its ends', async () => {
    const [web, db] = [await registered({ lifecycle: 'provisioning' }), await registered()];
    const { status, body } = await add(web.id, db.id.toUpperCase(), { note: 'orders' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: db.id,
      hostname: db.hostname,
      lifecycle: 'planned',
      health: 'unknown',
      note: 'orders',
      since: expect.stringMatching(/Z$/),
    });
    expect(await around(web.id)).toEqual({ dependsOn: [body], dependents: [], truncated: false });
    expect(await around(db.id)).toEqual({
      dependsOn: [],
      dependents: [{ ...body, id: web.id, hostname: web.hostname, lifecycle: 'provisioning' }],
      truncated: false,
    });
  });

  test('is closed, not deleted, and can be said anew', async () => {
    const { a = '', b = '' } = await fleetOf('a>b');
    expect((await remove(a, b)).status).toBe(204);
    expect((await around(a)).dependsOn).toEqual([]);
    expect(await remove(a, b)).toMatchObject({ status: 404, body: { code: 'dependency.not-found' } });
    expect((await add(a, b)).status).toBe(201);
    const { rows } = await database.query(
      `SELECT valid_to IS NULL AS holds, valid_from < coalesce(valid_to, 'infinity') AS lasted, created_by ->> 'name' AS by
       FROM dependencies WHERE server_id = $1 ORDER BY id`,
      [a],
    );
    expect(rows).toEqual([
      { holds: false, lasted: true, by: 'admin@fleet.local' },
      { holds: true, lasted: true, by: 'admin@fleet.local' },
    ]);
  });

  test('does not move the version of either end, and is in the audit of the one that depends', async () => {
    const [web, db] = [await registered(), await registered()];
    await add(web.id, db.id, { note: 'orders' });
    await remove(web.id, db.id);
    const edge = { dependsOn: db.hostname, dependsOnId: db.id, note: 'orders' };
    const audit = (await fleet.admin.get<AuditPage>(`/servers/${web.id}/audit`)).body.items;
    expect(audit.slice(0, 2)).toMatchObject([
      { action: 'dependency.deleted', before: edge, after: null, actor: { name: 'admin@fleet.local' } },
      { action: 'dependency.created', before: null, after: edge, subject: { type: 'server', name: web.hostname } },
    ]);
    expect((await fleet.admin.get<ServerView>(`/servers/${web.id}`)).body.version).toBe(1);
  });

  test('and its end are news of the one that depends, also when SQL alone did it', async () => {
    const [web, db] = [await registered(), await registered()];
    const ear = await Ear.open(fleet.url, fleet.admin.token);
    try {
      await ear.ask('subscribe', { ids: [web.id] });
      await add(web.id, db.id);
      expect(await ear.waitFor(({ type }) => type === 'server.linked')).toMatchObject({ id: web.id, version: 1 });
      await database.query('UPDATE dependencies SET valid_to = clock_timestamp() WHERE server_id = $1', [web.id]);
      expect(await ear.waitFor(({ type }) => type === 'server.unlinked')).toMatchObject({ id: web.id, version: 1 });
    } finally {
      ear.close();
    }
    const { rows } = await database.query(
      `SELECT type, version, data FROM changes WHERE server_id = $1 AND type LIKE '%linked' ORDER BY id`,
      [web.id],
    );
    const data = { hostname: web.hostname, dependsOnId: db.id };
    expect(rows).toEqual([
      { type: 'server.linked', version: 1, data },
      { type: 'server.unlinked', version: 1, data },
    ]);
  });
});

describe('refused, with the place and without a trace', () => {
  const nobody = '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3';

  test.each<[string, (ids: Record<string, string>) => Promise<{ status: number; body: Problem }>, number, string]>([
    ['twice the same', ({ a = '', b }) => add(a, b), 409, 'dependency.exists'],
    ['itself', ({ a = '' }) => add(a, a), 409, 'dependency.self'],
    ['the other way round', ({ a, b = '' }) => add(b, a), 409, 'dependency.cycle'],
    ['nobody', ({ a = '' }) => add(a, nobody), 400, 'request.invalid'],
    ['something that is no id', ({ a = '' }) => add(a, 'db-01'), 400, 'request.invalid'],
    ['nothing', ({ a = '' }) => add(a, undefined), 400, 'request.invalid'],
    ['null', ({ a = '' }) => add(a, null), 400, 'request.invalid'],
  ])('%s', async (_, attempt, status, code) => {
    const ids = await fleetOf('a>b');
    const count = async () =>
      (await database.query('SELECT (SELECT count(*) FROM dependencies), (SELECT count(*) FROM audit)')).rows;
    const before = await count();
    expect(await attempt(ids)).toMatchObject({ status, body: { code, errors: [{ pointer: '/dependsOnId' }] } });
    expect(await count()).toEqual(before);
  });

  test.each<[string, object, string]>([
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['a note that is a number', { note: 5 }, '/note'],
    ['a note with a NUL', { note: 'a\0b' }, '/note'],
    ['a note without end', { note: 'x'.repeat(1_001) }, '/note'],
  ])('%s', async (_, more, pointer) => {
    const [a, b] = [await registered(), await registered()];
    expect(await add(a.id, b.id, more)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  test.each([
    ['POST', `${nobody}/dependencies`, 404],
    ['GET', `${nobody}/dependencies`, 404],
    ['GET', `${nobody}/graph`, 404],
    ['GET', `${nobody}/impact`, 404],
    ['DELETE', `${nobody}/dependencies/${nobody}`, 404],
    ['GET', 'web-01/dependencies', 400],
    ['GET', 'web-01/graph', 400],
    ['GET', 'web-01/impact', 400],
    ['DELETE', `${nobody}/dependencies/db-01`, 400],
    ['GET', `${nobody}/graph?depth=0`, 400],
    ['GET', `${nobody}/graph?depth=51`, 400],
    ['GET', `${nobody}/graph?depth=deep`, 400],
    ['GET', `${nobody}/graph?direction=sideways`, 400],
    ['GET', `${nobody}/graph?colour=red`, 400],
  ])('%s /servers/%s is %i', async (method, path, status) => {
    const body = method === 'POST' ? { dependsOnId: nobody } : undefined;
    expect(await fleet.admin.send(method, `/servers/${path}`, body)).toMatchObject({ status, body: { status } });
  });

  test('a cycle: with the whole way round in the answer, in words and as data', async () => {
    const ids = await fleetOf('a>b b>c c>d');
    const { body } = await add<Problem & { cycle: { id: string; hostname: string }[] }>(ids.d ?? '', ids.a);
    expect(body.cycle.map(({ id }) => letters(ids, [id])).join('')).toBe('dabcd');
    expect(body.detail).toBe(`It would close a cycle: ${body.cycle.map(({ hostname }) => hostname).join(' → ')}.`);
  });
});

describe('a deleted server', () => {
  test('keeps its dependencies and is not shown with them; restored it has them again', async () => {
    const ids = await fleetOf('a>b b>c');
    const { a = '', b = '', c = '' } = ids;
    await fleet.admin.delete(`/servers/${b}`);
    expect((await around(a)).dependsOn).toEqual([]);
    expect((await graph(a)).nodes.map(({ id }) => id)).toEqual([a]);
    expect((await impact(c)).total).toBe(0);
    expect(
      letters(
        ids,
        (await graph(b)).nodes.map(({ id }) => id),
      ),
    ).toBe('abc');
    await fleet.admin.post(`/servers/${b}/restore`);
    expect((await impact(c)).servers.map(({ id }) => letters(ids, [id])).join('')).toBe('ba');
  });

  test('neither needs anybody new nor is needed anew, but can be let go', async () => {
    const { a = '', b = '' } = await fleetOf('a>b');
    const { id } = await registered();
    await fleet.admin.delete(`/servers/${b}`);
    expect(await add(b, id)).toMatchObject({ status: 409, body: { code: 'server.deleted' } });
    expect(await add(id, b)).toMatchObject({
      status: 409,
      body: { code: 'dependency.on-deleted', errors: [{ pointer: '/dependsOnId' }] },
    });
    expect((await remove(a, b)).status).toBe(204);
  });

  test('counts when a cycle is looked for, because it can be restored', async () => {
    const { a = '', b = '', c = '' } = await fleetOf('a>b b>c');
    await fleet.admin.delete(`/servers/${b}`);
    const { status, body } = await add<Problem>(c, a);
    expect([status, body.code]).toEqual([409, 'dependency.cycle']);
    expect(body.detail).toContain('(deleted)');
  });

  test('takes its dependencies along when it is purged, and who needed it hears so', async () => {
    const { a = '', b = '', c = '' } = await fleetOf('a>b b>c');
    await fleet.admin.delete(`/servers/${b}`);
    expect((await fleet.admin.delete(`/servers/${b}/purge`)).status).toBe(204);
    expect(
      (await database.query('SELECT FROM dependencies WHERE $1 IN (server_id, depends_on_id)', [b])).rowCount,
    ).toBe(0);
    const { rows } = await database.query(
      `SELECT server_id, data ->> 'dependsOnId' AS needed FROM changes WHERE type = 'server.unlinked' AND server_id = ANY ($1)`,
      [[a, b, c]],
    );
    expect(rows).toEqual([{ server_id: a, needed: b }]);
    expect((await add(c, a)).status).toBe(201);
  });
});

describe('the table itself', () => {
  const insert = (pairs: string[][]) =>
    database.query('INSERT INTO dependencies (server_id, depends_on_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])', [
      pairs.map(([from]) => from),
      pairs.map(([, to]) => to),
    ]);

  test('refuses a cycle that one statement would make, and all of the statement', async () => {
    const [a, b, c] = [(await registered()).id, (await registered()).id, (await registered()).id];
    const refused = insert([
      [a, b],
      [b, c],
      [c, a],
    ]);
    await expect(refused).rejects.toMatchObject({ constraint: 'dependencies_acyclic' });
    expect((await around(a)).dependsOn).toEqual([]);
    await insert([
      [a, b],
      [b, c],
      [a, c],
    ]);
    expect((await around(a)).dependsOn).toHaveLength(2);
  });

  test('does not open again what was closed, nor bend an edge', async () => {
    const { a = '', b = '' } = await fleetOf('a>b');
    const { id } = await registered();
    const change = (set: string) => database.query(`UPDATE dependencies SET ${set} WHERE server_id = $1`, [a]);
    const refused = { constraint: 'dependencies_only_closed' };
    await expect(change(`depends_on_id = '${id}'`)).rejects.toMatchObject(refused);
    await expect(change(`valid_from = '2020-01-01'`)).rejects.toMatchObject(refused);
    await remove(a, b);
    await expect(change('valid_to = NULL')).rejects.toMatchObject(refused);
  });
});

describe('the graph', () => {
  let ids: Record<string, string>;
  // A diamond (a needs d over b and over c), a way that is longer, and two below.
  beforeAll(async () => {
    ids = await fleetOf('a>b a>c b>d c>d d>e a>e x>a y>x y>a', { a: { owner: 'core' } });
  });

  test.each([
    ['', 'abcdexy'],
    ['?direction=both&depth=50', 'abcdexy'],
    ['?direction=upstream', 'abcde'],
    ['?direction=downstream', 'axy'],
    ['?depth=1', 'abcexy'],
    ['?direction=upstream&depth=1', 'abce'],
  ])('%s holds %s, each once', async (query, expected) => {
    const { nodes, truncated } = await graph(ids.a ?? '', query);
    expect(
      letters(
        ids,
        nodes.map(({ id }) => id),
      ),
    ).toBe(expected);
    expect(truncated).toBe(false);
  });

  test('says of each how far away it is and on which side', async () => {
    const { root, nodes } = await graph(ids.a ?? '');
    expect(root).toBe(ids.a);
    expect(nodes[0]).toEqual({
      id: ids.a,
      hostname: expect.stringMatching(/^a-/),
      lifecycle: 'planned',
      health: 'unknown',
      owner: 'core',
      pageable: false,
      depth: 0,
      direction: 'root',
    });
    expect(nodes.slice(1).map(({ id, depth, direction }) => `${letters(ids, [id])} ${depth} ${direction}`)).toEqual([
      'x 1 downstream',
      'y 1 downstream',
      'b 1 upstream',
      'c 1 upstream',
      'e 1 upstream',
      'd 2 upstream',
    ]);
  });

  test('has every edge between those it shows', async () => {
    const spelt = async (query: string) =>
      (await graph(ids.a ?? '', query)).edges
        .map(({ from, to }) => `${letters(ids, [from])}>${letters(ids, [to])}`)
        .sort();
    expect(await spelt('')).toEqual('a>b a>c a>e b>d c>d d>e x>a y>a y>x'.split(' '));
    expect(await spelt('?depth=1&direction=downstream')).toEqual(['x>a', 'y>a', 'y>x']);
  });

  test('ends at 2,000 servers and says so; so does the list of neighbours at 1,000', async () => {
    const hub = await registered();
    await database.query(
      `WITH many AS (INSERT INTO servers (id, hostname, lifecycle, checks)
         SELECT gen_random_uuid(), 'spoke-' || i, 'planned', '[]' FROM generate_series(1, 2100) i RETURNING id)
       SELECT array_agg(id) FROM many`,
    );
    await database.query(
      `INSERT INTO dependencies (server_id, depends_on_id) SELECT id, $1 FROM servers WHERE hostname LIKE 'spoke-%'`,
      [hub.id],
    );
    const { nodes, edges, truncated } = await graph(hub.id);
    expect([nodes.length, edges.length, truncated]).toEqual([2_000, 1_999, true]);
    expect(nodes[0]?.id).toBe(hub.id);
    const { dependents, truncated: more } = await around(hub.id);
    expect([dependents.length, more]).toEqual([1_000, true]);
    const hit = await impact(hub.id);
    expect(hit).toMatchObject({ total: 2_100, exact: true, byLifecycle: [{ lifecycle: 'planned', count: 2_100 }] });
    expect(hit.servers.map(({ hostname }) => hostname)).toEqual(
      Array.from({ length: 2_100 }, (_, at) => `spoke-${at + 1}`)
        .sort()
        .slice(0, 50),
    );
  });
});

describe('the impact', () => {
  test('counts everybody downstream once, by lifecycle, owner and health, the nearest first', async () => {
    const active = { lifecycle: 'active', checks: [] };
    const ids = await fleetOf('b>a c>a d>b d>c e>d f>z', {
      b: { ...active, owner: 'core' },
      c: { ...active, owner: 'data' },
      d: { owner: 'core' },
    });
    await database.query(`UPDATE server_health SET status = 'unhealthy' WHERE server_id = ANY ($1)`, [
      [ids.b, ids.c, ids.d],
    ]);
    expect(await impact(ids.a ?? '')).toMatchObject({
      total: 4,
      exact: true,
      pageable: 2,
      byLifecycle: [
        { lifecycle: 'active', count: 2 },
        { lifecycle: 'planned', count: 2 },
      ],
      byOwner: [
        { owner: 'core', count: 2 },
        { owner: 'data', count: 1 },
        { owner: null, count: 1 },
      ],
      byHealth: [
        { health: 'unhealthy', count: 3 },
        { health: 'unknown', count: 1 },
      ],
      servers: [
        { id: ids.b, depth: 1, pageable: true, owner: 'core', health: 'unhealthy' },
        { id: ids.c, depth: 1 },
        { id: ids.d, depth: 2, pageable: false },
        { id: ids.e, depth: 3 },
      ],
    });
  });

  test('of a server that nobody needs is nothing', async () => {
    const { id } = await registered();
    expect(await impact(id)).toEqual({
      total: 0,
      exact: true,
      pageable: 0,
      byLifecycle: [],
      byOwner: [],
      byHealth: [],
      servers: [],
    });
  });
});

describe('the search', () => {
  let ids: Record<string, string>;
  /** `@d` is the host name of d, `#d` its id. */
  const spelt = (q: string) =>
    q.replace(/@(\w)/g, `$1${domain}`).replace(/#(\w)/g, (_, letter: string) => ids[letter] ?? '');
  let domain: string;
  const found = async (q: string, more = '') => {
    const ours = encodeURIComponent(`(${spelt(q)}) hostname:*${domain}`);
    const { body } = await fleet.admin.get<ServerPage>(`/servers?q=${ours}${more}`);
    return letters(
      ids,
      body.items.map(({ id }) => id),
    );
  };

  beforeAll(async () => {
    ids = await fleetOf('a>b a>c b>d c>d d>e x>a y>x', { a: { owner: 'core' } });
    domain = (await fleet.admin.get<ServerView>(`/servers/${ids.a}`)).body.hostname.slice(1);
  });

  test.each([
    ['dependsOn:@d', 'bc'],
    ['dependson:@D', 'bc'],
    ['dependsOn:#d', 'bc'],
    ['dependsOn:@b*', 'a'],
    ['dependsOn:@b OR dependsOn:@a', 'ax'],
    ['dependsOn:*', 'abcdxy'],
    ['-dependsOn:*', 'e'],
    ['dependencyOf:@a', 'bc'],
    ['dependencyOf:*', 'abcdex'],
    ['downstreamOf:@d', 'abcxy'],
    ['downstreamOf:#b', 'axy'],
    ['downstreamOf:@d owner:core', 'a'],
    ['-downstreamOf:@d', 'de'],
    ['downstreamOf:(@b OR @x)', 'axy'],
    ['upstreamOf:@x', 'abcde'],
    ['dependsOn:nobody-at-all', ''],
    ['downstreamOf:nobody-at-all', ''],
  ])('%s finds %s', async (q, expected) => {
    expect(await found(q)).toBe(expected);
  });

  test.each(['dependsOn:>5', 'downstreamOf:[a TO b]', 'dependsOn:""'])(
    '%s is a 400 that names the place',
    async (q) => {
      expect(await fleet.admin.get<Problem>(`/servers?q=${encodeURIComponent(q)}`)).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/q', position: expect.any(Number) }] },
      });
    },
  );

  test('goes no way through a deleted server, whom it knows by its id only', async () => {
    const chain = await fleetOf('p>q q>r');
    await fleet.admin.delete(`/servers/${chain.q}`);
    const count = async (q: string) => (await fleet.admin.get<ServerPage>(`/servers?q=${q}`)).body.total.value;
    expect(await count(`downstreamOf:${chain.r}`)).toBe(0);
    expect(await count(`dependsOn:${chain.q}`)).toBe(1);
    expect(await count(`dependsOn:q${domain}`)).toBe(0);
  });

  test('knows the past: who needed whom then, by the names of then', async () => {
    const at = Date.now() + 1;
    await until(() => Date.now() > at);
    const then = `&asOf=${new Date(at).toISOString()}`;
    await remove(ids.x ?? '', ids.a ?? '');
    await fleet.admin.patch(`/servers/${ids.a}`, { hostname: `renamed${domain}` });
    expect(await found('dependsOn:@a', then)).toBe('x');
    expect(await found('downstreamOf:@a', then)).toBe('xy');
    expect(await found(`dependencyOf:@x`, then)).toBe('a');
    expect(await found(`dependsOn:renamed${domain}`)).toBe('');
    expect(await found(`dependsOn:renamed${domain}`, then)).toBe('');
  });
});

describe('the past', () => {
  const shape = ({ nodes, edges }: DependencyGraph, ids: Record<string, string>) => ({
    nodes: letters(
      ids,
      nodes.map(({ id }) => id),
    ),
    edges: edges.map(({ from, to }) => `${letters(ids, [from])}>${letters(ids, [to])}`).sort(),
  });
  /** A moment between what was done before and what is done next. */
  const moment = async () => {
    const at = Date.now() + 1;
    await until(() => Date.now() > at);
    return new Date(at).toISOString();
  };

  test('is drawn, counted and listed as it was: edges, names, lifecycles, health and maintenance of then', async () => {
    const before = await moment();
    const ids = await fleetOf('a>b b>c d>b', { a: { owner: 'core', lifecycle: 'active' } });
    const { a = '', b = '', c = '', d = '' } = ids;
    await database.query(`UPDATE server_health SET status = 'unhealthy', since = now() WHERE server_id = $1`, [a]);
    const loud = await moment();
    const params = { until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'x' };
    await fleet.admin.post('/servers/bulk', { select: { ids: [a] }, action: 'maintenance', params });
    const quiet = await moment();
    await remove(d, b);
    await fleet.admin.patch(`/servers/${a}`, { owner: 'data' });
    await fleet.admin.delete(`/servers/${c}`);
    await add(d, a);

    expect(shape(await graph(b), ids)).toEqual({ nodes: 'abd', edges: ['a>b', 'd>a'] });
    const drawn = await graph(b, `?asOf=${loud}`);
    expect(shape(drawn, ids)).toEqual({ nodes: 'abcd', edges: ['a>b', 'b>c', 'd>b'] });
    expect(drawn.nodes.find(({ id }) => id === a)).toMatchObject({
      owner: 'core',
      lifecycle: 'active',
      health: 'unhealthy',
      pageable: true,
      depth: 1,
    });
    expect((await graph(b, `?asOf=${quiet}`)).nodes.find(({ id }) => id === a)?.pageable).toBe(false);
    expect(shape(await graph(b, `?direction=upstream&asOf=${loud}`), ids)).toEqual({ nodes: 'bc', edges: ['b>c'] });

    const hit = async (at: string) => (await fleet.admin.get<Impact>(`/servers/${c}/impact?asOf=${at}`)).body;
    expect(await hit(loud)).toMatchObject({ total: 3, exact: true, pageable: 1 });
    expect((await hit(loud)).byOwner).toContainEqual({ owner: 'core', count: 1 });
    expect((await hit(loud)).servers.map(({ id, depth }) => `${letters(ids, [id])}${depth}`)).toEqual([
      'b1',
      'a2',
      'd2',
    ]);
    expect(await hit(quiet)).toMatchObject({ total: 3, pageable: 0 });
    const list = (await fleet.admin.get<DependenciesView>(`/servers/${b}/dependencies?asOf=${loud}`)).body;
    expect(
      [list.dependsOn, list.dependents].map((side) =>
        letters(
          ids,
          side.map(({ id }) => id),
        ),
      ),
    ).toEqual(['c', 'ad']);

    for (const path of ['graph', 'impact', 'dependencies'])
      expect((await fleet.admin.get(`/servers/${b}/${path}?asOf=${before}`)).status).toBe(404);
  });
});
