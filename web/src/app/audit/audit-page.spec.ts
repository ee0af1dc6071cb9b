import { screen } from '@testing-library/dom';
import { TestRequest } from '@angular/common/http/testing';
import { noon, pageOf } from '../../test/fixtures';
import { Refusal, Stage } from '../../test/stage';
import { AuditEntry } from '../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

function anEntry(id: string, over: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id,
    at: noon,
    actor: { type: 'user', id: 'u-ada', name: 'ada@fleet.local' },
    ip: '10.0.0.9',
    requestId: 'r',
    action: 'server.changed',
    subject: { type: 'server', id: 'id-web', name: `web-${id}` },
    reason: null,
    before: { owner: 'edge' },
    after: { owner: 'core' },
    changeSetId: null,
    position: 7,
    hash: 'a'.repeat(64),
    ...over,
  };
}

test('who did what to which, with what it was before', async () => {
  stage = await Stage.at('/audit', { 'GET /audit': pageOf([anEntry('1')]) });
  const row = await stage.sees('row', /ada@fleet\.local/);
  expect(row.textContent.replace(/\s+/g, ' ')).toMatch(/10\.0\.0\.9.*server\.changed.*web-1.*owner edge became→ core/);
  expect(screen.getByRole('link', { name: 'web-1' }).getAttribute('href')).toBe('/servers/id-web');
});

test('a server that was purged has no page to lead to', async () => {
  stage = await Stage.at('/audit', { 'GET /audit': pageOf([anEntry('1', { action: 'server.purged' })]) });
  await stage.sees('row', /server\.purged/);
  expect(screen.queryByRole('link', { name: 'web-1' })).toBeNull();
});

test.each([
  ['template', 'template.changed', '/templates/id-it'],
  ['template', 'template.deleted', null],
  ['group', 'group.created', '/groups/id-it'],
  ['group', 'group.deleted', null],
  ['user', 'user.created', null],
])('of a %s, after %s, the page is %s', async (type, action, page) => {
  const subject = { type, id: 'id-it', name: 'it' };
  stage = await Stage.at('/audit', { 'GET /audit': pageOf([anEntry('1', { action, subject })]) });
  await stage.sees('row', new RegExp(action));
  expect(screen.queryByRole('link', { name: 'it' })?.getAttribute('href') ?? null).toBe(page);
});

test('the filters are the address, and are asked of the server', async () => {
  stage = await Stage.at('/audit?subject=id-web', { 'GET /audit': pageOf([anEntry('1')]) });
  await stage.sees('button', /to web-1/);
  const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Action' });
  select.value = 'server.moved';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await stage.until(() =>
    expect(stage.requests.at(-1)).toBe('GET /audit?action=server.moved&subject=id-web&limit=100'),
  );
  expect(stage.url).toBe('/audit?subject=id-web&action=server.moved');
});

test('older entries follow when they are asked for', async () => {
  const answer = ({ request }: TestRequest) =>
    request.params.get('cursor') === 'older' ? pageOf([anEntry('2')]) : pageOf([anEntry('1')], { nextCursor: 'older' });
  stage = await Stage.at('/audit', { 'GET /audit': answer });
  (await stage.sees('button', 'Older entries')).click();
  await stage.sees('row', /web-2/);
  expect(screen.getByRole('row', { name: /web-1/ })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Older entries' })).toBeNull();
});

test.each([
  ['nothing has happened', '/audit', pageOf([]), /Nothing has happened yet/],
  ['nothing of that kind', '/audit?action=server.purged', pageOf([]), /Nothing of that kind has happened/],
  [
    'it cannot be fetched',
    '/audit',
    new Refusal(500, { code: 'internal', requestId: 'r-8' }),
    /The audit could not be fetched/,
  ],
])('%s', async (_, path, answer, said) => {
  stage = await Stage.at(path, { 'GET /audit': answer });
  await stage.reads(said);
});
