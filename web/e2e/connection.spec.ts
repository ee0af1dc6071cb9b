import { Chromium, isLive, signIn } from './support/browser';
import { Fleet } from './support/fleet';

let fleet: Fleet;
let chromium: Chromium;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
});

test('a server that stops is offline on the screen, and live again by itself when it is back', async () => {
  const page = await chromium.window();
  await signIn(page, fleet);
  await isLive(page);
  let loads = 0;
  page.on('load', () => (loads += 1));

  await fleet.pause();
  const badge = page.getByRole('group', { name: 'Connection' });
  await badge.getByText('offline', { exact: true }).waitFor();
  await badge.getByText(/since \d\d:\d\d/).waitFor();
  await page.getByText('The server does not answer. What you see is from before').waitFor();
  await page.getByRole('heading', { name: 'Fleet overview' }).waitFor();

  await fleet.resume();
  await isLive(page);
  await page.getByText('The server does not answer').waitFor({ state: 'detached' });
  const colleague = await fleet.api();
  await colleague.send('POST', '/servers', { hostname: 'after-the-break.example.com', lifecycle: 'planned' });
  await page.getByRole('link', { name: /^1\s*planned$/ }).waitFor();
  expect(loads).toBe(0);
});

test('without a socket the console asks every 15 s, and says that it does', async () => {
  const colleague = await fleet.api();
  const page = await chromium.window();
  await page.routeWebSocket(/socket\.io/, (socket) => socket.close());
  await page.route(/socket\.io/, (route) => route.abort());
  await signIn(page, fleet, '/servers');
  const badge = page.getByRole('group', { name: 'Connection' });
  await badge.getByText('polling', { exact: true }).waitFor();
  await badge.getByText('every 15 s').waitFor();
  const { id } = await colleague.send<{ id: string }>('POST', '/servers', { hostname: 'slowly.example.com' });
  await page.getByRole('button', { name: '1 changed · re-sort' }).click();
  const row = page.getByRole('row', { name: /slowly\.example\.com/ });
  await row.waitFor();
  await colleague.send('PATCH', `/servers/${id}`, { owner: 'network' });
  await row.getByText('network').waitFor();
});

test('a wrong password says so, and the address that was wanted is reached after the right one', async () => {
  const page = await chromium.window();
  await page.goto(`${fleet.url}/audit?action=auth.login`);
  await page.getByLabel('Email').fill('admin@fleet.local');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('Email or password is wrong.').waitFor();
  await signIn(page, fleet, '/audit?action=auth.login');
  await page.getByRole('heading', { name: 'Audit' }).waitFor();
  expect(new URL(page.url()).searchParams.get('action')).toBe('auth.login');
});

test('a session that ends elsewhere ends on the screen at once', async () => {
  const page = await chromium.window();
  await signIn(page, fleet, '/servers');
  await isLive(page);
  await page.evaluate(() => fetch('/api/v1/auth/logout', { method: 'POST' }));
  await page.getByText('Your session has ended').waitFor();
  expect(new URL(page.url()).searchParams.get('return')).toBe('/servers');
});

test('signing out is one’s own wish and is not explained', async () => {
  const page = await chromium.window();
  await signIn(page, fleet);
  await page.getByRole('button', { name: /admin@fleet\.local/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.getByText('Your session has ended').count()).toBe(0);
  await page.goto(`${fleet.url}/servers`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
