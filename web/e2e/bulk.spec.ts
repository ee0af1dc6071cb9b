import { Page } from 'playwright-core';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { seed } from './support/seed';

const many = 2_500;

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  colleague = await fleet.api();
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
});

interface View {
  id: string;
  tags: string[];
}

async function tagsOf(q: string): Promise<string[]> {
  const { items } = await colleague.send<{ items: View[] }>('GET', `/servers?q=${encodeURIComponent(q)}&sort=hostname`);
  return items.map(({ tags }) => tags.join(' '));
}

async function countOf(q: string): Promise<number> {
  const { total } = await colleague.send<{ total: { value: number } }>('GET', `/servers?q=${encodeURIComponent(q)}`);
  return total.value;
}

/** Opens the list of these, with live news. */
async function listOf(q: string): Promise<Page> {
  const page = await chromium.window();
  await signIn(page, fleet, `/servers?q=${encodeURIComponent(q)}`);
  await page.getByRole('row').nth(1).waitFor();
  await isLive(page);
  return page;
}

test('a few are chosen by keys, tagged after a look at what that does, and given back', async () => {
  for (const name of ['one', 'two', 'three', 'four']) {
    await colleague.send('POST', '/servers', {
      hostname: `${name}.few.example.com`,
      tags: name === 'two' ? ['pci'] : [],
    });
  }
  const page = await listOf('few.example.com');
  await page.getByRole('row').nth(4).waitFor();
  for (const key of ['j', 'x']) await page.keyboard.press(key);
  await page.getByText('1 selected').waitFor();
  for (const key of ['j', 'j', 'X']) await page.keyboard.press(key);
  await page.getByText('3 selected').waitFor();
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Tag' }).click();

  const sheet = page.getByRole('dialog', { name: 'Add or remove tags of 3 servers' });
  await sheet.getByLabel('Add').fill('pci');
  await sheet.getByLabel('Reason').fill('audit of cards');
  await sheet.getByRole('button', { name: 'Tag 3 servers' }).waitFor();
  await sheet.getByLabel('Add').press('Enter');
  await page.getByText('Tagged 3 servers').waitFor();
  expect(await tagsOf('few.example.com')).toEqual(['pci', 'pci', 'pci', 'pci']);

  await page.keyboard.press('z');
  await page.getByText('Taken back for 3 servers').waitFor();
  expect(await tagsOf('few.example.com')).toEqual(['', '', '', 'pci']);
  expect(chromium.complaints).toEqual([]);
});

test('what is refused is named by its reason and stays; the rest is moved', async () => {
  await colleague.send('POST', '/servers', { hostname: 'up.mixed.example.com', lifecycle: 'active', checks: [] });
  await colleague.send('POST', '/servers', { hostname: 'idea.mixed.example.com', lifecycle: 'planned' });
  const page = await listOf('mixed.example.com');
  await page.getByRole('checkbox', { name: 'Select all that match' }).click();
  await page.getByText('2 selected').waitFor();
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Lifecycle' }).click();
  const sheet = page.getByRole('dialog', { name: 'Move 2 servers' });
  await sheet.getByRole('radio', { name: 'draining' }).check();
  await sheet.getByText('A server that is planned cannot become draining').waitFor();
  await sheet.getByLabel('Reason').fill('kernel update');
  await sheet.getByRole('button', { name: 'Move 1 server' }).click();
  await sheet.getByRole('heading', { name: '1 server refused' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    sheet.getByRole('button', { name: 'Save as text' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('refused.txt');
  await sheet.getByRole('button', { name: 'Done' }).click();
  await page
    .getByRole('row', { name: /up\.mixed/ })
    .getByText('draining')
    .waitFor();
});

test('thousands are a job that one watches while doing something else, and takes back as one', async () => {
  await seed(fleet.dataDirectory, many);
  const page = await listOf('srv-');
  await page
    .getByRole('checkbox', { name: /^Select srv-/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Select all 2,500 that match' }).click();
  await page.getByText('2,500 selected').waitFor();
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Tag' }).click();
  const sheet = page.getByRole('dialog', { name: 'Add or remove tags of 2,500 servers' });
  await sheet.getByLabel('Add').fill('wave:1');
  await sheet.getByRole('button', { name: 'Preview' }).click();
  await sheet.getByRole('button', { name: 'Tag 2,500 servers' }).click();
  await sheet.waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Overview' }).click();
  const tray = page.getByRole('region', { name: 'Tag 2,500 servers (+wave:1)' });
  await tray.getByText('2,500 changed').waitFor();
  expect(await countOf('tag:wave:1')).toBe(many);
  await tray.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('region', { name: 'Revert 2,500 servers' }).getByText('2,500 changed').waitFor();
  expect(await countOf('tag:wave:1')).toBe(0);
  expect(chromium.complaints).toEqual([]);
});

test('a change set tells what it did, and its revert leaves what was changed since', async () => {
  const ids: string[] = [];
  for (const name of ['kept', 'touched']) {
    const { id } = await colleague.send<View>('POST', '/servers', {
      hostname: `${name}.set.example.com`,
      owner: 'core',
    });
    ids.push(id);
  }
  await colleague.send('POST', '/servers/bulk', {
    select: { ids },
    action: 'patch',
    params: { fields: { owner: 'network' } },
    reason: 'a new team',
  });
  await colleague.send('PATCH', `/servers/${ids[1]}`, { region: 'eu' });

  const page = await chromium.window();
  await signIn(page, fleet, '/');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  const row = page.getByRole('row', { name: /Change owner of 2 servers/ });
  await row.getByText('a new team').waitFor();
  await row.getByRole('link', { name: /Change owner/ }).click();
  await page
    .getByRole('row', { name: /touched/ })
    .getByText('changed since')
    .waitFor();
  await page.getByRole('button', { name: 'Revert …' }).click();
  const sheet = page.getByRole('dialog', { name: /Revert: Change owner/ });
  await sheet.getByText('It was changed since, and is left as it is.').waitFor();
  await sheet.getByRole('button', { name: 'Revert 1 server' }).click();
  await page.getByText('Taken back for 1 server; touched.set.example.com changed since and stayed').waitFor();
  await page.getByRole('link', { name: 'reverted' }).waitFor();
  expect(await colleague.send('GET', `/servers/${ids[0]}`)).toMatchObject({ owner: 'core' });
  expect(await colleague.send('GET', `/servers/${ids[1]}`)).toMatchObject({ owner: 'network', region: 'eu' });
});
