import { Page } from 'playwright-core';
import { Chromium, isLive, signIn } from './support/browser';
import { Fleet } from './support/fleet';
import { seed } from './support/seed';

const count = 100_000;

let fleet: Fleet;
let chromium: Chromium;

beforeAll(async () => {
  [fleet, chromium] = await Promise.all([Fleet.start(), Chromium.launch()]);
  await seed(fleet.dataDirectory, count);
}, 180_000);

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end()]);
});

/** Drags the scroll bar to this share of its length. */
async function drag(page: Page, share: number): Promise<void> {
  await page.locator('cdk-virtual-scroll-viewport').evaluate((viewport, to) => {
    viewport.scrollTop = to * (viewport.scrollHeight - viewport.clientHeight);
  }, share);
}

/** The host name that belongs at this place of the list. */
function nameAt(place: number): string {
  return `srv-${String(place).padStart(6, '0')}.example.com`;
}

test('a list of 100,000 scrolls from end to end without paging by hand', async () => {
  const page = await chromium.window();
  page.setDefaultTimeout(60_000);
  await signIn(page, fleet, '/servers');
  await page.getByRole('link', { name: nameAt(0) }).waitFor();
  await isLive(page);
  const grid = page.getByRole('grid');
  expect(Number(await grid.getAttribute('aria-rowcount')) / count).toBeCloseTo(1, 1);

  await drag(page, 0.5);
  await page.getByText(/On the way to row/).waitFor();
  await page
    .getByRole('row', { name: /^Select srv-0(4[5-9]|5[0-4])/ })
    .first()
    .waitFor();
  await page.getByText(/On the way to row/).waitFor({ state: 'detached' });

  await drag(page, 0);
  await page.getByRole('link', { name: nameAt(0) }).waitFor();
  await grid.focus();
  await page.keyboard.press('End');
  await page.getByRole('link', { name: nameAt(count - 1) }).waitFor();
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(count + 1));

  await page.getByRole('button', { name: 'Hostname' }).click();
  await page.getByRole('link', { name: nameAt(count - 1) }).waitFor();
  const rows = await page.getByRole('row').count();
  expect(rows).toBeLessThan(100);
  expect(chromium.complaints).toEqual([]);
}, 240_000);

test('a name among 100,000 is found as it is typed', async () => {
  const page = await chromium.window();
  await signIn(page, fleet, '/servers');
  await page.getByLabel('Search servers').fill('srv-077123');
  await page.getByRole('heading', { name: '1 server', exact: true }).waitFor();
  await page.getByRole('link', { name: nameAt(77_123) }).waitFor();
});
