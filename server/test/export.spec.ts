import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, type Answer, type Fleet } from './support/fleet.js';

let fleet: Fleet;
let web: ServerView;

const hostname = 'web-01.example.com';
const fields = {
  hostname,
  externalId: '=cmdb+1',
  ipAddress: '10.1.2.3',
  addresses: ['10.1.2.3', '2001:db8::7'],
  lifecycle: 'active',
  owner: 'core',
  os: { family: 'debian', version: '12' },
  hardware: { cpuCores: 8 },
  ssh: { port: 2222, user: 'ops' },
  tags: ['env:prod', 'pci'],
  checks: [],
  attributes: { rack: { row: 4 }, shelf: 'a,b' },
  notes: 'two\r\nlines, "quoted"',
};

beforeAll(async () => {
  fleet = await startFleet();
  web = (await fleet.admin.post<ServerView>('/servers', fields)).body;
  await fleet.admin.post('/servers', { hostname: 'db-01.example.com', lifecycle: 'planned' });
  const { body: gone } = await fleet.admin.post<ServerView>('/servers', { hostname: 'gone.example.com' });
  await fleet.admin.delete(`/servers/${gone.id}`);
});
afterAll(() => fleet.close());

async function exported(query: string): Promise<Answer<string>> {
  const response = await fetch(`${fleet.url}/api/v1/servers/export?${query}`, {
    headers: { authorization: `Bearer ${fleet.admin.token}` },
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}
const names = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as ServerView).hostname);

describe('what matches becomes a file', () => {
  test('CSV: a column a field, cells that no spreadsheet carries out', async () => {
    const { status, headers, body } = await exported('q=web');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="servers-\d{4}-\d\d-\d\d-\d{4}\.csv"$/);
    const [header, row] = body.split(/\r\n(?!lines)/);
    expect(header).toBe(
      'id,hostname,externalId,ipAddress,addresses,lifecycle,environment,region,site,role,owner,provider.name,provider.instanceId,provider.type,os.family,os.name,os.version,os.kernel,os.arch,hardware.cpuCores,hardware.memoryMb,hardware.diskGb,hardware.vendor,hardware.model,hardware.serial,ssh.port,ssh.user,ssh.credentialId,tags,checks,attributes,notes',
    );
    expect(row).toBe(
      `${web.id},${hostname},'=cmdb+1,10.1.2.3,10.1.2.3 2001:db8::7,active,,,,,core,,,,debian,,12,,,8,,,,,,2222,ops,,env:prod pci,[],"{""rack"":{""row"":4},""shelf"":""a,b""}","two\r\nlines, ""quoted"""`,
    );
  });

  test.each([
    ['ndjson', 'application/x-ndjson; charset=utf-8', (text: string) => `[${text.trim().replaceAll('\n', ',')}]`],
    ['json', 'application/json; charset=utf-8', (text: string) => text],
  ])('%s: what an import reads, and nothing else', async (format, type, listed) => {
    const { headers, body } = await exported(`format=${format}&sort=-hostname`);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toContain(`.${format}"`);
    const rows = JSON.parse(listed(body)) as object[];
    expect(rows).toHaveLength(2);
    const unset = { environment: null, region: null, site: null, role: null, provider: null };
    expect(rows[0]).toEqual({ id: web.id, ...unset, ...fields, ssh: { ...fields.ssh, credentialId: null } });
    expect(rows[1]).toMatchObject({ hostname: 'db-01.example.com', checks: [], hardware: null });
  });

  test.each([
    ['csv', 'hostname,os.family\r\n'],
    ['ndjson', ''],
    ['json', '[\n]\n'],
  ])('nothing that matches is a %s file with nothing in it', async (format, expected) => {
    expect((await exported(`q=nobody&fields=hostname,os.family&format=${format}`)).body).toBe(expected);
  });

  test('in any order, of any kind', async () => {
    expect(names((await exported('format=ndjson&sort=-lifecycle')).body)).toEqual([hostname, 'db-01.example.com']);
    expect(names((await exported('format=ndjson&sort=health,owner')).body)).toEqual([hostname, 'db-01.example.com']);
    expect(names((await exported('format=ndjson&q=lifecycle:planned')).body)).toEqual(['db-01.example.com']);
    expect(names((await exported('format=ndjson&q=deleted:true')).body)).toEqual(['gone.example.com']);
  });

  test('only some members, also those that an import does not read', async () => {
    const { body } = await exported('q=web&fields=hostname,os,health.status,attributes.rack,attributes.shelf,groups');
    expect(body).toBe(
      `hostname,os.family,os.name,os.version,os.kernel,os.arch,health.status,attr.rack,attr.shelf,groups\r\n${hostname},debian,,12,,,unknown,"{""row"":4}","a,b",\r\n`,
    );
    const { body: lines } = await exported('q=web&fields=hostname,os.family,health.status&format=ndjson');
    expect(JSON.parse(lines)).toEqual({ hostname, os: { family: 'debian' }, health: { status: 'unknown' } });
  });

  test('as it was at a moment of the past', async () => {
    const { body: late } = await fleet.admin.post<ServerView>('/servers', { hostname: 'late.example.com' });
    const before = new Date(Date.parse(late.createdAt) - 1).toISOString();
    await fleet.admin.patch(`/servers/${web.id}`, { owner: 'edge' });
    const { headers, body } = await exported(`asOf=${before}&fields=hostname,owner&sort=-owner,hostname`);
    expect(body).toBe(`hostname,owner\r\n${hostname},core\r\ndb-01.example.com,\r\n`);
    expect(headers.get('content-disposition')).toContain(before.slice(0, 10));
    expect((await exported('fields=hostname,owner&q=web')).body).toContain('edge');
    await fleet.admin.delete(`/servers/${late.id}`);
  });
});

test('who only asks for the head gets it, and no servers are read for nothing', async () => {
  const response = await fetch(`${fleet.url}/api/v1/servers/export`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${fleet.admin.token}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toContain('.csv"');
  expect(await response.text()).toBe('');
});

test('more than one batch, each server once', async () => {
  const rows = Array.from({ length: 1_203 }, (_, at) => `many-${at},many:x`).join('\n');
  await fleet.admin.send('POST', '/servers/import?format=csv', `hostname,tags\n${rows}`, {
    'content-type': 'text/csv',
  });
  const { body } = await exported('q=tag:many:x&format=ndjson&fields=hostname&sort=-hostname');
  const found = names(body);
  expect(new Set(found).size).toBe(1_203);
  expect(found).toEqual([...found].sort().reverse());
  const page = await fleet.admin.get<ServerPage>('/servers?q=tag:many:x&sort=-hostname&limit=3');
  expect(found.slice(0, 3)).toEqual(page.body.items.map((each) => each.hostname));
});
