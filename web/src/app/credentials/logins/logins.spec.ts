import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aJob } from '../../../test/bulk-fixtures';
import { aCredential } from '../../../test/credential-fixtures';
import { admin, pageOf } from '../../../test/fixtures';
import { aLogin, aLoginTest, logins } from '../../../test/login-fixtures';
import { Refusal, Stage, awaited } from '../../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

const good = aLogin('good-01');
const stranger = aLogin('stranger-01', { placements: [], test: aLoginTest('auth', 'root was refused with fleet') });
const renewed = aLogin('renewed-01', { test: aLoginTest('hostKey', 'it shows another host key') });
const untested = aLogin('new-01', {
  test: null,
  placements: [{ keyVersion: 1, state: 'placing', verifiedAt: null, error: 'connection refused' }],
});
const all = [good, untested, renewed, stranger];
const counts = { ok: 1, failing: 2, untested: 1 };

async function opened(answer: object = logins(all), more = {}, user = admin): Promise<void> {
  stage = await Stage.at(
    '/credentials/id-fleet',
    {
      'GET /credentials/id-fleet': aCredential(),
      'GET /credentials/id-fleet/versions': pageOf([]),
      'GET /credentials/id-fleet/logins': answer,
      ...more,
    },
    user,
  );
  await stage.sees('heading', 'fleet');
}

function text(element: Element): string {
  return element.textContent.replace(/\s+/g, ' ').trim();
}

/** All that is said of a server: its cells, and why below. */
async function of(hostname: string): Promise<string> {
  const row = await stage.sees('rowheader', hostname);
  const cells = within(row.closest('tbody')!).getAllByRole('cell');
  return cells
    .map(text)
    .filter((words) => words !== '')
    .join(' | ');
}

/** Answers by what was asked for, and writes down the orders. */
const orders: unknown[] = [];
const tested = (answer: object) => ({
  'POST /credentials/id-fleet/test': ({ request }: TestRequest) => (orders.push(request.body), answer),
});

beforeEach(() => orders.splice(0));

test('each server says whether it knows the key, how far the login came, and why it ended there', async () => {
  await opened();
  expect(await of('good-01')).toMatch(
    /^placed \d+ d ago \| ok 0.4 ms \| ok 12 ms \| ok 0.2 ms \| ok 31 ms \| ok 4 ms \| \d+ d ago \| Test$/,
  );
  expect(await of('stranger-01')).toMatch(
    /^declared \| .* \| failed 31 ms \| –not reached \| .* \| Test \| root was refused with fleet$/,
  );
  expect(await of('new-01')).toMatch(/^may be there \| not tested \| Test \| Of the key on it: connection refused$/);
  expect(screen.getByRole('link', { name: 'stranger-01' }).getAttribute('href')).toBe('/servers/id-stranger-01');
  expect(screen.getByRole('link', { name: 'Decide on it' }).getAttribute('href')).toBe('/host-keys');
  screen.getByText('1 of 4 log in');
});

test('only those that fail are shown when that is asked for', async () => {
  await opened(({ request }: TestRequest) =>
    request.params.get('state') === 'failing' ? logins([renewed, stranger], { counts }) : logins(all),
  );
  (await stage.sees('button', 'fail 2')).click();
  await stage.until(() => expect(screen.queryByRole('rowheader', { name: 'good-01' })).toBeNull());
  await stage.sees('rowheader', 'stranger-01');
  screen.getByText('1 of 4 log in');
});

test('one is tested, and what came of it is told', async () => {
  await opened(logins(all), tested({ results: [{ serverId: stranger.serverId, ...aLoginTest() }] }));
  (await stage.sees('button', 'Test stranger-01')).click();
  await stage.reads('stranger-01: logs in, in 48 ms');
  expect(orders).toEqual([{ serverIds: ['id-stranger-01'] }]);
});

test('those that fail are tested again, also those that are on no page yet', async () => {
  const far = aLogin('zz-far', { test: aLoginTest('tcp') });
  await opened(
    ({ request: { params } }: TestRequest) => {
      if (params.get('state') !== 'failing') return logins(all);
      return params.get('cursor') === 'c2' ? logins([far]) : logins([renewed, stranger], { nextCursor: 'c2' });
    },
    tested({ results: [aLoginTest(), aLoginTest('tcp')].map((each) => ({ serverId: 'x', ...each })) }),
  );
  (await stage.sees('button', 'Test failing again')).click();
  await stage.reads('1 of 2 servers log in');
  expect(orders).toEqual([{ serverIds: ['id-renewed-01', 'id-stranger-01', 'id-zz-far'] }]);
});

test('a test of many is a job: how far it is, and what it found meanwhile, are shown', async () => {
  const progress = { done: 0, total: 500 };
  const job = aJob({ kind: 'login-test', title: 'Test fleet on 500 servers', changeSetId: null, progress });
  let ok = 0;
  await opened(() => logins(all, { counts: { ok, failing: 0, untested: 500 - ok } }), {
    ...tested({ jobId: job.id, job }),
    'GET /jobs/id-job': awaited,
  });
  stage.socket.up();
  (await stage.sees('button', 'Test all')).click();
  await stage.reads('tested 0 of 500 servers');
  ok = 412;
  stage.socket.say('job', 'jobs', { job: { ...job, progress: { done: 412, total: 500 } } });
  await stage.reads('tested 412 of 500 servers');
  await stage.reads('412 of 500 log in');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Test all' }).disabled).toBe(true);
});

test('whoever may only look sees no buttons', async () => {
  await opened(logins(all), {}, { ...admin, role: 'viewer' });
  await stage.sees('rowheader', 'good-01');
  const panel = within(screen.getByRole('region', { name: 'Servers' }));
  expect(panel.queryByRole('checkbox')).toBeNull();
  expect(panel.getAllByRole('button').map((button) => text(button))).toEqual([
    'all 4',
    'log in 1',
    'fail 2',
    'not tested 1',
  ]);
});

test.each([
  ['no server knows it', logins([]), /No server knows it yet/],
  ['it cannot be fetched', new Refusal(500, { code: 'internal', requestId: 'r-8' }), /servers could not be fetched/],
])('%s', async (_, answer, said) => {
  await opened(answer);
  await stage.reads(said);
});

test('rows are reached and marked by keys', async () => {
  await opened();
  await stage.sees('rowheader', 'good-01');
  for (const key of ['j', 'j', 'x']) await stage.presses(key);
  await stage.sees('button', 'Test 1');
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Choose new-01' }).checked).toBe(true);
});
