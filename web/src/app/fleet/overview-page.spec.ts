import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { anOverview, at, noon, pageOf } from '../../test/fixtures';
import { Refusal, Stage, awaited } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

const failing = {
  serverId: 'id-gw',
  hostname: 'gw-eu-12.core.example.com',
  status: 'unhealthy' as const,
  reason: 'tcp 22: no answer within 2000 ms, 3 of 3',
  since: noon,
  lifecycle: 'active' as const,
  owner: 'network',
  environment: 'prod',
  pageable: true,
  stale: false,
};

test.each([
  ['12,031 healthy', 'countable:true health:healthy'],
  ['46 unhealthy', 'countable:true health:unhealthy'],
  ['61 draining', 'lifecycle:draining'],
  ['2 pageable', 'pageable:true'],
])('%s is a link to the query behind it', async (text, q) => {
  stage = await Stage.at('/');
  const name = new RegExp(`^${text.replace(' ', '\\s*')}$`);
  const link = await stage.sees('link', name);
  expect(new URL(link.getAttribute('href') ?? '', 'http://x').searchParams.get('q')).toBe(q);
});

test('what fails now is told with what was seen, and whose it is', async () => {
  stage = await Stage.at('/', { 'GET /fleet/overview': anOverview({ failing: { total: 30, items: [failing] } }) });
  const row = await stage.sees('row', /gw-eu-12/);
  expect(row.textContent).toContain('no answer within 2000 ms, 3 of 3');
  expect(row.textContent).toContain('network');
  expect(within(row).getByText('unhealthy')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'and 29 more' })).toBeTruthy();
});

test('news replaces the numbers without a fetch; what is older does not', async () => {
  stage = await Stage.at('/');
  await stage.reads('12,031');
  stage.socket.up();
  await stage.until(() => undefined);
  const counts = { healthy: 12_030, degraded: 214, unhealthy: 47, unknown: 189 };
  stage.socket.say('overview', 'overview', { overview: anOverview({ at: at(30), health: counts }) }, 1);
  await stage.reads('12,030');
  stage.socket.say('overview', 'overview', { overview: anOverview({ at: at(-30) }) }, 2);
  await stage.until(() => expect(screen.getByText('12,030')).toBeTruthy());
});

test('transitions of both axes', async () => {
  const transition = { at: noon, serverId: 'id-a', hostname: 'web-114.example.com', reason: null };
  const transitions = [
    { ...transition, axis: 'health' as const, from: 'degraded', to: 'healthy' },
    { ...transition, axis: 'lifecycle' as const, from: 'active', to: 'draining' },
  ];
  stage = await Stage.at('/', { 'GET /fleet/overview': anOverview({ transitions }) });
  const region = await stage.sees('region', 'Recent transitions');
  await stage.until(() => expect(within(region).getAllByRole('listitem')).toHaveLength(2));
  const [health, lifecycle] = within(region).getAllByRole('listitem');
  expect(health?.textContent.replace(/\s+/g, ' ')).toContain('degraded');
  expect(lifecycle?.textContent).toContain('draining');
});

test('an empty fleet says what to do first', async () => {
  stage = await Stage.at('/', { 'GET /fleet/overview': anOverview({ total: 0 }) });
  await stage.sees('heading', 'Nothing to watch yet');
  expect(screen.getByRole('button', { name: 'Add the first server' })).toBeTruthy();
});

test('a failure has its reason, its request, and another try', async () => {
  const refusal = new Refusal(503, {
    code: 'dependency.unavailable',
    detail: 'The database does not answer.',
    requestId: 'r-9',
  });
  stage = await Stage.at('/', { 'GET /fleet/overview': refusal });
  const alert = await stage.sees('alert');
  expect(alert.textContent).toContain('The database does not answer.');
  expect(alert.textContent).toContain('r-9');
  stage.serves({ 'GET /fleet/overview': anOverview() });
  within(alert).getByRole('button', { name: 'Try again' }).click();
  await stage.reads('12,031');
});

describe('what keys want', () => {
  const report = ({ request }: TestRequest) => {
    const kind = request.params.get('kind') ?? '';
    const counts: Record<string, number> = { 'waiting-host-keys': 3, 'overdue-keys': 1, 'unfinished-rotations': 0 };
    const total = { value: counts[kind] ?? 0, exact: true };
    return { at: noon, findings: [{ kind, remedy: '', total, items: [] }] };
  };

  test('stands in a tile, each number with the page behind it; what is nothing is left out', async () => {
    stage = await Stage.at('/', {
      'GET /credentials/report': report,
      'GET /rotations': { ...pageOf([]), total: { value: 2, exact: true } },
    });
    const tile = within(await stage.sees('region', 'Host keys to decide'));
    await stage.until(() =>
      expect(
        tile.getAllByRole('link').map((link) => `${link.textContent.trim()} ${link.getAttribute('href') ?? ''}`),
      ).toEqual(['3 /host-keys', '1 key overdue /credentials/report', '2 rotating /rotations?status=running']),
    );
  });

  test('is not waited for by the rest, and its failure is its own', async () => {
    stage = await Stage.at('/', { 'GET /credentials/report': awaited });
    await stage.reads('12,031');
    const tile = within(screen.getByRole('region', { name: 'Host keys to decide' }));
    tile.getByRole('link', { name: '–' });
    stage.serves({ 'GET /credentials/report': new Refusal(500) });
    await stage.until(() => expect(stage.requests).toContain('GET /credentials/report?kind=overdue-keys&limit=1'));
    expect(screen.queryByRole('alert')).toBeNull();
    stage.serves({ 'GET /credentials/report': report, 'GET /rotations': pageOf([]) });
    stage.socket.up();
    stage.socket.down();
    await stage.until(() => tile.getByRole('link', { name: '3' }));
  });
});
