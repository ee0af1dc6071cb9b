import pg from 'pg';
import type { Problem } from '../src/http/problem.js';
import type { ServerView, ServerPage } from '../src/inventory/servers.dto.js';
import type { ImportResult } from '../src/inventory/transfer/import/import.dto.js';
import type { ImportPreview } from '../src/inventory/transfer/preview/preview.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet({ FLEET_ROLE: 'api' });
});
afterAll(() => fleet.close());

const send = async <Body>(path: string, file: string, type = 'text/plain') =>
  fleet.admin.send<Body>('POST', `/servers/import${path}`, file, { 'content-type': type });
const previewed = async (file: string, query = '') => (await send<ImportPreview>(`/preview?${query}`, file)).body;
const named = (mapping: object) => `mapping=${encodeURIComponent(JSON.stringify(mapping))}`;

const ini = '[web]\nweb1 ansible_host=10.0.0.1\n[web:vars]\nansible_user=ops\nrack=7\n';
const yaml =
  'all:\n  children:\n    web:\n      hosts:\n        web1: {ansible_host: 10.0.0.1}\n      vars: {ansible_user: ops, rack: 7}\n';
const ssh = 'Host web1\n  HostName 10.0.0.1\nHost *\n  User ops\n';
const netboxCsv =
  'name,status,device_type,manufacturer,rack,tenant,primary_ip4\nweb1,active,R650,Dell,7,core,10.0.0.1/24\n';
const netboxJson = JSON.stringify({
  count: 1,
  next: null,
  results: [
    {
      name: 'web1',
      status: { value: 'active' },
      primary_ip4: { address: '10.0.0.1/24' },
      tenant: { name: 'core' },
      custom_fields: {},
    },
  ],
});

describe('a format is known by its content', () => {
  test.each<[string, string, string]>([
    ['csv', 'CSV', 'hostname,owner\nweb1,core\n'],
    ['csv', 'CSV of one column', 'Server name\nweb1\n'],
    ['csv', 'CSV with semicolons', '\ufeffhost;owner\r\nweb1;core\r\n'],
    ['ndjson', 'JSON lines', '{"hostname":"web1"}\n{"hostname":"web2"}\n'],
    ['json', 'JSON', '[\n  {"hostname":"web1"}]'],
    ['ansible-ini', 'an Ansible inventory', ini],
    ['ansible-ini', 'a list of names', 'web1\nweb2\n'],
    ['ansible-ini', 'hosts with variables', 'web1 ansible_host=10.0.0.1\n'],
    ['ansible-yaml', 'an Ansible inventory in YAML', `---\n${yaml}`],
    ['ssh-config', 'a configuration of ssh', ssh],
    ['netbox-csv', 'a table of NetBox', netboxCsv],
    ['netbox-json', 'a page of NetBox', netboxJson],
    ['netbox-json', 'a list of NetBox', `[${JSON.stringify({ id: 1, name: 'web1', device_type: { model: 'x' } })}]`],
  ])('%s: %s', async (format, _, file) => {
    expect(await previewed(file)).toMatchObject({
      format,
      read: expect.any(Number),
      failed: 0,
      fault: null,
      complete: true,
    });
  });
});

describe('columns', () => {
  test('are proposed fields, by what they are called and what is in them', async () => {
    const preview = await previewed(
      'Server,IP,Status,CPUs,Data Centre,Colour,created_at\nweb1,10.0.0.1,in use,8,fra,red,2020\nweb2,,retired,x,fra,blue,\n',
    );
    expect(preview.columns).toEqual([
      { name: 'Server', samples: ['web1', 'web2'], target: 'hostname' },
      { name: 'IP', samples: ['10.0.0.1'], target: 'ipAddress' },
      { name: 'Status', samples: ['in use', 'retired'], target: 'attr.Status' },
      { name: 'CPUs', samples: ['8', 'x'], target: 'hardware.cpuCores' },
      { name: 'Data Centre', samples: ['fra'], target: 'site' },
      { name: 'Colour', samples: ['red', 'blue'], target: 'attr.Colour' },
      { name: 'created_at', samples: ['2020'], target: null },
    ]);
    expect(preview.mapping).toEqual(Object.fromEntries(preview.columns.map(({ name, target }) => [name, target])));
    expect(preview).toMatchObject({ read: 2, failed: 1, mappable: true });
    expect(preview.rows).toEqual([
      { line: 2, values: ['web1', '10.0.0.1', 'in use', '8', 'fra', 'red', null], errors: [] },
      {
        line: 3,
        values: ['web2', null, 'retired', 'x', 'fra', 'blue', null],
        errors: [expect.objectContaining({ line: 3, column: 'CPUs', columnNumber: 4, pointer: '/hardware/cpuCores' })],
      },
    ]);
    expect(preview.errors).toEqual(preview.rows[1]?.errors);
  });

  test('are what is said; what is not said is proposed, and no field is filled twice', async () => {
    const preview = await previewed('Name,Alias,Owner\nweb1,web2,core\n', named({ Alias: 'hostname' }));
    expect(preview.columns.map(({ target }) => target)).toEqual([null, 'hostname', 'owner']);
    expect(preview.rows[0]?.values).toEqual([null, 'web2', 'core']);
  });

  test('without a host name among them can be looked at, and say so', async () => {
    const preview = await previewed('Thing,owner\nweb1,core\n');
    expect(preview).toMatchObject({ read: 0, fault: { line: 1, code: 'csv.hostname-missing' } });
    expect(preview.columns.map(({ name, target }) => [name, target])).toEqual([
      ['Thing', 'attr.Thing'],
      ['owner', 'owner'],
    ]);
  });

  test('are members of JSON; what a server is shown with and cannot be given is left out', async () => {
    const { body: server } = await fleet.admin.post<ServerView>('/servers', {
      hostname: 'shown.example.com',
      os: { family: 'debian' },
    });
    const preview = await previewed(`${JSON.stringify({ ...server, meta: { rack: 7 } })}\n`);
    expect(preview).toMatchObject({ format: 'ndjson', failed: 0, fault: null });
    expect(preview.mapping).toMatchObject({
      health: null,
      groups: null,
      templateId: null,
      version: null,
      'meta.rack': 'attr.meta.rack',
    });
    const { body } = await send<ImportResult>(
      `?mode=upsert&format=ndjson&${named(preview.mapping)}`,
      JSON.stringify({ ...server, meta: { rack: 7 } }),
    );
    expect(body).toMatchObject({ updated: 1, failed: 0, rows: [{ after: { attributes: { 'meta.rack': 7 } } }] });
  });

  test('of the formats of others are our fields', async () => {
    const preview = await previewed(ini);
    expect(preview).toMatchObject({ mappable: false, mapping: {}, warnings: [] });
    expect(preview.columns.map(({ name }) => name)).toEqual([
      'hostname',
      'ipAddress',
      'ssh.user',
      'tags',
      'attributes.rack',
    ]);
    expect(preview.rows).toEqual([{ line: 2, values: ['web1', '10.0.0.1', 'ops', 'group:web', '7'], errors: [] }]);
  });
});

describe('only the beginning', () => {
  test('a row that is cut is left out, in each format', async () => {
    for (const [format, file] of [
      ['csv', 'hostname,notes\nweb1,"a\nb"\nweb2,"c\nd'],
      ['ndjson', '{"hostname":"web1"}\n{"hostna'],
      ['json', '[{"hostname":"web1"},\n{"hostname":\n"we'],
      ['ansible-ini', 'web1\nweb2 x="'],
    ]) {
      expect(await previewed(file ?? '', `head=true&format=${format}`)).toMatchObject({
        read: 1,
        failed: 0,
        fault: null,
        complete: false,
      });
    }
    expect(await previewed('hostname,notes\nweb1,"a\nb')).toMatchObject({ fault: { code: 'csv.quote-open', line: 2 } });
  });

  test('of a large file no more is read than a thousand rows', async () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => `web-${at},${'ü'.repeat(400)}\n`).join('');
    const preview = await previewed(`hostname,owner\n${rows}`);
    expect(preview).toMatchObject({ complete: false, fault: null });
    expect(preview.read).toBeGreaterThan(500);
    expect(preview.read).toBeLessThanOrEqual(1_000);
    expect(preview.rows).toHaveLength(20);
    expect(preview.errors).toHaveLength(100);
  });
});

test('nothing is written', async () => {
  const db = new pg.Client(fleet.databaseUrl);
  await db.connect();
  const counts = async () =>
    (
      await db.query(
        `SELECT (SELECT count(*) FROM servers) AS servers, (SELECT count(*) FROM audit) AS audit, (SELECT count(*) FROM change_sets) AS sets`,
      )
    ).rows[0] as object;
  const before = await counts();
  await previewed('hostname\nweb1\n');
  expect(await counts()).toEqual(before);
  await db.end();
});

test.each<[string, string, string, number, string]>([
  ['a type that is none of ours', '', 'image/png', 415, '/Content-Type'],
  ['an unknown format', 'format=xls', 'text/csv', 400, '/format'],
  ['a mapping that is no JSON', 'mapping=x', 'text/csv', 400, '/mapping'],
  ['a mapping of what has no columns', `format=ssh-config&${named({ a: 'hostname' })}`, 'text/plain', 400, '/mapping'],
  ['a parameter of the import', 'mode=upsert', 'text/csv', 400, '/mode'],
])('%s is refused', async (_, query, type, status, pointer) => {
  const answer = await send<Problem>(`/preview?${query}`, 'hostname\nq1\n', type);
  expect(answer).toMatchObject({ status, body: { errors: [{ pointer }] } });
});

describe('the files of others become servers', () => {
  const expected = { hostname: 'web1', ipAddress: '10.0.0.1' };
  test.each<[string, string, object]>([
    ['ansible-ini', ini, { tags: ['group:web'], ssh: { user: 'ops' }, attributes: { rack: 7 } }],
    ['ansible-yaml', yaml, { tags: ['group:web'], ssh: { user: 'ops' }, attributes: { rack: 7 } }],
    ['ssh-config', ssh, { ssh: { port: 22, user: 'ops' } }],
    [
      'netbox-csv',
      netboxCsv,
      { lifecycle: 'active', owner: 'core', hardware: { vendor: 'Dell', model: 'R650' }, attributes: { rack: '7' } },
    ],
    ['netbox-json', netboxJson, { lifecycle: 'active', owner: 'core' }],
  ])('%s', async (format, file, fields) => {
    const { status, body } = await send<ImportResult>(`?format=${format}`, file);
    expect({ status, body }).toMatchObject({ status: 200, body: { created: 1, failed: 0, errors: [], warnings: [] } });
    const { body: page } = await fleet.admin.get<ServerPage>('/servers?q=hostname:web1');
    expect(page.items[0]).toMatchObject({ ...expected, ...fields });
    expect((await send<ImportResult>(`?mode=upsert&format=${format}`, file)).body).toMatchObject({
      unchanged: 1,
      updated: 0,
    });
    await fleet.admin.delete(`/servers/${page.items[0]?.id}`);
  });

  test.each<[string, string, object]>([
    [
      'ansible-ini',
      'web2\nweb_3\n[x:vars]\ny=1\n[x]\nweb4 z="\n[all:vars]\n   ansible_port=many\n',
      { line: 8, column: 'ansible_port', columnNumber: 4, pointer: '/ssh/port' },
    ],
    [
      'ansible-yaml',
      'x:\n  hosts:\n    web2:\n    web_3:\n',
      { line: 4, column: 'web_3', columnNumber: 5, pointer: '/hostname' },
    ],
    [
      'ssh-config',
      'Host web2\nHost web3\n  Port 70000\n',
      { line: 3, column: 'Port', columnNumber: 3, pointer: '/ssh/port' },
    ],
    [
      'netbox-csv',
      'name,asset_tag,primary_ip4\nweb2,1,10.0.0.300/24\n',
      { line: 2, column: 'primary_ip4', columnNumber: 3, pointer: '/ipAddress' },
    ],
    [
      'netbox-json',
      '[{"name":"web2"},\n{"name":null}]',
      { line: 2, column: null, columnNumber: null, pointer: '/1/name' },
    ],
  ])('%s: a bad one fails alone, and is found where it was said', async (format, file, fault) => {
    const { status, body } = await send<ImportResult>(`?dryRun=true&format=${format}`, file);
    expect(status).toBe(200);
    expect(body.failed).toBeGreaterThan(0);
    expect(body.errors).toEqual(expect.arrayContaining([expect.objectContaining(fault)]));
  });

  test.each<[string, string, string, [number, number]]>([
    ['ansible-ini', 'a\n [x:y]\n', 'ansible.section', [2, 2]],
    ['ansible-yaml', '- hosts: all\n', 'ansible.no-inventory', [1, 1]],
    ['ssh-config', 'Host a\n User "x\n', 'ssh.quote-open', [2, 7]],
    ['netbox-csv', 'site\na\n', 'csv.column-missing', [1, 1]],
    ['netbox-json', '{"count":1}', 'json.no-array', [1, 11]],
  ])('%s: what cannot be read on is a 400 with its place', async (format, file, code, [line, column]) => {
    expect(await send(`?format=${format}`, file)).toMatchObject({ status: 400, body: { code, line, column } });
  });
});
