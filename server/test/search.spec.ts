import fc from 'fast-check';
import pg from 'pg';
import type { Problem } from '../src/http/problem.js';
import type { Facets } from '../src/inventory/facets.dto.js';
import type { OfferedValues, SearchFields } from '../src/inventory/search/search.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { Ear } from './support/ear.js';
import { startFleet, until, type Fleet } from './support/fleet.js';

let fleet: Fleet;
let database: pg.Client;
let full: ServerView;

const ask = <Body>(path: string, query: Record<string, string | number>) =>
  fleet.admin.get<Body>(
    `${path}?${Object.entries(query)
      .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      .join('&')}`,
  );

async function registered(fields: object): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', fields);
  expect([status, body]).toEqual([201, body]);
  return body;
}

/** The names of those that match, in order. */
async function found(q: string): Promise<string> {
  const { status, body } = await ask<ServerPage>('/servers', { q, limit: 500 });
  expect([q, status, body]).toEqual([q, 200, body]);
  return body.items.map(({ hostname }) => hostname).join(' ');
}

async function total(q: string): Promise<number> {
  const { status, body } = await ask<ServerPage>('/servers', { q, limit: 1 });
  expect([q, status]).toEqual([q, 200]);
  return body.total.value;
}

beforeAll(async () => {
  // Nobody watches: what the monitor would have seen is written by hand.
  fleet = await startFleet({ FLEET_ROLE: 'api' });
  database = new pg.Client(fleet.databaseUrl);
  await database.connect();
  full = await registered({
    hostname: 'full-01.example.com',
    externalId: 'CMDB-7',
    ipAddress: '10.2.3.7',
    addresses: ['172.16.20.9', '2001:db8:1::9'],
    lifecycle: 'active',
    environment: 'Prod',
    region: 'eu-west-1',
    site: 'ams 1',
    role: 'web',
    owner: 'Core',
    provider: { name: 'aws', instanceId: 'i-0ABC', type: 'm5.large' },
    os: { family: 'debian', name: 'Debian GNU/Linux 12', version: '12.5', kernel: '6.1.0-18', arch: 'x86_64' },
    hardware: { cpuCores: 16, memoryMb: 65_536, diskGb: 2_048, vendor: 'Dell', model: 'R640', serial: 'SN-9' },
    ssh: { port: 2_222, user: 'root' },
    tags: ['env:prod', 'pci', 'Rack:R21'],
    attributes: { rack: 'r21', unit: { row: 4 }, disks: ['nvme', 'sata'], spare: true, größe: '5' },
    notes: 'replaced the *second* disk, 100% sure',
  });
  await registered({ hostname: 'bare-01.example.com', checks: [] });
  await database.query(
    `UPDATE servers SET created_at = '2020-01-31T08:15:30.123456Z', updated_at = now() - interval '3 days', lifecycle_since = now() - interval '2 hours' WHERE id = $1`,
    [full.id],
  );
  await database.query(
    `UPDATE server_health SET status = 'unhealthy', since = now() - interval '10 minutes', flapping = false WHERE server_id = $1`,
    [full.id],
  );
  await database.query(`UPDATE checks SET unseen = 3 WHERE server_id = $1`, [full.id]);
});
afterAll(async () => {
  await database.end();
  await fleet.close();
});

describe('each field finds what it means, and nothing else', () => {
  test.each<[string, 'full' | 'bare' | 'both' | 'none']>([
    ['hostname:full-01.example.com', 'full'],
    ['hostname:FULL-01.example.com', 'full'],
    ['host:full-01', 'none'],
    ['hostname:full*', 'full'],
    ['hostname:*01*', 'both'],
    ['hostname:f*-01.*.com', 'full'],
    ['hostname:full_01*', 'none'],
    ['hostname:*', 'both'],
    ['lifecycle:active', 'full'],
    ['lifecycle:PLANNED', 'bare'],
    ['lifecycle:p*', 'bare'],
    ['lifecycle:(active OR planned)', 'both'],
    ['health:unhealthy', 'full'],
    ['health:un*', 'both'],
    ['-health:unhealthy', 'bare'],
    ['countable:true', 'full'],
    ['countable:false', 'bare'],
    ['pageable:true', 'full'],
    ['stale:true', 'full'],
    ['stale:false', 'bare'],
    ['flapping:true', 'none'],
    ['flapping:false', 'both'],
    ['inMaintenance:false', 'both'],
    ['maintenance:false', 'both'],
    ['maintenance:true', 'none'],
    ['deleted:false', 'both'],
    ['deleted:true', 'none'],
    ['environment:prod', 'full'],
    ['env:PROD', 'full'],
    ['-env:prod', 'bare'],
    ['env:*', 'full'],
    ['-env:*', 'bare'],
    ['env:pro', 'none'],
    ['region:eu-*', 'full'],
    ['region:*west*', 'full'],
    ['region:eu_west*', 'none'],
    ['site:"AMS 1"', 'full'],
    ['site:"ams*"', 'none'],
    ['role:web', 'full'],
    ['owner:core', 'full'],
    ['owner:(x OR core)', 'full'],
    ['-owner:core', 'bare'],
    ['NOT owner:nobody', 'both'],
    ['provider:AWS', 'full'],
    ['provider:a*', 'full'],
    ['instanceId:i-0abc', 'full'],
    ['instanceType:m5.large', 'full'],
    ['instanceType:m5.*', 'full'],
    ['-instanceType:*', 'bare'],
    ['os:debian', 'full'],
    ['os:"debian gnu/linux 12"', 'full'],
    ['os:12.5', 'full'],
    ['os:12*', 'full'],
    ['os:ubuntu', 'none'],
    ['-os:*', 'bare'],
    ['kernel:6.1.*', 'full'],
    ['kernel:6.1.0-18', 'full'],
    ['arch:X86_64', 'full'],
    ['vendor:dell', 'full'],
    ['model:r640', 'full'],
    ['model:m5.large', 'none'],
    ['serial:sn-9', 'full'],
    ['cpu:16', 'full'],
    ['cpu:>=16', 'full'],
    ['cpu:>16', 'none'],
    ['cpu:<16.5', 'full'],
    ['-cpu:>=4', 'bare'],
    ['cpu:[4 TO 16]', 'full'],
    ['cpu:[4 TO 16}', 'none'],
    ['cpu:{15 TO *]', 'full'],
    ['cpu:[* TO *]', 'full'],
    ['cpu:*', 'full'],
    ['memory:64g', 'full'],
    ['memory:65536', 'full'],
    ['memory:>=65g', 'none'],
    ['memory:[512m TO 64g]', 'full'],
    ['disk:2t', 'full'],
    ['disk:>2t', 'none'],
    ['sshPort:2222', 'full'],
    ['sshPort:22', 'bare'],
    ['sshUser:root', 'full'],
    ['externalId:CMDB-7', 'full'],
    ['externalId:cmdb-7', 'none'],
    ['externalId:cmdb*', 'full'],
    ['-externalId:*', 'bare'],
    ['-template:*', 'both'],
    ['template:01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64', 'none'],
    ['tag:env:prod', 'full'],
    ['tag:pci', 'full'],
    ['tag:PCI', 'none'],
    ['tag:env:*', 'full'],
    ['tag:rack:*', 'full'],
    ['tag:*:r21', 'full'],
    ['tag:pc', 'none'],
    ['-tag:pci', 'bare'],
    ['tag:*', 'full'],
    ['tag:(pci AND env:prod)', 'full'],
    ['ip:10.2.3.7', 'full'],
    ['ip:10.2.3.8', 'none'],
    ['ip:10.2.0.0/16', 'full'],
    ['ip:10.2.99.99/16', 'full'],
    ['ip:10.2.0.0/22', 'full'],
    ['ip:10.2.4.0/22', 'none'],
    ['ip:172.16.20.9', 'full'],
    ['ip:172.16.16.0/20', 'full'],
    ['ip:172.16.32.0/20', 'none'],
    ['ip:0.0.0.0/0', 'full'],
    ['ip:172.0.0.0/7', 'full'],
    ['ip:2001:db8::/32', 'full'],
    ['ip:2001:db8:1::/47', 'full'],
    ['ip:2001:DB8:1:0::9', 'full'],
    ['ip:2001:db8:2::/48', 'none'],
    ['ip:10.2.*', 'full'],
    ['ip:10.3.*', 'none'],
    ['ip:10.*.7', 'full'],
    ['ip:*:9', 'full'],
    ['-ip:10.0.0.0/8', 'bare'],
    ['ip:*', 'full'],
    ['attr.rack:r21', 'full'],
    ['attr.rack:R21', 'none'],
    ['attr.rack:R2*', 'full'],
    ['attr.unit.row:4', 'full'],
    ['attr.unit.row:>=4', 'full'],
    ['attr.unit.row:>4', 'none'],
    ['attr.unit.row:[1 TO 9]', 'full'],
    ['attr.rack:>=1', 'none'],
    ['attr.disks:nvme', 'full'],
    ['attr.spare:true', 'full'],
    ['attr.spare:false', 'none'],
    ['attr.größe:5', 'full'],
    ['attr.none:*', 'none'],
    ['-attr.rack:*', 'bare'],
    ['notes:DISK', 'full'],
    ['notes:"*second*"', 'full'],
    ['notes:replaced*sure', 'full'],
    ['notes:"100% s"', 'full'],
    ['notes:"100_ s"', 'none'],
    ['-notes:*', 'bare'],
    ['created:2020-01-31', 'full'],
    ['created:2020-01-31T08:15:30.123Z', 'full'],
    ['created:2020-01-31T08:15:30.124Z', 'none'],
    ['created:<=2020-01-31', 'full'],
    ['created:<2020-01-31', 'none'],
    ['created:>2020-01-31', 'bare'],
    ['created:>=2020-01-31', 'both'],
    ['created:[2020-01-01 TO 2020-01-31]', 'full'],
    ['created:[2020-01-01 TO 2020-01-31}', 'none'],
    ['updated:<7d', 'both'],
    ['updated:<1d', 'bare'],
    ['updated:>1d', 'full'],
    ['updated:1d', 'bare'],
    ['updated:[2d TO 4d]', 'full'],
    ['updated:[4d TO 2d]', 'full'],
    ['since:<15m', 'both'],
    ['since:>5m', 'full'],
    ['lifecycleSince:[1h TO 3h]', 'full'],
    ['version:1', 'bare'],
    ['version:>1', 'full'],
    ['full', 'full'],
    ['FULL', 'full'],
    ['10.2.3', 'full'],
    ['2001:db8:1', 'full'],
    ['2001:db8:1::9', 'full'],
    ['pci', 'full'],
    ['"second* disk"', 'full'],
    ['ex*le', 'both'],
    ['core disk', 'full'],
    ['-core', 'bare'],
    ['*', 'both'],
    ['""', 'both'],
    ['(role:web AND (owner:core OR owner:edge)) OR sshPort:22', 'both'],
    ['-(role:web cpu:>=16)', 'bare'],
    ['NOT (role:db OR cpu:>100)', 'both'],
  ])('%s', async (q, expected) => {
    const names = { full: ['full'], bare: ['bare'], both: ['bare', 'full'], none: [] }[expected];
    expect(await found(q)).toBe(names.map((name) => `${name}-01.example.com`).join(' '));
  });

  test('an id, whole or in part', async () => {
    expect(await found(`id:${full.id.toUpperCase()}`)).toBe(full.hostname);
    expect(await found(`id:${full.id.slice(0, 18)}* full`)).toBe(full.hostname);
    expect(await found('id:01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64')).toBe('');
  });
});

describe('what cannot be asked is a 400 that names the character', () => {
  const faults: [string, string, number, string][] = [
    ['web "01', 'search.syntax', 4, 'is not closed'],
    ['(owner:core', 'search.syntax', 0, 'is not closed'],
    ['owner:core)', 'search.syntax', 10, 'Nothing opens'],
    ['owner: core', 'search.syntax', 6, 'needs a value'],
    ['web OR', 'search.syntax', 6, 'something must follow'],
    ['cpu:[4 TO 16', 'search.syntax', 12, 'something must follow'],
    ['web lifecylce:active', 'search.unknown-field', 4, 'Did you mean `lifecycle`?'],
    ['ownr:core', 'search.unknown-field', 0, 'Did you mean `owner`?'],
    ['a (b OR envv:prod)', 'search.unknown-field', 8, 'Did you mean `env`?'],
    ['atr.rack:r21', 'search.unknown-field', 0, 'Did you mean `attr.rack`?'],
    ['__proto__:x', 'search.unknown-field', 0, 'There is no field'],
    ['constructor:x', 'search.unknown-field', 0, 'There is no field'],
    ['http://example.com', 'search.unknown-field', 0, 'There is no field'],
    ['colours:red', 'search.unknown-field', 0, 'Possible: hostname'],
    ['web lifecycle:alive', 'search.bad-value', 14, 'possible: planned, provisioning'],
    ['health:up', 'search.bad-value', 7, 'possible: unknown, healthy'],
    ['health:>healthy', 'search.bad-value', 8, 'not a comparison'],
    ['pageable:yes', 'search.bad-value', 9, 'possible: true, false'],
    ['flapping:t*', 'search.bad-value', 9, 'not a comparison'],
    ['owner:""', 'search.bad-value', 6, 'needs a value'],
    ['owner:(a OR "")', 'search.bad-value', 12, 'needs a value'],
    ['owner:>core', 'search.bad-value', 7, 'not a comparison'],
    ['owner:[a TO b]', 'search.bad-value', 6, 'not a comparison'],
    ['tag:<5', 'search.bad-value', 5, 'not a comparison'],
    ['cpu:many', 'search.bad-value', 4, 'is no number'],
    ['cpu:>=many', 'search.bad-value', 6, 'is no number'],
    ['cpu:1*', 'search.bad-value', 4, 'is a number'],
    ['cpu:[4 TO many]', 'search.bad-value', 10, 'is no number'],
    ['cpu:[16 TO 4]', 'search.bad-value', 4, 'ends before it begins'],
    ['cpu:16g', 'search.bad-value', 4, 'is no number'],
    ['memory:16x', 'search.bad-value', 7, 'with or without m, g, t'],
    ['version:99999999999999999999', 'search.bad-value', 8, 'is no number'],
    ['attr.row:>many', 'search.bad-value', 10, 'is no number'],
    ['updated:soon', 'search.bad-value', 8, 'is no time'],
    ['updated:<7', 'search.bad-value', 9, 'is no time'],
    ['updated:2020-02-30', 'search.bad-value', 8, 'is no time'],
    ['updated:2020*', 'search.bad-value', 8, 'is a time'],
    ['updated:[2020-02-01 TO 2020-01-01]', 'search.bad-value', 8, 'ends before it begins'],
    ['deleted:>soon', 'search.bad-value', 9, 'is no time'],
    ['ip:10.2', 'search.bad-value', 3, 'is no address'],
    ['ip:10.2.0.256', 'search.bad-value', 3, 'is no address'],
    ['ip:10.2.0.0/33', 'search.bad-value', 3, 'is no address'],
    ['ip:10.2.0.0/', 'search.bad-value', 3, 'is no address'],
    ['ip:fe80::1%eth0', 'search.bad-value', 3, 'is no address'],
    ['ip:>10.2.0.0', 'search.bad-value', 4, 'not a comparison'],
    ['id:7', 'search.bad-value', 3, 'is no id'],
    ['template:web', 'search.bad-value', 9, 'no template'],
    ['a'.repeat(2_001), 'search.too-long', 2_000, 'at most 2000 characters'],
    [Array(65).fill('a').join(' '), 'search.too-long', 128, 'at most 64 terms'],
    ['('.repeat(900) + 'a' + ')'.repeat(900), 'search.too-long', 16, 'at most 16 deep'],
    ['a\0', 'search.syntax', 1, 'NUL'],
  ];
  test.each(faults.map((fault) => [JSON.stringify(fault[0]).slice(0, 60), ...fault] as const))(
    '%s',
    async (_, q, code, position, words) => {
      for (const path of ['/servers', '/servers/facets']) {
        const { body } = await ask<Problem>(path, { q });
        expect(body).toMatchObject({
          status: 400,
          code,
          errors: [{ pointer: '/q', code, position, message: expect.stringContaining(words) }],
        });
      }
    },
  );

  test.each([
    ['web lifecylce:active', 'lifecycle'],
    ['atr.rack:r21', 'attr.rack'],
    ['lifecycle:actve', 'active'],
    ['pageable:ture', 'true'],
  ])('%s: what may have been meant is to be written in its place', async (q, suggestion) => {
    const { body } = await ask<Problem>('/servers', { q });
    expect(body.errors).toEqual([expect.objectContaining({ suggestion })]);
  });

  test.each(['colours:red', 'health:up', 'web OR'])('%s: nothing near is not guessed', async (q) => {
    const { body } = await ask<Problem>('/servers', { q });
    expect(body.errors).toEqual([expect.not.objectContaining({ suggestion: expect.anything() })]);
  });

  test('in a body, at its place there', async () => {
    const bulk = await fleet.admin.post<Problem>('/servers/bulk', {
      select: { q: 'x cpu:y' },
      action: 'tag',
      params: { add: ['x'] },
    });
    expect(bulk.body.errors).toEqual([expect.objectContaining({ pointer: '/select/q', position: 6 })]);
    const view = await fleet.admin.post<Problem>('/views', { name: 'v', page: 'servers', query: { q: 'a:b' } });
    expect(view.body.errors).toEqual([expect.objectContaining({ pointer: '/query/q', position: 0 })]);
  });
});

test('deleted servers are found by who asks for them, in whatever words', async () => {
  const { id, hostname } = await registered({ hostname: 'gone-01.example.com', owner: 'past' });
  await fleet.admin.delete(`/servers/${id}`);
  expect(await found('owner:past')).toBe('');
  for (const term of ['deleted:true', 'deleted:*', 'deleted:<1h', '-deleted:false', '(deleted:true OR role:web)'])
    expect(await found(`owner:past ${term}`)).toBe(hostname);
  expect(await found('owner:past -deleted:true')).toBe('');
  expect(await found('owner:past deleted:>1h')).toBe('');
});

describe('subscriptions', () => {
  test('speak the same language', async () => {
    const ear = await Ear.open(fleet.url, fleet.admin.token);
    const { subscription } = await ear.ask('subscribe', { q: '(cpu:>=90 OR cpu:64) -env:*' });
    const heard = await registered({ hostname: 'ear-1.example.com', hardware: { cpuCores: 96 } });
    await registered({ hostname: 'ear-2.example.com', hardware: { cpuCores: 96 }, environment: 'heard' });
    const last = await registered({ hostname: 'ear-3.example.com', hardware: { cpuCores: 64 } });
    await ear.waitFor(({ id }) => id === last.id);
    expect(ear.of(subscription).map(({ id }) => id)).toEqual([heard.id, last.id]);
    expect(await ear.ask('subscribe', { q: 'cpu:many' })).toMatchObject({
      ok: false,
      problem: { status: 400, code: 'search.bad-value' },
    });
    ear.close();
  });

  test('whose query cannot be read any more hear nothing, and silence nobody', async () => {
    const template = await fleet.admin.post<{ id: string }>('/templates', { name: 'passing' });
    expect(template.status).toBe(201);
    const ear = await Ear.open(fleet.url, fleet.admin.token);
    const lost = await ear.ask('subscribe', { q: 'template:passing' });
    const kept = await ear.ask('subscribe', { q: 'ear' });
    expect([lost.ok, (await fleet.admin.delete(`/templates/${template.body.id}`)).status]).toEqual([true, 204]);
    const { id } = await registered({ hostname: 'ear-4.example.com' });
    await ear.waitFor((message) => message.id === id);
    expect(ear.of(lost.subscription)).toEqual([]);
    expect(ear.of(kept.subscription)).toHaveLength(1);
    ear.close();
  });
});

describe('facets', () => {
  const owners = ['alpha', 'Alpha', 'beta', null];
  const pick = <Value>(values: Value[], at: number) => values[at % values.length];
  const facetsOf = async (query: Record<string, string | number>) => {
    const { status, body } = await ask<Facets>('/servers/facets', query);
    expect([query, status]).toEqual([query, 200]);
    return body;
  };
  const valuesOf = ({ facets }: Facets, field: string) => facets.find((facet) => facet.field === field)?.values;

  beforeAll(async () => {
    for (let at = 0; at < 40; at++) {
      await registered({
        hostname: `facet-${at}.example.com`,
        lifecycle: pick(['planned', 'active', 'draining', 'active', 'active'], at),
        environment: pick(['prod', 'dev', null], at),
        region: pick(['eu', 'us'], at),
        site: `site-${at % 15}`,
        owner: pick(owners, at),
        tags: [`rack:${at % 20}`, ...(at % 2 ? ['odd'] : [])],
        hardware: at % 3 ? { cpuCores: at } : null,
      });
    }
    await fleet.admin.delete(`/servers/${(await ask<ServerPage>('/servers', { q: 'facet-39' })).body.items[0]?.id}`);
    await database.query(
      `UPDATE server_health h SET status = 'degraded' FROM servers s WHERE s.id = h.server_id AND s.hostname LIKE 'facet-1%' AND s.lifecycle = 'active'`,
    );
  });

  test('count the servers of each value, the most frequent first', async () => {
    const facets = await facetsOf({ q: 'facet' });
    expect(facets.total).toEqual({ value: 39, exact: true });
    expect(facets.exact).toBe(true);
    expect(facets.facets.map(({ field }) => field)).toEqual([
      ...['health', 'lifecycle', 'environment', 'region', 'site', 'role', 'owner', 'tag'],
    ]);
    expect(valuesOf(facets, 'environment')).toEqual([
      { value: 'dev', count: 13 },
      { value: 'prod', count: 13 },
      { value: null, count: 13 },
    ]);
    expect(valuesOf(facets, 'owner')).toEqual([
      { value: 'Alpha', count: 20 },
      { value: 'beta', count: 10 },
      { value: null, count: 9 },
    ]);
    expect(valuesOf(facets, 'tag')?.[0]).toEqual({ value: 'odd', count: 19 });
    expect(valuesOf(facets, 'role')).toEqual([{ value: null, count: 39 }]);
  });

  test('as many values as asked for, and whether there are more', async () => {
    const more = async (limit: number) =>
      (await facetsOf({ q: 'facet', limit })).facets.filter((facet) => facet.more).map(({ field }) => field);
    expect(await more(12)).toEqual(['site', 'tag']);
    expect(await more(15)).toEqual(['tag']);
    expect(await more(21)).toEqual([]);
    expect((await facetsOf({ q: 'facet', limit: 2 })).facets.every(({ values }) => values.length <= 2)).toBe(true);
  });

  test('of nothing are empty', async () => {
    const facets = await facetsOf({ q: 'no-such-server' });
    expect(facets).toMatchObject({ total: { value: 0, exact: true }, exact: true });
    expect(facets.facets.flatMap(({ values }) => values)).toEqual([]);
  });

  test('can be asked of the past', async () => {
    const asOf = new Date().toISOString();
    await registered({ hostname: 'facet-late.example.com', owner: 'late' });
    expect((await facetsOf({ q: 'facet', asOf })).total.value).toBe(39);
    expect(valuesOf(await facetsOf({ q: 'facet', asOf }), 'owner')).toHaveLength(3);
    expect((await facetsOf({ q: 'facet' })).total.value).toBe(40);
  });

  test('agree with what lists say, whatever is asked; a question and its opposite share the fleet', async () => {
    const term = fc.constantFrom(
      ...[
        'lifecycle:active',
        'health:degraded',
        'health:un*',
        'env:prod',
        'env:*',
        'region:eu',
        'site:site-1*',
        'owner:alpha',
        'owner:*',
      ],
      ...[
        'tag:odd',
        'tag:rack:1*',
        'cpu:>=10',
        'cpu:*',
        'ip:10.0.0.0/8',
        'attr.rack:r21',
        'countable:true',
        'facet-1',
        '"example"',
      ],
      ...['deleted:true', 'updated:<1h', 'os:debian', 'notes:disk'],
    );
    const query = fc.letrec<{ query: string }>((tie) => ({
      query: fc.oneof(
        { maxDepth: 3, depthSize: 'medium' },
        term,
        tie('query').map((inner) => `NOT (${inner})`),
        fc
          .tuple(tie('query'), fc.constantFrom(' ', ' OR '), tie('query'))
          .map(([left, joint, right]) => `(${left})${joint}(${right})`),
      ),
    })).query;
    const everything = { living: await total(''), all: await total('deleted:*') };
    const axes = ['health', 'lifecycle', 'environment', 'region', 'site', 'role', 'owner'];
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        const matching = await total(q);
        expect(matching + (await total(`NOT (${q})`))).toBe(
          q.includes('deleted:') ? everything.all : everything.living,
        );
        const facets = await facetsOf({ q, limit: 100 });
        expect(facets).toMatchObject({ total: { value: matching, exact: true }, exact: true });
        for (const { field, values, more } of facets.facets) {
          expect(more).toBe(false);
          if (axes.includes(field)) expect(values.reduce((sum, { count }) => sum + count, 0)).toBe(matching);
        }
        for (const field of [...axes, 'tag']) {
          const value = valuesOf(facets, field)?.[0];
          if (!value) continue;
          const narrowed = value.value === null ? `-${field}:*` : `${field}:${JSON.stringify(value.value)}`;
          expect([field, value.value, await total(`(${q}) ${narrowed}`)]).toEqual([field, value.value, value.count]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('completion', () => {
  const values = async (query: Record<string, string | number>) => {
    const { status, body } = await ask<OfferedValues>('/servers/search/values', query);
    expect([query, status]).toEqual([query, 200]);
    return body.values.map(({ value, count }) => `${value} ${count}`).join(', ');
  };

  test('fields say what may be asked of them', async () => {
    const { body } = await fleet.admin.get<SearchFields>('/servers/search/fields');
    const field = (name: string) => body.fields.find((each) => each.name === name);
    expect(field('lifecycle')).toMatchObject({
      kind: 'choice',
      values: expect.arrayContaining(['active']),
      completes: false,
    });
    expect(field('environment')).toMatchObject({ kind: 'text', aliases: ['env'], values: null, completes: true });
    expect(field('cpu')).toMatchObject({ kind: 'number' });
    expect(field('attr.<path>')).toMatchObject({ kind: 'json' });
    for (const { description } of body.fields) expect(description).not.toBe('');
  });

  test('values begin as asked, the most frequent first', async () => {
    expect(await values({ field: 'owner', prefix: 'AL' })).toBe('Alpha 20');
    expect(await values({ field: 'owner', limit: 2 })).toBe('Alpha 20, beta 10');
    expect(await values({ field: 'owner', prefix: '%' })).toBe('');
    expect(await values({ field: 'tag', prefix: 'rack:1', limit: 3 })).toBe('rack:1 2, rack:10 2, rack:11 2');
    expect(await values({ field: 'tag', prefix: 'r', limit: 1 })).toBe('rack:0 2');
    expect(await values({ field: 'tag', limit: 1 })).toBe('odd 19');
    expect(await values({ field: 'os' })).toBe('12.5 1, Debian GNU/Linux 12 1, debian 1');
    expect(await values({ field: 'os', prefix: 'deb' })).toBe('Debian GNU/Linux 12 1, debian 1');
    expect(await values({ field: 'env', prefix: 'p' })).toBe('prod 14');
  });

  test.each(['cpu', 'hostname', 'colour', 'attr.rack'])('the values of %s cannot be listed', async (field) => {
    const { body } = await ask<Problem>('/servers/search/values', { field });
    expect(body).toMatchObject({ status: 400, errors: [{ pointer: '/field' }] });
  });
});

test('what was written last is found at once, and sorted into the index of texts soon', async () => {
  await database.query('CREATE EXTENSION pgstattuple');
  await registered({ hostname: 'fresh-trigrams.example.com' });
  expect(await found('fresh-tri')).toBe('fresh-trigrams.example.com');
  await until(async () => {
    const { rows } = await database.query<{ pending: number }>(
      `SELECT pending_pages::integer AS pending FROM pgstatginindex('servers_search')`,
    );
    return rows[0]?.pending === 0;
  });
  expect(await found('fresh-tri')).toBe('fresh-trigrams.example.com');
});
