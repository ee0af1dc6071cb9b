import { screen, within } from '@testing-library/dom';
import { aChange, aHealth, aServer, admin, pageOf, someFacets } from '../../test/fixtures';
import { Refusal, Stage, awaited } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

const three = pageOf(['alpha', 'beta', 'gamma'].map((name) => aServer(name)));

function hostnames(): (string | undefined)[] {
  return screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getByRole('link').textContent);
}

async function list(path = '/servers', page: object = three): Promise<Stage> {
  stage = await Stage.at(path, { 'GET /servers': page });
  await stage.sees('row', /alpha/);
  return stage;
}

test('the list says how many of how many, and asks what the address asks', async () => {
  await list('/servers?q=owner:core&sort=-health');
  await stage.sees('heading', '3 servers');
  await stage.reads(/of 12,480 · \d+ ms/);
  expect(stage.requests).toContainEqual('GET /servers?q=owner:core&sort=-health&limit=100');
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('4');
});

test('skeletons stand where rows are awaited', async () => {
  stage = await Stage.at('/servers', { 'GET /servers': awaited });
  await stage.until(() => {
    expect(within(screen.getByRole('grid')).getAllByText('Loading').length).toBeGreaterThan(5);
  });
  stage.serves({ 'GET /servers': three });
  await stage.sees('row', /alpha/);
});

test('a verdict changes in place, and where it would move the row the person is asked first', async () => {
  await list('/servers?sort=-health');
  stage.socket.up();
  await stage.until(() => expect(stage.socket.asked.some(({ body }) => 'q' in body)).toBe(true));
  const ill = aServer('gamma', {
    health: aHealth({ status: 'unhealthy', lastCheckedAt: aChange('gamma').lastCheckedAt }),
  });
  stage.socket.say('health', 'q', { changes: [aChange('gamma')] });
  await stage.until(() =>
    expect(within(screen.getByRole('row', { name: /gamma/ })).getByText('unhealthy')).toBeTruthy(),
  );
  expect(hostnames()).toEqual(['alpha', 'beta', 'gamma']);

  stage.serves({ 'GET /servers': pageOf([ill, aServer('alpha'), aServer('beta')]) });
  (await stage.sees('button', '1 changed · re-sort')).click();
  await stage.until(() => expect(hostnames()).toEqual(['gamma', 'alpha', 'beta']));
  expect(screen.queryByText(/re-sort/)).toBeNull();
});

test('a change of what is declared is fetched, and shown in place', async () => {
  await list();
  stage.socket.up();
  await stage.until(() => expect(stage.socket.asked.some(({ body }) => 'q' in body)).toBe(true));
  stage.serves({ 'GET /servers/id-beta': aServer('beta', { owner: 'network', version: 2 }) });
  stage.socket.say('server', 'q', { id: 'id-beta', type: 'server.changed', version: 2 });
  await stage.until(() => expect(within(screen.getByRole('row', { name: /beta/ })).getByText('network')).toBeTruthy());
});

test('the rows on the screen are listened to by their ids', async () => {
  await list();
  stage.socket.up();
  await stage.until(() => {
    expect(stage.socket.asked.map(({ body }) => body)).toContainEqual({ ids: ['id-alpha', 'id-beta', 'id-gamma'] });
  });
  const items = [{ id: 'id-beta', latencyMs: 77, lastCheckedAt: aChange('beta').lastCheckedAt }];
  stage.socket.say('observed', 'ids', { items });
  await stage.reads('77 ms');
});

test('heads sort, and the address says so', async () => {
  await list();
  screen.getByRole('button', { name: 'Health' }).click();
  await stage.until(() => expect(stage.url).toBe('/servers?sort=-health'));
});

describe('filters', () => {
  const facets = someFacets({ health: { healthy: 2, unhealthy: 1 }, owner: { core: 2, data: 1, '-': 3 } });

  async function filtered(path: string): Promise<ReturnType<typeof within>> {
    stage = await Stage.at(path, { 'GET /servers': three, 'GET /servers/facets': facets });
    await stage.sees('button', /core 2/);
    return within(screen.getByRole('region', { name: 'Filters' }));
  }

  test('a value narrows the list, a second one of the field widens it again', async () => {
    const filters = await filtered('/servers?q=web');
    filters.getByRole('button', { name: /^core 2/ }).click();
    await stage.until(() => filters.getByRole('button', { name: /^core 2/, pressed: true }));
    expect(decodeURIComponent(stage.url)).toBe('/servers?q=web owner:core');
    filters.getByRole('button', { name: /^data 1/ }).click();
    await stage.until(() => expect(decodeURIComponent(stage.url)).toBe('/servers?q=web owner:(core OR data)'));
    await stage.until(() => {
      expect(filters.getByRole('button', { name: /^core 2/ }).getAttribute('aria-pressed')).toBe('true');
    });
    expect(stage.requests).toContain('GET /servers/facets?limit=12&q=web owner:core');
    expect(stage.requests).toContain('GET /servers/facets?limit=12&q=web');
  });

  test('a value is refused by its other button, or with Alt', async () => {
    const filters = await filtered('/servers');
    filters.getByRole('button', { name: 'Without data' }).click();
    await stage.until(() => filters.getByRole('button', { name: 'Without data', pressed: true }));
    expect(decodeURIComponent(stage.url)).toBe('/servers?q=-owner:data');
    filters
      .getByRole('button', { name: /^unhealthy 1/ })
      .dispatchEvent(new MouseEvent('click', { altKey: true, bubbles: true }));
    await stage.until(() => expect(decodeURIComponent(stage.url)).toBe('/servers?q=-owner:data -health:unhealthy'));
    await stage.until(() => filters.getByRole('button', { name: /^without data/ }));
  });

  test('those without a value can be asked for', async () => {
    const filters = await filtered('/servers');
    filters.getByRole('button', { name: /^no owner 3/ }).click();
    await stage.until(() => expect(decodeURIComponent(stage.url)).toBe('/servers?q=-owner:*'));
  });

  test('a field is folded, and all of it hidden', async () => {
    const filters = await filtered('/servers');
    filters.getByRole('button', { name: 'owner' }).click();
    await stage.until(() => expect(filters.queryByRole('button', { name: /^core 2/ })).toBeNull());
    screen.getByRole('button', { name: 'Filters' }).click();
    await stage.until(() => expect(screen.queryByRole('region', { name: 'Filters' })).toBeNull());
    localStorage.clear();
  });

  test('an estimate says that it is one', async () => {
    stage = await Stage.at('/servers', {
      'GET /servers': three,
      'GET /servers/facets': someFacets({ owner: { core: 31_000 } }, { exact: false }),
    });
    await stage.sees('button', /core ~31,000/);
  });
});

test('the columns are the address', async () => {
  await list('/servers?columns=hostname,owner');
  const heads = () => screen.getAllByRole('columnheader').map(({ textContent }) => textContent.replace('↑', '').trim());
  expect(heads()).toEqual(['', 'Hostname', 'Owner']);
  screen.getByRole('button', { name: 'Columns' }).click();
  (await stage.sees('checkbox', 'Tags')).click();
  await stage.until(() => expect(decodeURIComponent(stage.url)).toBe('/servers?columns=hostname,owner,tags'));
  await stage.until(() => expect(heads()).toEqual(['', 'Hostname', 'Owner', 'Tags']));
  screen.getByRole('button', { name: 'The usual columns' }).click();
  await stage.until(() => expect(stage.url).toBe('/servers'));
});

test('rows are walked, selected and opened by keys', async () => {
  await list();
  await stage.presses('j');
  await stage.presses('j');
  await stage.until(() => expect(screen.getByRole('grid').getAttribute('aria-activedescendant')).toBe('row-1'));
  await stage.presses('x');
  await stage.reads('1 selected');
  await stage.presses('Escape');
  await stage.until(() => expect(screen.queryByText('1 selected')).toBeNull());
  await stage.presses('Enter');
  await stage.until(() => expect(stage.url).toBe('/servers/id-beta'));
});

describe('states', () => {
  test('an empty fleet says what to do first', async () => {
    stage = await Stage.at('/servers');
    await stage.sees('heading', 'No servers yet');
    expect(screen.getByRole('button', { name: 'Add the first server' })).toBeTruthy();
  });

  test('a query without an answer offers the way back', async () => {
    stage = await Stage.at('/servers?q=nothing');
    await stage.sees('heading', 'No server matches');
    stage.serves({ 'GET /servers': three });
    screen.getByRole('button', { name: 'Show all servers' }).click();
    await stage.sees('row', /alpha/);
    expect(stage.url).toBe('/servers');
  });

  test('a query that makes no sense is explained where it stands', async () => {
    const message = 'There is no field `colour` (character 0). Possible: hostname.';
    const fault = { pointer: '/q', code: 'search.unknown-field', message, position: 0 };
    stage = await Stage.at('/servers?q=colour:x', {
      'GET /servers': new Refusal(400, { code: fault.code, detail: message, errors: [fault] }),
    });
    await stage.sees('heading', 'This query makes no sense yet');
    await stage.reads('There is no field colour. Possible: hostname.');
    expect(screen.getByRole('combobox', { name: 'Search servers' }).getAttribute('aria-invalid')).toBe('true');
  });

  test('a failure can be tried again', async () => {
    stage = await Stage.at('/servers', {
      'GET /servers': new Refusal(503, { code: 'dependency.unavailable', requestId: 'r-3' }),
    });
    await stage.reads('r-3');
    stage.serves({ 'GET /servers': three });
    screen.getByRole('button', { name: 'Try again' }).click();
    await stage.sees('row', /alpha/);
  });

  test('a viewer is offered nothing to change', async () => {
    stage = await Stage.at('/servers', { 'GET /servers': three }, { ...admin, role: 'viewer' });
    await stage.sees('row', /alpha/);
    expect(screen.queryByRole('button', { name: 'Add server' })).toBeNull();
    await stage.presses('a');
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

test('who comes back to the list finds it without waiting', async () => {
  await list();
  screen.getByRole('link', { name: 'beta' }).click();
  await stage.until(() => expect(stage.url).toBe('/servers/id-beta'));
  await stage.go('/servers');
  expect(hostnames()).toEqual(['alpha', 'beta', 'gamma']);
});
