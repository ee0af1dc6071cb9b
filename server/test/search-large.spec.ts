import pg from 'pg';
import type { Facets } from '../src/inventory/facets.dto.js';
import type { OfferedValues } from '../src/inventory/search/search.dto.js';
import type { ServerPage } from '../src/inventory/servers.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { seeded } from './support/seed.js';

/** More than are counted one by one, of which every second is of prod, every fifth in eu-0, every seventh of team-0. */
const size = 52_000;

let fleet: Fleet;
let database: pg.Client;
beforeAll(async () => {
  fleet = await startFleet({ FLEET_ROLE: 'api' });
  database = new pg.Client(fleet.databaseUrl);
  await database.connect();
  // Filling the index of substrings would take most of the time, and nothing here asks it.
  await database.query('DROP INDEX servers_search');
  await seeded(fleet.databaseUrl, size);
  await database.query(
    `UPDATE server_health SET status = 'healthy' WHERE server_id IN (SELECT id FROM servers WHERE environment = 'dev')`,
  );
  await database.query('ANALYZE');
}, 180_000);
afterAll(async () => {
  await database.end();
  await fleet.close();
});

const ask = async <Body>(path: string) => {
  const { status, body } = await fleet.admin.get<Body>(path);
  expect(status).toBe(200);
  return body;
};
const near = (value: number | undefined, expected: number) =>
  expect(Math.abs((value ?? NaN) - expected) / expected).toBeLessThan(0.05);

test('of very many servers a sample is counted and says so; health, lifecycle and the total are exact', async () => {
  for (const q of ['', 'hostname:seed*']) {
    const facets = await ask<Facets>(`/servers/facets?q=${q}`);
    const of = (field: string) => facets.facets.find((facet) => facet.field === field)?.values ?? [];
    expect(facets).toMatchObject({ exact: false, total: { value: size, exact: true } });
    expect(of('lifecycle')).toEqual([{ value: 'active', count: size }]);
    expect(of('health')).toEqual([
      { value: 'healthy', count: size / 2 },
      { value: 'unknown', count: size / 2 },
    ]);
    expect(of('owner')).toHaveLength(7);
    near(of('owner').find(({ value }) => value === 'team-0')?.count, size / 7);
    near(of('region').find(({ value }) => value === 'eu-0')?.count, size / 5);
    expect(of('site')).toEqual([{ value: null, count: size }]);
  }
});

test('of many servers each is counted', async () => {
  const facets = await ask<Facets>('/servers/facets?q=environment:prod');
  expect(facets).toMatchObject({ exact: true, total: { value: size / 2, exact: true } });
  const owners = facets.facets.find(({ field }) => field === 'owner')?.values ?? [];
  expect(owners.reduce((sum, { count }) => sum + count, 0)).toBe(size / 2);
});

test('values that an index counts are exact, others of a large fleet are a sample', async () => {
  const owners = await ask<OfferedValues>('/servers/search/values?field=owner&prefix=TEAM-1');
  expect(owners).toEqual({ values: [{ value: 'team-1', count: Math.ceil((size - 1) / 7) }], exact: true });
  const tags = await ask<OfferedValues>('/servers/search/values?field=tag&limit=100');
  expect(tags.exact).toBe(false);
  expect(tags.values).toHaveLength(100);
  expect(tags.values.reduce((sum, { count }) => sum + count, 0) / size).toBeCloseTo(1, 1);
});

test('what few match is found first and sorted then, what many match is walked in its order', async () => {
  const pages: string[] = [];
  for (const q of ['hostname:seed-0000*', 'region:eu-1']) {
    const page = await ask<ServerPage>(`/servers?q=${q}&limit=5&sort=-hostname`);
    expect(page.total.exact).toBe(q.startsWith('hostname'));
    pages.push(page.items.map(({ hostname }) => hostname).join(' '));
  }
  expect(pages).toEqual([
    'seed-00009 seed-00008 seed-00007 seed-00006 seed-00005',
    'seed-51996 seed-51991 seed-51986 seed-51981 seed-51976',
  ]);
});

test('what was many a moment ago and is few now is counted and shown as it is', async () => {
  const ask5 = () => ask<ServerPage>('/servers?q=region:eu-3&limit=5');
  for (const _ of ['found out', 'remembered']) {
    const page = await ask5();
    expect(page.total.exact).toBe(false);
    near(page.total.value, size / 5);
    expect(page.items).toHaveLength(5);
  }
  await database.query(`UPDATE servers SET region = 'eu-4' WHERE region = 'eu-3' AND hostname <> 'seed-00003'`);
  const page = await ask5();
  expect(page.items.map(({ hostname }) => hostname)).toEqual(['seed-00003']);
  expect(page).toMatchObject({ total: { value: 1, exact: true }, nextCursor: null });
});
