import { screen, within } from '@testing-library/dom';
import { aServer, anOverview, noon, pageOf } from '../../test/fixtures';
import { Refusal, Stage, fill } from '../../test/stage';
import { AuditEntry } from '../api/wire';

let stage: Stage;

afterEach(() => stage.leave());

const asOf = '2024-05-01T10:00:00Z';
const moment = (text: string) => `2024-05-01T${text}Z`;

function changed(at: string, name: string): AuditEntry {
  return {
    id: name,
    at: moment(at),
    actor: { type: 'user', id: 'u-ada', name: 'ada@fleet.local' },
    ip: null,
    requestId: null,
    action: 'server.moved',
    subject: { type: 'server', id: `id-${name}`, name },
    reason: null,
    before: { lifecycle: 'planned' },
    after: { lifecycle: 'active' },
    changeSetId: null,
    position: 1,
    hash: null,
  };
}

const servers = { 'GET /servers': pageOf([aServer('alpha')]) };
const parameters = () => Object.fromEntries(new URL(stage.url, 'http://x').searchParams);

describe('the list', () => {
  test('everything is asked of that time, and nothing is listened to', async () => {
    stage = await Stage.at(`/servers?q=web&asOf=${asOf}`, servers);
    await stage.sees('row', /alpha/);
    expect(stage.requests).toContain(`GET /servers?q=web&sort=hostname&limit=100&asOf=${asOf}`);
    expect(stage.requests).toContain(`GET /servers/facets?limit=12&q=web&asOf=${asOf}`);
    const bar = within(await stage.sees('region', 'The past'));
    expect(bar.getByRole('status').textContent).toMatch(/As it was on Wed, 1 May 2024, 10:00:00 UTC/);
    expect(screen.queryByRole('group', { name: 'Connection' })).toBeNull();
    stage.socket.up();
    await stage.until(() => expect(stage.socket.asked.length).toBeGreaterThan(0));
    expect(stage.socket.asked.filter(({ body }) => 'q' in body || 'ids' in body)).toEqual([]);
  });

  test('nothing can be done there, and it says why', async () => {
    stage = await Stage.at(`/servers?asOf=${asOf}`, servers);
    await stage.sees('row', /alpha/);
    const add = screen.getByRole('button', { name: 'Add server' });
    expect(add).toHaveProperty('disabled', true);
    expect(add.title).toContain('This is the past');
    for (const key of ['j', 'x', 'e', 'c', 'a']) await stage.presses(key);
    const selection = within(await stage.sees('toolbar', 'Selection'));
    expect(selection.getByText(/This is the past/)).toBeTruthy();
    expect(selection.getByRole('button', { name: 'Lifecycle' })).toHaveProperty('disabled', true);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(stage.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
    // Who was chosen then is not meant now.
    screen.getByRole('button', { name: 'Back to now' }).click();
    await stage.until(() => expect(screen.queryByRole('toolbar', { name: 'Selection' })).toBeNull());
  });

  test('a server opens as of that time, and the way back is one press', async () => {
    stage = await Stage.at(`/servers?q=web&asOf=${asOf}`, servers);
    const link = within(await stage.sees('row', /alpha/)).getByRole('link', { name: 'alpha' });
    expect(link.getAttribute('href')).toBe(`/servers/id-alpha?asOf=${asOf}`);
    screen.getByRole('button', { name: 'Back to now' }).click();
    await stage.until(() => expect(stage.url).toBe('/servers?q=web'));
    await stage.until(() => expect(stage.requests.at(-1)).not.toContain('asOf'));
    expect(screen.queryByRole('region', { name: 'The past' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Add server' })).toHaveProperty('disabled', false);
  });

  test('what is no moment of the past is now', async () => {
    stage = await Stage.at('/servers?asOf=yesterday', servers);
    await stage.sees('row', /alpha/);
    expect(screen.queryByRole('region', { name: 'The past' })).toBeNull();
    expect(stage.requests).toContain('GET /servers?sort=hostname&limit=100');
  });
});

test('the clock is the way there', async () => {
  stage = await Stage.at('/servers?q=web', servers);
  (await stage.sees('button', /^UTC/)).click();
  const box = await stage.until(() => screen.getByLabelText('Date and time, UTC'));
  fill(box, '2024-05-01T10:00');
  const go = await stage.sees('button', 'Go there');
  await stage.until(() => expect(go).toHaveProperty('disabled', false));
  go.click();
  await stage.until(() => expect(parameters()).toEqual({ q: 'web', asOf }));
  (await stage.sees('button', /^UTC/)).click();
  (await stage.sees('button', '24 hours ago')).click();
  await stage.until(() => {
    expect(Math.abs(Date.parse(parameters()['asOf'] ?? '') - (Date.now() - 86_400_000))).toBeLessThan(60_000);
  });
});

test('from change to change, and by hand', async () => {
  stage = await Stage.at(`/servers?asOf=${asOf}`, {
    ...servers,
    'GET /audit': pageOf([changed('11:00:00.500', 'late'), changed('10:30:00.500', 'next')]),
  });
  const next = await stage.sees('button', 'Next change: next moved');
  expect(screen.getByRole('button', { name: 'No change before' })).toHaveProperty('disabled', true);
  next.click();
  await stage.until(() => expect(parameters()).toEqual({ asOf: moment('10:30:01') }));
  await stage.sees('button', 'Next change: late moved');
  const slider = screen.getByRole('slider', { name: 'Moment' });
  slider.setAttribute('min', String(Date.parse(asOf)));
  fill(slider, String(Date.parse(moment('10:45:00'))));
  await stage.until(() => expect(parameters()).toEqual({ asOf: moment('10:45:00') }));
});

test('the overview is of that time too, and its numbers lead on there', async () => {
  const then = anOverview({
    at: asOf,
    total: 7,
    lifecycle: { planned: 0, provisioning: 0, active: 7, draining: 0, decommissioned: 0 },
    checks: null,
  });
  stage = await Stage.at(`/?asOf=${asOf}`, {
    'GET /fleet/overview': ({ request }) => (request.params.get('asOf') === asOf ? then : anOverview()),
  });
  const active = await stage.sees('link', /^7 active/);
  expect(active.getAttribute('href')).toBe(`/servers?q=lifecycle:active&asOf=${asOf}`);
  await stage.sees('heading', 'Failing then');
  expect(screen.queryByRole('heading', { name: 'Stale' })).toBeNull();
  expect(screen.getByRole('link', { name: /Servers\s*12,480/ }).getAttribute('href')).toContain('asOf=');
});

describe('a server', () => {
  const history = {
    'GET /servers/id-alpha/transitions': {
      items: [{ at: noon, axis: 'lifecycle', from: 'active', to: 'draining', reason: null }],
    },
    'GET /servers/id-alpha/audit': pageOf([]),
    'GET /audit': pageOf([changed('09:00:00', 'alpha')]),
  };

  test('is shown as it was, with what had happened by then', async () => {
    stage = await Stage.at(`/servers/id-alpha?asOf=${asOf}`, {
      ...history,
      'GET /servers/id-alpha': aServer('alpha', { health: { ...aServer('x').health, since: moment('09:00:00') } }),
    });
    await stage.reads(/Healthy since 09:00:00, for 60 minutes/);
    expect(stage.requests).toContain(`GET /servers/id-alpha?asOf=${asOf}`);
    expect(stage.requests).toContain('GET /audit?subject=id-alpha&to=2024-05-01T10:00:00.001Z&limit=20');
    expect(screen.queryByLabelText(/draining/)).toBeNull();
    for (const name of ['Check now', 'Edit', 'More actions']) {
      expect(screen.getByRole('button', { name })).toHaveProperty('disabled', true);
    }
    await stage.presses('e');
    await stage.presses('c');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByRole('link', { name: 'What it needed then' }).getAttribute('href')).toContain('asOf=');
  });

  test('that was not there yet, was not there', async () => {
    stage = await Stage.at(`/servers/id-alpha`, { ...history, 'GET /servers/id-alpha': aServer('alpha') });
    await stage.sees('heading', 'alpha');
    stage.serves({ 'GET /servers/id-alpha': new Refusal(404, { code: 'server.not-found', detail: 'None.' }) });
    await stage.go(`/servers/id-alpha?asOf=${asOf}`);
    await stage.sees('heading', 'There was no such server then');
    stage.serves({ 'GET /servers/id-alpha': aServer('alpha') });
    screen.getByRole('button', { name: 'Back to now' }).click();
    await stage.sees('heading', 'alpha');
  });
});
