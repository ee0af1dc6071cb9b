import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';

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

async function register(hostname: string, fields: object = {}): Promise<string> {
  const { id } = await colleague.send<{ id: string }>('POST', '/servers', { hostname, checks: [], ...fields });
  return id;
}

test('what one window changes the other shows, in place', async () => {
  await register('shared.example.com', { owner: 'core', lifecycle: 'active' });
  const [one, other] = await Promise.all([chromium.window(), chromium.window()]);
  await Promise.all([signIn(one, fleet, '/servers'), signIn(other, fleet, '/servers')]);
  const [rowOfOne, rowOfOther] = [one, other].map((page) => page.getByRole('row', { name: /shared\.example\.com/ }));
  await Promise.all([isLive(one), isLive(other), rowOfOther?.waitFor()]);

  await rowOfOne?.getByRole('link').click();
  await one.getByRole('button', { name: 'Edit' }).click();
  const sheet = one.getByRole('dialog');
  await sheet.getByLabel('Owner').fill('network');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await rowOfOther?.getByText('network').waitFor();

  await one.getByRole('button', { name: 'Drain' }).click();
  const box = one.getByRole('dialog', { name: /Drain/ });
  await box.getByLabel('Reason').fill('kernel update');
  await box.getByRole('button', { name: 'Drain' }).click();
  await rowOfOther?.getByText('draining').waitFor();
  await one.getByText('kernel update').waitFor();
  expect(chromium.complaints).toEqual([]);
});

test('a new server of a colleague waits to be asked for; the order does not change by itself', async () => {
  await register('m.example.com');
  const page = await chromium.window();
  await signIn(page, fleet, '/servers?q=example.com');
  await page.getByRole('row', { name: /m\.example\.com/ }).waitFor();
  await isLive(page);
  const before = await page.getByRole('row').count();
  await register('a.example.com');
  await page.getByRole('button', { name: '1 changed · re-sort' }).click();
  await page.getByRole('row', { name: /a\.example\.com/ }).waitFor();
  expect(await page.getByRole('row').count()).toBe(before + 1);
});

test('a deleted server comes back with undo', async () => {
  const id = await register('mistake.example.com');
  const page = await chromium.window();
  await signIn(page, fleet, `/servers/${id}`);
  await page.getByRole('heading', { name: 'mistake.example.com' }).waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('Deleted mistake.example.com').waitFor();
  await page.getByRole('heading', { name: /servers?$/ }).waitFor();
  expect(await colleague.send<{ deletedAt: string }>('GET', `/servers/${id}`)).toMatchObject({
    deletedAt: expect.any(String),
  });

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('mistake.example.com is back').waitFor();
  expect(await colleague.send<{ deletedAt: null }>('GET', `/servers/${id}`)).toMatchObject({ deletedAt: null });
});

test('purging needs the name, and what was deleted earlier can be restored', async () => {
  const [kept, gone] = [await register('kept.example.com'), await register('gone.example.com')];
  await colleague.send('DELETE', `/servers/${kept}`);
  await colleague.send('DELETE', `/servers/${gone}`);
  const page = await chromium.window();
  await signIn(page, fleet, '/servers?q=deleted:true');
  await page.getByRole('row', { name: /kept/ }).getByRole('link').click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('button', { name: 'Edit' }).waitFor();

  await page.goto(`${fleet.url}/servers/${gone}`);
  await page.getByRole('button', { name: 'Purge' }).click();
  const box = page.getByRole('dialog', { name: 'Purge gone.example.com' });
  await box.getByLabel(/Type/).fill('gone');
  expect(await box.getByRole('button', { name: 'Purge for good' }).isDisabled()).toBe(true);
  await box.getByLabel(/Type/).fill('gone.example.com');
  await box.getByRole('button', { name: 'Purge for good' }).click();
  await page.getByText('gone.example.com is gone for good').waitFor();
});

test('two who edit the same server are told of each other', async () => {
  const id = await register('contested.example.com', { owner: 'core', region: 'eu' });
  const page = await chromium.window();
  await signIn(page, fleet, `/servers/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Owner').fill('mine');
  await colleague.send('PATCH', `/servers/${id}`, { owner: 'theirs', region: 'us' });
  await sheet.getByRole('button', { name: 'Save' }).click();

  await sheet.getByRole('heading', { name: 'admin@fleet.local changed it meanwhile' }).waitFor();
  const clash = sheet.getByRole('row', { name: /owner/ });
  expect(await clash.getByRole('cell').allTextContents()).toEqual(['mine', 'theirs']);
  await sheet.getByRole('button', { name: 'Keep mine over theirs' }).click();
  await sheet.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Changed contested.example.com').waitFor();
  expect(await colleague.send('GET', `/servers/${id}`)).toMatchObject({ owner: 'mine', region: 'us' });
});

test('the server’s own refusal stands beside its field', async () => {
  await register('taken.example.com');
  const page = await chromium.window();
  await signIn(page, fleet, '/servers');
  await page.getByRole('button', { name: 'Add server' }).click();
  const sheet = page.getByRole('dialog');
  const hostname = sheet.getByLabel('Hostname');
  await hostname.fill('not a name');
  await sheet.getByText(/no "space"/).waitFor();
  await hostname.fill('taken.example.com');
  await sheet.getByRole('button', { name: 'Add server' }).click();
  await sheet.locator('input[aria-invalid=true]').waitFor();
  expect(await hostname.getAttribute('aria-invalid')).toBe('true');
  const described = await hostname.getAttribute('aria-describedby');
  expect(await sheet.locator(`[id="${described}"]`).textContent()).toMatch(/taken|already/);
});

test('a viewer sees everything and is offered nothing to change', async () => {
  const id = await register('looked-at.example.com');
  await colleague.send('POST', '/users', {
    email: 'viewer@fleet.local',
    role: 'viewer',
    password: 'only looking around',
  });
  const page = await chromium.window();
  await signIn(page, fleet, `/servers/${id}`, { email: 'viewer@fleet.local', password: 'only looking around' });
  await page.getByRole('heading', { name: 'looked-at.example.com' }).waitFor();
  await page.getByRole('heading', { name: 'Facts' }).waitFor();
  for (const name of ['Check now', 'Edit', 'More actions', 'Drain']) {
    expect(await page.getByRole('button', { name }).count()).toBe(0);
  }
  expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0);
  await page.keyboard.press('a');
  await page.getByRole('link', { name: 'Servers' }).first().click();
  await page.getByRole('grid').waitFor();
  expect(await page.getByRole('button', { name: 'Add server' }).count()).toBe(0);
  expect(await page.getByRole('dialog').count()).toBe(0);
});
