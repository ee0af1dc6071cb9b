import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Fleet } from './support/fleet';

let fleet: Fleet;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  page = await chromium.window();
  await signIn(page, fleet, '/credentials');
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
});

test('the first key is generated, and shows what is public of it', async () => {
  await page.getByRole('heading', { name: 'No key yet' }).waitFor();
  await page.getByRole('button', { name: 'Add the first key' }).click();
  const sheet = page.getByRole('dialog', { name: 'Add key' });
  await sheet.getByLabel('Name').fill('production');
  await sheet.getByLabel('Rotate every').fill('90');
  expect(await faultsOf(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Generate key' }).click();
  await page.getByRole('heading', { name: 'production' }).waitFor();
  await page.getByText(/^ssh-ed25519 AAAA\S+ production$/).waitFor();
  await page.getByText('every 90 d').waitFor();
  expect(await faultsOf(page)).toEqual([]);
});

test('one is imported from its file, with its passphrase; a wrong one is said beside its field', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'fleet-key-'));
  const file = join(directory, 'deploy.key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-N', 'open it', '-C', 'by hand', '-f', file]);
  await page.goto(`${fleet.url}/credentials`);
  await page.getByRole('button', { name: 'Add key' }).click();
  const sheet = page.getByRole('dialog', { name: 'Add key' });
  await sheet.getByRole('button', { name: 'Import', exact: true }).click();
  await sheet.getByLabel('Private key').fill(readFileSync(`${file}.pub`, 'utf8'));
  await sheet.getByText('This is a public key.').waitFor();
  await sheet.getByLabel('Choose a file').setInputFiles(file);
  await sheet.getByLabel('Passphrase').fill('shut');
  expect(await sheet.getByLabel('Name').inputValue()).toBe('deploy');
  await sheet.getByRole('button', { name: 'Import key' }).click();
  await sheet.getByText('does not open the key').waitFor();
  await sheet.getByLabel('Passphrase').fill('open it');
  await sheet.getByRole('button', { name: 'Import key' }).click();
  await page.getByRole('heading', { name: 'deploy' }).waitFor();
  await page.getByText('ECDSA P-256').waitFor();
  rmSync(directory, { recursive: true });
});

test('a server is given its key in its form, and the list says so', async () => {
  await page.goto(`${fleet.url}/servers`);
  await page.getByRole('button', { name: 'Add server' }).first().click();
  const sheet = page.getByRole('dialog', { name: 'Add server' });
  await sheet.getByLabel('Hostname').fill('web-01.example.com');
  await sheet.getByLabel('SSH user').fill('deploy');
  await sheet.getByLabel('Key').selectOption({ label: 'production' });
  await sheet.getByRole('button', { name: 'Add server' }).click();
  await page.getByText('Added web-01.example.com').waitFor();
  await page.goto(`${fleet.url}/credentials`);
  await page
    .getByRole('row', { name: /production/ })
    .getByRole('link', { name: '1' })
    .click();

  await page.getByRole('link', { name: 'web-01.example.com' }).waitFor();
});

test('a key that is used stays; one that is not goes when its name is typed', async () => {
  await page.goto(`${fleet.url}/credentials`);
  await page.getByRole('link', { name: 'production' }).click();
  await removed('production');
  await page.getByText(/Not deleted\. .*server/).waitFor();
  await page.getByRole('link', { name: 'Keys' }).first().click();
  await page.getByRole('link', { name: 'deploy' }).click();
  await removed('deploy');
  await page.getByText('Deleted deploy').waitFor();
  await page.getByRole('row', { name: /production/ }).waitFor();
  expect(await page.getByRole('row', { name: /deploy/ }).count()).toBe(0);
  expect(await faultsOf(page)).toEqual([]);
  expect(chromium.complaints).toEqual([]);
});

async function removed(name: string): Promise<void> {
  await page.getByRole('heading', { name }).waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete …' }).click();
  const box = page.getByRole('dialog', { name: `Delete ${name}` });
  const deed = box.getByRole('button', { name: 'Delete the key' });
  expect(await deed.isDisabled()).toBe(true);
  await box.getByLabel(`Type ${name} to confirm`).fill(name);
  await deed.click();
}
