import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aFailure, aJob, aResult, anOutcome } from '../../test/bulk-fixtures';
import { aServer, pageOf } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';
import { BulkRequest } from '../api/wire';

let stage: Stage;
let sent: BulkRequest[];

afterEach(() => stage.leave());

const names = ['alpha', 'beta', 'gamma'];

/** The list with these rows chosen, and a server that answers what each request asks for. */
async function chosen(rows: string[], answer: (request: BulkRequest) => object, total = 3): Promise<void> {
  sent = [];
  stage = await Stage.at('/servers?q=owner:core', {
    'GET /servers': pageOf(
      names.map((name) => aServer(name)),
      { total: { value: total, exact: true } },
    ),
    'GET /servers/search/values': { values: [] },
    'POST /servers/bulk': ({ request }: TestRequest) => {
      sent.push(request.body as BulkRequest);
      return answer(request.body as BulkRequest);
    },
  });
  await stage.sees('row', /alpha/);
  for (const row of rows) screen.getByRole('checkbox', { name: `Select ${row}` }).click();
  await stage.until(() => screen.getByRole('toolbar', { name: 'Selection' }));
}

async function sheet(action: string, label: RegExp) {
  const bar = within(screen.getByRole('toolbar', { name: 'Selection' }));
  const button = bar.queryByRole('button', { name: action });
  if (button) button.click();
  else {
    bar.getByRole('button', { name: 'More for the selection' }).click();
    (await stage.sees('menuitem', action)).click();
  }
  return within(await stage.sees('dialog', label));
}

const byDryRun = ({ dryRun = false }: BulkRequest) =>
  aResult([anOutcome('alpha'), anOutcome('beta', { status: 'unchanged', before: null, after: null })], {
    dryRun,
    applied: !dryRun,
  });

test('tags are previewed as one types, then added, and taken back at one click', async () => {
  await chosen(['alpha', 'beta'], byDryRun);
  const dialog = await sheet('Tag', /Add or remove tags of 2 servers/);
  fill(dialog.getByLabelText('Add'), 'pci');
  const go = await stage.until(() => dialog.getByRole('button', { name: 'Tag 1 server' }));
  expect(dialog.getByText('alpha').parentElement?.textContent.replace(/\s+/g, ' ')).toMatch(/alpha tags \+pci/);
  expect(sent).toEqual([
    {
      select: { ids: ['id-alpha', 'id-beta'] },
      action: 'tag',
      params: { add: ['pci'], remove: [] },
      atomic: false,
      dryRun: true,
    },
  ]);

  fill(dialog.getByLabelText('Reason'), 'audit of cards');
  go.click();
  await stage.reads('Tagged 1 server');
  expect(sent[1]).toEqual({
    select: { ids: ['id-alpha', 'id-beta'] },
    action: 'tag',
    params: { add: ['pci'], remove: [] },
    atomic: false,
    reason: 'audit of cards',
  });
  await stage.until(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.queryByRole('toolbar', { name: 'Selection' })).toBeNull();

  stage.serves({ 'POST /changesets/id-set/revert': aResult([anOutcome('alpha')], { changeSetId: 'id-undo' }) });
  screen.getByRole('button', { name: 'Undo' }).click();
  await stage.reads('Taken back for 1 server');
});

test('what is refused stays in sight, by why', async () => {
  const outcomes = [anOutcome('alpha'), aFailure('beta', 'server.illegal-move', 'An active server cannot do that.')];
  await chosen(['alpha', 'beta'], ({ dryRun = false }) => aResult(outcomes, { dryRun, applied: !dryRun }));
  const dialog = await sheet('Lifecycle', /Move 2 servers/);
  dialog.getByRole('radio', { name: 'draining' }).click();
  await stage.until(() => dialog.getByText('Would be refused'));
  expect(dialog.getByText('An active server cannot do that.').parentElement?.textContent).toMatch(/1 server/);
  expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Move 1 server' }).disabled).toBe(true);
  dialog.getByText('Say why.');

  fill(dialog.getByLabelText('Reason'), 'racks are moved');
  const go = await stage.until(() => {
    const button = dialog.getByRole<HTMLButtonElement>('button', { name: 'Move 1 server' });
    expect(button.disabled).toBe(false);
    return button;
  });
  go.click();
  await stage.until(() => dialog.getByRole('heading', { name: '1 server refused' }));
  expect(sent.at(-1)).toMatchObject({ params: { to: 'draining', reason: 'racks are moved' } });
  expect(sent.filter(({ dryRun }) => dryRun)).toHaveLength(1);
});

test('all or nothing that one would refuse is not offered', async () => {
  const outcomes = [anOutcome('alpha'), aFailure('beta', 'server.deleted', 'It is deleted.')];
  await chosen(['alpha', 'beta'], ({ dryRun }) => aResult(outcomes, { dryRun, applied: false }));
  const dialog = await sheet('Delete', /Delete 2 servers/);
  dialog.getByRole('checkbox', { name: /All or nothing/ }).click();
  await stage.until(() => dialog.getByText('One of them is refused, so nothing would be changed.'));
  expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Delete 1 server' }).disabled).toBe(true);
});

test('a silence needs its reason, but not to be looked at; its end needs none', async () => {
  await chosen(['alpha'], byDryRun);
  const dialog = await sheet('Maintenance', /Maintenance of 1 server/);
  await stage.until(() => dialog.getByText('Say why.'));
  expect(sent[0]).toMatchObject({
    action: 'maintenance',
    params: { until: expect.stringMatching(/Z$/), reason: 'preview' },
    dryRun: true,
  });
  dialog.getByRole('radio', { name: 'Until …' }).click();
  const moment = await stage.until(() => dialog.getByLabelText('Until, in UTC'));
  fill(moment, '2020-01-01T06:00');
  await stage.until(() => dialog.getByText('That is over already.'));
  dialog.getByRole('radio', { name: 'End it now' }).click();
  (await stage.until(() => dialog.getByRole('button', { name: 'Set the maintenance of 1 server' }))).click();
  await stage.reads('Set the maintenance of 1 server');
  expect(sent.at(-1)).toMatchObject({ action: 'maintenance', params: { until: null } });
});

test('many are asked to be looked at all at once, and why some were not is said', async () => {
  const outcomes = [anOutcome('alpha'), aFailure('beta', 'server.not-watched', 'It is not watched.')];
  await chosen(['alpha'], () => aResult(outcomes, { changeSetId: null }), 250);
  screen.getByRole('button', { name: 'Select all 250 that match' }).click();
  await stage.reads('250 selected');
  screen.getByRole('button', { name: 'Check now' }).click();
  await stage.reads('Asked to look at 1 server, not at 1: It is not watched.');
  expect(sent).toEqual([{ select: { q: 'owner:core' }, action: 'check' }]);
});

test('fields are given, and cleared', async () => {
  await chosen(['alpha'], byDryRun);
  const dialog = await sheet('Owner and fields', /Change fields of 1 server/);
  fill(dialog.getByLabelText('Becomes'), 'network');
  dialog.getByRole('button', { name: 'Add field' }).click();
  await stage.until(() => expect(sent.at(-1)?.params).toEqual({ fields: { owner: 'network', environment: null } }));
});

test('all that match are chosen by the query, and one of them can be left out', async () => {
  await chosen(['alpha'], byDryRun, 12_480);
  screen.getByRole('button', { name: 'Select all 12,480 that match' }).click();
  await stage.reads('12,480 selected');
  screen.getByRole('checkbox', { name: 'Select beta' }).click();
  await stage.reads('12,479 selected');
  const dialog = await sheet('Delete', /Delete 12,479 servers/);
  expect(sent).toEqual([]);
  stage.serves({
    'POST /servers/bulk': ({ request }: TestRequest) => {
      sent.push(request.body as BulkRequest);
      return { jobId: 'id-job', job: aJob({ title: 'Preview: Delete', changeSetId: null }) };
    },
    'GET /jobs/id-job/items': { items: [anOutcome('alpha')], nextCursor: 1 },
  });
  dialog.getByRole('button', { name: 'Preview' }).click();
  await stage.until(() => dialog.getByRole('progressbar', { name: 'Trying it on 2,000 servers' }));
  expect(sent[0]?.select).toEqual({ q: '(owner:core) -id:id-beta' });
});

test('many are a job, which is watched on every page, cancelled, and taken back', async () => {
  const preview = aJob({ id: 'id-preview', title: 'Preview', changeSetId: null });
  await chosen(
    ['alpha'],
    ({ dryRun }) =>
      dryRun ? { jobId: preview.id, job: preview } : { jobId: 'id-job', job: aJob({ status: 'queued' }) },
    2_000,
  );
  stage.socket.up();
  screen.getByRole('button', { name: 'Select all 2,000 that match' }).click();
  await stage.reads('2,000 selected');
  const dialog = await sheet('Delete', /Delete 2,000 servers/);
  stage.serves({ 'GET /jobs/id-preview/items': { items: [anOutcome('alpha')], nextCursor: 1 } });
  dialog.getByRole('button', { name: 'Preview' }).click();
  await stage.until(() => dialog.getByRole('progressbar'));
  const result = { total: 2_000, changed: 1_990, failed: 10, applied: true };
  stage.socket.say('job', 'jobs', { job: { ...preview, status: 'succeeded', result } });
  (await stage.until(() => dialog.getByRole('button', { name: 'Delete 1,990 servers' }))).click();

  const tray = within(await stage.sees('region', 'Tag 2,000 servers (+pci)'));
  expect(screen.queryByRole('dialog')).toBeNull();
  stage.socket.say('job', 'jobs', { job: aJob({ progress: { done: 500, total: 2_000 } }) }, 2);
  await stage.until(() => tray.getByText('500 of 2,000'));
  await stage.go('/');
  stage.serves({ 'DELETE /jobs/id-job': aJob({ progress: { done: 1_000, total: 2_000 } }) });
  tray.getByRole('button', { name: 'Cancel' }).click();
  await stage.until(() => tray.getByText('1,000 of 2,000'));
  stage.socket.say('job', 'jobs', { job: aJob({ status: 'cancelled', progress: { done: 1_000, total: 2_000 } }) }, 3);
  await stage.until(() => tray.getByText('cancelled after 1,000 of 2,000'));
  stage.serves({
    'POST /changesets/id-set/revert': { jobId: 'id-undo', job: aJob({ id: 'id-undo', title: 'Revert 1,000 servers' }) },
  });
  tray.getByRole('button', { name: 'Undo' }).click();
  await stage.sees('region', 'Revert 1,000 servers');
});

test('a refusal of the whole is said, and the sheet stays', async () => {
  await chosen(['alpha'], ({ dryRun }) =>
    dryRun
      ? byDryRun({ select: {}, action: '', dryRun })
      : new Refusal(503, { code: 'dependency.unavailable', detail: 'The database does not answer.', requestId: 'r-7' }),
  );
  const dialog = await sheet('Delete', /Delete 1 server/);
  (await stage.until(() => dialog.getByRole('button', { name: 'Delete 1 server' }))).click();
  expect((await stage.until(() => dialog.getByRole('alert'))).textContent).toMatch(/The database does not answer.*r-7/);
});

test('deleted servers can only be restored', async () => {
  stage = await Stage.at('/servers?q=deleted:true', { 'GET /servers': pageOf([aServer('alpha')]) });
  (await stage.sees('checkbox', 'Select alpha')).click();
  await stage.sees('button', 'Restore');
  expect(screen.queryByRole('button', { name: 'Tag' })).toBeNull();
});
