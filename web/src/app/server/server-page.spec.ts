import { screen, within } from '@testing-library/dom';
import { aChange, aHealth, aMaintenance, aResult, aServer, admin, at, noon, pageOf } from '../../test/fixtures';
import { aTemplate } from '../../test/template-fixtures';
import { AuditEntry, ServerView } from '../api/wire';
import { Refusal, Stage, fill } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

const web = aServer('web', { owner: 'core', tags: ['env:prod'], health: aHealth({ checks: [aResult()] }) });

const entry: AuditEntry = {
  id: 'a-1',
  at: noon,
  actor: { type: 'user', id: 'u', name: 'ada@fleet.local' },
  ip: '10.0.0.9',
  requestId: 'r',
  action: 'server.changed',
  subject: { type: 'server', id: 'id-web', name: 'web' },
  reason: 'moved house',
  before: { owner: 'edge', tags: ['a'] },
  after: { owner: 'core', tags: ['a', 'b'] },
  changeSetId: null,
  position: 7,
  hash: 'a'.repeat(64),
};

async function page(server: ServerView = web, more: object = {}, user = admin): Promise<Stage> {
  stage = await Stage.at(
    '/servers/id-web',
    {
      'GET /servers/id-web': server,
      'GET /servers/id-web/transitions': { items: [] },
      'GET /servers/id-web/audit': pageOf([entry]),
      ...more,
    },
    user,
  );
  await stage.sees('heading', 'web');
  return stage;
}

test('the sentence first, then checks, facts and changes', async () => {
  await page();
  await stage.reads(/^Healthy since/);
  expect((await stage.sees('row', /tcp 22/)).textContent).toContain('connected');
  expect(screen.getByText('10.0.0.1', { selector: 'dd' })).toBeTruthy();
  const changes = screen.getByRole('region', { name: 'Changes' });
  await stage.until(() => expect(within(changes).getByText('ada@fleet.local')).toBeTruthy());
  expect(changes.textContent.replace(/\s+/g, ' ')).toMatch(/owner edge became→ core.*tags \+b.*moved house/);
});

test('a verdict arrives while one looks, and is read out', async () => {
  await page();
  stage.socket.up();
  stage.serves({
    'GET /servers/id-web': {
      ...web,
      health: aHealth({ status: 'unhealthy', since: at(30), lastCheckedAt: at(30), reason: 'tcp 22: refused, 3 of 3' }),
    },
  });
  await stage.until(() => expect(stage.socket.asked.some(({ body }) => 'ids' in body)).toBe(true));
  stage.socket.say('health', 'ids', { changes: [aChange('web')] });
  await stage.reads(/^Unhealthy since/);
  await stage.until(() =>
    expect(document.querySelector('.cdk-live-announcer-element')?.textContent).toMatch(/web is now unhealthy/),
  );
});

test('a move needs its reason, which is sent', async () => {
  let sent: unknown;
  await page(web, {
    'POST /servers/id-web/lifecycle': ({ request }: { request: { body: unknown } }) => {
      sent = request.body;
      return { ...web, lifecycle: 'draining', version: 2 };
    },
  });
  screen.getByRole('button', { name: 'Drain' }).click();
  const box = await stage.sees('dialog', 'Drain web');
  const confirm = within(box).getByRole('button', { name: 'Drain' });
  expect(confirm).toHaveProperty('disabled', true);
  fill(within(box).getByLabelText('Reason'), 'kernel update');
  await stage.until(() => expect(confirm).toHaveProperty('disabled', false));
  stage.serves({ 'GET /servers/id-web': { ...web, lifecycle: 'draining', version: 2 } });
  confirm.click();
  await stage.sees('button', 'Activate');
  expect(sent).toEqual({ to: 'draining', reason: 'kernel update' });
});

test('until when it is silent and why, and an end at one click that can be taken back', async () => {
  const quiet = { ...web, health: aHealth({ checks: [aResult()], inMaintenance: true, maintenance: aMaintenance() }) };
  const sent: unknown[] = [];
  await page(quiet, {
    'POST /servers/bulk': ({ request }: { request: { body: unknown } }) => {
      sent.push(request.body);
      return {
        changeSetId: 'id-set',
        changed: 1,
        failed: 0,
        results: [{ id: 'id-web', status: 'changed', error: null }],
      };
    },
    'POST /changesets/id-set/revert': ({ request }: { request: { body: unknown } }) => {
      sent.push(request.body);
      return {};
    },
  });
  const bar = await stage.sees('region', 'Maintenance');
  expect(bar.textContent.replace(/\s+/g, ' ')).toMatch(/In maintenance until .*14:00:00.*because new memory/);
  stage.serves({ 'GET /servers/id-web': web });
  within(bar).getByRole('button', { name: 'End now' }).click();
  await stage.until(() => expect(screen.queryByRole('region', { name: 'Maintenance' })).toBeNull());
  stage.serves({ 'GET /servers/id-web': quiet });
  (await stage.sees('button', 'Undo')).click();
  await stage.sees('region', 'Maintenance');
  expect(sent).toEqual([
    { select: { ids: ['id-web'] }, action: 'maintenance', params: { until: null }, atomic: true },
    {},
  ]);
});

test('whoever may only look cannot end it', async () => {
  const quiet = { ...web, health: aHealth({ inMaintenance: true, maintenance: aMaintenance() }) };
  await page(quiet, {}, { ...admin, role: 'viewer' });
  const bar = await stage.sees('region', 'Maintenance');
  expect(within(bar).queryByRole('button')).toBeNull();
});

test('a refusal is said, and nothing changes', async () => {
  await page(web, {
    'POST /servers/id-web/check': new Refusal(409, { code: 'server.not-watched', detail: 'It is not watched.' }),
  });
  screen.getByRole('button', { name: 'Check now' }).click();
  await stage.reads('Not checked. It is not watched.');
});

test('what is deleted can be restored, and purged only by an admin', async () => {
  const deleted = { ...web, deletedAt: noon };
  await page(deleted);
  await stage.reads(/^Deleted at/);
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Restore' })).toBeTruthy();
  expect(screen.getByRole('button', { name: /Purge/ })).toBeTruthy();
  stage.leave();
  document.body.replaceChildren();
});

test('an operator does not purge', async () => {
  await page({ ...web, deletedAt: noon }, {}, { ...admin, role: 'operator' });
  await stage.sees('button', 'Restore');
  expect(screen.queryByRole('button', { name: /Purge/ })).toBeNull();
});

test.each<[string, object, RegExp, string | null]>([
  ['an older version', aTemplate({ id: 't-1', version: 3 }), /web server *version 2 of 3$/, '/templates/t-1'],
  ['the newest version', aTemplate({ id: 't-1', version: 2 }), /web server *version 2$/, '/templates/t-1'],
  ['a template that is gone', new Refusal(404, { code: 'not-found' }), /deleted since *version 2$/, null],
])('made by %s', async (_, template, words, href) => {
  await page({ ...web, templateId: 't-1', templateVersion: 2 }, { 'GET /templates/t-1': template });
  const fact = (await stage.reads('Template')).parentElement!;
  await stage.until(() => expect(fact.textContent.trim()).toMatch(words));
  expect(fact.querySelector('a')?.getAttribute('href') ?? null).toBe(href);
});

test('a server that is not there is said to be not there, without another try', async () => {
  stage = await Stage.at('/servers/id-none');
  await stage.sees('heading', 'There is no such server');
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
});

test('a fetch that fails later does not take away what is on the screen', async () => {
  await page();
  stage.serves({ 'GET /servers/id-web': new Refusal(503, { code: 'dependency.unavailable', requestId: 'r-5' }) });
  stage.socket.down();
  await stage.reads('r-5');
  expect(screen.getByText(/^Healthy since/)).toBeTruthy();
});
