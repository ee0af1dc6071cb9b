import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;
let page: Page;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  colleague = await fleet.api();
  const tagged = { one: ['env:live', 'pci'], two: ['env:live', 'env:prod'], three: ['env:prod'], four: ['old'] };
  for (const [name, tags] of Object.entries(tagged)) {
    await colleague.send('POST', '/servers', { hostname: `${name}.example.com`, tags });
  }
  page = await chromium.window();
  await signIn(page, fleet);
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
});

async function counts(): Promise<Record<string, number>> {
  const { items } = await colleague.send<{ items: { tag: string; uses: number }[] }>('GET', '/tags');
  return Object.fromEntries(items.map(({ tag, uses }) => [tag, uses]));
}

/** The list as it is now, reached as one does. */
async function atTags(): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.getByRole('heading', { name: 'Tags' }).waitFor();
  await page.getByRole('link', { name: 'pci' }).waitFor();
}

test('a tag leads to the servers that carry it', async () => {
  await atTags();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '2 servers' }).waitFor();
  await page.getByRole('link', { name: 'two.example.com' }).waitFor();
  expect(await page.getByLabel('Search servers').inputValue()).toBe('tag:env:live');
});

test('a new name that nobody has is given to all who carry it, and taken back', async () => {
  await atTags();
  await page.keyboard.press('j');
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: 'Rename env:live' });
  await sheet.getByLabel('New name').fill('stage:live');
  await sheet.getByText('+stage:live').first().waitFor();
  await sheet.getByRole('button', { name: 'Rename on 2 servers' }).click();
  await page.getByText('Renamed env:live to stage:live on 2 servers').waitFor();
  expect(await counts()).toEqual({ 'env:prod': 2, old: 1, pci: 1, 'stage:live': 2 });
  await page.getByRole('link', { name: 'stage:live' }).waitFor();
  await page.keyboard.press('z');
  await page.getByText('Taken back for 2 servers').waitFor();
  expect(await counts()).toEqual({ 'env:live': 2, 'env:prod': 2, old: 1, pci: 1 });
});

test('tags that mean the same become one: a change set that says so', async () => {
  await atTags();
  await page.getByRole('checkbox', { name: 'Select env:live' }).check();
  await page.getByRole('checkbox', { name: 'Select old' }).check();
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: 'Merge 2 tags' });
  await sheet.getByLabel('Into').pressSequentially('env:pr');
  await sheet.getByRole('option', { name: 'env:prod' }).waitFor();
  await page.keyboard.press('Tab');
  await sheet.getByText('2 servers have env:prod already').waitFor();
  await sheet.getByLabel('Reason').fill('one word for one thing');
  await sheet.getByRole('button', { name: 'Merge on 3 servers' }).click();
  await page.getByText('Merged 2 tags into env:prod on 3 servers').waitFor();
  expect(await counts()).toEqual({ 'env:prod': 4, pci: 1 });

  await page.keyboard.press('g');
  await page.keyboard.press('c');
  const row = page.getByRole('row', { name: /Merge the tags env:live, old into env:prod/ });
  await row.getByText('one word for one thing').waitFor();
});

test('a tag goes from the whole fleet', async () => {
  await atTags();
  await page.getByRole('row', { name: /pci/ }).hover();
  await page.getByRole('button', { name: 'Remove pci' }).click();
  const sheet = page.getByRole('dialog', { name: 'Remove pci' });
  await sheet.getByText('−pci').waitFor();
  await sheet.getByRole('button', { name: 'Remove from 1 server' }).click();
  await page.getByText('Removed pci from 1 server').waitFor();
  await page.getByRole('link', { name: 'pci' }).waitFor({ state: 'detached' });
  expect(await counts()).toEqual({ 'env:prod': 4 });
  await page.keyboard.press('z');
  await page.getByRole('link', { name: 'pci' }).waitFor();
  expect(chromium.complaints).toEqual([]);
});

test.each(['dark', 'light'])('everybody can use it in the %s theme', async (theme) => {
  await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
  await page.goto(`${fleet.url}/tags`);
  await page.getByRole('checkbox', { name: 'Select pci' }).check();
  await page.getByText('1 tag selected').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Rename' }).click();
  const sheet = page.getByRole('dialog', { name: 'Rename pci' });
  await sheet.getByLabel('New name').fill('env:prod');
  await sheet.getByText('already').waitFor();
  await sheet.getByLabel('Reason').click();
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await page.goto(`${fleet.url}/tags?prefix=nothing`);
  await page.getByRole('heading', { name: 'No tag begins with nothing' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
});
