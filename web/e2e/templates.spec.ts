import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { seed } from './support/seed';

const many = 1_200;

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;
let page: Page;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  colleague = await fleet.api();
  page = await chromium.window();
  await signIn(page, fleet);
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
});

interface View {
  id: string;
  hostname: string;
  owner: string | null;
  tags: string[];
}

async function server(hostname: string): Promise<View> {
  const { items } = await colleague.send<{ items: View[] }>('GET', `/servers?q=${hostname}`);
  return items[0]!;
}

/** The page of the template, reached as one does. */
async function atTemplate(name: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

test('a template is written, and a server is made from it', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.getByRole('button', { name: 'Add the first template' }).waitFor();
  await page.keyboard.press('a');
  const sheet = page.getByRole('dialog', { name: 'Add template' });
  await sheet.getByLabel('Name', { exact: true }).fill('web server');
  await sheet.getByLabel('Role').fill('web');
  await sheet.getByLabel('Owner').fill('core');
  await sheet.getByLabel('SSH port').fill('70000');
  await sheet.getByText('A whole number from 1 to 65535.').waitFor();
  await sheet.getByLabel('SSH port').fill('2222');
  await sheet.getByLabel('Tags').fill('role:web');
  await sheet.getByRole('button', { name: 'Add template' }).click();
  await page.getByRole('heading', { name: 'web server', level: 1 }).waitFor();
  await page.getByText('No server is made from it yet').waitFor();

  await page.getByRole('button', { name: 'Create server' }).click();
  const form = page.getByRole('dialog', { name: 'Add server from web server' });
  await form.getByLabel('Hostname').fill('made.example.com');
  await form.getByLabel('Lifecycle').selectOption('planned');
  await form.getByRole('button', { name: 'Add server' }).click();
  await page.getByRole('heading', { name: 'made.example.com' }).waitFor();
  expect(await server('made.example.com')).toMatchObject({ owner: 'core', tags: ['role:web'], ssh: { port: 2222 } });
});

test('a new version leaves its servers behind; each is brought in line, and back', async () => {
  await atTemplate('web server');
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Edit web server' });
  await sheet.getByLabel('Owner').fill('edge');
  await sheet.getByRole('button', { name: 'Save' }).click();
  const drift = page.getByRole('region', { name: 'Drift' });
  await drift.getByRole('row', { name: /made\.example\.com.*core.*edge.*version 1/ }).waitFor();
  await page.getByRole('row', { name: /2.*owner.*core.*edge.*current/ }).waitFor();

  await drift.getByRole('button', { name: 'Bring in line: made.example.com' }).click();
  await page.getByText('made.example.com is as web server says').waitFor();
  await page.getByText('Its one server is as it says.').waitFor();
  expect((await server('made.example.com')).owner).toBe('edge');
  await page.keyboard.press('z');
  await drift.getByRole('row', { name: /made\.example\.com/ }).waitFor();
  expect((await server('made.example.com')).owner).toBe('core');

  await page.getByRole('button', { name: 'Bring back version 1' }).click();
  await page.getByText('web server says again what version 1 said').waitFor();
  await page.getByText('Its one server is as it says.').waitFor();
});

test('it is applied to what a query finds: shown for each server, then done, then taken back', async () => {
  for (const [name, owner] of [['has', 'data'] as const, ['none', null] as const]) {
    await colleague.send('POST', '/servers', { hostname: `${name}.few.example.com`, owner });
  }
  await atTemplate('web server');
  await page.getByRole('button', { name: 'Apply …' }).click();
  const sheet = page.getByRole('dialog', { name: 'Apply web server' });
  await sheet.getByLabel('To the servers that match').fill('ownr:x');
  await sheet.getByText(/Did you mean `owner`/).waitFor();
  await sheet.getByLabel('To the servers that match').fill('few.example.com');
  await sheet.getByText('2 servers').first().waitFor();
  const preview = sheet.getByRole('region', { name: 'Preview' });
  await preview.getByText('owner').waitFor();
  expect(await preview.getByText('web server').count()).toBe(2);
  await sheet.getByLabel('is replaced where it is otherwise than the template says').check();
  await preview.getByText('data').waitFor();
  await sheet.getByRole('button', { name: 'Apply to 2 servers' }).click();
  await page.getByText('Applied web server to 2 servers').waitFor();
  expect((await server('has.few.example.com')).owner).toBe('core');
  await page.getByRole('link', { name: '3 servers' }).waitFor();
  await page.keyboard.press('z');
  await page.getByText('Taken back for 2 servers').waitFor();
  expect((await server('has.few.example.com')).owner).toBe('data');
});

test('to thousands it is applied as a job in the tray, which one click takes back', async () => {
  await seed(fleet.dataDirectory, many);
  await atTemplate('web server');
  await page.getByRole('button', { name: 'Apply …' }).click();
  const sheet = page.getByRole('dialog', { name: 'Apply web server' });
  await sheet.getByLabel('To the servers that match').fill('srv-');
  await sheet.getByText('1,200 servers').waitFor();
  await sheet.getByRole('button', { name: 'Preview' }).click();
  await sheet.getByRole('button', { name: 'Apply to 1,200 servers' }).click();
  await sheet.waitFor({ state: 'detached' });
  const tray = page.getByRole('region', { name: 'Apply a template to 1,200 servers' });
  await tray.getByText('1,200 changed').waitFor();
  await page.getByRole('link', { name: '1,201 servers' }).waitFor();
  await tray.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: '1 server', exact: true }).waitFor();
  expect(chromium.complaints).toEqual([]);
});

test.each(['dark', 'light'])('everybody can use it in the %s theme', async (theme) => {
  await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
  await colleague.send('PATCH', `/servers/${(await server('made.example.com')).id}`, { owner: 'somebody' });
  await page.goto(`${fleet.url}/templates`);
  const link = page.getByRole('link', { name: 'web server' });
  await link.waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await link.click();
  await page.getByRole('button', { name: 'Bring all in line …' }).click();
  const sheet = page.getByRole('dialog', { name: 'Apply web server' });
  await sheet.getByRole('button', { name: 'Apply to 1 server' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('e');
  const form = page.getByRole('dialog', { name: 'Edit web server' });
  await form.getByLabel('The template says which checks a server has').check();
  await form.getByText('System, hardware').click();
  await form.getByRole('button', { name: 'Add check' }).click();
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
});

test('it is deleted, and its servers stay', async () => {
  await atTemplate('web server');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete …' }).click();
  const box = page.getByRole('dialog', { name: 'Delete web server' });
  await box.getByText('1 server made from it stays as it is.').waitFor();
  await box.getByRole('button', { name: 'Delete the template' }).click();
  await page.getByText('No template yet').waitFor();
  expect((await server('made.example.com')).hostname).toBe('made.example.com');
});
