import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aHost, aScan } from '../../test/discovery-fixtures';
import { admin, noon, pageOf } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';
import { Scan, ScanHost } from '../api/wire';

let stage: Stage;

beforeAll(() => {
  // What jsdom has not: it draws nothing, and has one theme.
  globalThis.matchMedia = () => new EventTarget() as MediaQueryList;
  HTMLCanvasElement.prototype.getContext = () => null;
});

afterEach(() => stage.leave());

const viewer = { ...admin, role: 'viewer' as const };

function text(element: HTMLElement): string {
  return element.textContent.replace(/\s+/g, ' ');
}

function cells(row: HTMLElement): string {
  return within(row)
    .getAllByRole('cell')
    .map((cell) => text(cell).trim())
    .join(' ');
}

describe('the list', () => {
  test('follows a scan as the socket tells of it', async () => {
    stage = await Stage.at('/discovery', { 'GET /discovery/scans': pageOf([aScan()]) });
    stage.socket.up();
    const row = () => cells(screen.getByRole('row', { name: /office/ }));
    await stage.until(() => expect(row()).toMatch(/running 25 % 1 1 0 0 –/));
    const recall = { probes: 512, open: 3, closed: 9, silent: 497, givenUp: 3, retries: 0, loss: 0, refused: 0 };
    stage.socket.say('scan', 'scans', {
      scan: aScan({ status: 'succeeded', progress: { done: 256, total: 256 }, recall }),
    });
    await stage.until(() => expect(row()).toMatch(/succeeded 256 looked at .*3 probes given up/));
  });

  test('a scan is paused and goes on', async () => {
    stage = await Stage.at('/discovery', {
      'GET /discovery/scans': pageOf([aScan()]),
      'POST /discovery/scans/id-scan/pause': aScan({ status: 'paused' }),
      'POST /discovery/scans/id-scan/resume': aScan({ status: 'queued' }),
    });
    (await stage.sees('button', 'Pause office')).click();
    (await stage.sees('button', 'Resume office')).click();
    await stage.sees('button', 'Pause office');
  });

  test('a scan is cancelled only when that is meant', async () => {
    stage = await Stage.at('/discovery', {
      'GET /discovery/scans': pageOf([aScan()]),
      'DELETE /discovery/scans/id-scan': aScan({ status: 'cancelled' }),
    });
    (await stage.sees('button', 'Cancel office')).click();
    (await stage.sees('button', 'Cancel the scan')).click();
    await stage.until(() => expect(screen.queryByRole('button', { name: 'Cancel office' })).toBeNull());
  });

  test('scans that begin by themselves stand above, and can be told to do so no more', async () => {
    const plan = { id: 'id-plan', name: 'office', schedule: '0 3 * * *', cidrs: ['10.2.3.0/24'], nextAt: noon };
    stage = await Stage.at('/discovery', {
      'GET /discovery/scans': pageOf([aScan()]),
      'GET /discovery/schedules': pageOf([plan]),
      'DELETE /discovery/schedules/id-plan': null,
    });
    const list = within(await stage.sees('region', 'Begin by themselves'));
    expect(text(list.getByRole('listitem'))).toMatch(/office ?0 3 \* \* \* ?next at 2026-11-23 12:00:00/);
    stage.serves({ 'GET /discovery/schedules': pageOf([]) });
    list.getByRole('button', { name: 'End the schedule of office' }).click();
    (await stage.sees('button', 'End the schedule')).click();
    await stage.until(() => expect(screen.queryByRole('region', { name: 'Begin by themselves' })).toBeNull());
    expect(stage.requests).toContain('DELETE /discovery/schedules/id-plan');
  });

  test.each([
    ['nobody looked yet', pageOf([]), /Nobody looked yet/],
    ['it cannot be fetched', new Refusal(500, { code: 'internal' }), /could not be fetched/],
  ])('%s', async (_, answer, said) => {
    stage = await Stage.at('/discovery', { 'GET /discovery/scans': answer });
    await stage.reads(said);
  });

  test('who may only read orders nothing', async () => {
    stage = await Stage.at('/discovery', { 'GET /discovery/scans': pageOf([aScan()]) }, viewer);
    await stage.sees('row', /office/);
    expect(screen.queryByRole('button', { name: /New scan|Pause|Cancel/ })).toBeNull();
  });
});

test('what the server refuses of an order stands beside its field, with the word that it means', async () => {
  let sent: unknown;
  const errors = [{ pointer: '/cidrs/1', code: 'invalid', message: 'There are bits behind the prefix.' }];
  stage = await Stage.at('/discovery', {
    'GET /discovery/scans': pageOf([]),
    'POST /discovery/scans': ({ request }: TestRequest) => (
      (sent = request.body),
      new Refusal(400, { code: 'validation', errors })
    ),
  });
  (await stage.sees('button', 'New scan')).click();
  const sheet = within(await stage.sees('dialog', 'New scan'));
  fill(sheet.getByLabelText('Networks'), '10.0.0.0/24 10.0.1.1/24');
  sheet.getByRole('button', { name: 'Databases' }).click();
  sheet.getByRole('button', { name: 'Start the scan' }).click();
  await stage.reads('10.0.1.1/24: There are bits behind the prefix.');
  expect(sent).toMatchObject({
    cidrs: ['10.0.0.0/24', '10.0.1.1/24'],
    ports: [1433, 1521, 3306, 5432, 6379, 9042, 9200, 11211, 27017],
  });
});

describe('a scan', () => {
  const at = (scan: Partial<Scan>, hosts: ScanHost[], user = admin, path = '/discovery/id-scan') =>
    Stage.at(
      path,
      { 'GET /discovery/scans/id-scan': aScan(scan), 'GET /discovery/scans/id-scan/hosts': pageOf(hosts) },
      user,
    );

  test('each host stands with what it is, and the guess with its evidence', async () => {
    const guess = { role: 'web', os: 'Debian', evidence: ['nginx at 443'] };
    stage = await at({}, [
      aHost('10.2.3.4', { match: 'known', serverId: 'id-web', hostname: 'web-1', guess }),
      aHost('10.2.3.9', { match: 'changed', changes: [{ what: 'port-opened', port: 22 }] }),
    ]);
    expect(cells(await stage.sees('row', /10\.2\.3\.4/))).toMatch(/known 10\.2\.3\.4 web-1 22 ssh web, Debian/);
    await stage.until(() => screen.getByText('nginx at 443'));
    expect(screen.getByRole('link', { name: 'web-1' }).getAttribute('href')).toBe('/servers/id-web');
    expect(cells(screen.getByRole('row', { name: /10\.2\.3\.9/ }))).toMatch(/changed 10\.2\.3\.9 .*22 opened/);
    expect(screen.queryByLabelText('Choose 10.2.3.4')).toBeNull();
  });

  test('the filter of the address is what is asked for, and a cell of the map narrows it', async () => {
    stage = await at({}, [aHost('10.2.3.9')], admin, '/discovery/id-scan?match=new&changes=true');
    await stage.sees('row', /10\.2\.3\.9/);
    expect(stage.requests).toContain('GET /discovery/scans/id-scan/hosts?match=new&changes=true&limit=100');
    (await stage.until(() => screen.getByText('10.2.3.0/28'))).click();
    await stage.until(() => expect(stage.url).toContain('q=10.2.3.0%2F28'));
    await stage.until(() =>
      expect(stage.requests).toContain(
        'GET /discovery/scans/id-scan/hosts?match=new&changes=true&q=10.2.3.0/28&limit=100',
      ),
    );
  });

  test('all that are new are registered by rule, and who could not be is named with who is in the way', async () => {
    const failed = {
      address: '10.2.3.9',
      status: 'failed',
      serverId: null,
      hostname: 'web-1',
      error: { code: 'server.hostname-taken', message: 'web-1 is taken.', serverId: 'id-web' },
    };
    const created = {
      address: '10.2.3.8',
      status: 'created',
      serverId: 'id-8',
      hostname: 'host-10-2-3-8',
      error: null,
    };
    const orders: unknown[] = [];
    stage = await at({}, [aHost('10.2.3.8'), aHost('10.2.3.9')]);
    stage.serves({
      'GET /templates': pageOf([]),
      'POST /discovery/scans/id-scan/import': ({ request }: TestRequest) => {
        orders.push(request.body);
        const { dryRun = false } = request.body as { dryRun?: boolean };
        return {
          dryRun,
          total: 2,
          created: 1,
          failed: 1,
          changeSetId: dryRun ? null : 'id-set',
          results: [created, failed],
        };
      },
    });
    (await stage.sees('button', 'Register all 2 new')).click();
    const sheet = within(await stage.sees('dialog', 'Register'));
    const rows = await stage.until(() => {
      const found = sheet.getAllByRole('row').slice(1).map(cells);
      expect(found).toHaveLength(2);
      return found;
    });
    expect(rows[0]).toMatch(/10\.2\.3\.9 ?web-1 ?web-1 is taken/);
    expect(rows[1]).toMatch(/host-10-2-3-8 ?would be registered/);
    sheet.getByRole('button', { name: 'Register 1 host' }).click();
    const outcome = within(await stage.sees('region', '1 host registered, 1 not'));
    expect(outcome.getByRole('link', { name: 'The server that is in the way' }).getAttribute('href')).toBe(
      '/servers/id-web',
    );
    expect(outcome.getByRole('link', { name: 'The change set' }).getAttribute('href')).toBe('/changesets/id-set');
    expect(orders).toEqual([
      { match: 'new', lifecycle: 'planned', dryRun: true },
      { match: 'new', lifecycle: 'planned' },
    ]);

    const looked = () => stage.requests.filter((request) => request.includes('hosts?limit=100')).length;
    await stage.until(() => expect(looked()).toBe(2));
    stage.serves({
      'POST /changesets/id-set/revert': { changed: 1, failed: 0, results: [] },
      'GET /discovery/scans/id-scan/hosts': pageOf([aHost('10.2.3.10')]),
    });
    outcome.getByRole('button', { name: 'Take it back' }).click();
    await stage.sees('row', /10\.2\.3\.10/);
    expect(screen.queryByRole('region', { name: '1 host registered, 1 not' })).toBeNull();
  });

  test('who may only read chooses nothing', async () => {
    stage = await at({}, [aHost('10.2.3.9')], viewer);
    await stage.sees('row', /10\.2\.3\.9/);
    expect(screen.queryByRole('button', { name: /Register/ })).toBeNull();
    expect(screen.queryByLabelText('Choose 10.2.3.9')).toBeNull();
  });

  test('one that is not there says so', async () => {
    stage = await Stage.at('/discovery/id-gone');
    await stage.reads('The scan could not be fetched');
  });
});

test('each finding has its count, its items, what mends them, and more on demand', async () => {
  const item = (address: string) => ({
    what: { address, names: [], openPorts: [22] },
    mend: { call: 'POST /import', link: '/discovery/id-scan' },
  });
  const finding = { kind: 'unregistered', title: 'Not registered', remedy: 'Register it.', count: 2 };
  const none = {
    kind: 'never-answered',
    title: 'Never answered',
    remedy: 'Correct it.',
    count: 0,
    items: [],
    nextCursor: null,
  };
  stage = await Stage.at('/discovery/reconciliation', {
    'GET /discovery/reconciliation': {
      at: '2026-11-23T12:00:00.000Z',
      lastScanAt: null,
      findings: [none, { ...finding, items: [item('10.0.0.1')], nextCursor: 'c' }],
    },
    'GET /discovery/reconciliation/unregistered': { ...finding, items: [item('10.0.0.2')], nextCursor: null },
  });
  expect(text(await stage.sees('region', 'Never answered'))).toMatch(/0 ?None/);
  const region = within(screen.getByRole('region', { name: 'Not registered' }));
  region.getByText('Register it.');
  region.getByRole('button', { name: 'More of these' }).click();
  await stage.until(() => expect(region.getAllByRole('link').map(text)).toEqual(['10.0.0.1', '10.0.0.2']));
  expect(region.getAllByRole('link')[0]?.getAttribute('href')).toBe('/discovery/id-scan');
});
