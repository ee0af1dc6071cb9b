import { screen } from '@testing-library/dom';
import { admin } from '../../test/fixtures';
import { Refusal, Stage, fill, silence } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

async function tried(answer: object, path = '/'): Promise<void> {
  stage = await Stage.at(path, { 'POST /auth/login': answer }, null);
  fill(await stage.sees('textbox', 'Email'), 'admin@fleet.local');
  fill(screen.getByLabelText('Password'), 'a password');
  (await stage.sees('button', 'Sign in')).click();
}

test('who is not signed in is asked to, and then arrives where they wanted to go', async () => {
  await tried({ accessToken: 't', expiresAt: '', user: admin }, '/audit?action=auth.login');
  await stage.sees('heading', 'Audit');
  expect(stage.url).toBe('/audit?action=auth.login');
  expect(stage.socket.isOpen).toBe(true);
});

test('a wrong password is said beside the box', async () => {
  await tried(new Refusal(401, { code: 'auth.bad-credentials', requestId: 'r-7' }));
  const alert = await stage.sees('alert');
  expect(alert.textContent).toContain('Email or password is wrong.');
  expect(alert.textContent).toContain('r-7');
  expect(screen.getByLabelText('Password').getAttribute('aria-invalid')).toBe('true');
});

test('who tried too often is told how long to wait, and cannot try before', async () => {
  await tried(new Refusal(429, { code: 'auth.throttled' }, { 'Retry-After': '30' }));
  expect((await stage.sees('alert')).textContent).toMatch(/Try again in (30|29) s/);
  expect(screen.getByRole('button', { name: 'Sign in' })).toHaveProperty('disabled', true);
});

test('a server that does not answer is not a wrong password', async () => {
  await tried(silence);
  expect((await stage.sees('alert')).textContent).toContain('Nothing came back');
});

test('an address outside of the console is not followed', async () => {
  await tried({ accessToken: 't', expiresAt: '', user: admin }, '/sign-in?return=//elsewhere.example');
  await stage.sees('heading', 'Fleet overview');
  expect(stage.url).toBe('/');
});
