import type { AuditPage } from '../src/audit/audit.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { BulkResult } from '../src/inventory/bulk/bulk.dto.js';
import type { ChangeSetItems } from '../src/inventory/bulk/change-sets.dto.js';
import type { ServerPage, ServerView } from '../src/inventory/servers.dto.js';
import type { ImportResult } from '../src/inventory/transfer/import/import.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

let serial = 0;
const name = () => `imported-${++serial}.example.com`;

type Refusal = Problem & { line: number; column: number; result: ImportResult };

async function imported(
  file: string | Uint8Array<ArrayBuffer>,
  query = '',
  type = 'text/csv',
): Promise<{ status: number; body: ImportResult & Refusal }> {
  const response = await fetch(`${fleet.url}/api/v1/servers/import?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fleet.admin.token}`, 'content-type': type },
    body: file,
  });
  return { status: response.status, body: (await response.json()) as ImportResult & Refusal };
}

const find = async (hostname: string) =>
  (await fleet.admin.get<ServerPage>(`/servers?q=${encodeURIComponent(`hostname:"${hostname}"`)}`)).body.items[0];

async function registered(fields: object = {}): Promise<ServerView> {
  const { status, body } = await fleet.admin.post<ServerView>('/servers', { hostname: name(), ...fields });
  expect(status).toBe(201);
  return body;
}

describe('a file becomes servers', () => {
  const expected = {
    ipAddress: '10.1.2.3',
    lifecycle: 'active',
    tags: ['env:prod', 'pci'],
    os: { family: 'debian' },
    ssh: { port: 2222, user: null, credentialId: null },
    attributes: { rack: { row: 4 } },
    notes: 'two\nlines, "quoted"',
    checks: [expect.objectContaining({ name: 'tcp 2222' })],
  };
  const fields = (hostname: string) => ({
    hostname,
    ipAddress: '10.1.2.3',
    lifecycle: 'active',
    tags: ['pci', 'env:prod'],
    os: { family: 'debian' },
    ssh: { port: 2222 },
    attributes: { rack: { row: 4 } },
    notes: 'two\nlines, "quoted"',
  });

  test.each<[string, string, (hostname: string) => string]>([
    [
      'CSV',
      'text/csv',
      (hostname) =>
        `hostname,ipAddress,lifecycle,tags,os.family,ssh.port,attributes,notes\r\n${hostname},10.1.2.3,active,"pci, env:prod",debian,2222,"{""rack"":{""row"":4}}","two\nlines, ""quoted"""\r\n`,
    ],
    ['JSON lines', 'application/x-ndjson', (hostname) => `${JSON.stringify(fields(hostname))}\n`],
    ['JSON', 'application/json', (hostname) => JSON.stringify([fields(hostname)], null, 2)],
  ])('%s', async (_, type, text) => {
    const hostname = name();
    const { status, body } = await imported(text(hostname), 'reason=moved+here', type);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { dryRun: false, applied: true, total: 1, created: 1, updated: 0, unchanged: 0, failed: 0, errors: [] },
    });
    expect(await find(hostname)).toMatchObject({ hostname, ...expected });
    const { body: audit } = await fleet.admin.get<AuditPage>(`/servers/${body.rows[0]?.id}/audit`);
    expect(audit.items).toEqual([expect.objectContaining({ action: 'server.created', reason: 'moved here' })]);
  });

  test('the format may be named, with any type', async () => {
    expect((await imported(`hostname\n${name()}\n`, 'format=csv', 'text/plain')).body.created).toBe(1);
  });

  test('a mark at the beginning and semicolons are as Excel writes them', async () => {
    const hostname = name();
    expect((await imported(`\ufeffhostname;owner\r\n${hostname};core\r\n`)).body.created).toBe(1);
    expect(await find(hostname)).toMatchObject({ owner: 'core' });
  });

  test('a mapping says what foreign columns are', async () => {
    const hostname = name();
    const mapping = encodeURIComponent(JSON.stringify({ Name: 'hostname', Cores: 'hardware.cpuCores', Note: null }));
    const { body } = await imported(`Name,Cores,Note\n${hostname},many,x\n${hostname},8,y\n`, `mapping=${mapping}`);
    expect(body).toMatchObject({ created: 1, failed: 1 });
    expect(body.errors[0]).toMatchObject({ line: 2, column: 'Cores', columnNumber: 2, pointer: '/hardware/cpuCores' });
    expect(await find(hostname)).toMatchObject({ hardware: { cpuCores: 8 } });
  });
});

describe('a bad row fails alone and is named', () => {
  test('by line and column of a table, also behind records of several lines', async () => {
    const [one, two] = [name(), name()];
    const { body } = await imported(
      `hostname,notes,ssh.port,attributes\n${one},"a\nb",22,\n,x,22,\nbad name,"\n",22,\n${two},c,70000,{\n${two},c,22,{}\n`,
    );
    expect(body).toMatchObject({ total: 5, created: 2, failed: 3, applied: true });
    expect(body.errors).toEqual([
      expect.objectContaining({ line: 4, column: 'hostname', columnNumber: 1, pointer: '/hostname' }),
      expect.objectContaining({ line: 5, column: 'hostname', columnNumber: 1, code: 'field.matches' }),
      expect.objectContaining({ line: 7, column: 'attributes', columnNumber: 4, code: 'csv.bad-json' }),
    ]);
    expect(body.rows.map(({ line, status }) => [line, status])).toEqual([
      [2, 'created'],
      [4, 'failed'],
      [5, 'failed'],
      [7, 'failed'],
      [8, 'created'],
    ]);
  });

  test('by pointer in JSON', async () => {
    const rows = [
      { hostname: name() },
      { hostname: name(), checks: [{ type: 'tcp' }, { type: 'psychic' }] },
      7,
      { hostnme: 'x' },
    ];
    const { body } = await imported(JSON.stringify(rows, null, 1), '', 'application/json');
    expect(body).toMatchObject({ created: 1, failed: 3 });
    expect(body.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/1/checks/1/type', 'field.in'],
      ['/2', 'row.no-object'],
      ['/3/hostnme', 'field.unknown'],
      ['/3/hostname', expect.any(String)],
    ]);
  });

  test.each<[string, object, string, string]>([
    ['an unknown field', { colour: 'red' }, '/colour', 'field.unknown'],
    ['a template, which is applied and not imported', { templateId: null }, '/templateId', 'field.unknown'],
    ['health, which only the monitor sets', { health: { status: 'healthy' } }, '/health', 'field.unknown'],
    ['a NUL', { attributes: { x: 'a\0' } }, '/attributes/x', 'json.nul'],
    ['half of a surrogate pair', { notes: '\ud83d' }, '/notes', 'json.no-unicode'],
    ['attributes beyond 16 KiB', { attributes: { x: 'y'.repeat(16_384) } }, '/attributes', 'attributes.too-large'],
    ['two checks of one name', { checks: [{ type: 'tcp' }, { type: 'tcp' }] }, '/checks/1/name', 'check.name-taken'],
    ['a number that no column holds', { hardware: { memoryMb: 1e12 } }, '/hardware/memoryMb', 'field.max'],
  ])('%s', async (_, fields, pointer, code) => {
    const { status, body } = await imported(
      JSON.stringify({ hostname: name(), ...fields }),
      '',
      'application/x-ndjson',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: 0, failed: 1, changeSetId: null });
    expect(body.errors).toEqual([expect.objectContaining({ line: 1, pointer, code })]);
  });

  test('a line that is no JSON', async () => {
    const { body } = await imported(`{"hostname":"${name()}"}\n{"hostname":nope}\n`, '', 'application/x-ndjson');
    expect(body).toMatchObject({ created: 1, failed: 1 });
    expect(body.errors).toEqual([expect.objectContaining({ line: 2, columnNumber: 13, code: 'json.syntax' })]);
  });

  test('a name that an earlier row has, which is named', async () => {
    const hostname = name();
    const { body } = await imported(
      `hostname,externalId\n${hostname},once\n${hostname.toUpperCase()},\n${name()},once\n${name()},\n${name()},\n`,
    );
    expect(body.created).toBe(3);
    const told = { code: 'row.duplicate', message: 'is the same as in line 2' };
    expect(body.errors).toEqual([
      expect.objectContaining({ line: 3, column: 'hostname', ...told }),
      expect.objectContaining({ line: 4, column: 'externalId', ...told }),
    ]);
  });

  test('all are counted, a thousand are listed', async () => {
    const { body } = await imported(`hostname\n${'bad name\n'.repeat(1_200)}`);
    expect(body).toMatchObject({ total: 1_200, failed: 1_200, errorsTruncated: true });
    expect(body.errors).toHaveLength(1_000);
    expect(body.rows).toHaveLength(100);
  });
});

describe('a file that cannot be read on is a 400 that names the place', () => {
  test.each<[string, string | Buffer<ArrayBuffer>, string, string, [number, number]]>([
    ['nothing', '', 'text/csv', 'file.empty', [1, 1]],
    ['an unknown column', 'hostname,ownr\na,b\n', 'text/csv', 'csv.column-unknown', [1, 2]],
    ['no host names', 'owner\na\n', 'text/csv', 'csv.hostname-missing', [1, 1]],
    ['a quote that is not closed', 'hostname,notes\nq1,"x\ny\n', 'text/csv', 'csv.quote-open', [2, 2]],
    ['Latin-1', Buffer.from('hostname,owner\nq1,\xfc\n', 'latin1'), 'text/csv', 'file.encoding', [2, 4]],
    ['UTF-16', Buffer.from('\ufeffhostname\n', 'utf16le'), 'text/csv', 'file.encoding', [1, 1]],
    ['an object', '{"hostname":"q1"}', 'application/json', 'json.no-array', [1, 1]],
    ['JSON that ends too early', '[{"hostname":"q1"},', 'application/json', 'json.unfinished', [1, 20]],
    ['a row that is no JSON', '[{"hostname":"q1"},\n{"hostname" "q2"}]', 'application/json', 'json.syntax', [2, 13]],
  ])('%s', async (_, text, type, code, [line, column]) => {
    const { status, body } = await imported(text, '', type);
    expect({ status, body }).toMatchObject({ status: 400, body: { code, line, column } });
    expect(body.result).toMatchObject({ created: 0, changeSetId: null });
    expect(await find('q1')).toBeUndefined();
  });

  test('whole batches before the place stay and are told, the rest of the rows is not there', async () => {
    const tag = `broken:${++serial}`;
    const rows = Array.from({ length: 1_200 }, (_, at) => `broken-${serial}-${at},${tag},\n`).join('');
    const text = `hostname,tags,notes\n${rows}x,y,"\n`;
    const { status, body } = await imported(text);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'csv.quote-open', line: 1_202 } });
    expect(body.result).toMatchObject({ applied: true, total: 1_000, created: 1_000 });
    const { body: set } = await fleet.admin.get<ChangeSetItems>(`/changesets/${body.result.changeSetId}`);
    expect(set).toMatchObject({ title: 'Import 1,000 servers', changed: 1_000, finishedAt: expect.any(String) });
    expect((await fleet.admin.get<ServerPage>(`/servers?q=tag:${tag}`)).body.total.value).toBe(1_000);
    const all = await imported(text.replaceAll('broken-', 'broken-all-'), 'atomic=true');
    expect(all.body).toMatchObject({ code: 'csv.quote-open', result: { applied: false, changeSetId: null } });
    expect((await fleet.admin.get<ServerPage>(`/servers?q=tag:${tag}`)).body.total.value).toBe(1_000);
  });

  test.each<[string, string, string, number, string]>([
    ['a type that is none of ours', '', 'image/png', 415, '/Content-Type'],
    ['text of no format', '', 'text/plain', 415, '/Content-Type'],
    ['another encoding', '', 'text/csv; charset=iso-8859-1', 415, '/Content-Type'],
    ['an unknown format', 'format=xls', 'text/csv', 400, '/format'],
    ['an unknown mode', 'mode=replace', 'text/csv', 400, '/mode'],
    ['a flag that is none', 'dryRun=maybe', 'text/csv', 400, '/dryRun'],
    ['a parameter that is none', 'dryrun=true', 'text/csv', 400, '/dryrun'],
    ['a mapping that is no JSON', 'mapping=x', 'text/csv', 400, '/mapping'],
    [
      'a mapping to what is no field',
      'mapping=%7B%22hostname%22%3A%22host%22%7D',
      'text/csv',
      400,
      '/mapping/hostname',
    ],
  ])('%s', async (_, query, type, status, pointer) => {
    const answer = await imported('hostname\nq1\n', query, type);
    expect(answer).toMatchObject({ status, body: { errors: [{ pointer }] } });
    expect(await find('q1')).toBeUndefined();
  });

  test('a viewer may not, and nobody reads what he sends', async () => {
    await fleet.admin.post('/users', {
      email: 'viewer@example.com',
      name: 'V',
      password: 'a long password 1',
      role: 'viewer',
    });
    const viewer = await fleet.anonymous.login('viewer@example.com', 'a long password 1');
    const answer = await viewer.send('POST', '/servers/import', 'hostname\nq1\n', { 'content-type': 'text/csv' });
    expect(answer.status).toBe(403);
  });
});

describe('an upsert', () => {
  test('changes what differs, leaves what is said already, makes what is not there', async () => {
    const [same, other] = [
      await registered({ owner: 'core', tags: ['a'] }),
      await registered({ owner: 'core', os: { family: 'debian' } }),
    ];
    const fresh = name();
    const { body } = await imported(
      `hostname,owner,os.version,tags\n${same.hostname},core,,\n${other.hostname},edge,12,\n${fresh},core,,\n`,
      'mode=upsert',
    );
    expect(body).toMatchObject({ total: 3, created: 1, updated: 1, unchanged: 1, failed: 0 });
    expect(body.rows[1]).toMatchObject({
      status: 'updated',
      before: { owner: 'core', os: { family: 'debian' } },
      after: { owner: 'edge', os: { family: 'debian', version: '12' } },
    });
    expect(await find(same.hostname)).toMatchObject({ version: 1, tags: ['a'] });
    expect(await find(other.hostname)).toMatchObject({
      version: 2,
      owner: 'edge',
      os: { family: 'debian', version: '12' },
    });
  });

  test('that changes nothing writes nothing', async () => {
    const { id, hostname } = await registered({ owner: 'core' });
    const { body } = await imported(`hostname,owner\n${hostname},core\n`, 'mode=upsert');
    expect(body).toMatchObject({ unchanged: 1, changeSetId: null, applied: true });
    expect((await fleet.admin.get<AuditPage>(`/servers/${id}/audit`)).body.items).toHaveLength(1);
  });

  test.each([
    ['2001:DB8:0:0::7', '2001:db8::7'],
    ['::ffff:10.1.2.3', '::ffff:10.1.2.3'],
    ['::ffff:0a01:203', '::ffff:10.1.2.3'],
    ['::16:0', '::0.22.0.0'],
    ['::10.1.2.3', '::10.1.2.3'],
    ['::0:0.1.0.0', '::0.1.0.0'],
    ['::5:0:0', '::5:0:0'],
    ['0::2', '::2'],
  ])('knows the address %s, which is %s', async (spelt, shown) => {
    const { hostname } = await registered({ ipAddress: spelt, addresses: [spelt] });
    const { body } = await imported(`hostname,ipAddress,addresses\n${hostname},${spelt},${spelt}\n`, 'mode=upsert');
    expect(body).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await find(hostname)).toMatchObject({ ipAddress: shown, addresses: [shown], version: 1 });
  });

  test('clears with empty cells only when that is wanted', async () => {
    const { hostname } = await registered({
      owner: 'core',
      tags: ['a'],
      os: { family: 'debian' },
      lifecycle: 'active',
    });
    const text = `hostname,owner,tags,lifecycle,os.family\n${hostname},,,,\n`;
    expect((await imported(text, 'mode=upsert')).body.unchanged).toBe(1);
    expect((await imported(text, 'mode=upsert&empty=clear')).body.updated).toBe(1);
    expect(await find(hostname)).toMatchObject({ owner: null, tags: [], os: null, lifecycle: 'active' });
  });

  test('by external id renames', async () => {
    const { hostname } = await registered({ externalId: 'cmdb-7' });
    const [renamed, fresh] = [name(), name()];
    const text = `externalId,hostname\ncmdb-7,${renamed}\ncmdb-8,${fresh}\n,${name()}\n`;
    const { body } = await imported(text, 'mode=upsert&key=externalId');
    expect(body).toMatchObject({ updated: 1, created: 1, failed: 1 });
    expect(body.errors).toEqual([expect.objectContaining({ line: 4, column: 'externalId', code: 'row.key-missing' })]);
    expect(await find(hostname)).toBeUndefined();
    expect(await find(renamed)).toMatchObject({ externalId: 'cmdb-7', version: 2 });
  });

  test('does not take what another server has', async () => {
    const [mine, other] = [
      await registered({ externalId: `mine-${serial}` }),
      await registered({ externalId: `other-${serial}` }),
    ];
    const byName = await imported(`hostname,externalId\n${mine.hostname},${other.externalId}\n`, 'mode=upsert');
    expect(byName.body.errors).toEqual([
      expect.objectContaining({ line: 2, column: 'externalId', columnNumber: 2, code: 'server.external-id-taken' }),
    ]);
    const byId = await imported(
      `hostname,externalId\n${other.hostname},${mine.externalId}\n`,
      'mode=upsert&key=externalId',
    );
    expect(byId.body.errors).toEqual([
      expect.objectContaining({ line: 2, column: 'hostname', columnNumber: 1, code: 'server.hostname-taken' }),
    ]);
  });

  test('moves a server only as it may move', async () => {
    const [planned, active] = [await registered(), await registered({ lifecycle: 'active' })];
    const { body } = await imported(
      `hostname,lifecycle\n${planned.hostname},provisioning\n${active.hostname},planned\n`,
      'mode=upsert&reason=racked',
    );
    expect(body).toMatchObject({ updated: 1, failed: 1 });
    expect(body.errors).toEqual([
      expect.objectContaining({ line: 3, column: 'lifecycle', columnNumber: 2, code: 'server.illegal-move' }),
    ]);
    const moved = await find(planned.hostname);
    expect(moved?.lifecycle).toBe('provisioning');
    expect(Date.parse(moved?.lifecycleSince ?? '')).toBeGreaterThan(Date.parse(planned.lifecycleSince));
    const { body: audit } = await fleet.admin.get<AuditPage>(`/servers/${planned.id}/audit`);
    expect(audit.items[0]).toMatchObject({
      action: 'server.moved',
      reason: 'racked',
      after: { lifecycle: 'provisioning' },
    });
  });

  test('makes anew what was deleted', async () => {
    const { id, hostname } = await registered();
    await fleet.admin.delete(`/servers/${id}`);
    const { body } = await imported(`hostname\n${hostname}\n`, 'mode=upsert');
    expect(body).toMatchObject({ created: 1 });
    expect((await find(hostname))?.id).not.toBe(id);
  });

  test('is not what is asked for unless it is said: a name that is taken fails its row', async () => {
    const { hostname } = await registered();
    const { body } = await imported(`hostname\n${name()}\n${hostname}\n`);
    expect(body).toMatchObject({ created: 1, failed: 1 });
    expect(body.errors).toEqual([
      expect.objectContaining({ line: 3, column: 'hostname', columnNumber: 1, code: 'server.hostname-taken' }),
    ]);
  });
});

describe('all or nothing', () => {
  test('one bad row and nothing is imported, yet all faults are told', async () => {
    const known = await registered({ owner: 'core' });
    const fresh = name();
    const text = `hostname,owner,ssh.port\n${known.hostname},edge,22\n${fresh},core,0\n${name()},core,70000\n`;
    const { body } = await imported(text, 'mode=upsert&atomic=true');
    expect(body).toMatchObject({ applied: false, updated: 1, failed: 2, changeSetId: null });
    expect(body.errors.map(({ line }) => line)).toEqual([3, 4]);
    expect(await find(known.hostname)).toMatchObject({ owner: 'core', version: 1 });
    const { body: fine } = await imported(
      text.replace(/,0\n/, ',22\n').replace('70000', '22'),
      'mode=upsert&atomic=true',
    );
    expect(fine).toMatchObject({ applied: true, updated: 1, created: 2, changeSetId: expect.any(String) });
  });

  test('holds over many batches', async () => {
    const tag = `atomic:${++serial}`;
    const rows = Array.from({ length: 1_100 }, (_, at) => `atomic-${serial}-${at},${tag}\n`).join('');
    const { body } = await imported(`hostname,tags\n${rows}bad name,\n`, 'atomic=true');
    expect(body).toMatchObject({ applied: false, created: 1_100, failed: 1 });
    expect((await fleet.admin.get<ServerPage>(`/servers?q=tag:${tag}`)).body.total.value).toBe(0);
  });
});

describe('a dry run', () => {
  test.each(['', '&atomic=true'])('shows what would be and leaves no trace%s', async (query) => {
    const { id, hostname } = await registered({ owner: 'core' });
    const fresh = name();
    const { body } = await imported(
      `hostname,owner\n${hostname},edge\n${fresh},edge\n`,
      `mode=upsert&dryRun=true${query}`,
    );
    expect(body).toMatchObject({ dryRun: true, applied: false, updated: 1, created: 1, changeSetId: null });
    expect(body.rows).toEqual([
      expect.objectContaining({ line: 2, id, hostname, before: { owner: 'core' }, after: { owner: 'edge' } }),
      expect.objectContaining({
        line: 3,
        hostname: fresh,
        before: null,
        after: expect.objectContaining({ owner: 'edge' }),
      }),
    ]);
    expect(await find(hostname)).toMatchObject({ owner: 'core', version: 1 });
    expect(await find(fresh)).toBeUndefined();
    expect((await fleet.admin.get<AuditPage>(`/servers/${id}/audit`)).body.items).toHaveLength(1);
  });
});

describe('an import is a change set', () => {
  test('that can be taken back: what it made is deleted, what it changed is as it was', async () => {
    const known = await registered({ owner: 'core', tags: ['a'], lifecycle: 'active' });
    const fresh = name();
    const { body } = await imported(
      `hostname,owner,tags,lifecycle\n${known.hostname},edge,b,draining\n${fresh},edge,c,\n`,
      'mode=upsert&reason=because',
    );
    const { body: set } = await fleet.admin.get<ChangeSetItems>(`/changesets/${body.changeSetId}`);
    expect(set).toMatchObject({
      kind: 'import',
      title: 'Import 2 servers',
      reason: 'because',
      total: 2,
      changed: 2,
      failed: 0,
      finishedAt: expect.any(String),
    });
    expect(set.items.map(({ kind }) => kind).sort()).toEqual(['created', 'moved']);
    const { body: undone } = await fleet.admin.post<BulkResult>(`/changesets/${body.changeSetId}/revert`, {});
    expect(undone).toMatchObject({ changed: 2, failed: 0 });
    expect(await find(fresh)).toBeUndefined();
    expect(await find(known.hostname)).toMatchObject({ owner: 'core', tags: ['a'], lifecycle: 'active' });
  });
});
