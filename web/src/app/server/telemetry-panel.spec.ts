import { screen, within } from '@testing-library/dom';
import { aCheck, aHealth, aResult, aServer, aTelemetry, admin, pageOf } from '../../test/fixtures';
import { Refusal, Stage } from '../../test/stage';
import { ServerView } from '../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

const seen = aResult({ name: 'telemetry', type: 'telemetry', observed: aTelemetry() });
const check = aCheck({ name: 'telemetry', type: 'telemetry', port: null, warnDiskPercent: 90 });
const web = aServer('web', { checks: [check], health: aHealth({ checks: [seen] }) });
const facts = {
  observedAt: seen.checkedAt,
  facts: null,
  filled: ['os.kernel'],
  drift: [
    { field: 'os.version', declared: '11', observed: '12' },
    { field: 'hardware.memoryMb', declared: 32_768, observed: 16_000 },
  ],
};

async function page(server: ServerView = web, more: object = {}, user = admin): Promise<Stage> {
  stage = await Stage.at(
    '/servers/id-web',
    {
      'GET /servers/id-web': server,
      'GET /servers/id-web/transitions': { items: [] },
      'GET /servers/id-web/audit': pageOf([]),
      'GET /servers/id-web/facts': facts,
      ...more,
    },
    user,
  );
  await stage.sees('heading', 'web');
  return stage;
}

/** What was ordered, as it was sent. */
const orders: unknown[] = [];
const ordered = ({ request }: { request: { body: unknown } }) => {
  orders.push(request.body);
  return undertaken;
};
const undertaken = {
  dryRun: false,
  changeSetId: 'set-1',
  total: 1,
  changed: 1,
  failed: 0,
  results: [{ id: 'id-web', hostname: 'web', status: 'changed', version: 2, before: {}, after: {}, error: null }],
};

test('load, memory and disks are shown; what is too full says so to who does not see it', async () => {
  await page();
  const panel = await stage.sees('region', 'From within');
  expect(panel.textContent.replace(/\s+/g, ' ')).toMatch(/Load0.42 · 0.35 · 0.3.*Processor4 cores, Xeon.*Runs for12 d/);
  const rows = within(panel).getAllByRole('listitem');
  expect(rows.map((row) => row.textContent.replace(/\s+/g, ' ').trim())).toEqual([
    'Memory 38 % of 15.6 GiB',
    'Swap 25 % of 1000 MiB',
    '/ 55 % of 39.1 GiB',
    '/srv 96 % of 97.7 GiB , more than it should',
    '/mail 10 % of 9.8 GiB, 97 % of its inodes , more than it should',
  ]);
});

test('what is declared otherwise is accepted by one click, and can be taken back', async () => {
  await page(web, { 'POST /servers/bulk': ordered, 'POST /changesets/set-1/revert': undertaken });
  const drift = await stage.sees('region', 'Declared otherwise');
  expect(within(drift).getByRole('row', { name: /Version 11 12/ })).toBeTruthy();
  expect(within(drift).getByRole('row', { name: /Memory 32 GiB 15.6 GiB/ })).toBeTruthy();
  (await stage.sees('button', 'Accept the observed Version')).click();
  (await stage.sees('button', 'Undo')).click();
  expect(orders.at(-1)).toEqual({
    select: { ids: ['id-web'] },
    action: 'facts',
    params: { fields: ['os.version'] },
    atomic: true,
  });
  await stage.until(() => expect(stage.requests).toContain('POST /changesets/set-1/revert'));
});

test('all at once', async () => {
  await page(web, { 'POST /servers/bulk': ordered });
  (await stage.sees('button', 'Accept all')).click();
  await stage.sees('button', 'Undo');
  expect(orders.at(-1)).toMatchObject({ params: { fields: ['os.version', 'hardware.memoryMb'] } });
});

test('a refusal is told, and the disagreement stays', async () => {
  await page(web, {
    'POST /servers/bulk': new Refusal(409, { code: 'server.deleted', detail: 'This server is deleted.' }),
  });
  (await stage.sees('button', 'Accept the observed Version')).click();
  await stage.reads(/Not accepted. This server is deleted./);
  expect(screen.getByRole('region', { name: 'Declared otherwise' })).toBeTruthy();
});

test('a viewer sees it and decides nothing', async () => {
  await page(web, {}, { ...admin, role: 'viewer' });
  const drift = await stage.sees('region', 'Declared otherwise');
  expect(within(drift).queryByRole('button')).toBeNull();
});

test('what nobody declared says that it was filled in', async () => {
  await page();
  const panel = await stage.sees('region', 'From within');
  await stage.until(() => expect(panel.textContent).toContain('it is filled in from here: Kernel.'));
});

test('a server that is not looked at from within any more still shows where it was otherwise, and nothing else', async () => {
  await page(aServer('web', { health: aHealth({ checks: [aResult()] }) }));
  await stage.sees('region', 'Declared otherwise');
  expect(screen.queryByRole('region', { name: 'From within' })).toBeNull();
});

test('a server that never was shows nothing of it', async () => {
  const none = { observedAt: null, facts: null, drift: [], filled: [] };
  await page(aServer('web', { health: aHealth({ checks: [aResult()] }) }), { 'GET /servers/id-web/facts': none });
  expect(screen.queryByRole('region', { name: 'From within' })).toBeNull();
  expect(screen.queryByRole('region', { name: 'Declared otherwise' })).toBeNull();
});
