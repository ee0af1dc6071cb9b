import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Fleet } from './support/fleet';
import { Peers, named } from './support/peers';

let peers: Peers;
let fleet: Fleet;
let chromium: Chromium;
let page: Page;
/** Of the server that has 127.0.0.1. */
let id: string;

beforeAll(async () => {
  peers = await Peers.open();
  [fleet, chromium] = await Promise.all([Fleet.start(peers.environment), Chromium.launch()]);
  const colleague = await fleet.api();
  const checks = [
    { type: 'tls', port: peers.https, servername: named },
    { type: 'ssh', port: peers.ssh },
    { type: 'dns', record: 'A' },
  ];
  const server = { hostname: named, ipAddress: '127.0.0.1', lifecycle: 'active', checks };
  ({ id } = await colleague.send<{ id: string }>('POST', '/servers', server));
  page = await chromium.window();
  await signIn(page, fleet);
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
  peers.close();
});

async function choose(tool: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Validators' }).getByRole('link', { name: tool, exact: true }).click();
  await page.getByRole('region', { name: tool, exact: true }).waitFor();
}

const result = () => page.locator('fleet-validation-row');

test('an address with a fault is marked where it is, and one that is used leads to its server', async () => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Validation' }).click();
  await page.getByRole('heading', { name: 'Validation' }).waitFor();
  const box = page.getByLabel('Address, network or name');
  await box.fill('10.0.010.1');
  await box.press('Enter');
  await result()
    .getByText(/`010` has a leading zero/)
    .waitFor();
  expect(await page.locator('fleet-address-answer mark').textContent()).toBe('0');

  await box.fill('127.0.0.1');
  await box.press('Enter');
  await result().getByText('lead to each other').waitFor();
  await result().getByText('loopback', { exact: true }).waitFor();
  await page.locator('fleet-address-answer').getByRole('link', { name: named }).click();
  await page.getByRole('heading', { name: named }).waitFor();
  await page.goBack();
  await result().getByText('lead to each other').waitFor();
});

test('ports are a table with what was said, hosts a row each', async () => {
  await choose('TCP');
  await page.getByLabel('Hosts').fill('127.0.0.1\n127.0.0.2');
  await page.getByLabel('Ports').fill(`${peers.ssh} ${peers.http} 1`);
  await page.getByLabel('Ports').press('Enter');
  const hosts = page.getByRole('region', { name: 'Hosts' });
  await hosts.getByRole('row', { name: /127\.0\.0\.1 .*open: \d+, \d+; .*: 1\b/ }).waitFor();
  await hosts.getByRole('row', { name: /127\.0\.0\.2 .*refused: \d+, \d+, 1\b/ }).waitFor();
  await result()
    .getByRole('row', { name: new RegExp(`^${peers.ssh} .*open .*SSH-2\\.0-story`) })
    .waitFor();
  await hosts.getByRole('button', { name: '127.0.0.2' }).click();
  await result()
    .getByRole('row', { name: /^1 .*refused/ })
    .waitFor();
});

test('the way of an answer, and where its time went', async () => {
  await choose('HTTP');
  await page.getByLabel('URL').fill(`http://127.0.0.1:${peers.http}/`);
  await page.getByLabel('URL').press('Enter');
  await result().getByText('answered 200').waitFor();
  const hops = await result().getByRole('listitem').filter({ hasText: '127.0.0.1:' }).allTextContents();
  expect(hops.map((hop) => /^\s*(\d+)/.exec(hop)?.[1])).toEqual(['302', '200']);
  await result().getByRole('list', { name: 'Where the time went' }).getByText('first byte').waitFor();
  expect(await result().getByLabel('Body', { exact: true }).textContent()).toContain('"pass"');
});

test('certificates with the days that are left, and a link that shows the same to somebody else', async () => {
  await choose('TLS');
  await page.getByLabel('Hosts').fill(named);
  await page.getByLabel('Port', { exact: true }).fill(String(peers.https));
  await page.getByLabel('Hosts').press('Enter');
  await result()
    .getByText(/The certificate is valid for (9|10) more days/)
    .first()
    .waitFor();
  expect(await result().getByRole('list', { name: 'Certificates' }).locator('h3').allTextContents()).toHaveLength(2);

  const other = await chromium.window();
  await signIn(other, fleet, new URL(page.url()).pathname + new URL(page.url()).search);
  await other
    .getByText(/The certificate is valid for (9|10) more days/)
    .first()
    .waitFor();
  await other.close();
});

test('a host key, records, and a refusal that names the variable', async () => {
  await choose('SSH');
  await page.getByLabel('Host', { exact: true }).fill('127.0.0.1');
  await page.getByLabel('Port', { exact: true }).fill(String(peers.ssh));
  await page.keyboard.press('Enter');
  await result()
    .getByText(/^SHA256:/)
    .waitFor();
  await result().getByRole('button', { name: 'Copy the fingerprint' }).click();
  await page.getByText('Copied').waitFor();

  await choose('DNS');
  await page.getByLabel('Name', { exact: true }).fill(named);
  await page.keyboard.press('Enter');
  await result().getByText('127.0.0.1', { exact: true }).waitFor();

  await choose('Ping');
  await page.getByLabel('Host', { exact: true }).fill('::1');
  await page.keyboard.press('Enter');
  await result().getByText('FLEET_PROBE_ALLOW=::1/128', { exact: true }).waitFor();
});

describe.each(['dark', 'light'])('in the %s theme', (theme) => {
  test('every tool can be used by anybody', async () => {
    await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
    const asked = [
      'tool=address&address=10.0.010.1',
      `tool=address&address=${named}`,
      `tool=tcp&host=127.0.0.1,127.0.0.2&ports=${peers.ssh}`,
      `tool=http&url=${encodeURIComponent(`http://127.0.0.1:${peers.http}/`)}`,
      `tool=tls&host=${named}&port=${peers.https}`,
      `tool=ssh&host=127.0.0.1&port=${peers.ssh}`,
      `tool=dns&name=${named}`,
      'tool=icmp&host=::1',
    ];
    for (const query of asked) {
      await page.goto(`${fleet.url}/validate?${query}`);
      await page.locator('fleet-answer, fleet-refusal').first().waitFor();
      await isLive(page);
      expect([query, await faultsOf(page)]).toEqual([query, []]);
    }
  });
});

test('while a server is edited it is told what is known of its name, and each check can be tried', async () => {
  await page.goto(`${fleet.url}/servers/${id}`);
  await page.getByRole('heading', { name: named }).waitFor();
  await page.getByText(/^(9|10) days left, until/).waitFor();
  await page.keyboard.press('e');
  const sheet = page.getByRole('dialog', { name: `Edit ${named}` });
  await sheet.getByText('resolves to 127.0.0.1; leads back').waitFor();
  expect(await sheet.getByText('already used by').count()).toBe(0);
  await sheet.getByRole('button', { name: 'Test check 1' }).click();
  await sheet.getByText(/The certificate is valid for (9|10) more days, fewer than 14/).waitFor();
  await sheet.getByRole('button', { name: 'Test check 2' }).click();
  await sheet.getByText(/SSH-2\.0-story, host key SHA256:/).waitFor();
  await sheet.getByRole('button', { name: 'Test check 3' }).click();
  await sheet.getByText('A is 127.0.0.1').waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(chromium.complaints).toEqual([]);
});
