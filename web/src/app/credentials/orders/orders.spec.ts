import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aJob } from '../../../test/bulk-fixtures';
import { aCredential } from '../../../test/credential-fixtures';
import { aServer, pageOf } from '../../../test/fixtures';
import { aLogin, logins } from '../../../test/login-fixtures';
import { Stage, awaited, choose, fill } from '../../../test/stage';

let stage: Stage;
let asked: Record<string, unknown>[];

beforeEach(() => (asked = []));
afterEach(() => stage.leave());

const fleet = aCredential();
const bootstrap = aCredential({ id: 'id-bootstrap', name: 'bootstrap' });

async function opened(more = {}): Promise<void> {
  stage = await Stage.at('/credentials/id-fleet', {
    'GET /credentials': pageOf([bootstrap, fleet]),
    'GET /credentials/id-fleet': fleet,
    'GET /credentials/id-fleet/versions': pageOf([]),
    'GET /credentials/id-fleet/logins': logins([aLogin('web-1'), aLogin('web-2')]),
    ...more,
  });
  await stage.sees('rowheader', 'web-1');
}

async function sheet(button: string, name: string) {
  screen.getByRole('button', { name: button }).click();
  return within(await stage.sees('dialog', name));
}

function outcome(hostname: string, message: string) {
  return { serverId: `id-${hostname}`, hostname, status: 'changed', message, error: null };
}

function refusal(hostname: string, code: string, message: string) {
  return { serverId: `id-${hostname}`, hostname, status: 'failed', message: null, error: { code, message } };
}

/** Says what would be, and then what was. */
const answering =
  (...results: object[]) =>
  ({ request }: TestRequest) => {
    const body = request.body as { dryRun: boolean };
    asked.push(body);
    return { dryRun: body.dryRun, results };
  };

test('a key is deployed to those that are marked, after a look, by way of another one', async () => {
  await opened({
    'POST /credentials/id-fleet/deploy': answering(
      outcome('web-1', 'one line was added'),
      refusal('web-2', 'login.auth', 'root was refused with bootstrap'),
    ),
  });
  screen.getByRole('checkbox', { name: 'All that are shown' }).click();
  await stage.sees('button', 'Deploy to 2 …');
  const deploy = await sheet('Deploy to 2 …', 'Deploy fleet');
  deploy.getByText('2 marked servers');
  const via = await stage.until(() => deploy.getByLabelText<HTMLSelectElement>('Log in with'));
  await stage.until(() => expect([...via.options].map(({ text }) => text)).toHaveLength(2));
  choose(via, 'id-bootstrap');
  deploy.getByLabelText('From then on it is the key of the server').click();
  deploy.getByRole('button', { name: 'Preview' }).click();
  (await stage.until(() => deploy.getByRole('button', { name: 'Deploy to 1 server' }))).click();
  await stage.until(() => deploy.getByRole('heading', { name: 'fleet is on 1 server' }));
  deploy.getByText('one line was added');
  deploy.getByText('root was refused with bootstrap');
  const order = { serverIds: ['id-web-1', 'id-web-2'], via: 'id-bootstrap', assign: true };
  expect(asked).toEqual([
    { ...order, dryRun: true },
    { ...order, dryRun: false },
  ]);
});

test('a query says how many it finds; another order is looked at anew before it is done', async () => {
  await opened({
    'GET /servers': pageOf([aServer('db')], { total: { value: 1, exact: true } }),
    'POST /credentials/id-fleet/deploy': answering(outcome('db', 'one line would be added')),
  });
  const deploy = await sheet('Deploy …', 'Deploy fleet');
  expect(deploy.getByRole<HTMLButtonElement>('button', { name: 'Preview' }).disabled).toBe(true);
  fill(deploy.getByLabelText('To the servers that match'), 'role:db');
  await stage.until(() => deploy.getByText('1 server'));
  deploy.getByRole('button', { name: 'Preview' }).click();
  await stage.until(() => deploy.getByRole('button', { name: 'Deploy to 1 server' }));
  deploy.getByLabelText('From then on it is the key of the server').click();
  await stage.until(() => deploy.getByRole('button', { name: 'Preview' }));
  expect(asked).toEqual([{ q: 'role:db', assign: false, dryRun: true }]);
});

test('of many it is a job, whose progress is shown, and then what became of each', async () => {
  const job = aJob({ kind: 'key-deploy', title: 'Deploy fleet on 500 servers', changeSetId: null });
  const result = { total: 500, changed: 499, failed: 1 };
  await opened({
    'GET /servers': pageOf([], { total: { value: 500, exact: true } }),
    'GET /jobs/id-job': awaited,
    'POST /credentials/id-fleet/deploy': ({ request }: TestRequest) => {
      const isTrial = (request.body as { dryRun: boolean }).dryRun;
      const id = isTrial ? 'id-trial' : 'id-job';
      return { jobId: id, job: { ...job, id, ...(isTrial && { status: 'succeeded', result }) } };
    },
    ...Object.fromEntries(
      ['id-trial', 'id-job'].map((id) => [
        `GET /jobs/${id}/items`,
        ({ request }: TestRequest) => ({
          items:
            request.params.get('status') === 'failed'
              ? [{ id: 'id-x', ...refusal('x', 'login.tcp', 'connection refused') }]
              : [{ id: 'id-y', ...outcome('y', 'one line was added') }],
          nextCursor: null,
        }),
      ]),
    ),
  });
  stage.socket.up();
  const deploy = await sheet('Deploy …', 'Deploy fleet');
  fill(deploy.getByLabelText('To the servers that match'), 'env:prod');
  await stage.until(() => deploy.getByText('500 servers'));
  deploy.getByRole('button', { name: 'Preview' }).click();
  (await stage.until(() => deploy.getByRole('button', { name: 'Deploy to 499 servers' }))).click();
  await stage.until(() => deploy.getByRole('progressbar', { name: 'Deploy fleet on 500 servers' }));
  stage.socket.say('job', 'jobs', { job: { ...job, progress: { done: 120, total: 500 } } });
  await stage.until(() => deploy.getByText('120 of 500 servers'));
  stage.socket.say('job', 'jobs', { job: { ...job, status: 'succeeded', result } }, 2);
  await stage.until(() => deploy.getByRole('heading', { name: 'fleet is on 499 servers' }));
  deploy.getByText('connection refused');
  await stage.reads('on 499, 1 refused');
});

test('the only known way in stays, unless it is forced and somebody says why', async () => {
  await opened({
    'POST /credentials/id-fleet/retire': ({ request }: TestRequest) => {
      const body = request.body as { dryRun: boolean; force: boolean };
      asked.push(body);
      const refused = refusal('web-2', 'credential.last-login', 'No other way into this server is known.');
      const second = body.force ? outcome('web-2', '1 key would be removed') : refused;
      return { dryRun: body.dryRun, results: [outcome('web-1', '1 key would be removed'), second] };
    },
  });
  const remove = await sheet('Remove from servers …', 'Remove fleet from servers');
  remove.getByText('2 servers that may know it');
  expect(remove.queryByLabelText('Also where it is the only way in that is known')).toBeNull();
  remove.getByRole('button', { name: 'Preview' }).click();
  await stage.until(() => remove.getByText('No other way into this server is known.'));
  remove.getByRole('button', { name: 'Remove from 1 server' });
  remove.getByLabelText('Also where it is the only way in that is known').click();
  await stage.until(() => remove.getByText('Say why it is forced.'));
  expect(remove.getByRole<HTMLButtonElement>('button', { name: 'Preview' }).disabled).toBe(true);
  fill(remove.getByLabelText('Reason'), 'end of life');
  await stage.until(() =>
    expect(remove.getByRole<HTMLButtonElement>('button', { name: 'Preview' }).disabled).toBe(false),
  );
  remove.getByRole('button', { name: 'Preview' }).click();
  (await stage.until(() => remove.getByRole('button', { name: 'Remove from 2 servers' }))).click();
  await stage.until(() => remove.getByRole('heading', { name: 'fleet is gone from 2 servers' }));
  const order = { serverIds: ['id-web-1', 'id-web-2'] };
  expect(asked).toEqual([
    { ...order, force: false, dryRun: true },
    { ...order, force: true, dryRun: true, reason: 'end of life' },
    { ...order, force: true, dryRun: false, reason: 'end of life' },
  ]);
});
