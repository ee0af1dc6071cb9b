import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aFailure, aJob, aResult, anOutcome } from '../../test/bulk-fixtures';
import { aServer, admin, pageOf } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';
import { aDrift, aReport, aTemplate, aVersion } from '../../test/template-fixtures';

let stage: Stage;

afterEach(() => stage.leave());

function text(element: HTMLElement): string {
  return element.textContent.replace(/\s+/g, ' ');
}

describe('the list', () => {
  test('says how many servers are of each, and how many of them drifted', async () => {
    stage = await Stage.at('/templates', {
      'GET /templates': pageOf([
        aTemplate(),
        aTemplate({ id: 'id-idle', name: 'idle', servers: { total: 0, outdated: 0 } }),
      ]),
      'GET /templates/id-web/drift': aReport([aDrift('one'), aDrift('two')]),
    });
    await stage.until(() =>
      expect(text(screen.getByRole('row', { name: /web server/ }))).toMatch(/balancers *12 *2 *3 *2/),
    );
    expect(screen.getByRole('link', { name: '12' }).getAttribute('href')).toBe(
      '/servers?q=template:%22web%20server%22',
    );
    expect(stage.requests.filter((request) => request.includes('drift'))).toEqual([
      'GET /templates/id-web/drift?limit=1',
    ]);
  });

  test.each([
    ['there is none yet', pageOf([]), /No template yet/],
    ['it cannot be fetched', new Refusal(500, { code: 'internal', requestId: 'r-8' }), /could not be fetched/],
  ])('%s', async (_, answer, said) => {
    stage = await Stage.at('/templates', { 'GET /templates': answer });
    await stage.reads(said);
  });

  test('a new one is written there, and its own page follows', async () => {
    let sent: unknown;
    stage = await Stage.at('/templates', {
      'GET /templates': pageOf([]),
      'POST /templates': ({ request }: TestRequest) => ((sent = request.body), aTemplate({ id: 'id-new' })),
      'GET /templates/id-new': aTemplate({ id: 'id-new' }),
    });
    (await stage.sees('button', 'Add the first template')).click();
    const sheet = within(await stage.sees('dialog', 'Add template'));
    fill(sheet.getByLabelText('Name'), 'web server');
    fill(sheet.getByLabelText('Role'), 'web');
    fill(sheet.getByLabelText('Tags'), 'role:web');
    sheet.getByLabelText('The template says which checks a server has').click();
    (await stage.until(() => sheet.getByRole('button', { name: 'Add check' }))).click();
    fill(await stage.until(() => sheet.getByLabelText('Port')), '443');
    sheet.getByRole('button', { name: 'Add template' }).click();
    await stage.until(() => expect(stage.url).toBe('/templates/id-new'));
    expect(sent).toEqual({
      name: 'web server',
      description: null,
      defaults: { role: 'web' },
      tags: ['role:web'],
      checks: [{ type: 'tcp', port: 443, severity: 'critical' }],
    });
  });
});

describe('one template', () => {
  const answers = {
    'GET /templates/id-web': aTemplate(),
    'GET /templates/id-web/versions': pageOf([aVersion(2, { tags: ['role:web'] }), aVersion(1, { tags: [] })]),
    'GET /templates/id-web/drift': aReport([aDrift('one'), aDrift('two')]),
  };

  async function opened(more = {}, user = admin): Promise<void> {
    stage = await Stage.at('/templates/id-web', { ...answers, ...more }, user);
    await stage.sees('heading', 'web server');
    await stage.sees('heading', 'Versions');
  }

  test('says what it says, what each version changed, and who is otherwise', async () => {
    await opened();
    expect(text(screen.getByRole('region', { name: 'What it says' }))).toMatch(/Role *web.*SSH port *2222.*tcp 443/);
    const versions = within(screen.getByRole('region', { name: 'Versions' }));
    expect(text(versions.getAllByRole('row')[1]!)).toMatch(/2 *tags \+role:web *admin@fleet\.local/);
    const drift = within(screen.getByRole('region', { name: 'Drift' }));
    expect(text(drift.getAllByRole('row')[1]!)).toMatch(/one *owner edge became→ core *version 2/);
  });

  test('one server is brought in line by one click, and one click takes it back', async () => {
    let sent: unknown;
    await opened({
      'POST /servers/bulk': ({ request }: TestRequest) => ((sent = request.body), aResult([anOutcome('one')])),
      'POST /changesets/id-set/revert': aResult([anOutcome('one')]),
    });
    stage.serves({ 'GET /templates/id-web/drift': aReport([aDrift('two')]) });
    screen.getByRole('button', { name: 'Bring in line: one' }).click();
    await stage.reads('one is as web server says');
    expect(sent).toEqual({
      select: { ids: ['id-one'] },
      action: 'template',
      params: { id: 'id-web', mode: 'overwrite' },
    });
    await stage.until(() => expect(screen.queryByRole('button', { name: 'Bring in line: one' })).toBeNull());
    await stage.presses('z');
    await stage.reads('Taken back for 1 server');
  });

  test('a refusal to be brought in line is told', async () => {
    await opened({ 'POST /servers/bulk': aResult([aFailure('one', 'server.deleted', 'It is deleted.')]) });
    screen.getByRole('button', { name: 'Bring in line: one' }).click();
    await stage.reads('Not brought in line. It is deleted.');
  });

  test('it is applied to what a query finds, after a look at each', async () => {
    const asked: { dryRun?: boolean }[] = [];
    await opened({
      'GET /servers': pageOf([aServer('gw')], { total: { value: 1, exact: true } }),
      'POST /servers/bulk': ({ request }: TestRequest) => {
        asked.push(request.body as object);
        return aResult([anOutcome('gw', { before: { templateId: null }, after: { templateId: 'id-web' } })]);
      },
    });
    screen.getByRole('button', { name: 'Apply …' }).click();
    const sheet = within(await stage.sees('dialog', 'Apply web server'));
    expect(sheet.getByRole<HTMLButtonElement>('button', { name: 'Preview' }).disabled).toBe(true);
    fill(sheet.getByLabelText('To the servers that match'), 'role:gw');
    await stage.until(() => sheet.getByText('1 server'));
    const go = await stage.until(() => sheet.getByRole('button', { name: 'Apply to 1 server' }));
    expect(text(sheet.getByRole('region', { name: 'Preview' }))).toMatch(/gw *template web server/);
    fill(sheet.getByLabelText('Reason'), 'one kind');
    go.click();
    await stage.reads('Applied web server to 1 server');
    expect(asked).toEqual([
      { ...asked[1], reason: undefined, dryRun: true },
      {
        select: { q: 'role:gw' },
        action: 'template',
        params: { id: 'id-web', mode: 'fill' },
        atomic: false,
        reason: 'one kind',
      },
    ]);
  });

  test('a query that makes no sense says so, and nothing can be applied', async () => {
    await opened({ 'GET /servers': new Refusal(400, { code: 'search.unknown-field', detail: 'No field `rol`.' }) });
    screen.getByRole('button', { name: 'Apply …' }).click();
    const sheet = within(await stage.sees('dialog', 'Apply web server'));
    fill(sheet.getByLabelText('To the servers that match'), 'rol:gw');
    await stage.until(() => sheet.getByText('No field `rol`.'));
    expect(sheet.getByRole<HTMLButtonElement>('button', { name: 'Preview' }).disabled).toBe(true);
  });

  test('all that drifted are brought in line at once; of thousands that is a job in the tray', async () => {
    let sent: unknown;
    await opened({
      'GET /servers': pageOf([], { total: { value: 2_000, exact: true } }),
      'POST /servers/bulk': ({ request }: TestRequest) => {
        sent = request.body;
        const isTrial = (request.body as { dryRun?: boolean }).dryRun === true;
        const status = isTrial ? 'succeeded' : 'running';
        const result = { total: 2_000, changed: 2_000, failed: 0, applied: true };
        const job = aJob({ id: isTrial ? 'id-trial' : 'id-job', title: 'Apply a template to 2,000 servers', status });
        return { jobId: job.id, job: { ...job, result: isTrial ? result : null } };
      },
      'GET /jobs/id-trial/items': { items: [anOutcome('srv-1')], nextCursor: null },
    });
    screen.getByRole('button', { name: 'Bring all in line …' }).click();
    const sheet = within(await stage.sees('dialog', 'Apply web server'));
    (await stage.until(() => sheet.getByText('2,000 servers'))).click();
    const preview = sheet.getByRole<HTMLButtonElement>('button', { name: 'Preview' });
    await stage.until(() => expect(preview.disabled).toBe(false));
    preview.click();
    (await stage.until(() => sheet.getByRole('button', { name: 'Apply to 2,000 servers' }))).click();
    await stage.sees('region', 'Apply a template to 2,000 servers');
    expect(sent).toMatchObject({ select: { q: 'template:"web server"' }, params: { mode: 'overwrite' } });
  });

  test('what an older version said is brought back as a new version', async () => {
    let sent: TestRequest['request'] | undefined;
    await opened({
      'PATCH /templates/id-web': ({ request }: TestRequest) => ((sent = request), aTemplate({ version: 3, tags: [] })),
    });
    screen.getByRole('button', { name: 'Bring back version 1' }).click();
    await stage.reads('web server says again what version 1 said');
    expect(sent?.headers.get('If-Match')).toBe('"2"');
    expect(sent?.body).toMatchObject({ name: 'web server', tags: [] });
  });

  test('a server is made from it: what is left as it is follows the template', async () => {
    let sent: unknown;
    await opened({
      'POST /servers': ({ request }: TestRequest) => ((sent = request.body), aServer('new')),
      'GET /servers/id-new': aServer('new'),
      'GET /servers/id-new/transitions': { items: [] },
      'GET /servers/id-new/audit': pageOf([]),
    });
    screen.getByRole('button', { name: 'Create server' }).click();
    const sheet = within(await stage.sees('dialog', 'Add server from web server'));
    expect(sheet.getByLabelText<HTMLInputElement>('Role').value).toBe('web');
    fill(sheet.getByLabelText('Hostname'), 'new');
    fill(sheet.getByLabelText('Owner'), 'edge');
    sheet.getByRole('button', { name: 'Add server' }).click();
    await stage.until(() => expect(stage.url).toBe('/servers/id-new'));
    expect(sent).toEqual({ templateId: 'id-web', hostname: 'new', owner: 'edge', lifecycle: 'active' });
  });

  test('two that write at the same time: the second sees it, and keeps both', async () => {
    const sent: unknown[] = [];
    const theirs = aTemplate({ version: 3, tags: ['theirs'] });
    await opened({
      'PATCH /templates/id-web': ({ request }: TestRequest) => {
        sent.push([request.headers.get('If-Match'), request.body]);
        stage.serves({ 'GET /templates/id-web': theirs });
        return sent.length === 1 ? new Refusal(412, { code: 'version.stale' }) : aTemplate({ version: 4 });
      },
    });
    screen.getByRole('button', { name: 'Edit' }).click();
    const sheet = within(await stage.sees('dialog', 'Edit web server'));
    fill(sheet.getByLabelText('Role'), 'gateway');
    sheet.getByRole('button', { name: 'Save' }).click();
    await stage.until(() => sheet.getByText('Somebody wrote version 3 meanwhile'));
    sheet.getByRole('button', { name: 'Keep mine over theirs' }).click();
    await stage.until(() => expect(sheet.getByLabelText<HTMLInputElement>('Tags').value).toBe('theirs'));
    sheet.getByRole('button', { name: 'Save' }).click();
    await stage.reads('web server is at version 4');
    const defaults = { ...aTemplate().defaults, role: 'gateway' };
    expect(sent).toEqual([
      ['"2"', { defaults }],
      ['"3"', { defaults }],
    ]);
  });

  test.each([
    ['/name', 'Name', 'is taken'],
    ['/defaults/ssh/port', 'SSH port', 'is too high'],
  ])('what the server refuses of %s stands beside its field', async (pointer, label, message) => {
    await opened({
      'PATCH /templates/id-web': new Refusal(400, { code: 'x', errors: [{ pointer, code: 'x', message }] }),
    });
    await stage.presses('e');
    const sheet = within(await stage.sees('dialog', 'Edit web server'));
    fill(sheet.getByLabelText('Owner'), 'edge');
    sheet.getByRole('button', { name: 'Save' }).click();
    const note = await stage.until(() => sheet.getByText(message));
    expect(note.closest('.field')?.querySelector('label')?.textContent).toBe(label);
  });

  test('it is deleted after a question that says what becomes of its servers', async () => {
    await opened({ 'DELETE /templates/id-web': {}, 'GET /templates': pageOf([]) });
    screen.getByRole('button', { name: 'More actions' }).click();
    (await stage.sees('menuitem', 'Delete …')).click();
    const box = within(await stage.sees('dialog', 'Delete web server'));
    expect(box.getByText('12 servers made from it stay as they are.')).toBeTruthy();
    box.getByRole('button', { name: 'Delete the template' }).click();
    await stage.until(() => expect(stage.url).toBe('/templates'));
    expect(stage.requests).toContain('DELETE /templates/id-web?force=true');
  });

  test('a viewer sees, and changes nothing', async () => {
    await opened({}, { ...admin, role: 'viewer' });
    expect(screen.queryByRole('button', { name: /Edit|Apply|in line|Bring back|Create/ })).toBeNull();
  });

  test.each([
    [aReport([], { summary: { total: 0, outdated: 0, drifted: 0 } }), /No server is made from it yet/],
    [aReport([]), /All 12 servers are as it says\./],
  ])('nobody drifted', async (report, said) => {
    await opened({ 'GET /templates/id-web/drift': report });
    await stage.reads(said);
  });

  test('one that is not there', async () => {
    stage = await Stage.at('/templates/id-none');
    await stage.sees('heading', 'There is no such template');
  });
});
