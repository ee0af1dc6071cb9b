import { TestRequest } from '@angular/common/http/testing';
import { screen } from '@testing-library/dom';
import { aServer, admin, noon, pageOf } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';
import { SavedView, User } from '../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

function aView(id: string, over: Partial<SavedView> = {}): SavedView {
  return {
    id,
    name: `View ${id}`,
    page: 'servers',
    query: { q: 'health:unhealthy', sort: '-health', columns: [], groupBy: [] },
    shared: false,
    owner: { id: 'id-admin', name: 'Ada' },
    mine: true,
    createdAt: noon,
    updatedAt: noon,
    version: 4,
    ...over,
  };
}

const theirs = aView('b', { name: 'Theirs', mine: false, shared: true, owner: { id: 'id-olga', name: 'Olga' } });

/** At an address, with two views; what is written is kept in `sent`. */
async function at(path: string, more: object = {}, user: User = admin): Promise<unknown[]> {
  const sent: unknown[] = [];
  const answer =
    (view: SavedView) =>
    ({ request }: TestRequest) => {
      sent.push([request.method, request.headers.get('If-Match'), request.body]);
      return view;
    };
  stage = await Stage.at(
    path,
    {
      'GET /servers': pageOf([aServer('alpha')]),
      'GET /views': pageOf([aView('a'), theirs]),
      'GET /views/a': aView('a'),
      'GET /views/b': theirs,
      'POST /views': answer(aView('a')),
      'PATCH /views/a': answer(aView('a', { version: 5 })),
      'DELETE /views/a': answer(aView('a')),
      ...more,
    },
    user,
  );
  await stage.sees('row', /alpha/);
  return sent;
}

async function chooses(item: string | RegExp, role = 'menuitem'): Promise<void> {
  (await stage.sees('button', /^View:/)).click();
  (await stage.sees(role, item)).click();
}

const saved = '/servers?view=a&q=health:unhealthy&sort=-health';

test('a view that is chosen is the address, and gives its name', async () => {
  await at('/servers?q=web&columns=hostname&asOf=2026-11-23T11:00:00Z');
  await chooses(/View a/, 'menuitemradio');
  await stage.sees('button', /View: View a/);
  expect(new URL(stage.url, 'http://x').searchParams.toString()).toBe(
    new URLSearchParams({ q: 'health:unhealthy', asOf: '2026-11-23T11:00:00Z', sort: '-health', view: 'a' }).toString(),
  );
});

test('whose it is stands beside one of somebody else', async () => {
  await at('/servers');
  (await stage.sees('button', /^View:/)).click();
  expect((await stage.sees('menuitemradio', /Theirs/)).textContent).toContain('Olga');
  await stage.reads('Shared with me');
});

test('what differs from the view is marked, and taken back', async () => {
  await at(saved);
  await stage.sees('button', 'View: View a');
  await stage.go(`${saved}&columns=hostname`);
  await stage.sees('button', /View: View a changed/);
  screen.getByRole('button', { name: 'Reset to the view' }).click();
  await stage.until(() => expect(stage.url).toBe(saved));
  await stage.until(() => expect(screen.queryByText('changed')).toBeNull());
});

test('what differs is kept, unless somebody was there before', async () => {
  const sent = await at(`${saved}&columns=hostname,owner`);
  await stage.sees('button', /View a changed/);
  await chooses('Save the changes');
  await stage.reads('Saved View a');
  const query = { q: 'health:unhealthy', sort: '-health', columns: ['hostname', 'owner'], groupBy: [] };
  expect(sent).toEqual([['PATCH', '"4"', { query }]]);
});

test('a new view is named, a name that is taken is refused beside it', async () => {
  const detail = 'You have a view of this name already.';
  const refusal = new Refusal(409, { code: 'view.name-taken', detail });
  const sent = await at('/servers?q=owner:core', { 'POST /views': () => refusal });
  await chooses('Save this view …');
  const box = await stage.sees('textbox', 'Name');
  fill(box, ' Core ');
  (await stage.sees('checkbox', /Share it/)).click();
  (await stage.until(() => screen.getByRole('button', { name: 'Save' }))).click();
  await stage.reads(detail);
  stage.serves({
    'POST /views': ({ request }) => {
      sent.push(request.body);
      return aView('a', { name: 'Core', query: { q: 'owner:core', sort: '', columns: [], groupBy: [] } });
    },
  });
  fill(box, 'Core 2');
  await stage.until(() => expect(screen.queryByText(detail)).toBeNull());
  screen.getByRole('button', { name: 'Save' }).click();
  await stage.until(() => expect(stage.url).toBe('/servers?q=owner:core&view=a'));
  const query = { q: 'owner:core', sort: '', columns: [], groupBy: [] };
  expect(sent).toEqual([{ name: 'Core 2', page: 'servers', query, shared: true }]);
});

test('it is shared, and given another name', async () => {
  const sent = await at(saved);
  await stage.sees('button', 'View: View a');
  await chooses('Share with everybody');
  await stage.reads('Everybody sees View a now');
  await chooses('Rename …');
  fill(await stage.sees('textbox', 'Name'), 'Ill');
  (await stage.until(() => screen.getByRole('button', { name: 'Rename' }))).click();
  await stage.reads('Renamed to Ill');
  expect(sent).toEqual([
    ['PATCH', '"4"', { shared: true }],
    ['PATCH', '"4"', { name: 'Ill' }],
  ]);
});

test('what was deleted comes back, and is shown again', async () => {
  const sent = await at(saved);
  await stage.sees('button', 'View: View a');
  await chooses('Delete');
  await stage.until(() => expect(stage.url).toBe('/servers?q=health:unhealthy&sort=-health'));
  (await stage.sees('button', 'Undo')).click();
  await stage.until(() => expect(stage.url).toContain('view=a'));
  expect(sent).toEqual([
    ['DELETE', '"4"', null],
    ['POST', null, { name: 'View a', page: 'servers', query: aView('a').query, shared: false }],
  ]);
});

test('a view of somebody else can be left, or saved as one’s own', async () => {
  await at('/servers?view=b&q=health:unhealthy', {}, { ...admin, role: 'viewer' });
  await stage.sees('button', /View: Theirs changed/);
  (await stage.sees('button', /^View:/)).click();
  await stage.sees('menuitem', 'Save as another …');
  for (const name of ['Save the changes', 'Rename …', 'Share with everybody', 'Delete']) {
    expect(screen.queryByRole('menuitem', { name })).toBeNull();
  }
});

test('a link to a view that one may not see still shows what it shows', async () => {
  await at('/servers?view=c&q=owner:core');
  await stage.sees('button', 'View: Views');
  expect(stage.requests).toContain('GET /servers?q=owner:core&sort=hostname&limit=100');
});
