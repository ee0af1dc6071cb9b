import { Chromium, isLive, signIn } from './support/browser';
import { Fleet } from './support/fleet';
import { Listener } from './support/listener';

let fleet: Fleet;
let chromium: Chromium;
let machine: Listener;

beforeAll(async () => {
  [fleet, chromium, machine] = await Promise.all([Fleet.start(), Chromium.launch(), Listener.open()]);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end(), machine.close()]);
});

test('a new server becomes healthy, and unhealthy when its machine goes away, on the screen and without a reload', async () => {
  const page = await chromium.window();
  await signIn(page, fleet);
  await page.getByRole('heading', { name: 'Nothing to watch yet' }).waitFor();
  await page.getByRole('button', { name: 'Add the first server' }).click();

  const sheet = page.getByRole('dialog', { name: 'Add server' });
  await sheet.getByLabel('Hostname').fill('web-01.example.com');
  await sheet.getByLabel('IP address').fill('127.0.0.1');
  await sheet.getByRole('group', { name: 'Check 1' }).getByLabel('Port').fill(String(machine.port));
  await sheet.getByRole('button', { name: 'Add server' }).click();
  await page.getByText('Added web-01.example.com').waitFor();

  await page.getByRole('link', { name: 'Servers' }).first().click();
  const row = page.getByRole('row', { name: /web-01\.example\.com/ });
  await row.getByText('healthy', { exact: true }).waitFor();
  await row.getByText('active').waitFor();
  await isLive(page);

  let loads = 0;
  page.on('load', () => (loads += 1));
  await machine.close();
  await row.getByText('unhealthy').waitFor();
  await row.getByText('active').waitFor();
  await row.getByText(/tcp \d+: connection refused, 3 of 3/).waitFor();

  await row.getByRole('link', { name: 'web-01.example.com' }).click();
  await page.getByText(/^Unhealthy since/).waitFor();
  await machine.reopen();
  await page.getByText(/^Healthy since/).waitFor();
  expect(loads).toBe(0);
  expect(chromium.complaints).toEqual([]);
});
