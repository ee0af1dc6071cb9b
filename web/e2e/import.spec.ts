import { readFileSync } from 'node:fs';
import { Page } from 'playwright-core';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';

const many = 10_000;

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;
let page: Page;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  colleague = await fleet.api();
  page = await chromium.window();
  await signIn(page, fleet, '/import');
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
});

async function countOf(q: string): Promise<number> {
  const { total } = await colleague.send<{ total: { value: number } }>('GET', `/servers?q=${encodeURIComponent(q)}`);
  return total.value;
}

async function choose(name: string, content: string | Buffer): Promise<void> {
  const buffer = Buffer.from(content);
  await page.getByLabel(/^Choose (a|another) file/).setInputFiles({ name, mimeType: '', buffer });
}

/** As somebody else's system has them: other names, two lines that cannot be. */
function foreignTable(): string {
  const rows = Array.from({ length: many }, (_, at) => `srv-${at}.example.com,10.0.${at >> 8}.${at & 255},8,fra,red`);
  rows[3] = 'bad name,10.0.0.3,8,fra,red';
  rows[7_000] = 'srv-7000.example.com,10.0.27.88,eight,fra,red';
  return `Server,IP,CPUs,DC,Colour\n${rows.join('\n')}\n`;
}

test('ten thousand servers of a foreign table: mapped, tried out, imported, taken back', async () => {
  await choose('cmdb.csv', foreignTable());
  await page.getByText('The first 1,000 rows, 1 with faults').waitFor();
  expect(await page.getByLabel('What Server becomes').inputValue()).toBe('hostname');
  expect(await page.getByLabel('What DC becomes').inputValue()).toBe('site');
  await page.getByLabel('What Colour becomes').selectOption('role');
  await page.getByRole('columnheader', { name: 'role', exact: true }).waitFor();
  await page.getByText('must be a host name').waitFor();

  await page.getByLabel('Reason').fill('the old CMDB goes');
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Import 9,998 servers' }).waitFor();
  await page.getByText('line 5, Server').waitFor();
  await page.getByText('line 7,002, CPUs').waitFor();
  expect(await countOf('')).toBe(0);

  await page.getByRole('button', { name: 'Import 9,998 servers' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Overview' }).click();
  const tray = page.getByRole('region', { name: 'Import cmdb.csv' });
  await tray.getByText('9,998 created, 2 refused').waitFor();
  expect(await countOf('role:red site:fra cpu:8')).toBe(9_998);

  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await page.getByRole('link', { name: 'Open the change set' }).click();
  await page.getByRole('heading', { name: 'Import 9,998 servers' }).waitFor();
  await page.getByText('the old CMDB goes').waitFor();
  await tray.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('region', { name: 'Revert 9,998 servers' }).getByText('9,998 changed').waitFor();
  expect(await countOf('')).toBe(0);
  expect(chromium.complaints).toEqual([]);
});

test('what is exported from the list comes back unchanged', async () => {
  for (const name of ['one', 'two', 'three']) {
    const fields = { owner: 'core', notes: `of ${name},\n"quoted"`, attributes: { rack: { row: 4 } } };
    await colleague.send('POST', '/servers', { hostname: `${name}.back.example.com`, lifecycle: 'active', ...fields });
  }
  await page.getByRole('link', { name: /^Servers/ }).click();
  await page.goto(`${fleet.url}/servers?q=owner:core&sort=-hostname`);
  await page.getByRole('row', { name: /one\.back/ }).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(/^servers-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
  const file = readFileSync(await download.path(), 'utf8');
  expect(file.match(/\w+(?=\.back)/g)).toEqual(['two', 'three', 'one']);

  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await choose('back.csv', file);
  await page.getByText('3 rows, all fine').waitFor();
  await page.getByLabel('is changed by it').check();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByText('There is nothing to do.').waitFor();
  expect(await page.getByRole('button', { name: 'Nothing to import' }).isDisabled()).toBe(true);
});

test('an Ansible inventory is known by its content; what is no file of ours says so', async () => {
  await choose('hosts', '[web]\nweb[1:2].ansible.example.com ansible_port=2222\n\n[web:vars]\ndb_password=x\n');
  expect(await page.getByLabel('Format').inputValue()).toBe('ansible-ini');
  await page.getByText('2 rows, all fine').waitFor();
  await page.getByText('`db_password` of web1.ansible.example.com is a secret').waitFor();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Import 2 servers' }).click();
  await page.getByRole('heading', { name: 'hosts: 2 created' }).waitFor();
  expect(await countOf('tag:group:web')).toBe(2);
  await page.getByRole('button', { name: 'Import another file' }).click();

  await choose('picture.png', Buffer.from('\x89PNG\r\n\0\0', 'latin1'));
  await page.getByRole('alert').getByText('This file cannot be read').waitFor();
  await choose('half.json', '[{"hostname":"a.example.com"},\n{"hostname"');
  await page
    .getByRole('alert')
    .getByText(/line 2, column 12/)
    .waitFor();
});
