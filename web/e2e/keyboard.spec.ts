import { Page } from 'playwright-core';
import { Chromium, isLive } from './support/browser';
import { Fleet, email, password } from './support/fleet';
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

/** Presses these one after another, as somebody without a mouse would. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const { activeElement } = document;
    const label = activeElement?.id ? document.querySelector(`label[for="${activeElement.id}"]`) : null;
    return label?.textContent.trim() ?? activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? null;
  });
}

test('everything of the first tour works without a mouse', async () => {
  const page = await chromium.window();
  await page.goto(fleet.url);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.keyboard.type(email);
  await press(page, 'Tab');
  await page.keyboard.type(password);
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Fleet overview' }).waitFor();

  for (const hostname of ['alpha', 'beta']) {
    await press(page, 'a');
    await page.getByRole('dialog', { name: 'Add server' }).waitFor();
    await page.getByLabel('Hostname').and(page.locator(':focus')).waitFor();
    await page.keyboard.type(`${hostname}.example.com`);
    await press(page, 'Tab');
    await page.keyboard.type('127.0.0.1');
    await press(page, 'Tab', 'Tab', 'Tab');
    expect(await focused(page)).toBe('Port');
    await press(page, 'Control+a');
    await page.keyboard.type(String(machine.port));
    await press(page, 'Enter');
    await page.getByText(`Added ${hostname}.example.com`).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  await press(page, 'g', 's');
  await page.getByRole('row', { name: /alpha/ }).getByText('healthy', { exact: true }).waitFor();
  await press(page, 'j', 'j', 'x');
  await page.getByText('1 selected').waitFor();
  await page.getByRole('checkbox', { name: 'Select beta.example.com', checked: true }).waitFor();
  await press(page, 'Escape');
  await page.getByText('1 selected').waitFor({ state: 'detached' });

  await press(page, 'k', 'Enter');
  await page.getByRole('heading', { name: 'alpha.example.com' }).waitFor();
  await press(page, 'c');
  await page.getByText('Checked: healthy').waitFor();

  await press(page, 'e');
  const sheet = page.getByRole('dialog', { name: 'Edit alpha.example.com' });
  await sheet.waitFor();
  await sheet.getByLabel('Hostname').and(page.locator(':focus')).waitFor();
  await press(page, 'Escape');
  await sheet.waitFor({ state: 'detached' });
  await press(page, 'Escape');
  await page.getByRole('heading', { name: '2 servers' }).waitFor();

  await press(page, '/');
  await page.keyboard.type('beta');
  await page.getByRole('heading', { name: '1 server' }).waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe('beta');
  await press(page, 'Enter', 'ArrowDown', 'Enter');
  await page.getByRole('heading', { name: 'beta.example.com' }).waitFor();

  await press(page, 'Control+k');
  await page.getByRole('combobox', { name: 'Go to a page or a server' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.type('alpha');
  await page.getByRole('option', { name: /alpha\.example\.com/ }).waitFor();
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'alpha.example.com' }).waitFor();

  await page.getByRole('button', { name: 'More actions' }).focus();
  await press(page, 'Enter');
  await page.getByRole('menu').waitFor();
  await press(page, 'End');
  await page.getByRole('menuitem', { name: 'Delete' }).and(page.locator(':focus')).waitFor();
  await press(page, 'Enter');
  await page.getByText('Deleted alpha.example.com').waitFor();
  await page.getByRole('heading', { name: '1 server', exact: true }).waitFor();
  await press(page, 'z');
  await page.getByText('alpha.example.com is back').waitFor();

  await press(page, '?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await press(page, 'Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await press(page, 'g', 'a');
  await page.getByRole('heading', { name: 'Audit' }).waitFor();
  await press(page, 'g', 'o');
  await page.getByRole('heading', { name: 'Fleet overview' }).waitFor();
  await isLive(page);
  expect(chromium.complaints).toEqual([]);
});
