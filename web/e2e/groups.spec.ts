import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { Listener } from './support/listener';

let fleet: Fleet;
let chromium: Chromium;
let machine: Listener;
let colleague: Api;
let page: Page;

beforeAll(async () => {
  [fleet, chromium, machine] = await Promise.all([Fleet.start(), Chromium.launch(), Listener.open()]);
  colleague = await fleet.api();
  const watched = {
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    checks: [{ type: 'tcp', port: machine.port, failAfter: 1 }],
  };
  await colleague.send('POST', '/servers', { hostname: 'web.example.com', role: 'web', ...watched });
  await colleague.send('POST', '/servers', { hostname: 'db.example.com', role: 'db', lifecycle: 'planned' });
  await colleague.send('POST', '/servers', { hostname: 'pet.example.com', lifecycle: 'planned' });
  page = await chromium.window();
  await signIn(page, fleet);
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end(), machine.close()]);
});

async function atGroups(): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Groups', level: 1 }).waitFor();
}

/** The page of the group, reached as one does. */
async function atGroup(name: string): Promise<void> {
  await atGroups();
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

async function membersOf(name: string): Promise<string[]> {
  const path = `/servers?q=${encodeURIComponent(`group:"${name}"`)}&sort=hostname`;
  const { items } = await colleague.send<{ items: { hostname: string }[] }>('GET', path);
  return items.map(({ hostname }) => hostname.replace('.example.com', ''));
}

test('a group is defined by a query that is counted as it is typed', async () => {
  await atGroups();
  await page.getByRole('button', { name: 'Add the first group' }).waitFor();
  await page.keyboard.press('a');
  const sheet = page.getByRole('dialog', { name: 'Add group' });
  await sheet.getByLabel('Name').fill('front ends');
  await sheet.getByLabel('Whoever a query finds, always as of now').check();
  await sheet.getByLabel('Query', { exact: true }).fill('rol:web');
  await sheet.getByText(/Did you mean `role`/).waitFor();
  await sheet.getByLabel('Query', { exact: true }).fill('role:web');
  await sheet.getByText('1 server').waitFor();
  await sheet.getByRole('button', { name: 'Add group' }).click();
  await page.getByRole('heading', { name: 'front ends', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'web.example.com' }).waitFor();
  expect(await membersOf('front ends')).toEqual(['web']);
});

test('servers are put in by hand, are told apart from those a query finds, and are taken out again', async () => {
  await atGroup('front ends');
  await page.keyboard.press('a');
  const sheet = page.getByRole('dialog', { name: 'Put servers into front ends' });
  await sheet.getByLabel('The servers that match').fill('pet');
  await sheet.getByText('+front ends').waitFor();
  await sheet.getByRole('button', { name: 'Put in 1 server' }).click();
  await page.getByText('Put into front ends: 1 server').waitFor();
  await page.getByRole('link', { name: 'pet.example.com' }).waitFor();

  await page.getByRole('button', { name: 'Why web.example.com' }).click();
  await page.getByText('Found by the query of').waitFor();
  await page.getByRole('button', { name: 'Why pet.example.com' }).click();
  await page.getByText('Put into').last().waitFor();
  await page.getByRole('button', { name: 'Take out pet.example.com' }).click();
  await page.getByText('pet.example.com is taken out of front ends').waitFor();
  await page.getByRole('link', { name: 'pet.example.com' }).waitFor({ state: 'detached' });
  expect(await membersOf('front ends')).toEqual(['web']);
  await page.keyboard.press('z');
  await page.getByRole('link', { name: 'pet.example.com' }).waitFor();
  expect(await membersOf('front ends')).toEqual(['pet', 'web']);
});

test('groups nest: a tree with how all their members are, and no way back to itself', async () => {
  await atGroups();
  await page.keyboard.press('a');
  const sheet = page.getByRole('dialog', { name: 'Add group' });
  await sheet.getByLabel('Name').fill('all of it');
  await sheet.getByLabel('Nest a group').selectOption('front ends');
  await sheet.getByRole('button', { name: 'Add group' }).click();
  await page.getByRole('heading', { name: 'all of it', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Why pet.example.com' }).click();
  await page.getByText(', part of').waitFor();

  await atGroups();
  expect(await page.getByRole('link', { name: 'front ends' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Groups in all of it' }).click();
  await page.getByRole('row', { name: /front ends.*2.*role:web/ }).waitFor();
  await page.getByRole('link', { name: 'front ends' }).click();
  await page.getByRole('heading', { name: 'front ends', level: 1 }).waitFor();
  await page.keyboard.press('e');
  const form = page.getByRole('dialog', { name: 'Edit front ends' });
  await form.getByText('There is no other group that could be nested in it.').waitFor();
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
});

test('what becomes of a member is seen as it happens', async () => {
  await atGroup('all of it');
  const health = page.getByRole('region', { name: 'Health' });
  await health.getByRole('link', { name: '1 healthy' }).waitFor();
  await machine.close();
  await health.getByRole('link', { name: '1 unhealthy' }).waitFor();
  await health.getByRole('link', { name: '1 pageable' }).waitFor();
  await machine.reopen();
  await health.getByRole('link', { name: '1 healthy' }).waitFor();
});

test('a server says which groups it is in, and why', async () => {
  await page.getByRole('link', { name: 'pet.example.com' }).click();
  const panel = page.getByRole('region', { name: 'Groups' });
  await panel.getByRole('button', { name: 'Why in all of it' }).click();
  await panel.getByText(', part of').waitFor();
  await panel.getByRole('link', { name: 'front ends', exact: true }).first().click();
  await page.getByRole('heading', { name: 'front ends', level: 1 }).waitFor();
});

test.each(['dark', 'light'])('everybody can use it in the %s theme', async (theme) => {
  await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
  await page.goto(`${fleet.url}/groups`);
  await page.getByRole('button', { name: 'Groups in all of it' }).click();
  await page.getByRole('link', { name: 'front ends' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('link', { name: 'front ends' }).click();
  await page.getByRole('button', { name: 'Why pet.example.com' }).click();
  await page.getByRole('button', { name: 'Take out pet.example.com' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('e');
  const form = page.getByRole('dialog', { name: 'Edit front ends' });
  await form.getByText('1 server').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await page.keyboard.press('a');
  const sheet = page.getByRole('dialog', { name: 'Put servers into front ends' });
  await sheet.getByLabel('The servers that match').fill('db');
  await sheet.getByRole('button', { name: 'Put in 1 server' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
});

test('one that is part of another stays until it is taken out there; then it goes, and its servers stay', async () => {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the group' }).click();
  await page.getByText('Not deleted. It is part of all of it.').waitFor();
  await page.getByRole('link', { name: 'all of it' }).first().click();
  await page.getByRole('heading', { name: 'all of it', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete …' }).click();
  await page.getByText('Its 2 members stay as they are; only the group goes.').waitFor();
  await page.getByRole('button', { name: 'Delete the group' }).click();
  await page.getByText('Deleted all of it').waitFor();
  await page.getByRole('link', { name: 'front ends' }).waitFor();
  expect(await membersOf('front ends')).toEqual(['pet', 'web']);
  expect(chromium.complaints).toEqual([]);
});
