import { screen } from '@testing-library/dom';
import { TestRequest } from '@angular/common/http/testing';
import { aServer, noon, pageOf } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';
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

/** Chooses, or types and leaves the box. */
function says(label: string, value: string): void {
  const box = screen.getByLabelText<HTMLInputElement>(label);
  box.value = value;
  box.dispatchEvent(new Event('change', { bubbles: true }));
}

const parameters = () => Object.fromEntries(new URL(stage.url, 'http://x').searchParams);

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
  await stage.sees('button', /web-1 remove this filter/);
  says('Did', 'server.moved');
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

test.each([
  ['Who', 'ada@fleet.local', { actorName: 'ada@fleet.local' }],
  ['Did', 'server.*', { action: 'server.*' }],
  ['To a', 'view', { subjectType: 'view' }],
  ['Changed field', 'owner', { field: 'owner' }],
])('%s is narrowed to %s', async (label, value, asked) => {
  stage = await Stage.at('/audit', { 'GET /audit': pageOf([anEntry('1')]) });
  await stage.sees('row', /ada/);
  says(label, value);
  await stage.until(() => expect(parameters()).toEqual(asked));
  const [name] = Object.keys(asked);
  await stage.until(() => expect(stage.requests.at(-1)).toBe(`GET /audit?${name}=${value}&limit=100`));
  screen.getByRole('button', { name: 'Clear' }).click();
  await stage.until(() => expect(stage.url).toBe('/audit'));
});

test('a time counts back from now, or has two ends', async () => {
  stage = await Stage.at('/audit', { 'GET /audit': pageOf([anEntry('1')]) });
  await stage.sees('row', /ada/);
  says('When', '24h');
  await stage.until(() => expect(parameters()).toEqual({ last: '24h' }));
  await stage.until(() => expect(stage.requests.at(-1)).toMatch(/^GET \/audit\?from=20\d\d-.*Z&limit=100$/));
  says('When', 'between');
  await stage.until(() => expect(parameters()).toEqual({}));
  await stage.until(() => screen.getByLabelText('From (UTC)'));
  says('From (UTC)', '2024-05-01T10:00');
  await stage.until(() => expect(parameters()).toEqual({ from: '2024-05-01T10:00:00Z' }));
  await stage.until(() => expect(stage.requests.at(-1)).toContain('from=2024'));
  says('Until (UTC)', '2024-05-02T10:00:30');
  await stage.until(() => expect(parameters()).toEqual({ from: '2024-05-01T10:00:00Z', to: '2024-05-02T10:00:30Z' }));
  await stage.until(() =>
    expect(stage.requests.at(-1)).toBe('GET /audit?from=2024-05-01T10:00:00Z&to=2024-05-02T10:00:30Z&limit=100'),
  );
});

test('a server is found by its name, also a deleted one', async () => {
  stage = await Stage.at('/audit', {
    'GET /audit': pageOf([anEntry('1')]),
    'GET /servers': pageOf([aServer('old', { deletedAt: noon })]),
  });
  await stage.sees('row', /ada/);
  fill(screen.getByLabelText('To the server'), 'ol');
  (await stage.sees('option', /old deleted/)).click();
  await stage.until(() => expect(parameters()).toEqual({ subject: 'id-old' }));
  expect(stage.requests).toContain('GET /servers?q=deleted:* hostname:*ol*&sort=hostname&limit=8');
});

test('each field before and after, and where the entry stands', async () => {
  const entry = anEntry('1', { before: { owner: 'edge', tags: ['a', 'b'] }, after: { owner: null, tags: ['b', 'c'] } });
  stage = await Stage.at('/audit', { 'GET /audit': pageOf([{ ...entry, changeSetId: 'set-1' }]) });
  (await stage.sees('button', 'Details of server.changed')).click();
  const owner = await stage.sees('row', /^owner/);
  expect([...owner.children].map(({ textContent }) => textContent.trim())).toEqual(['owner', 'edge', 'nothing']);
  const tags = screen.getByRole('row', { name: /^tags/ });
  expect([...tags.children].map(({ textContent }) => textContent.trim())).toEqual(['tags', 'a', 'c']);
  await stage.reads('a'.repeat(64));
  expect(screen.getByRole('link', { name: 'set-1' }).getAttribute('href')).toBe('/changesets/set-1');
  screen.getByRole('button', { name: 'Details of server.changed', expanded: true }).click();
  await stage.until(() => expect(screen.queryByText('a'.repeat(64))).toBeNull());
});

describe('verifying', () => {
  const hash = 'b'.repeat(64);
  const whole = { valid: true, entries: 12, sealed: 12, unsealed: 0, head: { position: 12, hash }, firstBroken: null };

  afterEach(() => localStorage.clear());

  test('says that nothing was changed, and compares with the head that was noted', async () => {
    stage = await Stage.at('/audit', { 'GET /audit/verify': whole });
    (await stage.sees('button', 'Verify')).click();
    await stage.reads('Every entry is still what was sealed.');
    await stage.reads(hash);
    (await stage.sees('button', 'Close')).click();
    const verify = screen.getByRole('button', { name: 'Verify' });
    await stage.until(() => expect(verify).toHaveProperty('disabled', false));
    verify.click();
    await stage.reads(/compared with the head 12/);
    expect(stage.requests.filter((request) => request.includes('verify'))).toEqual([
      'GET /audit/verify',
      `GET /audit/verify?position=12&hash=${hash}`,
    ]);
  });

  test('says which entry was', async () => {
    const firstBroken = { position: 1913, id: 'x', reason: 'changed' };
    stage = await Stage.at('/audit', { 'GET /audit/verify': { ...whole, valid: false, firstBroken } });
    (await stage.sees('button', 'Verify')).click();
    await stage.reads('Entry 1,913 was changed.');
    expect(localStorage.getItem('fleet.audit.head')).toBeNull();
  });

  test('can be tried again', async () => {
    stage = await Stage.at('/audit', { 'GET /audit/verify': new Refusal(503, { code: 'dependency.unavailable' }) });
    (await stage.sees('button', 'Verify')).click();
    await stage.reads('It could not be verified');
    stage.serves({ 'GET /audit/verify': whole });
    screen.getByRole('button', { name: 'Try again' }).click();
    await stage.reads('Every entry is still what was sealed.');
  });
});
