import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Fleet } from './support/fleet';
import { Listener } from './support/listener';
import { until } from './support/until';

const known = '127.7.3.4';
const found = '127.7.3.9';
const later = '127.7.3.11';

let fleet: Fleet;
let chromium: Chromium;
let page: Page;
let machines: Listener[];
let port: number;

beforeAll(async () => {
  const first = await Listener.open(known);
  ({ port } = first);
  machines = [first, await Listener.open(found, port)];
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  const colleague = await fleet.api();
  await colleague.send('POST', '/servers', { hostname: 'known.test', ipAddress: known, lifecycle: 'active' });
  page = await chromium.window();
  await signIn(page, fleet);
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end(), ...machines.map((machine) => machine.close())]);
});

const hosts = () => page.getByRole('region', { name: 'Hosts' });
const rowOf = (address: string, match: string) =>
  hosts().getByRole('row', { name: new RegExp(`${match} ${address} `) });

async function order(networks: string): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'New scan' });
  await sheet.getByLabel('Networks').fill(networks);
  await sheet.getByLabel('Ports', { exact: true }).fill(String(port));
  await sheet.getByRole('button', { name: 'Start the scan' }).click();
}

test('a scan is ordered, with what the server finds wrong beside the field', async () => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Discovery' }).click();
  await page.getByRole('button', { name: 'Start the first scan' }).click();
  const sheet = page.getByRole('dialog', { name: 'New scan' });
  await sheet.getByLabel('Schedule', { exact: true }).fill('whenever');
  await order('127.7.3.0/28');
  await sheet
    .getByText(/cron|five fields/i)
    .last()
    .waitFor();
  expect(await sheet.getByLabel('Schedule', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  expect(await faultsOf(page)).toEqual([]);

  await sheet.getByRole('button', { name: 'Once' }).click();
  await order('127.7.3.0/28');
  await page.getByRole('heading', { name: '127.7.3.0/28' }).waitFor();
  await rowOf(found, 'new').waitFor();
  await rowOf(known, 'known').getByRole('link', { name: 'known.test' }).waitFor();
  await page.getByText('complete', { exact: true }).waitFor();
});

test('the map leads from host to host, and shows one of them in the list', async () => {
  const map = page.getByRole('slider', { name: 'Address space' });
  await until(async () => {
    await map.press('End');
    await map.press('PageUp');
    return (await map.getAttribute('aria-valuetext')) === `${found}: new`;
  }, 'the map came to the last host');
  await map.press('PageUp');
  await page.locator(`[aria-valuetext="${known}: known, known.test"]`).waitFor();
  await map.press('PageDown');
  await page.keyboard.press('Enter');
  await rowOf(known, 'known').waitFor({ state: 'detached' });
  await rowOf(found, 'new').waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe(`${found}/32`);
  await hosts().getByRole('button', { name: 'Show all' }).click();
  await rowOf(known, 'known').waitFor();

  // The tenth of sixteen, four to a row.
  const box = await page.locator('fleet-address-map canvas').boundingBox();
  await page.mouse.move(box!.x + (box!.width * 1.5) / 4, box!.y + (box!.height * 2.5) / 4);
  await page.locator('fleet-address-map .caption').getByText(found).waitFor();
});

test('a host that is new is registered, and that is taken back', async () => {
  await hosts().getByLabel(`Choose ${found}`).check();
  await hosts().getByRole('button', { name: 'Register 1 host' }).click();
  const sheet = page.getByRole('dialog', { name: 'Register' });
  await sheet.getByRole('row', { name: `${found} host-127-7-3-9 would be registered` }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await sheet.getByLabel('Tags').fill('found:today');
  await sheet.getByRole('button', { name: 'Register 1 host' }).click();
  await page.getByRole('region', { name: '1 host registered' }).waitFor();
  await hosts().getByRole('link', { name: 'host-127-7-3-9' }).waitFor();

  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByText('Taken back for 1 server').waitFor();
  await rowOf(found, 'new').waitFor();
  await hosts().getByLabel(`Choose ${found}`).waitFor();
  await page.getByRole('button', { name: 'Register all 1 new' }).waitFor();
});

test('what the next scan finds otherwise is shown alone', async () => {
  machines.push(await Listener.open(later, port));
  await page.getByRole('link', { name: 'Discovery' }).first().click();
  await page.getByRole('row', { name: /127\.7\.3\.0\/28 .*succeeded .*complete/ }).waitFor();
  await page.getByRole('button', { name: 'New scan' }).click();
  await page.getByRole('button', { name: 'Nightly' }).click();
  await order('127.7.3.0/28');
  await rowOf(later, 'new').waitFor();
  await page.getByText('complete', { exact: true }).waitFor();
  await page.getByLabel('Only what changed').check();
  await rowOf(found, 'new').waitFor({ state: 'detached' });
  await rowOf(later, 'new').waitFor();
});

test('what is not registered stands in the reconciliation', async () => {
  await page.goto(`${fleet.url}/discovery/reconciliation`);
  const finding = page.getByRole('region', { name: 'Answers, but is not registered' });
  await finding.getByText('2', { exact: true }).waitFor();
  await finding.getByRole('link', { name: later }).click();
  await rowOf(later, 'new').waitFor();
});

describe.each(['dark', 'light'])('in the %s theme', (theme) => {
  test('each page can be used by anybody', async () => {
    const scan = new URL(page.url()).pathname;
    await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
    for (const path of ['/discovery', scan, '/discovery/reconciliation', scan]) {
      await page.goto(`${fleet.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
      if (path === '/discovery') await page.getByRole('region', { name: 'Begin by themselves' }).waitFor();
      await isLive(page);
      expect([path, await faultsOf(page)]).toEqual([path, []]);
    }
    expect(chromium.complaints).toEqual([]);
  });
});
