import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Fleet } from './support/fleet';
import { Listener } from './support/listener';

let fleet: Fleet;
let chromium: Chromium;
let machine: Listener;
let page: Page;

beforeAll(async () => {
  [fleet, chromium, machine] = await Promise.all([Fleet.start(), Chromium.launch(), Listener.open()]);
  const colleague = await fleet.api();
  const checks = [{ type: 'tcp', port: machine.port }];
  const fine = { ipAddress: '127.0.0.1', lifecycle: 'active', owner: 'core', tags: ['env:prod'], checks };
  await colleague.send('POST', '/servers', { hostname: 'fine.example.com', ...fine });
  const ill = { ...fine, checks: [{ type: 'tcp', port: 1, failAfter: 1 }] };
  await colleague.send('POST', '/servers', { hostname: 'ill.example.com', ...ill });
  page = await chromium.window();
  await signIn(page, fleet);
  await isLive(page);
  await page.getByRole('link', { name: 'ill.example.com' }).waitFor();
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end(), machine.close()]);
});

const faults = () => faultsOf(page);

/** Leaves the page as somebody does, so that the session stays. */
async function go(path: string, heading: string | RegExp): Promise<void> {
  await page.goto(`${fleet.url}${path}`);
  await page.getByRole('heading', { name: heading }).first().waitFor();
  await isLive(page);
}

describe.each(['dark', 'light'])('in the %s theme', (theme) => {
  beforeAll(async () => {
    await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
  });

  test.each([
    ['the overview', '/', 'Fleet overview'],
    ['the servers', '/servers', /2 servers/],
    ['an empty list', '/servers?q=nothing-like-this', 'No server matches'],
    ['a query that makes no sense', '/servers?q=helth:x', 'This query makes no sense yet'],
    ['the change sets', '/changesets', 'Change sets'],
    ['the audit', '/audit', 'Audit'],
    ['the users', '/users', 'Users'],
  ])('%s', async (_, path, heading) => {
    await go(path, heading);
    expect(await faults()).toEqual([]);
  });

  test('a server, its sheet, its menu, and the palette', async () => {
    await go('/servers', /2 servers/);
    await page.getByRole('link', { name: 'ill.example.com' }).click();
    await page.getByText(/^Unhealthy since/).waitFor();
    expect(await faults()).toEqual([]);

    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menu').waitFor();
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Escape');

    await page.keyboard.press('e');
    await page.getByRole('dialog').getByLabel('Hostname').fill('not a name');
    await page.getByText('Timing, thresholds, expectation').first().click();
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Overview' }).waitFor();
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test('an import: the file, how it is read, what it would do, what became of it', async () => {
    await go('/import', 'Import servers');
    expect(await faults()).toEqual([]);
    const buffer = Buffer.from(
      `Name,IP,CPUs,Colour\nimported-${theme}.example.com,127.0.0.1,8,red\nbad name,,x,blue\n`,
    );
    await page.locator('input[type=file]').setInputFiles({ name: 'fleet.csv', mimeType: 'text/csv', buffer });
    await page.getByText('2 rows, 1 with faults').waitFor();
    expect(await faults()).toEqual([]);
    await page.getByLabel('is changed by it').check();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Import 1 server' }).waitFor();
    expect(await faults()).toEqual([]);
    await page.getByRole('button', { name: 'Import 1 server' }).click();
    await page.getByRole('heading', { name: 'fleet.csv: 1 created, 1 refused' }).waitFor();
    expect(await faults()).toEqual([]);
    const tray = page.getByRole('region', { name: 'Import fleet.csv' });
    await tray.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back for 1 server').waitFor();
    await tray.waitFor({ state: 'detached' });
  });

  test('a selection, the sheet that changes it, and the change set', async () => {
    await go('/servers', /2 servers/);
    await page.getByRole('checkbox', { name: 'Select all that match' }).click();
    await page.getByText('2 selected').waitFor();
    expect(await faults()).toEqual([]);
    await page.getByRole('button', { name: 'Lifecycle' }).last().click();
    const sheet = page.getByRole('dialog', { name: 'Move 2 servers' });
    await sheet.getByRole('radio', { name: theme === 'dark' ? 'draining' : 'active' }).check();
    await sheet.getByText('would be refused').waitFor();
    await sheet.getByLabel('Reason').fill('to look at');
    expect(await faults()).toEqual([]);
    await sheet.getByRole('button', { name: 'Move 2 servers' }).click();
    await page.getByText('Moved 2 servers').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('button', { name: 'Revert …' }).click();
    await page.getByRole('button', { name: 'Revert 2 servers' }).waitFor();
    expect(await faults()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await faults()).toEqual([]);
  });
});

test('who does not want things to move is obeyed', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await go('/servers', /2 servers/);
  await page.keyboard.press('a');
  const sheet = page.getByRole('dialog');
  await sheet.waitFor();
  const durations = await sheet.evaluate((element) =>
    element.getAnimations({ subtree: true }).map((animation) => animation.effect?.getTiming().duration),
  );
  expect(durations.filter((duration) => Number(duration) > 0)).toEqual([]);
});

describe('on a telephone', () => {
  const width = 360;
  beforeAll(() => page.setViewportSize({ width, height: 740 }));

  test.each([
    ['the overview', '/', 'Fleet overview'],
    ['the servers', '/servers', /2 servers/],
    ['the audit', '/audit', 'Audit'],
    ['the users', '/users', 'Users'],
    ['the validators', '/validate', 'Validation'],
  ])(
    '%s: whoever is called at night scrolls down, not sideways, and sees whether it is live',
    async (_, path, heading) => {
      await go(path, heading);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const badge = await page.getByRole('group', { name: 'Connection' }).boundingBox();
      expect(badge!.x + badge!.width).toBeLessThanOrEqual(width);
    },
  );
});
