import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aResult, anOutcome } from '../../test/bulk-fixtures';
import { aServer, pageOf } from '../../test/fixtures';
import { Stage, fill } from '../../test/stage';
import { aTemplate } from '../../test/template-fixtures';
import { BulkRequest } from '../api/wire';

let stage: Stage;
let sent: BulkRequest[];

afterEach(() => stage.leave());

/** Two of the list are chosen, and what is done to them is about to be said. */
async function sheet(item: string, label: string, outcome: object) {
  sent = [];
  stage = await Stage.at('/servers', {
    'GET /servers': pageOf([aServer('alpha'), aServer('beta'), aServer('gamma')]),
    'GET /groups': pageOf([{ id: 'id-edge', name: 'edge', parents: [] }]),
    'GET /templates': pageOf([aTemplate()]),
    'POST /servers/bulk': ({ request }: TestRequest) => {
      sent.push(request.body as BulkRequest);
      return aResult([anOutcome('alpha', outcome)]);
    },
  });
  await stage.sees('row', /alpha/);
  for (const name of ['alpha', 'beta']) screen.getByRole('checkbox', { name: `Select ${name}` }).click();
  const bar = within(await stage.sees('toolbar', 'Selection'));
  bar.getByRole('button', { name: 'More for the selection' }).click();
  (await stage.sees('menuitem', item)).click();
  return within(await stage.sees('dialog', label));
}

test.each<[string, string, RegExp, object]>([
  ['put into', 'Put in 1 server', /Put into edge: 1 server/, { add: ['id-edge'] }],
  ['taken out of', 'Take out 1 server', /Taken out of edge: 1 server/, { remove: ['id-edge'] }],
])('the chosen are %s a group, after a look at each', async (radio, button, done, params) => {
  const dialog = await sheet('Groups', 'Groups of 2 servers', { before: { groups: [] }, after: { groups: ['edge'] } });
  dialog.getByRole('radio', { name: radio }).click();
  await stage.until(() => dialog.getByRole('option', { name: 'edge' }));
  fill(dialog.getByLabelText('Group'), 'id-edge');
  (await stage.until(() => dialog.getByRole('button', { name: button }))).click();
  await stage.reads(done);
  expect(stage.requests).toContain('GET /groups?limit=500&fields=id,name,parents');
  const order = { select: { ids: ['id-alpha', 'id-beta'] }, action: 'group', params };
  expect(sent).toEqual([{ ...order, dryRun: true }, order]);
  await stage.until(() => expect(screen.queryByRole('toolbar', { name: 'Selection' })).toBeNull());
});

test('a template is applied to the chosen, told by its name', async () => {
  const outcome = { before: { templateId: null }, after: { templateId: 'id-web' } };
  const dialog = await sheet('Template', 'Apply a template to 2 servers', outcome);
  await stage.until(() => dialog.getByRole('option', { name: 'web server, version 2' }));
  fill(dialog.getByLabelText('Template'), 'id-web');
  dialog.getByRole('radio', { name: /is replaced/ }).click();
  const go = await stage.until(() => dialog.getByRole('button', { name: 'Apply to 1 server' }));
  expect(dialog.getByRole('region', { name: 'Preview' }).textContent).toMatch(/template\s+web server/);
  go.click();
  await stage.reads('Applied web server to 1 server');
  expect(sent.at(-1)).toEqual({
    select: { ids: ['id-alpha', 'id-beta'] },
    action: 'template',
    params: { id: 'id-web', mode: 'overwrite' },
  });
});
