import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aFailure, aResult, anOutcome } from '../../test/bulk-fixtures';
import { aServer, admin, pageOf } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

const uses = [
  { tag: 'env:live', uses: 3 },
  { tag: 'env:prod', uses: 9_360 },
  { tag: 'pci', uses: 12 },
];

/** The server's answer to what begins so. */
function tagsOf({ request }: TestRequest) {
  const prefix = request.params.get('prefix') ?? '';
  return pageOf(uses.filter(({ tag }) => tag.startsWith(prefix)));
}

async function opened(answers = {}, path = '/tags', user = admin): Promise<void> {
  stage = await Stage.at(path, { 'GET /tags': tagsOf, ...answers }, user);
  await stage.sees('row', /env: ?prod/);
}

function rowOf(name: RegExp): HTMLElement {
  return screen.getByRole('row', { name });
}

describe('the list', () => {
  test('says how many servers carry each tag, and leads to them', async () => {
    await opened();
    expect(screen.getByRole('link', { name: '9,360' }).getAttribute('href')).toBe('/servers?q=tag:env:prod');
    await stage.until(() => expect(rowOf(/env: ?prod/).textContent).toMatch(/75 %/));
    expect(screen.getByRole('link', { name: 'pci' }).getAttribute('href')).toBe('/servers?q=tag:pci');
  });

  test('is narrowed by what the tags begin with, which the address keeps', async () => {
    await opened();
    fill(screen.getByLabelText('Begins with'), 'env:');
    await stage.until(() => expect(screen.queryByRole('link', { name: 'pci' })).toBeNull());
    expect(stage.url).toBe('/tags?prefix=env:');
    fill(screen.getByLabelText('Begins with'), 'Env');
    await stage.sees('heading', /No tag begins with Env/);
  });

  test('goes on where it ends, and is looked at again as far as it goes', async () => {
    const all = Array.from({ length: 150 }, (_, i) => ({ tag: `t${String(i).padStart(3, '0')}`, uses: i + 1 }));
    stage = await Stage.at('/tags', {
      'GET /tags': ({ request }: TestRequest) => {
        const from = Number(request.params.get('cursor') ?? 0);
        const to = from + Number(request.params.get('limit'));
        return pageOf(all.slice(from, to), { nextCursor: to < all.length ? String(to) : null });
      },
    });
    (await stage.sees('button', 'More tags')).click();
    await stage.sees('link', 't149');
    expect(screen.queryByRole('button', { name: 'More tags' })).toBeNull();
    all[149] = { tag: 't149', uses: 777 };
    stage.socket.up();
    stage.socket.down();
    await stage.sees('link', '777');
    expect(stage.requests.filter((request) => request.startsWith('GET /tags'))).toEqual([
      'GET /tags?limit=100',
      'GET /tags?limit=100&cursor=100',
      'GET /tags?limit=150',
    ]);
  });

  test.each([
    ['nobody has tagged anything', pageOf([]), /No server has a tag yet/],
    ['it cannot be fetched', new Refusal(500, { code: 'internal', requestId: 'r-8' }), /The tags could not be fetched/],
  ])('%s', async (_, answer, said) => {
    stage = await Stage.at('/tags', { 'GET /tags': answer });
    await stage.reads(said);
  });

  test('a viewer counts, and renames nothing', async () => {
    await opened({}, '/tags', { ...admin, role: 'viewer' });
    expect(screen.queryByRole('button', { name: /Rename/ })).toBeNull();
    expect(screen.queryByRole('checkbox')).toBeNull();
  });

  test('keys go from tag to tag, choose, and clear', async () => {
    await opened();
    for (const key of ['j', 'j', 'x']) await stage.presses(key);
    expect(document.activeElement?.textContent).toBe('env:prod');
    await stage.reads('1 tag selected');
    await stage.presses('k');
    await stage.presses('x');
    await stage.reads('2 tags selected');
    await stage.presses('Escape');
    await stage.until(() => expect(screen.queryByText(/selected/)).toBeNull());
  });
});

describe('another name', () => {
  const carriers = {
    'GET /servers': pageOf([
      aServer('one', { tags: ['env:live'] }),
      aServer('two', { tags: ['env:live', 'env:prod'] }),
    ]),
  };

  async function sheetOf(button: string, name: string) {
    screen.getByRole('button', { name: button }).click();
    return within(await stage.sees('dialog', name));
  }

  test('that nobody has is a rename: shown before, done at once, taken back by one click', async () => {
    let sent: unknown;
    await opened({
      ...carriers,
      'POST /tags/rename': ({ request }: TestRequest) => ((sent = request.body), { changed: 2, changeSetId: 'id-set' }),
      'POST /changesets/id-set/revert': aResult([anOutcome('one'), anOutcome('two')]),
    });
    const sheet = await sheetOf('Rename env:live', 'Rename env:live');
    await stage.until(() => sheet.getByText('one'));
    expect(stage.requests).toContain('GET /servers?q=tag:env:live&sort=hostname&limit=8&fields=id,hostname,tags');
    fill(sheet.getByLabelText('New name'), 'stage:live');
    await stage.until(() => expect(sheet.getAllByText('+stage:live')).toHaveLength(2));
    fill(sheet.getByLabelText('Reason'), 'a better word');
    const go = sheet.getByRole<HTMLButtonElement>('button', { name: 'Rename on 2 servers' });
    await stage.until(() => expect(go.disabled).toBe(false));
    go.click();
    await stage.reads('Renamed env:live to stage:live on 2 servers');
    expect(sent).toEqual({ from: 'env:live', to: 'stage:live', reason: 'a better word' });
    await stage.presses('z');
    await stage.reads('Taken back for 2 servers');
  });

  test('that is in use is a merge, and says so before', async () => {
    let sent: unknown;
    await opened({
      ...carriers,
      'POST /tags/merge': ({ request }: TestRequest) => ((sent = request.body), { changed: 2, changeSetId: 'id-set' }),
    });
    const sheet = await sheetOf('Rename env:live', 'Rename env:live');
    fill(sheet.getByLabelText('New name'), 'env:prod');
    await stage.until(() => sheet.getByText(/9,360 servers have/));
    sheet.getByRole('button', { name: 'Merge on 2 servers' }).click();
    await stage.reads('Merged env:live into env:prod on 2 servers');
    expect(sent).toEqual({ from: ['env:live'], into: 'env:prod' });
  });

  test('of several makes them one', async () => {
    let sent: unknown;
    await opened({
      ...carriers,
      'POST /tags/merge': ({ request }: TestRequest) => ((sent = request.body), { changed: 2, changeSetId: 'id-set' }),
    });
    screen.getByRole('checkbox', { name: 'Select env:live' }).click();
    screen.getByRole('checkbox', { name: 'Select pci' }).click();
    await stage.reads('2 tags selected');
    const sheet = await sheetOf('Merge', 'Merge 2 tags');
    expect(stage.requests).toContain(
      'GET /servers?q=tag:(env:live OR pci)&sort=hostname&limit=8&fields=id,hostname,tags',
    );
    fill(sheet.getByLabelText('Into'), 'stage:live');
    const go = sheet.getByRole<HTMLButtonElement>('button', { name: 'Merge on 2 servers' });
    await stage.until(() => expect(go.disabled).toBe(false));
    go.click();
    await stage.reads('Merged 2 tags into stage:live on 2 servers');
    expect(sent).toEqual({ from: ['env:live', 'pci'], into: 'stage:live' });
    expect(screen.queryByText(/selected/)).toBeNull();
  });

  test.each([
    ['env:live', 'That is the name it has.'],
    ['two words', 'One tag, without spaces or commas.'],
    ['a"b', '"a"b" is no tag: a word, or key:value, without quotes or parentheses.'],
  ])('cannot be %s', async (text, fault) => {
    await opened(carriers);
    const sheet = await sheetOf('Rename env:live', 'Rename env:live');
    fill(sheet.getByLabelText('New name'), text);
    await stage.until(() => sheet.getByText(fault));
    expect(sheet.getByRole<HTMLButtonElement>('button', { name: /Rename on/ }).disabled).toBe(true);
  });

  test('that somebody took meanwhile: the refusal is told, and it has become a merge', async () => {
    await opened({
      ...carriers,
      'POST /tags/rename': () => {
        stage.serves({ 'GET /tags': pageOf([{ tag: 'stage:live', uses: 1 }]) });
        return new Refusal(409, { code: 'tag.exists', detail: 'There are servers with the tag stage:live already.' });
      },
    });
    const sheet = await sheetOf('Rename env:live', 'Rename env:live');
    fill(sheet.getByLabelText('New name'), 'stage:live');
    const go = sheet.getByRole<HTMLButtonElement>('button', { name: 'Rename on 2 servers' });
    await stage.until(() => expect(go.disabled).toBe(false));
    go.click();
    await stage.until(() => sheet.getByText(/There are servers with the tag stage:live already/));
    await stage.until(() => sheet.getByRole('button', { name: 'Merge on 2 servers' }));
  });
});

test('a tag is taken off every server, after a look at each', async () => {
  const asked: { dryRun?: boolean; select: object; params: object }[] = [];
  await opened({
    'POST /servers/bulk': ({ request }: TestRequest) => {
      asked.push(request.body as (typeof asked)[number]);
      const results = [anOutcome('one', { before: { tags: ['pci'] }, after: { tags: [] } })];
      return aResult([...results, aFailure('two', 'server.deleted', 'It is deleted.')].slice(0, 1));
    },
  });
  screen.getByRole('button', { name: 'Remove pci' }).click();
  const sheet = within(await stage.sees('dialog', 'Remove pci'));
  const go = await stage.until(() => sheet.getByRole('button', { name: 'Remove from 1 server' }));
  expect(sheet.getByText('−pci')).toBeTruthy();
  go.click();
  await stage.reads('Removed pci from 1 server');
  expect(asked.map(({ dryRun }) => dryRun ?? false)).toEqual([true, false]);
  expect(asked[1]).toEqual({ select: { q: 'tag:pci' }, action: 'tag', params: { add: [], remove: ['pci'] } });
});
