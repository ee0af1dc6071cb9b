import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { Teller } from './support/teller';

const debian = readFileSync(join(import.meta.dirname, '../../server/test/captured/telemetry/debian.txt'), 'utf8');

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;
let teller: Teller;
let page: Page;
let address: string;

beforeAll(async () => {
  [fleet, chromium, teller] = await Promise.all([Fleet.start(), Chromium.launch(), Teller.open(debian)]);
  colleague = await fleet.api();
  const { id: credentialId } = await colleague.send<{ id: string }>('POST', '/credentials', {
    name: 'fleet',
    kind: 'generate',
  });
  const { id } = await colleague.send<{ id: string }>('POST', '/servers', {
    hostname: 'db-01.example.com',
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    owner: 'data',
    ssh: { port: teller.port, credentialId },
    os: { version: '11' },
    hardware: { memoryMb: 32_768 },
    checks: [{ type: 'telemetry', recoverAfter: 1 }],
  });
  address = `${fleet.url}/servers/${id}`;
  page = await chromium.window();
  await signIn(page, fleet);
});

afterAll(async () => {
  teller.close();
  await Promise.all([chromium.close(), fleet.end()]);
});

test('a server shows how it is from within, what is too full, and what is declared otherwise', async () => {
  await page.goto(address);
  await isLive(page);
  await page.getByText(/^Degraded since/).waitFor();
  const within = page.getByRole('region', { name: 'From within' });
  await within.getByText('0.42 · 0.35 · 0.3').waitFor();
  await within.getByText('100 % of 97.9 GiB').waitFor();
  const drift = page.getByRole('region', { name: 'Declared otherwise' });
  await drift.getByRole('row', { name: 'Version 11 12' }).waitFor();
  await page.getByRole('region', { name: 'Facts' }).getByText('6.1.0-28-amd64 x86_64').waitFor();
});

test.each(['dark', 'light'])('everybody can read it in the %s theme', async (theme) => {
  await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
  await page.goto(address);
  await page.getByRole('region', { name: 'Declared otherwise' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
});

test('what was observed is accepted, and that is taken back', async () => {
  const drift = page.getByRole('region', { name: 'Declared otherwise' });
  await drift.getByRole('button', { name: 'Accept the observed Version' }).click();
  await page.getByText('Accepted the observed 1 fact of db-01.example.com').waitFor();
  await drift.getByRole('row', { name: /^Version/ }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await drift.getByRole('row', { name: 'Version 11 12' }).waitFor();
});

test('its thresholds are settings of the check; with another one it is well', async () => {
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog');
  await sheet.getByText('Timing, thresholds, expectation').click();
  await sheet.getByLabel('Disk full above, %').fill('100');
  expect(await faultsOf(page)).toEqual([]);
  await sheet.getByRole('button', { name: /^Save/ }).click();
  await page.getByText(/^Healthy since/).waitFor();
  expect(chromium.complaints).toEqual([]);
});
