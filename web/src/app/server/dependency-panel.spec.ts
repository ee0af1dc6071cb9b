import { screen, within } from '@testing-library/dom';
import { Refusal, Stage, awaited, fill } from '../../test/stage';
import { aChange, aGraph, aServer, admin, pageOf } from '../../test/fixtures';
import { DependencyGraph, Impact } from '../api/wire';

let stage: Stage;
const dormant = globalThis.IntersectionObserver;

beforeAll(() => {
  // The panel is loaded when it comes into sight; here everything is in sight.
  globalThis.IntersectionObserver = class {
    constructor(private readonly tell: IntersectionObserverCallback) {}
    observe = (target: Element) =>
      queueMicrotask(() => this.tell([{ target, isIntersecting: true } as IntersectionObserverEntry], this as never));
    unobserve = () => undefined;
    disconnect = () => undefined;
  } as never;
});
afterAll(() => {
  globalThis.IntersectionObserver = dormant;
});
afterEach(() => stage.leave());

const impact: Impact = {
  total: 3,
  exact: true,
  pageable: 2,
  byLifecycle: [{ lifecycle: 'active', count: 3 }],
  byOwner: [
    { owner: 'core', count: 2 },
    { owner: 'data', count: 1 },
  ],
  byHealth: [{ health: 'healthy', count: 3 }],
  servers: [],
};
const nothing: Impact = { ...impact, total: 0, pageable: 0, byLifecycle: [], byOwner: [], byHealth: [] };

/** The page of `web`, whose ids are its names. */
async function panel(graph: DependencyGraph | Refusal, more: object = {}, user = admin): Promise<HTMLElement> {
  stage = await Stage.at(
    '/servers/web',
    {
      'GET /servers/web': aServer('web', { id: 'web', hostname: 'web.example.com' }),
      'GET /servers/web/transitions': { items: [] },
      'GET /servers/web/audit': pageOf([]),
      'GET /servers/web/graph': graph instanceof Refusal ? () => graph : graph,
      'GET /servers/web/impact': impact,
      ...more,
    },
    user,
  );
  return stage.sees('region', 'Dependencies');
}

/** What a box of the drawing says of itself: browsers take the name of a link in a drawing from its title, jsdom does not. */
const boxes = (words: RegExp) =>
  [...document.querySelectorAll('fleet-dependency-drawing a')].filter((link) =>
    words.test(link.querySelector('title')?.textContent ?? ''),
  );
const box = (words: RegExp) =>
  stage.until(() => {
    const [found] = boxes(words);
    if (!found) throw new Error(`no box says ${words}`);
    return found;
  });

const sent = (answer: object | Refusal | null) => {
  const bodies: unknown[] = [];
  const take = ({ request }: { request: { body: unknown } }) => {
    bodies.push(request.body);
    return answer;
  };
  return { bodies, take };
};

test('every server is a link that says who it is, and every number leads to its query', async () => {
  const region = await panel(aGraph('web>db api>web', { db: 'unhealthy' }));
  const db = await box(/^db\.example\.com: unhealthy, active, is needed$/);
  expect(db.getAttribute('href')).toBe('/servers/db');
  expect(boxes(/^api\.example\.com: healthy, active, needs it$/)).toHaveLength(1);
  expect(within(region).getByRole('link', { current: 'page' }).textContent).toContain('web');
  expect(region.querySelectorAll('.arrow')).toHaveLength(2);
  await stage.until(() =>
    expect(region.textContent).toContain('If it failed: 3 servers would be hit, 2 of them pageable'),
  );
  const q = (name: string) =>
    new URL(within(region).getByRole('link', { name }).getAttribute('href') ?? '', 'http://x').searchParams.get('q');
  expect(q('3 servers')).toBe('downstreamOf:web.example.com');
  expect(q('core 2')).toBe('downstreamOf:web.example.com owner:core');
});

test('what is folded away is one link', async () => {
  await panel(aGraph(`web>db ${Array.from({ length: 12 }, (_, at) => `n${at}>web`).join(' ')}`));
  const rest = await box(/^5 more servers downstream, 1 step away$/);
  expect(decodeURIComponent(rest.getAttribute('href') ?? '')).toBe('/servers?q=dependsOn:web.example.com');
  expect(boxes(/needs it$/)).toHaveLength(7);
});

test('the same as a list, with what each is needed for', async () => {
  const graph = aGraph('web>db db>san api>web');
  const region = await panel({ ...graph, edges: graph.edges.map((edge) => ({ ...edge, note: `${edge.from} wants` })) });
  (await stage.sees('button', 'list')).click();
  const rows = await stage.until(() => {
    const found = within(region).getAllByRole('row');
    expect(found.length).toBeGreaterThan(5);
    return found.map((row) => row.textContent.replace(/\s+/g, ' ').trim());
  });
  expect(rows.slice(1)).toEqual([
    'It needs',
    expect.stringMatching(/^db\.example\.com ?healthy ?active ?1 ?web wants ?Remove$/),
    expect.stringMatching(/^san\.example\.com ?healthy ?active ?2$/),
    'It is needed by',
    expect.stringMatching(/^api\.example\.com ?healthy ?active ?1 ?api wants ?Remove$/),
  ]);
});

test('more steps are asked for', async () => {
  await panel(aGraph('web>db'));
  (await stage.sees('button', 'all steps')).click();
  await stage.until(() => expect(stage.requests).toContain('GET /servers/web/graph?depth=50'));
});

test('a verdict of one that is shown changes it in place; one that begins to need it is fetched', async () => {
  await panel(aGraph('web>db'));
  await box(/^db\.example\.com: healthy/);
  stage.socket.up();
  const asked = await stage.until(() => {
    const bodies = stage.socket.asked.map(({ body }) => body);
    expect(bodies).toContainEqual({ ids: ['web', 'db'] });
    expect(bodies).toContainEqual({ q: 'dependsOn:web' });
    return bodies;
  });
  expect(asked.length).toBeGreaterThan(0);
  stage.socket.say('health', 'ids', { changes: [aChange('db', { id: 'db', status: 'degraded', pageable: false })] });
  stage.serves({ 'GET /servers/web/graph': aGraph('web>db api>web', { db: 'degraded' }) });
  await box(/^db\.example\.com: degraded/);
  stage.socket.say('server', 'q', { id: 'api', type: 'server.linked', version: 1 });
  await box(/^api\.example\.com: healthy/);
});

describe('adding', () => {
  const found = { 'GET /servers': pageOf([aServer('db', { id: 'db', hostname: 'db.example.com' })]) };

  async function form(more: object): Promise<HTMLElement> {
    await panel(aGraph('web>san'), { ...found, ...more });
    (await stage.sees('button', 'Add')).click();
    return stage.sees('combobox', 'Server');
  }

  test('somebody is searched for, chosen, and needed from then on', async () => {
    const { bodies, take } = sent({});
    const input = await form({ 'POST /servers/web/dependencies': take });
    input.focus();
    fill(input, 'db');
    (await stage.sees('option', /db\.example\.com/)).click();
    await stage.until(() => expect(input).toHaveProperty('value', 'db.example.com'));
    expect(stage.requests).toContain('GET /servers?q=hostname:*db*&sort=hostname&limit=8');
    fill(screen.getByLabelText('What for'), ' orders ');
    stage.serves({ 'GET /servers/web/graph': aGraph('web>san web>db') });
    screen.getByRole('button', { name: 'Add' }).click();
    await stage.reads('web.example.com needs db.example.com');
    await box(/^db\.example\.com/);
    expect(bodies).toEqual([{ dependsOnId: 'db', note: 'orders' }]);
    expect(input).toHaveProperty('value', '');
  });

  test('the other way round', async () => {
    const { bodies, take } = sent({});
    const input = await form({ 'POST /servers/db/dependencies': take });
    const select = screen.getByLabelText<HTMLSelectElement>('Direction');
    select.value = 'needed';
    select.dispatchEvent(new Event('change'));
    fill(input, 'db.example.com');
    await stage.until(() => undefined);
    screen.getByRole('button', { name: 'Add' }).click();
    await stage.reads('db.example.com needs web.example.com');
    expect(bodies).toEqual([{ dependsOnId: 'web', note: null }]);
  });

  test('the server’s own refusal stands beside the box, with the cycle spelt out', async () => {
    const detail = 'It would close a cycle: web.example.com → db.example.com → web.example.com.';
    const input = await form({
      'POST /servers/web/dependencies': new Refusal(409, { code: 'dependency.cycle', detail }),
    });
    fill(input, 'db.example.com');
    await stage.until(() => undefined);
    screen.getByRole('button', { name: 'Add' }).click();
    const fault = await stage.reads(detail);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.getAttribute('aria-describedby')).toBe(fault.id);
    fill(input, 'db');
    await stage.until(() => expect(screen.queryByText(detail)).toBeNull());
  });

  test('nobody by that name is said at once', async () => {
    const input = await form({ 'GET /servers': pageOf([]) });
    screen.getByRole('button', { name: 'Add' }).click();
    await stage.reads('Choose a server.');
    fill(input, 'nobody');
    await stage.until(() => undefined);
    screen.getByRole('button', { name: 'Add' }).click();
    await stage.reads('No server is called nobody.');
  });
});

test('what is removed can be taken back, with its note', async () => {
  const graph = aGraph('web>db api>web');
  const { bodies, take } = sent({});
  const region = await panel(
    { ...graph, edges: graph.edges.map((edge) => ({ ...edge, note: 'orders' })) },
    { 'DELETE /servers/web/dependencies/db': () => null, 'POST /servers/web/dependencies': take },
  );
  const name = 'Remove: web.example.com needs db.example.com: orders';
  const button = await stage.sees('button', name);
  stage.serves({ 'GET /servers/web/graph': aGraph('web>san') });
  button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await stage.reads('web.example.com no longer needs db.example.com');
  await stage.until(() => expect(within(region).queryByRole('button', { name })).toBeNull());
  stage.serves({ 'GET /servers/web/graph': graph });
  screen.getByRole('button', { name: 'Undo' }).click();
  await stage.reads('web.example.com needs db.example.com again');
  expect(bodies).toEqual([{ dependsOnId: 'db', note: 'orders' }]);
});

test('a removal that is refused is said', async () => {
  const detail = 'There is no dependency db.';
  await panel(aGraph('web>db'), {
    'DELETE /servers/web/dependencies/db': new Refusal(404, { code: 'dependency.not-found', detail }),
  });
  (await stage.sees('button', /^Remove/)).dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await stage.reads(`Not removed. ${detail}`);
});

test('who may only look is offered nothing to change; nor is anybody at a deleted server', async () => {
  const region = await panel(aGraph('web>db'), {}, { ...admin, role: 'viewer' });
  await box(/^db/);
  expect(within(region).queryByRole('button', { name: /Add|Remove/ })).toBeNull();
});

test('a deleted server is named by its id, since its name may be another’s', async () => {
  const deleted = aServer('web', { id: 'web', hostname: 'web.example.com', deletedAt: '2026-11-23T12:00:00.000Z' });
  const region = await panel(aGraph('web>db'), { 'GET /servers/web': deleted });
  const link = await stage.sees('link', '3 servers');
  expect(decodeURIComponent(link.getAttribute('href') ?? '')).toBe('/servers?q=downstreamOf:web');
  expect(within(region).queryByRole('button', { name: /Add|Remove/ })).toBeNull();
});

test('while it is fetched, when there is nothing, when it fails', async () => {
  const alone = { ...aGraph('web>db'), edges: [] };
  alone.nodes = alone.nodes.slice(0, 1);
  const region = await panel(awaited as never, { 'GET /servers/web/impact': nothing });
  expect(await stage.until(() => within(region).getByLabelText('Loading dependencies'))).toBeTruthy();
  stage.serves({
    'GET /servers/web/graph': () => new Refusal(503, { title: 'Unavailable', detail: 'Not now.', code: 'x' }),
  });
  await stage.reads('The dependencies could not be fetched');
  stage.serves({ 'GET /servers/web/graph': alone });
  within(region).getByRole('button', { name: 'Try again' }).click();
  await stage.reads(/It needs nobody, and nobody needs it\./);
  expect(within(region).queryByRole('group', { name: 'Steps shown' })).toBeNull();
});
