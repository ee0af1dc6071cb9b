import { screen } from '@testing-library/dom';
import { admin, anOverview } from '../../test/fixtures';
import { Refusal, Stage, silence } from '../../test/stage';

let stage: Stage;

afterEach(() => stage.leave());

test('the navigation has what is there for this person, and says how many servers there are', async () => {
  stage = await Stage.at('/');
  await stage.sees('link', /Servers\s*12,480/);
  expect(screen.getByRole('link', { name: 'Users' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Overview' }).getAttribute('aria-current')).toBe('page');
});

test('the generated password is not forgotten', async () => {
  stage = await Stage.at('/', {}, { ...admin, mustChangePassword: true });
  await stage.reads(/password that was printed at the first start/);
});

test('the badge follows the connection, and an old page says that it is old', async () => {
  stage = await Stage.at('/');
  const badge = await stage.sees('group', 'Connection');
  await stage.until(() => expect(badge.textContent).toContain('polling'));
  stage.socket.up();
  await stage.until(() => expect(badge.textContent).toContain('live'));
  stage.serves({ 'GET /fleet/overview': silence });
  stage.socket.down();
  await stage.until(() => expect(badge.textContent).toMatch(/offline.*since \d\d:\d\d/));
  await stage.reads(/What you see is from before/);
  expect(screen.getByText('11,704')).toBeTruthy();
  stage.serves({ 'GET /fleet/overview': anOverview() });
  stage.socket.up();
  await stage.until(() => expect(badge.textContent).toContain('live'));
  expect(screen.queryByText(/What you see is from before/)).toBeNull();
});

test.each([
  ['a request is refused with 401', () => stage.serves({ 'GET /audit': new Refusal(401, { code: 'auth.required' }) })],
  ['the server closes the socket', () => stage.socket.endSession()],
])('the session ends when %s', async (_, happens) => {
  stage = await Stage.at('/');
  await stage.sees('heading', 'Fleet overview');
  happens();
  await stage.presses('g');
  await stage.presses('a');
  await stage.reads(/Your session has ended/);
  expect(stage.url).toMatch(/^\/sign-in\?return=/);
  expect(stage.socket.isOpen).toBe(false);
});

test('the keys are listed where they are asked for', async () => {
  stage = await Stage.at('/');
  await stage.presses('?');
  await stage.sees('dialog', 'Keyboard');
  await stage.presses('Escape');
});
