import { Locator, Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { Sshd } from './support/sshd';

interface Key {
  id: string;
  publicKey: string;
}

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;
let page: Page;
let key: Key;
let bootstrap: Key;
/** One that knows the key, one that does not, and one that will be set up anew. */
let good: Sshd;
let stranger: Sshd;
let renewed: Sshd;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  colleague = await fleet.api();
  key = await colleague.send<Key>('POST', '/credentials', { name: 'production', kind: 'generate' });
  bootstrap = await colleague.send<Key>('POST', '/credentials', { name: 'bootstrap', kind: 'generate' });
  [good, stranger, renewed] = await Promise.all([Sshd.start(), Sshd.start(), Sshd.start()]);
  for (const each of [good, renewed]) each.authorize(key.publicKey);
  for (const each of [good, stranger]) each.authorize(bootstrap.publicKey);
  await Promise.all([server('good-01', good), server('stranger-01', stranger), server('renewed-01', renewed)]);
  page = await chromium.window();
  await signIn(page, fleet, '/credentials');
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
  await Promise.all([good, stranger, renewed].map((each) => each.end()));
});

function server(hostname: string, sshd: Sshd): Promise<{ id: string }> {
  return colleague.send('POST', '/servers', {
    hostname,
    ipAddress: '127.0.0.1',
    ssh: { port: sshd.port, user: 'root', credentialId: key.id },
  });
}

/** The rows of a server: how far its login came, and why it ended there. */
function row(hostname: string): Locator {
  return page.locator('tbody', { has: page.getByRole('rowheader', { name: hostname }) });
}

function panel(): Locator {
  return page.getByRole('region', { name: 'Servers', exact: true });
}

test('all are tested at once: who logs in, and who does not know the key', async () => {
  await page.getByRole('link', { name: 'production' }).click();
  await panel().getByRole('button', { name: 'not tested 3' }).waitFor();
  await panel().getByRole('button', { name: 'Test all' }).click();
  await panel().getByText('2 of 3 log in').waitFor();
  await row('stranger-01')
    .getByText(/root was refused/)
    .waitFor();
  expect(await faultsOf(page)).toEqual([]);
});

test('a host key that changed ends the login there, and the question is one click away', async () => {
  await renewed.rekey();
  await panel().getByRole('button', { name: 'Test renewed-01' }).click();
  await panel().getByText('1 of 3 log in').waitFor();
  await panel().getByRole('button', { name: 'fail 2' }).click();
  await row('good-01').waitFor({ state: 'detached' });
  await row('renewed-01')
    .getByRole('cell', { name: /^failed/ })
    .waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await row('renewed-01').getByRole('link', { name: 'Decide on it' }).click();
  await page.getByRole('button', { name: 'Decide on renewed-01' }).click();
  const box = page.getByRole('dialog', { name: 'renewed-01 shows another host key' });
  await box.getByLabel('Reason').fill('set up anew');
  await box.getByRole('button', { name: 'Trust it' }).click();
  await page.goto(`${fleet.url}/credentials/${key.id}`);
  await panel().getByRole('button', { name: 'Test failing again' }).click();
  await panel().getByText('2 of 3 log in').waitFor();
});

test('the key is put where it was not, with another one as the way in', async () => {
  await panel().getByLabel('Choose stranger-01').check();
  await panel().getByRole('button', { name: 'Deploy to 1 …' }).click();
  const sheet = page.getByRole('dialog', { name: 'Deploy production' });
  await sheet.getByLabel('Log in with').selectOption({ label: 'bootstrap' });
  expect(stranger.authorizedKeys).not.toContain(key.publicKey.split(' ')[1]);
  await sheet.getByRole('button', { name: 'Preview' }).click();
  await sheet.getByText('one line would be added').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Deploy to 1 server' }).click();
  await sheet.getByRole('heading', { name: 'production is on 1 server' }).waitFor();
  expect(stranger.authorizedKeys).toContain(key.publicKey.split(' ')[1]);
  await sheet.getByRole('button', { name: 'Done' }).click();
  await row('stranger-01').getByText('placed').waitFor();
  await panel().getByRole('button', { name: 'Test stranger-01' }).click();
  await panel().getByText('3 of 3 log in').waitFor();
});

test('many are a job that is watched', async () => {
  await Promise.all(Array.from({ length: 25 }, (_, at) => server(`many-${at + 10}`, good)));
  await panel().getByRole('button', { name: 'all 28' }).waitFor();
  await panel().getByRole('button', { name: 'Test all' }).click();
  const tray = page.getByRole('region', { name: 'Test production on 28 servers' });
  await tray.getByText('28 of 28 log in').waitFor();
  await panel().getByText('28 of 28 log in').waitFor();
  await tray.getByRole('button', { name: 'Put away' }).click();
});

test('a server that would be left without a way in is refused, and let go with another key', async () => {
  await panel().getByLabel('Choose good-01').check();
  await panel().getByRole('button', { name: 'Remove from 1 …' }).click();
  const sheet = page.getByRole('dialog', { name: 'Remove production from servers' });
  await sheet.getByRole('button', { name: 'Preview' }).click();
  await sheet.getByText(/No other way into this server is known/).waitFor();
  await sheet.getByLabel('Also where it is the only way in that is known').waitFor();
  expect(await sheet.getByRole('button', { name: 'Nothing to do' }).isDisabled()).toBe(true);
  expect(await faultsOf(page)).toEqual([]);
  await sheet.getByLabel('Log in with').selectOption({ label: 'bootstrap' });
  await sheet.getByRole('button', { name: 'Preview' }).click();
  await sheet.getByText('1 key would be removed').waitFor();
  await sheet.getByRole('button', { name: 'Remove from 1 server' }).click();
  await sheet.getByRole('heading', { name: 'production is gone from 1 server' }).waitFor();
  expect(good.authorizedKeys).not.toContain(key.publicKey.split(' ')[1]);
  await sheet.getByRole('button', { name: 'Done' }).click();
  await row('good-01').waitFor({ state: 'detached' });
});

test('a server says who comes in to it, and is tested there', async () => {
  await row('stranger-01').getByRole('link', { name: 'stranger-01' }).click();
  const access = page.getByRole('region', { name: 'Access' });
  await access.getByRole('link', { name: 'production' }).waitFor();
  await access.getByText('trusted').waitFor();
  await access.getByRole('button', { name: 'Test login' }).click();
  await page.getByText(/stranger-01: logs in, in/).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  expect(chromium.complaints).toEqual([]);
});
