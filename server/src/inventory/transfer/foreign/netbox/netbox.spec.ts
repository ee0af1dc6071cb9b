import type { Row, Rows } from '../../row.js';
import { netboxCsvRows } from './netbox-csv.js';
import { netboxJsonRows } from './netbox-json.js';

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}
async function all(rows: Rows): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

const device = {
  id: 7,
  url: 'https://netbox.example.com/api/dcim/devices/7/',
  display: 'web-01 (A1)',
  name: 'web-01',
  device_type: { id: 1, manufacturer: { id: 1, name: 'Dell', slug: 'dell' }, model: 'R650', slug: 'r650' },
  role: { id: 2, name: 'Web server', slug: 'web' },
  tenant: { id: 3, name: 'Core', slug: 'core' },
  platform: { id: 4, name: 'Debian 12', slug: 'debian-12' },
  serial: 'S1',
  asset_tag: 'A1',
  site: { id: 5, name: 'FRA1', slug: 'fra1' },
  location: null,
  rack: { id: 6, name: 'R12' },
  position: 12.5,
  face: { value: 'front', label: 'Front' },
  status: { value: 'active', label: 'Active' },
  primary_ip: { id: 8, family: { value: 4 }, address: '10.0.0.7/24' },
  primary_ip4: { id: 8, address: '10.0.0.7/24' },
  primary_ip6: { id: 9, address: '2001:db8::7/64' },
  comments: 'two\nlines',
  description: '',
  tags: [{ id: 1, name: 'Card data', slug: 'card-data' }],
  custom_fields: { cost_centre: 'C1', warranty: null, levels: { a: 1 } },
};
const expected = {
  hostname: 'web-01',
  externalId: 'A1',
  lifecycle: 'active',
  ipAddress: '10.0.0.7',
  addresses: ['10.0.0.7', '2001:db8::7'],
  site: 'FRA1',
  role: 'Web server',
  owner: 'Core',
  os: { name: 'Debian 12' },
  hardware: { vendor: 'Dell', model: 'R650', serial: 'S1' },
  tags: ['card-data'],
  notes: 'two\nlines',
  attributes: { netboxId: 7, rack: 'R12', position: 12.5, face: 'Front', cost_centre: 'C1', levels: { a: 1 } },
};

test.each([
  ['a page of the API', { count: 1, next: null, previous: null, results: [device] }],
  ['a bare array', [device]],
])('a device: %s', async (_, file) => {
  const rows = netboxJsonRows(once(JSON.stringify(file)));
  const [row] = await all(rows);
  expect(row?.fields).toEqual(expected);
  const base = Array.isArray(file) ? '/0' : '/results/0';
  expect(row?.place('/ipAddress').pointer).toBe(`${base}/primary_ip4`);
  expect(row?.place('/hardware/vendor').pointer).toBe(`${base}/device_type`);
  expect(row?.place('/attributes/cost_centre').pointer).toBe(`${base}/custom_fields`);
  expect(rows.warnings).toEqual([]);
});

test('a virtual machine, and how it was called in older versions', async () => {
  const file = [
    {
      name: 'vm',
      vcpus: 2.5,
      memory: 4096,
      device_role: { name: 'db' },
      status: { value: 'staged' },
      primary_ip6: { address: '2001:db8::1/64' },
    },
  ];
  const [row] = await all(netboxJsonRows(once(JSON.stringify(file))));
  expect(row?.fields).toEqual({
    hostname: 'vm',
    lifecycle: 'provisioning',
    role: 'db',
    ipAddress: '2001:db8::1',
    hardware: { cpuCores: 3, memoryMb: 4096 },
  });
});

test('one page of several says so, and so does a state that is none', async () => {
  const file = {
    count: 90,
    next: 'https://x/?offset=50',
    previous: null,
    results: [{ name: 'a', status: { value: 'lost' } }, 7],
  };
  const rows = netboxJsonRows(once(JSON.stringify(file)));
  expect((await all(rows)).map(({ fields }) => fields)).toEqual([{ hostname: 'a' }, 7]);
  expect(rows.warnings?.map(({ code }) => code)).toEqual(['netbox.status-unknown', 'netbox.more-pages']);
});

test.each([
  [
    'as an import wants it',
    'name,status,role,manufacturer,device_type,tenant,platform,serial,asset_tag,site,rack,tags,comments,cf_cost_centre,primary_ip4',
    'web-01,active,Web server,Dell,R650,Core,Debian 12,S1,A1,FRA1,R12,"a,b c",x,C1,10.0.0.7/24',
  ],
  [
    'as a list shows it',
    'Name,Status,Role,Manufacturer,Type,Tenant,Platform,Serial number,Asset tag,Site,Rack,Tags,Comments,cf_cost_centre,IP Address,IPv6 Address',
    'web-01,Active,Web server,Dell,R650,Core,Debian 12,S1,A1,FRA1,R12,"a, b c",x,C1,10.0.0.7/24,—',
  ],
])('a table: %s', async (_, header, row) => {
  const rows = netboxCsvRows(once(`${header}\n${row}\n`));
  const [read] = await all(rows);
  expect(read?.fields).toEqual({
    ...{
      hostname: 'web-01',
      externalId: 'A1',
      lifecycle: 'active',
      ipAddress: '10.0.0.7',
      site: 'FRA1',
      role: 'Web server',
    },
    ...{ owner: 'Core', os: { name: 'Debian 12' }, hardware: { vendor: 'Dell', model: 'R650', serial: 'S1' } },
    ...{ tags: ['a', 'b-c'], notes: 'x', attributes: { rack: 'R12', cost_centre: 'C1' } },
  });
  expect(read?.place('/hostname')).toEqual({ column: header.slice(0, 4), columnNumber: 1, pointer: '/hostname' });
  expect(read?.place('/ipAddress').column).toMatch(/primary_ip4|IP Address/);
  expect(rows.warnings).toEqual([]);
});

test('a table with more than we know, and less than it should have', async () => {
  const rows = netboxCsvRows(once('name,Airflow\na,front\nb\n'));
  expect((await all(rows)).map(({ faults }) => faults.map(({ code }) => code))).toEqual([[], ['csv.cells']]);
  expect(rows.warnings).toEqual([{ line: 1, code: 'netbox.columns-left-out', message: 'Not imported: `Airflow`.' }]);
  await expect(all(netboxCsvRows(once('device,site\na,b\n')))).rejects.toMatchObject({ code: 'csv.column-missing' });
});
