import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { Listener } from './support/listener';

let fleet: Fleet;
let chromium: Chromium;
let machine: Listener;
let colleague: Api;
const ids: Record<string, string> = {};

beforeAll(async () => {
  [fleet, chromium, machine] = await Promise.all([Fleet.start(), Chromium.launch(), Listener.open()]);
  colleague = await fleet.api();
  const checks = [{ type: 'tcp', port: machine.port, failAfter: 1 }];
  for (const [name, owner] of Object.entries({ db: 'data', app: 'core', web: 'core', cdn: 'edge' })) {
    const fields = { ipAddress: '127.0.0.1', lifecycle: 'active', owner, checks };
    const { id } = await colleague.send<{ id: string }>('POST', '/servers', {
      hostname: `${name}.example.com`,
      ...fields,
    });
    ids[name] = id;
  }
  await link('app', 'db');
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end(), machine.close()]);
});

const link = (from: string, to: string) =>
  colleague.send('POST', `/servers/${ids[from]}/dependencies`, { dependsOnId: ids[to] });

async function opened(page: Page, name: string): Promise<ReturnType<Page['getByRole']>> {
  await signIn(page, fleet, `/servers/${ids[name]}`);
  await page.getByRole('heading', { name: `${name}.example.com` }).waitFor();
  await isLive(page);
  const panel = page.getByRole('region', { name: 'Dependencies' });
  await panel.scrollIntoViewIfNeeded();
  return panel;
}

test('what needs what is said, seen as it changes, refused where it closes a cycle, and taken back', async () => {
  const page = await chromium.window();
  const panel = await opened(page, 'app');
  await panel.getByRole('link', { name: /^db\.example\.com: healthy, active, is needed/ }).waitFor();

  // Without a mouse: open, type, choose, add.
  await panel.getByRole('button', { name: 'Add' }).press('Enter');
  await panel.getByLabel('Direction').selectOption('it is needed by');
  const box = panel.getByRole('combobox', { name: 'Server' });
  await box.fill('web');
  await panel.getByRole('option', { name: /web\.example\.com/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await panel.locator('[role=option][data-active=true]').waitFor();
  await page.keyboard.press('Enter');
  await panel.locator('[role=combobox][aria-expanded=false]').waitFor();
  expect(await box.inputValue()).toBe('web.example.com');
  await page.keyboard.press('Enter');
  await panel.getByRole('link', { name: /^web\.example\.com: healthy, active, needs it/ }).waitFor();
  await panel.getByText('If it failed: 1 server would be hit; owner core 1.').waitFor();

  await panel.getByLabel('Direction').selectOption('it needs');
  await box.fill('web.example.com');
  await panel.getByRole('button', { name: 'Add' }).click();
  await panel.getByText('It would close a cycle: app.example.com → web.example.com → app.example.com.').waitFor();
  expect(await box.getAttribute('aria-invalid')).toBe('true');
  await panel.getByRole('button', { name: 'Close' }).click();

  // A colleague says something about one that is on the screen, and one that is not.
  await link('cdn', 'web');
  await panel.getByRole('link', { name: /^cdn\.example\.com.*2 steps away/ }).waitFor();
  await panel.getByRole('link', { name: '2 servers' }).waitFor();

  await panel.getByRole('button', { name: 'Remove: web.example.com needs app.example.com' }).press('Enter');
  await page.getByText('web.example.com no longer needs app.example.com').waitFor();
  await panel.getByRole('link', { name: /^web\.example\.com/ }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await panel.getByRole('link', { name: /^web\.example\.com: healthy, active, needs it/ }).waitFor();

  await panel.getByRole('link', { name: '2 servers' }).click();
  await page.getByRole('row', { name: /cdn\.example\.com/ }).waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe('downstreamOf:app.example.com');
  expect(await page.getByRole('row', { name: /example\.com/ }).count()).toBe(2);
  expect(chromium.complaints).toEqual([]);
});

test('a verdict changes the drawing in place', async () => {
  const page = await chromium.window();
  const panel = await opened(page, 'db');
  await panel.getByRole('link', { name: /^app\.example\.com: healthy/ }).waitFor();
  await machine.close();
  await panel.getByRole('link', { name: /^app\.example\.com: unhealthy/ }).waitFor();
  await panel.getByText(/of them pageable/).waitFor();
  await machine.reopen();
  await panel.getByRole('link', { name: /^app\.example\.com: healthy/ }).waitFor();
});

test.each(['dark', 'light'])('drawing, list and form are accessible in the %s theme', async (theme) => {
  const page = await chromium.window();
  const panel = await opened(page, 'app');
  await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
  await page.reload();
  await panel.getByRole('link', { name: /^db\.example\.com/ }).waitFor();
  expect(await faultsOf(page, 'fleet-dependencies')).toEqual([]);
  await panel.getByRole('button', { name: 'Add' }).click();
  await panel.getByRole('combobox', { name: 'Server' }).fill('example');
  await panel.getByRole('option', { name: /db\.example\.com/ }).waitFor();
  expect(await faultsOf(page, 'fleet-dependencies')).toEqual([]);
  await panel.getByRole('button', { name: 'list' }).click();
  await panel.getByRole('row', { name: /db\.example\.com/ }).waitFor();
  expect(await faultsOf(page, 'fleet-dependencies')).toEqual([]);
});
