import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aFailure, aResult, anOutcome } from '../../test/bulk-fixtures';
import { aHealth, aServer, admin, pageOf } from '../../test/fixtures';
import { aGroup, links } from '../../test/group-fixtures';
import { Refusal, Stage, fill } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

function text(element: HTMLElement): string {
  return element.textContent.replace(/\s+/g, ' ');
}

describe('the list', () => {
  const all = [
    aGroup('all', { children: links('edge') }),
    aGroup('edge', { parents: links('all'), kind: 'dynamic', query: 'role:edge', health: healthOf(0, 0) }),
    aGroup('torn', { query: 'template:gone', fault: 'There is no template `gone`.' }),
  ];

  function healthOf(unhealthy: number, degraded: number) {
    return { unhealthy, degraded, unknown: 0, healthy: 12 - unhealthy - degraded };
  }

  async function opened(user = admin): Promise<void> {
    const named = ({ request }: TestRequest) => {
      const q = request.params.get('q') ?? '';
      return pageOf(all.filter(({ name }) => name.includes(q)));
    };
    stage = await Stage.at('/groups', { 'GET /groups': named }, user);
    await stage.sees('link', 'all');
  }

  test('is a tree: each with its servers, how they are, and how they come to it', async () => {
    await opened();
    expect(screen.queryByRole('link', { name: 'edge' })).toBeNull();
    expect(text(screen.getByRole('row', { name: /all/ }))).toMatch(/12.*1 unhealthy *2 degraded *1 unknown.*1 *put in/);
    const ill = screen.getAllByRole('link', { name: '1 unhealthy' })[0];
    expect(ill?.getAttribute('href')).toBe('/servers?q=group:all%20health:unhealthy');
    screen.getByRole('button', { name: 'Groups in all' }).click();
    expect(text(await stage.sees('row', /edge/))).toMatch(/none is ill.*role:edge/);
    expect(text(screen.getByRole('row', { name: /torn/ }))).toMatch(/its query cannot be read/);
    screen.getByRole('button', { name: 'Groups in all' }).click();
    await stage.until(() => expect(screen.queryByRole('link', { name: 'edge' })).toBeNull());
  });

  test('is narrowed by name, which the address keeps', async () => {
    await opened();
    fill(screen.getByLabelText('Named'), 'edg');
    await stage.sees('link', 'edge');
    expect(stage.url).toBe('/groups?name=edg');
    fill(screen.getByLabelText('Named'), 'nobody');
    await stage.sees('heading', /No group has nobody in its name/);
  });

  test('a viewer adds none', async () => {
    await opened({ ...admin, role: 'viewer' });
    expect(screen.queryByRole('button', { name: 'Add group' })).toBeNull();
  });

  test.each([
    ['there is none yet', pageOf([]), /No group yet/],
    ['it cannot be fetched', new Refusal(500, { code: 'internal', requestId: 'r-8' }), /could not be fetched/],
  ])('%s', async (_, answer, said) => {
    stage = await Stage.at('/groups', { 'GET /groups': answer });
    await stage.reads(said);
  });
});

describe('a definition', () => {
  async function sheet(answers = {}) {
    stage = await Stage.at('/groups', {
      'GET /groups': pageOf([aGroup('core')]),
      'GET /servers': pageOf([], { total: { value: 12_480, exact: false } }),
      'GET /groups/id-edge': aGroup('edge'),
      ...answers,
    });
    await stage.sees('link', 'core');
    await stage.presses('a');
    return within(await stage.sees('dialog', 'Add group'));
  }

  test('is checked as it is typed: how many the query finds, what may be nested', async () => {
    let sent: unknown;
    const form = await sheet({
      'POST /groups': ({ request }: TestRequest) => ((sent = request.body), aGroup('edge')),
    });
    fill(form.getByLabelText('Name'), 'edge');
    form.getByLabelText('Whoever a query finds, always as of now').click();
    fill(await stage.until(() => form.getByLabelText('Query')), 'role:edge');
    await stage.until(() => form.getByText('~12,480 servers'));
    const nest = await stage.until(() => form.getByLabelText<HTMLSelectElement>('Nest a group'));
    nest.value = 'id-core';
    nest.dispatchEvent(new Event('change', { bubbles: true }));
    await stage.until(() => form.getByRole('button', { name: 'Take out core' }));
    form.getByRole('button', { name: 'Add group' }).click();
    await stage.until(() => expect(stage.url).toBe('/groups/id-edge'));
    expect(sent).toEqual({ name: 'edge', description: null, query: 'role:edge', children: ['id-core'] });
  });

  test('whose query makes no sense says so; one without a query finds nobody', async () => {
    const refusal = { code: 'search.unknown-field', detail: 'There is no field `rol`.' };
    const form = await sheet({ 'GET /servers': new Refusal(400, refusal) });
    fill(form.getByLabelText('Name'), 'edge');
    form.getByLabelText('Whoever a query finds, always as of now').click();
    fill(await stage.until(() => form.getByLabelText('Query')), 'rol:edge');
    await stage.until(() => form.getByText('There is no field `rol`.'));
    fill(form.getByLabelText('Query'), ' ');
    await stage.until(() => form.getByText('Without a query it would find nobody.'));
    form.getByRole('button', { name: 'Add group' }).click();
    await stage.until(() => undefined);
    expect(stage.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });

  test('that leads back to itself is refused in words', async () => {
    const detail = 'edge would lead back to itself: edge, core, edge.';
    const form = await sheet({ 'POST /groups': new Refusal(409, { code: 'group.cycle', detail }) });
    fill(form.getByLabelText('Name'), 'edge');
    form.getByRole('button', { name: 'Add group' }).click();
    await stage.until(() => form.getByText(new RegExp(detail)));
  });

  test('that is taken by name says so beside the name', async () => {
    const errors = [{ pointer: '/name', code: 'group.name-taken', message: 'is taken' }];
    const form = await sheet({ 'POST /groups': new Refusal(409, { code: 'group.name-taken', errors }) });
    fill(form.getByLabelText('Name'), 'core');
    form.getByRole('button', { name: 'Add group' }).click();
    expect((await stage.until(() => form.getByText('is taken'))).closest('.field')?.textContent).toMatch(/Name/);
  });

  test('two that define it at the same time: the second keeps both', async () => {
    const sent: unknown[] = [];
    const edge = aGroup('edge', { description: 'old' });
    stage = await Stage.at('/groups/id-edge', {
      'GET /groups/id-edge': edge,
      'GET /groups': pageOf([edge]),
      'PATCH /groups/id-edge': ({ request }: TestRequest) => {
        sent.push([request.headers.get('If-Match'), request.body]);
        stage.serves({ 'GET /groups/id-edge': aGroup('edge', { description: 'theirs', version: 2 }) });
        return sent.length === 1 ? new Refusal(412, { code: 'version.stale' }) : aGroup('rim', { version: 3 });
      },
    });
    await stage.sees('heading', 'edge');
    await stage.presses('e');
    const form = within(await stage.sees('dialog', 'Edit edge'));
    fill(form.getByLabelText('Name'), 'rim');
    form.getByRole('button', { name: 'Save' }).click();
    await stage.until(() => form.getByText('Somebody defined it anew meanwhile'));
    form.getByRole('button', { name: 'Keep mine over theirs' }).click();
    await stage.until(() => expect(form.getByLabelText<HTMLInputElement>('Description').value).toBe('theirs'));
    form.getByRole('button', { name: 'Save' }).click();
    await stage.reads('Changed rim');
    expect(sent).toEqual([
      ['"1"', { name: 'rim' }],
      ['"2"', { name: 'rim' }],
    ]);
  });
});

describe('one group', () => {
  const edge = aGroup('edge', { query: 'role:edge', kind: 'dynamic', children: links('rim'), parents: links('all') });
  const answers = {
    'GET /groups/id-edge': edge,
    'GET /servers': pageOf([
      aServer('ill', { health: aHealth({ status: 'unhealthy', reason: 'tcp 22: refused' }) }),
      aServer('fine'),
    ]),
    'GET /groups/id-edge/members/id-ill': {
      isMember: true,
      reasons: [
        { kind: 'static', group: links('edge')[0], query: null, path: links('edge') },
        { kind: 'query', group: links('rim')[0], query: 'site:rim', path: links('edge', 'rim') },
      ],
    },
    'GET /groups/id-edge/members/id-fine': {
      isMember: true,
      reasons: [{ kind: 'query', group: links('edge')[0], query: 'role:edge', path: links('edge') }],
    },
  };

  async function opened(more = {}, user = admin): Promise<void> {
    stage = await Stage.at('/groups/id-edge', { ...answers, ...more }, user);
    await stage.sees('heading', 'edge');
    await stage.sees('link', 'ill');
  }

  test('says how its members are, who they are, the worst first, and how they come to it', async () => {
    await opened();
    const health = within(screen.getByRole('region', { name: 'Health' }));
    expect(text(screen.getByRole('region', { name: 'Health' }))).toMatch(
      /12 servers.*8.*2.*1.*1.*10 countable *1 pageable/,
    );
    expect(health.getByRole('link', { name: '1 pageable' }).getAttribute('href')).toBe(
      '/servers?q=group:edge%20pageable:true',
    );
    expect(text(screen.getByRole('region', { name: 'Who is in it' }))).toMatch(/role:edge.*rim.*part of *all/);
    expect(stage.requests).toContain('GET /servers?q=group:id-edge&sort=-health,hostname&limit=100');
  });

  test('explains why a server is a member, however many ways there are', async () => {
    await opened();
    screen.getByRole('button', { name: 'Why ill' }).click();
    await stage.until(() => screen.getByRole('link', { name: 'site:rim' }));
    const sentences = screen.getAllByRole('listitem').map(text);
    expect(sentences).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ ?Put into ?edge/),
        expect.stringMatching(/Found by the query of ?rim, part of ?edge: ?site:rim/),
      ]),
    );
    screen.getByRole('button', { name: 'Why ill' }).click();
    await stage.until(() => expect(screen.queryByRole('link', { name: 'site:rim' })).toBeNull());
  });

  test('who was put in is taken out by one click, and back by another; whom a query finds is not', async () => {
    let sent: unknown;
    await opened({
      'POST /servers/bulk': ({ request }: TestRequest) => ((sent = request.body), aResult([anOutcome('ill')])),
      'POST /changesets/id-set/revert': aResult([anOutcome('ill')]),
    });
    screen.getByRole('button', { name: 'Why fine' }).click();
    await stage.until(() => screen.getByText(/Found by the query of/));
    expect(screen.queryByRole('button', { name: /Take out/ })).toBeNull();
    screen.getByRole('button', { name: 'Why ill' }).click();
    (await stage.sees('button', 'Take out ill')).click();
    await stage.reads('ill is taken out of edge');
    expect(sent).toEqual({ select: { ids: ['id-ill'] }, action: 'group', params: { remove: ['id-edge'] } });
    await stage.presses('z');
    await stage.reads('Taken back for 1 server');
  });

  test.each<[string, string, object]>([
    ['Put servers in', 'Put servers into edge', { add: ['id-edge'] }],
    ['Take servers out …', 'Take servers out of edge', { remove: ['id-edge'] }],
  ])('%s: by a query, after a look at each', async (button, name, params) => {
    const asked: { dryRun?: boolean }[] = [];
    await opened({
      'POST /servers/bulk': ({ request }: TestRequest) => {
        asked.push(request.body as object);
        return aResult([anOutcome('one', { before: { groups: [] }, after: { groups: ['edge'] } })]);
      },
    });
    if (button.endsWith('…')) {
      screen.getByRole('button', { name: 'More actions' }).click();
      (await stage.sees('menuitem', button)).click();
    } else screen.getByRole('button', { name: button }).click();
    const sheet = within(await stage.sees('dialog', name));
    fill(sheet.getByLabelText('The servers that match'), 'role:gw');
    const go = await stage.until(() => sheet.getByRole('button', { name: /(Put in|Take out) 1 server/ }));
    fill(sheet.getByLabelText('Reason'), 'moved');
    go.click();
    await stage.reads(/of edge: 1 server|into edge: 1 server/);
    expect(asked.at(-1)).toEqual({ select: { q: 'role:gw' }, action: 'group', params, reason: 'moved' });
    expect(asked[0]?.dryRun).toBe(true);
  });

  test('a refusal to be taken out is told', async () => {
    await opened({ 'POST /servers/bulk': aResult([aFailure('ill', 'server.deleted', 'It is deleted.')]) });
    screen.getByRole('button', { name: 'Why ill' }).click();
    (await stage.sees('button', 'Take out ill')).click();
    await stage.reads('Not taken out. It is deleted.');
  });

  test('news of a member is looked at', async () => {
    await opened();
    stage.socket.up();
    stage.serves({ 'GET /groups/id-edge': { ...edge, pageable: 7 } });
    stage.socket.say('health', 'q', { changes: [] });
    await stage.sees('link', '7 pageable');
  });

  test('one that is part of another is not deleted, and says of which', async () => {
    const detail = 'It is part of all. Take it out there first.';
    await opened({ 'DELETE /groups/id-edge': new Refusal(409, { code: 'group.in-use', detail }) });
    screen.getByRole('button', { name: 'More actions' }).click();
    (await stage.sees('menuitem', 'Delete …')).click();
    const box = within(await stage.sees('dialog', 'Delete edge'));
    expect(box.getByText('Its 12 members stay as they are; only the group goes.')).toBeTruthy();
    box.getByRole('button', { name: 'Delete the group' }).click();
    await stage.reads(`Not deleted. ${detail}`);
    expect(stage.url).toBe('/groups/id-edge');
  });

  test('a query that cannot be read any more is told', async () => {
    await opened({ 'GET /groups/id-edge': { ...edge, fault: 'There is no template `gone`.' } });
    expect(text(screen.getByRole('alert'))).toMatch(/finds nobody.*There is no template `gone`/);
  });

  test('a viewer sees why, and changes nothing', async () => {
    await opened({}, { ...admin, role: 'viewer' });
    screen.getByRole('button', { name: 'Why ill' }).click();
    await stage.until(() => screen.getByRole('link', { name: 'site:rim' }));
    expect(screen.queryByRole('button', { name: /Edit|Put|Take|More/ })).toBeNull();
  });

  test('nobody in it', async () => {
    stage = await Stage.at('/groups/id-edge', { ...answers, 'GET /servers': pageOf([]) });
    await stage.reads(/Nobody is in it\./);
  });

  test('one that is not there', async () => {
    stage = await Stage.at('/groups/id-none');
    await stage.sees('heading', 'There is no such group');
  });
});

describe('a server', () => {
  const answers = {
    'GET /servers/id-web': aServer('web', { groups: ['edge'] }),
    'GET /servers/id-web/transitions': { items: [] },
    'GET /servers/id-web/audit': pageOf([]),
    'GET /groups': pageOf([aGroup('edge of all'), aGroup('edge')]),
    'GET /groups/id-edge': aGroup('edge'),
    'GET /groups/id-edge/members/id-web': {
      isMember: true,
      reasons: [{ kind: 'query', group: links('edge')[0], query: 'role:edge', path: links('edge') }],
    },
  };

  test('names its groups, says why, and leads to them', async () => {
    stage = await Stage.at('/servers/id-web', answers);
    const panel = within(await stage.sees('region', 'Groups'));
    panel.getByRole('button', { name: 'Why in edge' }).click();
    await stage.until(() => panel.getByRole('link', { name: 'role:edge' }));
    panel.getAllByRole('link', { name: 'edge' })[0]?.click();
    await stage.until(() => expect(stage.url).toBe('/groups/id-edge'));
  });

  test('of a name that no group has any more one comes to those that are called alike', async () => {
    stage = await Stage.at('/groups/named/edg', answers);
    await stage.until(() => expect(stage.url).toBe('/groups?name=edg'));
  });

  test('in no group says so', async () => {
    stage = await Stage.at('/servers/id-web', { ...answers, 'GET /servers/id-web': aServer('web') });
    await stage.reads('It is in no group.');
  });
});
