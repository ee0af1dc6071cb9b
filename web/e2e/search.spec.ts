import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;

const olga = { email: 'olga@fleet.local', password: 'a password of her own' };
const ids: Record<string, string> = {};
/** When all servers were there. */
let whole: string;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  colleague = await fleet.api();
  await colleague.send('POST', '/users', { ...olga, role: 'operator', name: 'Olga' });
  const servers = [
    ['web-1', 'core', 'prod'],
    ['web-2', 'core', 'staging'],
    ['db-1', 'data base', 'prod'],
    ['gone', 'core', 'prod'],
  ] as const;
  for (const [name, owner, environment] of servers) {
    const fields = { hostname: `${name}.example.com`, owner, environment, tags: [`env:${environment}`] };
    ids[name] = (await colleague.send<{ id: string }>('POST', '/servers', fields)).id;
  }
  // An address names whole seconds.
  const { at } = await nextSecond();
  whole = at;
  await nextSecond();
  await colleague.send('DELETE', `/servers/${ids['gone']}`);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
});

/** Waits for the server's clock to strike. */
async function nextSecond(): Promise<{ at: string }> {
  const second = () => Math.floor(Date.now() / 1000);
  const from = second();
  while (second() === from) await fleet.api();
  return { at: new Date(second() * 1000).toISOString().replace('.000', '') };
}

async function list(path = '/servers', as?: typeof olga): Promise<Page> {
  const page = await chromium.window();
  await signIn(page, fleet, path, as);
  return page;
}

const box = (page: Page) => page.getByRole('combobox', { name: 'Search servers' });
const asked = (page: Page, name = 'q') => new URL(page.url()).searchParams.get(name);

/** Waits until the box says this. */
async function says(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector<HTMLInputElement>('input[name=q]')?.value === wanted,
    text,
  );
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();

test('fields and values are completed without a mouse, also in the middle', async () => {
  const page = await list();
  await isLive(page);
  await page.keyboard.press('/');
  await page.keyboard.type('env');
  await page.getByRole('option', { name: /^environment The environment/ }).waitFor();
  await page.keyboard.press('Tab');
  await says(page, 'environment:');
  await page.getByRole('option', { name: 'prod 2' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.locator('[role=option][data-active=true]', { hasText: 'staging' }).waitFor();
  await page.keyboard.press('Enter');
  await says(page, 'environment:staging ');
  await heading(page, '1 server');
  expect(asked(page)).toBe('environment:staging');

  // In the middle, what is there is replaced; a value with a space is quoted.
  for (const _ of 'ing ') await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+Backspace');
  await page.keyboard.type('pr');
  await page.getByRole('option', { name: 'prod 2' }).waitFor();
  await page.keyboard.press('Tab');
  await says(page, 'environment:prod ');
  await page.keyboard.type('owner:da');
  await page.getByRole('option', { name: 'data base 1' }).waitFor();
  await page.keyboard.press('Tab');
  await says(page, 'environment:prod owner:"data base" ');
  await heading(page, '1 server');
  await page.getByRole('row', { name: /db-1/ }).waitFor();

  // Escape closes, Enter goes on to the list, and an empty box offers what was searched for.
  await page.keyboard.type('o');
  await page.getByRole('option', { name: /^owner/ }).waitFor();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await page.locator('[role=combobox][aria-expanded=false]').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('grid').and(page.locator(':focus')).waitFor();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await heading(page, '3 servers');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: /^environment:prod owner:"data base" recent/ }).waitFor();
  expect(chromium.complaints).toEqual([]);
});

test('what is wrong is underlined, and put right with one key', async () => {
  const page = await list('/servers?q=owner:core lifecylce:planned');
  await heading(page, 'This query makes no sense yet');
  const alert = page.getByRole('alert');
  await alert.getByText('There is no field lifecylce.').waitFor();
  expect(await page.locator('.mirror .wrong').allTextContents()).toEqual(['lifecylce']);
  expect(await box(page).getAttribute('aria-invalid')).toBe('true');

  await box(page).focus();
  await page.keyboard.press('Tab');
  await heading(page, '2 servers');
  expect(asked(page)).toBe('owner:core lifecycle:planned');
  await alert.waitFor({ state: 'detached' });

  await box(page).fill('owner:core lifecycle:actve');
  await page.keyboard.press('Enter');
  await alert.getByRole('button', { name: 'Did you mean active?' }).click();
  await heading(page, 'No server matches');
  expect(asked(page)).toBe('owner:core lifecycle:active');
  // The refusal is a 400, as it was meant to be.
  expect(chromium.complaints).toEqual([]);
});

test('a filter is a term in the box, and a term in the box a filter', async () => {
  const page = await list('/servers?q=example');
  await heading(page, '3 servers');
  const filters = page.getByRole('region', { name: 'Filters' });
  await filters.getByRole('button', { name: /^core/ }).click();
  await says(page, 'example owner:core');
  await heading(page, '2 servers');
  await filters
    .getByRole('button', { name: /^prod/ })
    .first()
    .click({ modifiers: ['Alt'] });
  await says(page, 'example owner:core -environment:prod');
  await heading(page, '1 server');
  await box(page).fill('-environment:prod');
  await filters.getByRole('button', { name: /^core/, pressed: false }).waitFor();
  await filters.getByRole('button', { name: 'Without prod', pressed: true }).waitFor();
  expect(chromium.complaints).toEqual([]);
});

test('a view is saved, and a colleague opens its link', async () => {
  const page = await list('/servers?q=environment:prod&sort=-hostname&columns=hostname,owner');
  await heading(page, '2 servers');
  await page.getByRole('button', { name: 'View: Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view …' }).click();
  await page.getByLabel('Name').fill('Production');
  await page.getByRole('checkbox', { name: /Share it/ }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'View: Production', exact: true }).waitFor();

  const hers = await list(new URL(page.url()).pathname + new URL(page.url()).search, olga);
  await hers.getByRole('button', { name: 'View: Production', exact: true }).waitFor();
  await heading(hers, '2 servers');
  const heads = await hers.getByRole('columnheader').allTextContents();
  expect(heads.map((head) => head.trim()).filter(Boolean)).toEqual(['Hostname ↓', 'Owner']);
  expect(await hers.getByRole('row').nth(1).textContent()).toContain('web-1');

  await hers.getByRole('button', { name: 'Owner', exact: true }).click();
  await hers.getByRole('button', { name: 'View: Production changed' }).click();
  await hers.getByRole('menuitem', { name: 'Save as another …' }).waitFor();
  expect(await hers.getByRole('menuitem', { name: 'Save the changes' }).count()).toBe(0);
  await hers.getByRole('menuitem', { name: 'Reset to the view' }).click();
  await hers.getByRole('button', { name: 'View: Production', exact: true }).waitFor();
  expect(asked(hers, 'sort')).toBe('-hostname');

  await page.getByRole('button', { name: 'View: Production' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'View: Views' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'View: Production', exact: true }).waitFor();
  expect(chromium.complaints).toEqual([]);
});

test('a server that was deleted is there in the past, and cannot be touched', async () => {
  const page = await list('/servers');
  await heading(page, '3 servers');
  await page.getByRole('button', { name: /^UTC/ }).click();
  await page.getByLabel('Date and time, UTC').fill(whole.replace('Z', ''));
  await page.getByRole('button', { name: 'Go there' }).click();
  await heading(page, '4 servers');
  expect(asked(page, 'asOf')).toBe(whole);
  const bar = page.getByRole('region', { name: 'The past' });
  await bar.getByText('As it was on').waitFor();
  expect(await page.getByRole('button', { name: 'Add server' }).isDisabled()).toBe(true);

  await page.getByRole('link', { name: 'gone.example.com' }).click();
  await heading(page, 'gone.example.com');
  expect(asked(page, 'asOf')).toBe(whole);
  expect(await page.getByRole('button', { name: 'Edit' }).isDisabled()).toBe(true);
  await bar.getByRole('button', { name: /^Next change: gone.example.com deleted/ }).click();
  await page.getByText('Deleted at').waitFor();
  await bar.getByRole('button', { name: /^Previous change: gone.example.com created/ }).click();
  await page.getByText('Not watched while planned.').waitFor();

  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'Fleet overview' }).waitFor();
  expect(asked(page, 'asOf')).not.toBeNull();
  await bar.getByRole('button', { name: 'Back to now' }).click();
  await bar.waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('');
  await page.getByRole('link', { name: '3 planned' }).waitFor();
  expect(chromium.complaints).toEqual([]);
});

test('the audit is searched, read field by field, and verified', async () => {
  await colleague.send('PATCH', `/servers/${ids['web-2']}`, { owner: 'edge', tags: ['env:test'] });
  const page = await list('/audit');
  await page.getByLabel('Changed field').fill('owner');
  await page.getByLabel('Did').selectOption('server.changed');
  await page.getByLabel('To the server').fill('web-2');
  await page.getByRole('option', { name: /web-2/ }).click();
  await page.getByText('1 entry').waitFor();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    field: 'owner',
    action: 'server.changed',
    subject: ids['web-2'],
  });
  await page.getByRole('button', { name: 'Details of server.changed' }).click();
  await page.getByRole('row', { name: /^owner .*core .*edge$/ }).waitFor();
  await page.getByRole('row', { name: /^tags .*env:staging .*env:test$/ }).waitFor();
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('Every entry is still what was sealed.').waitFor();
  expect(chromium.complaints).toEqual([]);
});

describe.each(['dark', 'light'])('accessible in the %s theme', (theme) => {
  let page: Page;

  beforeAll(async () => {
    page = await list();
    await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
  });

  async function go(path: string, name: string | RegExp): Promise<void> {
    await page.goto(`${fleet.url}${path}`);
    await page.getByRole('heading', { name }).first().waitFor();
  }

  test('the box, while it offers and while something is wrong in it', async () => {
    await go('/servers?q=-owner:core (tag:env:prod OR cpu:>4)', /1 server/);
    await box(page).press('End');
    await box(page).pressSequentially(' lifecycle:');
    await page.getByRole('option', { name: 'draining' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('[role=option][data-active=true]').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await go('/servers?q=web lifecylce:active', 'This query makes no sense yet');
    await page.getByRole('alert').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('the views, and the box that names one', async () => {
    await go('/servers?q=web', /2 servers/);
    await page.getByRole('button', { name: /^View:/ }).click();
    await page.getByRole('menuitem', { name: 'Save this view …' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Save this view …' }).click();
    await page.getByLabel('Name').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test('the way to the past', async () => {
    await go('/servers?q=web', /2 servers/);
    await page.getByRole('button', { name: /^UTC/ }).click();
    await page.getByLabel('Date and time, UTC').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test.each([
    ['the list', () => `/servers?asOf=${whole}`, /4 servers/],
    ['the overview', () => `/?asOf=${whole}`, 'Fleet overview'],
    ['a server', () => `/servers/${ids['gone']}?asOf=${whole}`, 'gone.example.com'],
  ])('%s of the past', async (_, path, name) => {
    await go(path(), name);
    await page.getByRole('button', { name: /^Next change/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  test('the audit, with an entry and the verdict', async () => {
    await go('/audit?action=server.*', 'Audit');
    await page
      .getByRole('button', { name: /^Details/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('Every entry is still what was sealed.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });
});
