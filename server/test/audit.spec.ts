import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { withoutIndexes } from '../bench/support/indexes.js';
import type { AuditEntryView, AuditPage, AuditQuery, Verification } from '../src/audit/audit.dto.js';
import { searchOf } from '../src/audit/search.js';
import { optionsFor } from '../src/database/data-source.js';
import { AuditChain1764000000006 } from '../src/database/migrations/6-audit-chain.js';
import type { NewToken, UserView } from '../src/auth/auth.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { adminPassword, Client, startFleet, until, type Fleet } from './support/fleet.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';

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
  return (await fleet.admin.post<ServerView>('/servers', { hostname: `audit-${++serial}.example.com`, ...fields }))
    .body;
}

const search = async (query: Record<string, string>) =>
  (await fleet.admin.get<AuditPage>(`/audit?${new URLSearchParams(query).toString()}`)).body;
const actions = (page: AuditPage) => page.items.map(({ action }) => action);
const verify = async (query = '') => (await fleet.admin.get<Verification>(`/audit/verify${query}`)).body;

/** All entries are sealed. */
const sealed = () => until(async () => (await database.query('SELECT FROM audit_unsealed')).rowCount === 0);

describe('the database refuses', () => {
  test.each([
    ['an update', `UPDATE audit SET reason = 'another'`],
    ['an update of nothing', `UPDATE audit SET reason = 'another' WHERE false`],
    ['a delete', 'DELETE FROM audit'],
    ['a truncate', 'TRUNCATE audit'],
    [
      'an insert that would replace',
      `INSERT INTO audit (id, actor_type, actor_name, action, subject_type)
       SELECT id, actor_type, actor_name, action, subject_type FROM audit ON CONFLICT (id) DO UPDATE SET reason = 'another'`,
    ],
    ['an update of seals', `UPDATE audit_seals SET hash = ''`],
    ['a delete of seals', 'DELETE FROM audit_seals'],
    ['a truncate of seals', 'TRUNCATE audit_seals'],
  ])('%s', async (_, statement) => {
    const before = await database.query('SELECT count(*), max(at) FROM audit');
    await expect(database.query(statement)).rejects.toMatchObject({ code: '23001', constraint: 'audit_only_grows' });
    await database.query(`SET session_replication_role = 'replica'`);
    await expect(database.query(statement)).rejects.toMatchObject({ constraint: 'audit_only_grows' });
    await database.query('RESET session_replication_role');
    expect((await database.query('SELECT count(*), max(at) FROM audit')).rows).toEqual(before.rows);
  });
});

describe('the chain', () => {
  test('holds every entry soon after its commit, and whoever reads an entry sees its place', async () => {
    const { id } = await registered();
    const entry = await until(async () => {
      const [item] = (await search({ subject: id })).items;
      return item?.hash ? item : undefined;
    });
    expect(entry).toMatchObject({ position: expect.any(Number), hash: expect.stringMatching(/^[\da-f]{64}$/) });
    await sealed();
    const { entries, ...verification } = await verify();
    expect(verification).toMatchObject({ valid: true, unsealed: 0, firstBroken: null, sealed: entries });
    expect(verification.head).toMatchObject({ position: entries, hash: expect.stringMatching(/^[\da-f]{64}$/) });
  });

  test('is the same whatever the session is set to', async () => {
    const texts = async () =>
      (await database.query<{ text: string }>('SELECT fleet_audit_text(a) AS text FROM audit a ORDER BY at, id')).rows;
    const before = await texts();
    await database.query(`SET TimeZone = 'Asia/Kolkata'; SET DateStyle = 'German'; SET IntervalStyle = 'sql_standard'`);
    expect(await texts()).toEqual(before);
    await database.query('RESET ALL');
  });

  test('an older transaction that commits last is sealed too, and holds nobody up', async () => {
    const older = new pg.Client(fleet.databaseUrl);
    await older.connect();
    const id = randomUUID();
    await older.query('BEGIN');
    await older.query(
      `INSERT INTO audit (id, actor_type, actor_name, action, subject_type) VALUES ($1, 'system', 'slow', 'server.changed', 'server')`,
      [id],
    );
    const { id: server } = await registered();
    const placeOf = async (query: Record<string, string>) => (await search(query)).items[0]?.position ?? undefined;
    const first = await until(() => placeOf({ subject: server }));
    await older.query('COMMIT');
    await older.end();
    expect(await until(() => placeOf({ actorName: 'slow' }))).toBeGreaterThan(first);
    expect(await verify()).toMatchObject({ valid: true });
  });

  test('half a note of an earlier answer is refused', async () => {
    expect(await fleet.admin.get<Problem>('/audit/verify?position=1')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/hash' }] },
    });
  });
});

/** What somebody does who owns the database and turns its triggers off. */
async function tampered(...statements: string[]): Promise<void> {
  await sealed();
  await database.query('ALTER TABLE audit DISABLE TRIGGER ALL; ALTER TABLE audit_seals DISABLE TRIGGER ALL');
  for (const statement of statements) await database.query(statement);
}

describe('whoever gets around the database is found out:', () => {
  beforeAll(async () => {
    for (const owner of ['a', 'b', 'c', 'd', 'e', 'f']) await registered({ owner });
    await sealed();
    await database.query('CREATE TABLE audit_copy AS TABLE audit; CREATE TABLE audit_seals_copy AS TABLE audit_seals');
  });

  afterEach(async () => {
    await database.query('TRUNCATE audit, audit_seals, audit_unsealed');
    await database.query(
      `INSERT INTO audit (${columns}) SELECT ${columns} FROM audit_copy; INSERT INTO audit_seals TABLE audit_seals_copy`,
    );
    await database.query(`
      ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_written; ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_only_grows;
      ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER audit_seals_only_grow`);
    expect(await verify()).toMatchObject({ valid: true });
  });

  const at = (position: number) => `(SELECT audit_id FROM audit_seals WHERE position = ${position})`;
  const idAt = async (position: number) => (await database.query<{ audit_id: string }>(at(position))).rows[0]?.audit_id;
  const columns = `id, at, actor_type, actor_id, actor_name, ip, request_id, action, subject_type, subject_id, subject_name, reason, before, after, change_set_id`;

  test.each([
    ['who', `actor_name = 'somebody else'`],
    ['which one', `actor_id = gen_random_uuid()`],
    ['when, by a microsecond', `at = at + interval '1 microsecond'`],
    ['from where', `ip = '10.9.8.7'`],
    ['what', `action = 'server.restored'`],
    ['to what', `subject_name = 'another.example.com'`],
    ['why', `reason = 'it was asked for'`],
    ['how it was', `before = '{"owner": "nobody"}'`],
    ['how it is', `after = after || '{"owner": "nobody"}'`],
    ['in which set of changes', `change_set_id = gen_random_uuid()`],
  ])('an entry was edited: %s', async (_, edit) => {
    const id = await idAt(4);
    await tampered(
      `UPDATE audit SET ${edit} WHERE id = ${at(4)}`,
      `UPDATE audit SET reason = 'later too' WHERE id = ${at(6)}`,
    );
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { position: 4, id, reason: 'changed' } });
  });

  test('an entry was edited and its own seal made anew', async () => {
    const id = await idAt(5);
    await tampered(
      `UPDATE audit SET reason = 'it was asked for' WHERE id = ${at(4)}`,
      `UPDATE audit_seals s SET hash = fleet_audit_seal((SELECT hash FROM audit_seals WHERE position = 3), fleet_audit_text(a))
       FROM audit a WHERE a.id = s.audit_id AND s.position = 4`,
    );
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { position: 5, id, reason: 'changed' } });
  });

  test('an entry was removed', async () => {
    const id = await idAt(3);
    await tampered(`DELETE FROM audit WHERE id = ${at(3)}`);
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { position: 3, id, reason: 'removed' } });
  });

  test('an entry was removed with its seal', async () => {
    await tampered(`DELETE FROM audit WHERE id = ${at(3)}`, 'DELETE FROM audit_seals WHERE position = 3');
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { position: 3, id: null, reason: 'unsealed' } });
  });

  test('an entry was removed with its seal, and the gap closed', async () => {
    const id = await idAt(4);
    await tampered(
      `DELETE FROM audit WHERE id = ${at(3)}`,
      'DELETE FROM audit_seals WHERE position = 3',
      'UPDATE audit_seals SET position = -position',
      'UPDATE audit_seals SET position = -position - CASE WHEN position < -3 THEN 1 ELSE 0 END',
    );
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { position: 3, id, reason: 'changed' } });
  });

  test('two entries changed places', async () => {
    const [second, fifth] = [await idAt(2), await idAt(5)];
    await tampered(
      `UPDATE audit_seals SET audit_id = gen_random_uuid() WHERE position = 2`,
      `UPDATE audit_seals SET audit_id = '${second}' WHERE position = 5`,
      `UPDATE audit_seals SET audit_id = '${fifth}' WHERE position = 2`,
    );
    expect(await verify()).toMatchObject({
      valid: false,
      firstBroken: { position: 2, id: fifth, reason: 'changed' },
    });
  });

  test('an entry came in past the chain', async () => {
    const id = '01900000-0000-7000-8000-000000000001';
    await tampered(`INSERT INTO audit (${columns}) SELECT '${id}', ${columns.slice(4)} FROM audit WHERE id = ${at(2)}`);
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { position: null, id, reason: 'inserted' } });
  });

  test('an entry was removed before it could be sealed', async () => {
    const id = '01900000-0000-7000-8000-000000000002';
    await tampered(`INSERT INTO audit_unsealed (audit_id) VALUES ('${id}')`);
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { position: null, id, reason: 'removed' } });
  });

  test('the newest entries were cut off, or the chain forged as a whole: only a note kept elsewhere tells', async () => {
    const { head } = await verify();
    const noted = `?position=${head.position}&hash=${head.hash}`;
    expect(await verify(noted)).toMatchObject({ valid: true });
    await tampered(
      `DELETE FROM audit WHERE id = ${at(head.position)}`,
      `DELETE FROM audit_seals WHERE position = ${head.position}`,
    );
    expect(await verify()).toMatchObject({ valid: true });
    expect(await verify(noted)).toMatchObject({
      valid: false,
      firstBroken: { position: head.position, id: null, reason: 'rewritten' },
    });
    await database.query('INSERT INTO audit_unsealed (audit_id) SELECT id FROM audit ORDER BY at DESC');
    await database.query('TRUNCATE audit_seals');
    await database.query('SELECT fleet_seal_audit(100000)');
    expect(await verify()).toMatchObject({ valid: true });
    expect(await verify(`?position=1&hash=${head.hash}`)).toMatchObject({
      valid: false,
      firstBroken: { position: 1, reason: 'rewritten' },
    });
  });
});

test('entries from before there was a chain are sealed too', async () => {
  const { url, drop } = await testDatabase();
  const db = await new DataSource(optionsFor(url, 1)).initialize();
  const runner = db.createQueryRunner();
  const migration = new AuditChain1764000000006();
  await migration.down(runner);
  await runner.query(
    `INSERT INTO audit (id, actor_type, actor_name, action, subject_type, after)
     SELECT gen_random_uuid(), 'system', 'long ago', 'server.changed', 'server', jsonb_build_object('n', n) FROM generate_series(1, 50) n`,
  );
  await migration.up(runner);
  await runner.release();
  await db.destroy();

  const upgraded = await startFleet({ FLEET_DATABASE_URL: url });
  const { body } = await until(async () => {
    const answer = await upgraded.admin.get<Verification>('/audit/verify');
    return answer.body.unsealed === 0 && answer;
  });
  expect(body).toMatchObject({ valid: true, firstBroken: null });
  const page = (await upgraded.admin.get<AuditPage>('/audit?actorName=long%20ago&limit=50')).body;
  expect(page.items.map(({ position }) => position)).toEqual(Array.from({ length: 50 }, (_, at) => 50 - at));
  await upgraded.close();
  await drop();
});

describe('a search', () => {
  let patched: ServerView;
  beforeAll(async () => {
    patched = await registered();
    for (let n = 0; n < 10; n++) await fleet.admin.patch(`/servers/${patched.id}`, { notes: `note ${n}` });
  });

  test('finds by who, what, which field, why, from where, and under which request', async () => {
    const { id, hostname } = await registered({ owner: 'core' });
    const requestId = randomUUID();
    await fleet.admin.patch(`/servers/${id}`, { region: 'eu-1' }, { 'x-request-id': requestId });
    await fleet.admin.patch(`/servers/${id}`, { owner: 'edge' });
    const reason = `Rack 100%_full ${requestId}`;
    await fleet.admin.post(`/servers/${id}/lifecycle`, { to: 'provisioning', reason });
    await fleet.admin.delete(`/servers/${id}?reason=gone`);
    const me = (await fleet.admin.get<UserView>('/auth/me')).body;

    expect(actions(await search({ subject: id }))).toEqual([
      'server.deleted',
      'server.moved',
      'server.changed',
      'server.changed',
      'server.created',
    ]);
    const of = async (query: Record<string, string>) => actions(await search({ subject: id, ...query }));
    expect(await of({ action: 'server.moved' })).toEqual(['server.moved']);
    expect(await of({ action: 'server.*' })).toHaveLength(5);
    expect(await of({ action: 'user.*' })).toEqual([]);
    expect(await of({ field: 'owner' })).toEqual(['server.changed', 'server.created']);
    expect(await of({ field: 'own' })).toEqual([]);
    expect(await of({ subjectType: 'server', actor: me.id })).toHaveLength(5);
    expect(await of({ actorName: me.email.toUpperCase() })).toHaveLength(5);
    expect(await of({ actorName: me.email.slice(1) })).toEqual([]);
    expect(await of({ ip: '10.0.0.1' })).toEqual([]);

    expect(actions(await search({ requestId }))).toEqual(['server.changed']);
    expect((await search({ requestId })).items[0]).toMatchObject({
      subject: { type: 'server', id, name: hostname },
      actor: { type: 'user', id: me.id, name: me.email },
      before: { region: null },
      after: { region: 'eu-1' },
      requestId,
    });
    expect(actions(await search({ reason: `100%_FULL ${requestId}` }))).toEqual(['server.moved']);
    expect(actions(await search({ reason: `100__full ${requestId}` }))).toEqual([]);
    expect((await search({ field: 'region', limit: '1' })).items[0]).toMatchObject({ requestId });
    expect((await search({ action: 'server.deleted', limit: '1' })).items[0]).toMatchObject({ subject: { id } });
    expect((await search({ subjectType: 'server', field: 'lifecycle', limit: '1' })).items[0]).toMatchObject({
      reason,
    });
  });

  test('ends and begins at a time', async () => {
    const { id } = await registered();
    await fleet.admin.patch(`/servers/${id}`, { region: 'eu-1' });
    const [changed, created] = (await search({ subject: id })).items as [AuditEntryView, AuditEntryView];
    expect(actions(await search({ subject: id, from: changed.at }))).toEqual(['server.changed']);
    expect(actions(await search({ subject: id, to: created.at }))).toEqual([]);
    expect((await search({ from: created.at, to: '2999-01-01T00:00:00+01:00' })).items.length).toBeGreaterThanOrEqual(
      2,
    );
  });

  test.each([
    ['entries of one subject', () => ({ subject: patched.id })],
    ['entries that name a field', () => ({ field: 'notes', action: 'server.changed' })],
  ])('pages through %s, there and back, each once', async (_, query) => {
    const wanted = { ...query(), limit: '4' };
    const pages: string[][] = [];
    let page = await search(wanted);
    const total = page.total.value;
    for (;;) {
      pages.push(page.items.map(({ id }) => id));
      if (!page.nextCursor) break;
      page = await search({ ...wanted, cursor: page.nextCursor });
    }
    const ids = pages.flat();
    expect(new Set(ids).size).toBe(total);
    expect(ids).toHaveLength(total);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(total).toBeGreaterThanOrEqual(10);
    page = await search({ ...wanted, cursor: page.prevCursor ?? '' });
    expect(page.items.map(({ id }) => id)).toEqual(pages.at(-2));
  });
  test.each([
    ['actor=me', '/actor'],
    ['subject=web-1', '/subject'],
    ['subjectType=Server', '/subjectType'],
    ['action=server.%25', '/action'],
    ['action=*', '/action'],
    ['field=', '/field'],
    ['from=yesterday', '/from'],
    ['from=2026-13-30T00:00:00Z', '/from'],
    ['to=2026-1-1', '/to'],
    ['to=2026-01-01T00:00:00', '/to'],
    ['ip=10.0.0.0/8', '/ip'],
    ['changeSet=1', '/changeSet'],
    ['reason=%00', '/reason'],
    ['who=me', '/who'],
    ['cursor=nonsense', '/cursor'],
  ])('?%s is refused and says where', async (query, pointer) => {
    expect(await fleet.admin.get<Problem>(`/audit?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer }] },
    });
  });
});

test('what is done to many servers is written by one statement a batch, in its order, each entry whole', async () => {
  const servers = await Promise.all(Array.from({ length: 25 }, () => registered({ owner: 'many' })));
  const ids = servers.map(({ id }) => id);
  await database.query(`
    CREATE TABLE statements (at timestamptz DEFAULT clock_timestamp());
    CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO statements DEFAULT VALUES; RETURN NULL; END $$;
    CREATE TRIGGER counted AFTER INSERT ON audit FOR EACH STATEMENT EXECUTE FUNCTION counted()`);
  const { status } = await fleet.admin.post('/servers/bulk', {
    select: { ids },
    action: 'patch',
    params: { fields: { owner: null, notes: 'as "one"' } },
  });
  expect(status).toBe(200);
  expect((await database.query('SELECT FROM statements')).rowCount).toBe(1);
  await database.query('DROP TRIGGER counted ON audit; DROP FUNCTION counted; DROP TABLE statements');
  const { items } = await search({ field: 'notes', from: servers.at(-1)?.createdAt ?? '', action: 'server.changed' });
  expect(items.map(({ subject }) => subject.id).sort()).toEqual([...ids].sort());
  expect(new Set(items.map(({ before, after }) => JSON.stringify({ before, after })))).toEqual(
    new Set([JSON.stringify({ before: { notes: null, owner: 'many' }, after: { notes: 'as "one"', owner: null } })]),
  );
  await sealed();
  expect(await verify()).toMatchObject({ valid: true });
});

test('what belongs to a set of changes is found by it', async () => {
  const changeSet = randomUUID();
  await database.query('BEGIN');
  await database.query(`SELECT set_config('fleet.change_set', $1, true)`, [changeSet]);
  await database.query(
    `INSERT INTO audit (id, actor_type, actor_name, action, subject_type) VALUES (gen_random_uuid(), 'system', 'bulk', 'server.changed', 'server')`,
  );
  await database.query('COMMIT');
  const { items } = await search({ changeSet });
  expect(items).toMatchObject([{ changeSetId: changeSet, actor: { name: 'bulk' } }]);
});

test('no password, session or token ever stands in it', async () => {
  const [email, first, second, wrong] = [
    'secretive@fleet.local',
    'the first secret',
    'the second secret',
    'a wrong guess',
  ];
  await fleet.anonymous.post('/auth/login', { email: 'admin@fleet.local', password: wrong });
  const { body: user } = await fleet.admin.post<UserView>('/users', { email, role: 'operator', password: first });
  const client = await fleet.anonymous.login(email, first);
  await client.post('/auth/password', { current: wrong, next: second });
  await client.post('/auth/password', { current: first, next: second });
  await fleet.admin.patch(`/users/${user.id}`, { password: wrong, name: 'Sec Retive' });
  const { token = '' } = await fleet.anonymous.login(email, wrong);
  const { body: made } = await new Client(fleet.url, token).post<NewToken>('/tokens', { name: 'ci', role: 'viewer' });
  await new Client(fleet.url, made.token).get('/servers');
  await new Client(fleet.url, token).delete(`/tokens/${made.id}`);
  await new Client(fleet.url, token).post('/auth/logout');
  await fleet.admin.delete(`/users/${user.id}`);

  const { rows } = await database.query<{ entry: string }>('SELECT a::text AS entry FROM audit a');
  const { rows: hashes } = await database.query<{ hash: string }>(
    `SELECT password_hash AS hash FROM users UNION SELECT encode(hash, 'hex') FROM tokens`,
  );
  const secrets = [
    adminPassword,
    first,
    second,
    wrong,
    client.token,
    token,
    made.token,
    fleet.admin.token,
    ...hashes.map(({ hash }) => hash),
  ];
  const all = rows.map(({ entry }) => entry).join('\n');
  expect(all).toContain(email);
  expect(secrets.filter((secret) => !secret || secret.length < 8)).toEqual([]);
  expect(secrets.filter((secret) => secret && all.includes(secret))).toEqual([]);
  expect(/argon2|password_?hash|\beyJ/i.exec(all)).toBeNull();
});

describe('at 200,000 entries', () => {
  let scratch: TestDatabase;
  let client: pg.Client;
  const busyActor = randomUUID();
  const subject = randomUUID();

  beforeAll(async () => {
    scratch = await testDatabase();
    client = new pg.Client({ connectionString: scratch.url, options: '-c TimeZone=UTC -c jit=off' });
    await client.connect();
    await client.query('ALTER TABLE audit DISABLE TRIGGER audit_written');
    await withoutIndexes(client, ['audit'], () =>
      client.query(
        `INSERT INTO audit (id, at, actor_type, actor_id, actor_name, action, subject_type, subject_id, reason, before, after)
       SELECT gen_random_uuid(), now() - make_interval(secs => 200000 - i), 'user', CASE WHEN i % 100 = 0 THEN gen_random_uuid() ELSE $1::uuid END,
         'robot', CASE WHEN i % 5000 = 0 THEN 'server.purged' WHEN i % 3 = 0 THEN 'server.moved' ELSE 'server.changed' END, 'server',
         CASE WHEN i % 1000 = 0 THEN $2::uuid ELSE gen_random_uuid() END, CASE WHEN i = 77 THEN 'needle' END,
         jsonb_build_object('field' || i % 40, i), CASE WHEN i < 500 THEN '{"early": 1}'::jsonb ELSE jsonb_build_object('field' || i % 40, i + 1) END
       FROM generate_series(1, 200000) i`,
        [busyActor, subject],
      ),
    );
    await client.query('VACUUM ANALYZE audit');
  }, 120_000);
  afterAll(async () => {
    await client.end();
    await scratch.drop();
  });

  interface Plan {
    'Node Type': string;
    'Relation Name'?: string;
    'Actual Rows': number;
    'Actual Loops': number;
    'Rows Removed by Filter'?: number;
    Plans?: Plan[];
  }

  async function planOf({ text, values }: { text: string; values: unknown[] }): Promise<Plan[]> {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];
    return rows.flatMap((row) => flat(row['QUERY PLAN'][0].Plan));
  }

  const readBy = (plan: Plan) => (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'];

  test.each<[string, AuditQuery, boolean]>([
    ['all', {}, true],
    ['of a subject', { subject }, true],
    ['of an actor who did nearly everything', { actor: busyActor }, true],
    ['of an actor, by the name', { actorName: 'Robot' }, true],
    ['of a time long ago', { from: new Date('2000-01-01T00:00:00Z'), to: new Date(Date.now() - 150_000_000) }, true],
    ['that name a field', { field: 'field7' }, false],
    ['that name a field of long ago', { field: 'early' }, false],
    ['of a rare action', { action: 'server.purged' }, false],
    ['of a common action', { action: 'server.moved' }, false],
    ['of a family of actions', { action: 'server.*' }, false],
    [
      'that name a field, done by a rare action, in a time',
      { field: 'field0', action: 'server.purged', from: new Date('2000-01-01T00:00:00Z') },
      false,
    ],
    ['with a rare reason', { reason: 'eedl' }, false],
  ])(
    'the newest %s are read from an index: no walk through the table, no sort of what matches',
    async (_, query, isInOrder) => {
      const { page } = searchOf({ limit: 50, ...query });
      const plans = await planOf(page);
      expect(plans.filter((plan) => plan['Relation Name'] === 'audit' && plan['Node Type'].includes('Seq'))).toEqual(
        [],
      );
      expect(Math.max(...plans.map(readBy))).toBeLessThan(isInOrder ? 60 : 10_000);
      if (isInOrder) expect(plans.filter((plan) => plan['Node Type'].includes('Sort'))).toEqual([]);
    },
  );
});
