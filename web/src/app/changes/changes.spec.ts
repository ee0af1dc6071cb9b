import { screen, within } from '@testing-library/dom';
import { aChangeSet, aFailure, aJob, aResult, anOutcome } from '../../test/bulk-fixtures';
import { admin, pageOf } from '../../test/fixtures';
import { Refusal, Stage } from '../../test/stage';
import { ChangeSet } from '../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

const items = [
  {
    serverId: 'id-web',
    hostname: 'web',
    kind: 'changed',
    before: { tags: [] },
    after: { tags: ['pci'] },
    changedSince: false,
  },
  {
    serverId: 'id-db',
    hostname: 'db',
    kind: 'moved',
    before: { lifecycle: 'active', lifecycleSince: 'x' },
    after: { lifecycle: 'draining', lifecycleSince: 'y' },
    changedSince: true,
  },
];

function withItems(over: Partial<ChangeSet> = {}) {
  return { ...aChangeSet(over), items, nextCursor: null };
}

async function opened(over: Partial<ChangeSet> = {}, answers = {}, user = admin): Promise<void> {
  stage = await Stage.at('/changesets/id-set', { 'GET /changesets/id-set': withItems(over), ...answers }, user);
  await stage.sees('heading', 'Tag 12 servers (+pci)');
}

function text(element: HTMLElement): string {
  return element.textContent.replace(/\s+/g, ' ');
}

describe('the list', () => {
  test('says who did what, when and why, to how many, and what became of it', async () => {
    stage = await Stage.at('/changesets', {
      'GET /changesets': pageOf([
        aChangeSet(),
        aChangeSet({ id: 'id-2', title: 'Delete 3 servers', revertedById: 'id-3' }),
      ]),
    });
    expect(text(await stage.sees('row', /Tag 12/))).toMatch(
      /admin@fleet\.local *Tag 12 servers \(\+pci\) *audit of cards *11 *1/,
    );
    const link = within(screen.getByRole('row', { name: /Delete 3/ })).getByRole('link', { name: 'reverted' });
    expect(link.getAttribute('href')).toBe('/changesets/id-3');
    await stage.sees('heading', 'Change sets');
  });

  test('shows how far a job is, as it goes', async () => {
    const running = aChangeSet({ jobId: 'id-job', finishedAt: null });
    stage = await Stage.at('/changesets', { 'GET /changesets': pageOf([running]), 'GET /jobs/id-job': aJob() });
    await stage.reads('0 of 2,000');
    stage.socket.up();
    stage.socket.say('job', 'jobs', { job: aJob({ progress: { done: 700, total: 2_000 } }) });
    await stage.reads('700 of 2,000');
    stage.serves({ 'GET /changesets': pageOf([aChangeSet({ jobId: 'id-job' })]) });
    stage.socket.say('job', 'jobs', { job: aJob({ status: 'succeeded' }) }, 2);
    await stage.until(() => expect(screen.queryByRole('progressbar')).toBeNull());
  });

  test.each([
    ['nothing was done yet', pageOf([]), /Nothing was done to many servers yet/],
    ['it cannot be fetched', new Refusal(500, { code: 'internal', requestId: 'r-8' }), /could not be fetched/],
  ])('%s', async (_, answer, said) => {
    stage = await Stage.at('/changesets', { 'GET /changesets': answer });
    await stage.reads(said);
  });
});

describe('one change set', () => {
  test('shows each server before and after, and names what changed since', async () => {
    await opened();
    expect(text(screen.getByRole('row', { name: /web/ }))).toMatch(/web *changed *tags \+pci/);
    expect(text(screen.getByRole('row', { name: /db/ }))).toMatch(
      /db *moved *lifecycle active became→ draining *changed since/,
    );
    await stage.reads('1 server of these changed since; a revert leaves them as they are.');
  });

  test('is taken back after a look at what that would do', async () => {
    let dryRuns = 0;
    await opened(
      {},
      {
        'POST /changesets/id-set/revert': ({
          request,
        }: {
          request: { body: { dryRun?: boolean; reason?: string } };
        }) => {
          if (request.body.dryRun) dryRuns += 1;
          return aResult([anOutcome('web'), aFailure('db', 'changeset.changed-since', 'It was changed since.')], {
            dryRun: request.body.dryRun ?? false,
          });
        },
      },
    );
    screen.getByRole('button', { name: 'Revert …' }).click();
    const sheet = within(await stage.sees('dialog', /Revert: Tag 12/));
    const go = await stage.until(() => sheet.getByRole('button', { name: 'Revert 1 server' }));
    expect(sheet.getByText(/It was changed since\./).parentElement?.textContent).toMatch(/1 server/);
    expect(dryRuns).toBe(1);
    stage.serves({ 'GET /changesets/id-set': withItems({ revertedById: 'id-undo' }) });
    go.click();
    await stage.reads('Taken back for 1 server; db changed since and stayed');
    await stage.sees('link', 'reverted');
    expect(screen.queryByRole('button', { name: 'Revert …' })).toBeNull();
  });

  test('keeps what a job was refused, all of it as a text', async () => {
    const refused = Array.from({ length: 60 }, (_, i) => aFailure(`srv-${i}`, 'server.deleted', 'It is deleted.'));
    await opened(
      { jobId: 'id-job', failed: 60 },
      {
        'GET /jobs/id-job': aJob({ status: 'succeeded' }),
        'GET /jobs/id-job/items': { items: refused, nextCursor: null },
      },
    );
    const region = within(await stage.sees('region', 'Refused'));
    expect(region.getByText(/It is deleted\./).parentElement?.textContent).toMatch(/60 servers/);
    expect(region.getByText('and 10 more in the text')).toBeTruthy();
  });

  test('a viewer looks, and changes nothing', async () => {
    await opened({}, {}, { ...admin, role: 'viewer' });
    expect(screen.queryByRole('button', { name: 'Revert …' })).toBeNull();
  });

  test('one that is not there', async () => {
    stage = await Stage.at('/changesets/id-none');
    await stage.sees('heading', 'There is no such change set');
  });
});
