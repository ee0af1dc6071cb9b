import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ChangeSetItems } from '../src/inventory/bulk/change-sets.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { folding } from '../src/inventory/tag-uses.js';
import type { TagPage, TagsReplaced } from '../src/inventory/tags.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { seeded } from './support/seed.js';

let fleet: Fleet;
let db: pg.Client;
beforeAll(async () => {
  fleet = await startFleet();
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await fleet.close();
});

let serial = 0;

async function registered(...tags: string[]): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', { hostname: `tags-${++serial}`, tags });
  expect(status).toBe(201);
  return body;
}

const get = async (id: string) => (await fleet.admin.get<ServerView>(`/servers/${id}`)).body;
const list = async (query: string) => (await fleet.admin.get<TagPage>(`/tags?${query}`)).body;
const usesOf = async (prefix: string) =>
  Object.fromEntries((await list(`prefix=${prefix}`)).items.map(({ tag, uses }) => [tag, uses]));

describe('counts', () => {
  test('are of the living, exact after every write', async () => {
    const [one, two] = [await registered('count:a', 'count:b'), await registered('count:a')];
    expect(await usesOf('count:')).toEqual({ 'count:a': 2, 'count:b': 1 });
    await fleet.admin.patch(`/servers/${one.id}`, { tags: ['count:c'] });
    expect(await usesOf('count:')).toEqual({ 'count:a': 1, 'count:c': 1 });
    await fleet.admin.delete(`/servers/${two.id}`);
    expect(await usesOf('count:')).toEqual({ 'count:c': 1 });
    await fleet.admin.post(`/servers/${two.id}/restore`);
    expect(await usesOf('count:')).toEqual({ 'count:a': 1, 'count:c': 1 });
  });

  test('stay what they are while they are folded, whoever folds and writes beside it', async () => {
    await Promise.all(Array.from({ length: 8 }, () => registered('fold:x', 'fold:y')));
    const other = new pg.Client(fleet.databaseUrl);
    await other.connect();
    const seen = new Set<number | undefined>();
    const isWriting = { now: true };
    const writing = Promise.all(Array.from({ length: 40 }, () => registered('fold:x'))).finally(
      () => (isWriting.now = false),
    );
    while (isWriting.now) {
      await Promise.all([db.query(folding), other.query(folding)]);
      seen.add((await usesOf('fold:'))['fold:y']);
    }
    await writing;
    await db.query(folding);
    await other.end();
    expect([...seen]).toEqual([8]);
    const { rows } = await db.query(`SELECT tag, uses FROM tag_uses WHERE tag LIKE 'fold:%' ORDER BY tag`);
    expect(rows).toEqual([
      { tag: 'fold:x', uses: 48 },
      { tag: 'fold:y', uses: 8 },
    ]);
  });

  test('come in pages, in the order of their letters, and the total counts tags', async () => {
    await registered('page:c', 'page:a', 'page:B', 'page:b', 'page:é', 'page:100%', 'page:100x');
    const first = await list('prefix=page:&limit=3');
    expect(first).toMatchObject({ total: { value: 7, exact: true }, prevCursor: null });
    const second = await list(`prefix=page:&limit=3&cursor=${first.nextCursor}`);
    const third = await list(`prefix=page:&limit=3&cursor=${second.nextCursor}`);
    expect([first, second, third].flatMap(({ items }) => items.map(({ tag }) => tag.slice(5)))).toEqual([
      '100%',
      '100x',
      'B',
      'a',
      'b',
      'c',
      'é',
    ]);
    expect(third.nextCursor).toBeNull();
    expect((await list(`prefix=page:&limit=3&cursor=${third.prevCursor}`)).items).toEqual(second.items);
    expect(Object.keys(await usesOf(encodeURIComponent('page:100%')))).toEqual(['page:100%']);
  });
});

describe('renaming', () => {
  test('reaches every living server in one change set, with history, audit and feed, and can be taken back', async () => {
    await seeded(fleet.databaseUrl, 1_200);
    const [one, gone] = [await registered('old', 'zone:1'), await registered('old')];
    await fleet.admin.delete(`/servers/${gone.id}`);
    await fleet.admin.post('/servers/bulk', {
      select: { q: 'hostname:seed-*' },
      action: 'tag',
      params: { add: ['old'] },
    });
    await until(async () => (await usesOf('old'))['old'] === 1_201);

    const { status, body } = await fleet.admin.post<TagsReplaced>('/tags/rename', { from: 'old', to: 'new' });
    expect(status).toBe(200);
    expect(body).toEqual({ changed: 1_201, changeSetId: expect.any(String) });
    expect(await get(one.id)).toMatchObject({ tags: ['new', 'zone:1'], version: 2 });
    expect(await get(gone.id)).toMatchObject({ tags: ['old'], deletedAt: expect.any(String) });
    expect([await usesOf('old'), await usesOf('new')]).toEqual([{}, { new: 1_201 }]);
    expect((await fleet.admin.get<AuditPage>(`/servers/${one.id}/audit`)).body.items[0]).toMatchObject({
      action: 'server.changed',
      reason: 'Rename the tag old to new',
      before: { tags: ['old', 'zone:1'] },
      after: { tags: ['new', 'zone:1'] },
    });
    const { rows } = await db.query(
      `SELECT count(*)::integer AS events FROM changes WHERE type = 'server.changed' AND change_set_id = $1`,
      [body.changeSetId],
    );
    expect(rows).toEqual([{ events: 1_201 }]);
    const { body: set } = await fleet.admin.get<ChangeSetItems>(`/changesets/${body.changeSetId}?limit=500`);
    expect(set).toMatchObject({ kind: 'tag.rename', total: 1_201, changed: 1_201, title: 'Rename the tag old to new' });
    expect(set.items[0]).toMatchObject({ kind: 'changed', changedSince: false });

    const { body: order } = await fleet.admin.post<{ jobId: string }>(`/changesets/${body.changeSetId}/revert`, {});
    await until(
      async () => (await fleet.admin.get<{ status: string }>(`/jobs/${order.jobId}`)).body.status === 'succeeded',
    );
    expect([await usesOf('old'), await usesOf('new')]).toEqual([{ old: 1_201 }, {}]);
    expect(await get(one.id)).toMatchObject({ tags: ['old', 'zone:1'], version: 3 });
  });

  test('onto a tag that is in use is a 409 that says to merge, and changes nothing', async () => {
    const [a, b] = [await registered('taken:a'), await registered('taken:b')];
    const refused = await fleet.admin.post<Problem>('/tags/rename', { from: 'taken:a', to: 'taken:b' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'tag.exists', errors: [{ pointer: '/to' }] } });
    expect(refused.body.detail).toContain('Merge');
    expect([(await get(a.id)).version, (await get(b.id)).version]).toEqual([1, 1]);
  });

  test('of two that rename different tags to the same name at once one is told', async () => {
    await Promise.all([registered('race:a'), registered('race:b')]);
    const statuses = await Promise.all(
      ['race:a', 'race:b'].map(async (from) => (await fleet.admin.post('/tags/rename', { from, to: 'race:c' })).status),
    );
    expect(statuses.sort()).toEqual([200, 409]);
  });
});

describe('merging', () => {
  test('lets one tag stand for several, each once, in their order', async () => {
    const servers = [await registered('m:1', 'm:2', 'a'), await registered('m:2', 'z'), await registered('m:0', 'm:1')];
    const { status, body } = await fleet.admin.post<TagsReplaced>('/tags/merge', {
      from: ['m:1', 'm:2'],
      into: 'm:0',
      reason: 'one word for it',
    });
    expect([status, body.changed]).toEqual([200, 3]);
    expect(await Promise.all(servers.map(async ({ id }) => (await get(id)).tags))).toEqual([
      ['a', 'm:0'],
      ['m:0', 'z'],
      ['m:0'],
    ]);
    const { body: undone } = await fleet.admin.post<BulkResult>(`/changesets/${body.changeSetId}/revert`, {});
    expect(undone).toMatchObject({ changed: 3, failed: 0 });
    expect(await Promise.all(servers.map(async ({ id }) => (await get(id)).tags))).toEqual(
      servers.map(({ tags }) => tags),
    );
  });

  test('is found at once by the tag and by its text', async () => {
    await registered('found:long-name');
    await fleet.admin.post('/tags/merge', { from: ['found:long-name'], into: 'found:short' });
    for (const q of ['tag:found:short', '"found:short"'])
      expect((await fleet.admin.get<ServerPage>(`/servers?q=${q}`)).body.total.value).toBe(1);
    for (const q of ['tag:found:long-name', '"found:long-name"'])
      expect((await fleet.admin.get<ServerPage>(`/servers?q=${q}`)).body.total.value).toBe(0);
  });
});

test.each<[string, string, object, number, string]>([
  ['a tag with a space', 'rename', { from: 'a b', to: 'c' }, 400, '/from'],
  ['a tag with a comma', 'rename', { from: 'a', to: 'b,c' }, 400, '/to'],
  ['no new name', 'rename', { from: 'a' }, 400, '/to'],
  ['the same name', 'rename', { from: 'a', to: 'a' }, 400, '/to'],
  ['an unknown field', 'rename', { from: 'a', to: 'b', force: true }, 400, '/force'],
  ['a NUL', 'rename', { from: 'a\0b', to: 'c' }, 400, '/from'],
  ['no tags at all', 'merge', { from: [], into: 'b' }, 400, '/from'],
  ['a tag into itself', 'merge', { from: ['a', 'b'], into: 'b' }, 400, '/from'],
  [
    'more than a list holds',
    'merge',
    { from: Array.from({ length: 65 }, (_, at) => `t${at}`), into: 'b' },
    400,
    '/from',
  ],
])('%s is a 400 that names the place', async (_, verb, body, status, pointer) => {
  const refused = await fleet.admin.post<Problem>(`/tags/${verb}`, body);
  expect(refused.status).toBe(status);
  expect(refused.body.errors.map((error) => error.pointer)).toEqual([pointer]);
});

test('a tag that nobody carries is a 404', async () => {
  expect(await fleet.admin.post('/tags/rename', { from: 'nobody', to: 'somebody' })).toMatchObject({
    status: 404,
    body: { code: 'tag.not-found' },
  });
});
