import { TestRequest } from '@angular/common/http/testing';
import { screen, within } from '@testing-library/dom';
import { aCredential } from '../../test/credential-fixtures';
import { aServer, admin, pageOf } from '../../test/fixtures';
import { aHostKey, aLogin, aLoginTest, logins } from '../../test/login-fixtures';
import { Stage } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

const web = aServer('web', { ssh: { port: 22, user: 'root', credentialId: 'id-fleet' } });

async function opened(more = {}, user = admin) {
  stage = await Stage.at(
    '/servers/id-web',
    {
      'GET /servers/id-web': web,
      'GET /servers/id-web/transitions': { items: [] },
      'GET /servers/id-web/audit': pageOf([]),
      'GET /credentials/id-fleet': aCredential(),
      'GET /credentials/id-fleet/logins': logins([aLogin('web', { test: aLoginTest('auth', 'root was refused') })]),
      'GET /host-keys': pageOf([aHostKey(), aHostKey({ state: 'waiting' })]),
      ...more,
    },
    user,
  );
  return within(await stage.sees('region', 'Access'));
}

test('it is said which key comes in, whether the server is who it was, and how the newest login ended', async () => {
  const access = await opened();
  const key = await stage.until(() => access.getByRole('link', { name: 'fleet' }));
  expect(key.getAttribute('href')).toBe('/credentials/id-fleet');
  const waiting = await stage.until(() => access.getByRole('link', { name: 'another one waits for a decision' }));
  expect(waiting.getAttribute('href')).toBe('/host-keys');
  await stage.until(() => access.getByText('Login: root was refused'));
  expect(stage.requests).toContain('GET /credentials/id-fleet/logins?serverId=id-web&limit=1');
});

test('an operator tests the login there', async () => {
  let sent: unknown;
  const access = await opened({
    'POST /credentials/id-fleet/test': ({ request }: TestRequest) => {
      sent = request.body;
      stage.serves({ 'GET /credentials/id-fleet/logins': logins([aLogin('web')]) });
      return { results: [{ serverId: 'id-web', ...aLoginTest() }] };
    },
  });
  access.getByRole('button', { name: 'Test login' }).click();
  await stage.reads('web: logs in, in 48 ms');
  expect(sent).toEqual({ serverIds: ['id-web'] });
  await stage.until(() => access.getByText('logs in'));
});

test('without a key nobody logs in, and nothing is asked for', async () => {
  const access = await opened({ 'GET /servers/id-web': aServer('web') });
  access.getByText('none: nobody logs in');
  expect(access.queryByRole('button')).toBeNull();
  expect(stage.requests.filter((request) => request.includes('/credentials'))).toEqual([]);
});

test('whoever may only look has nothing to press', async () => {
  const access = await opened({}, { ...admin, role: 'viewer' });
  await stage.until(() => access.getByText('failed'));
  expect(screen.queryByRole('button', { name: 'Test login' })).toBeNull();
});
