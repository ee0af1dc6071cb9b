import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { until } from './support/until';

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

interface View {
  id: string;
  pageable: boolean;
  health: { inMaintenance: boolean; maintenance: { reason: string } | null };
}

const view = (id: string) => colleague.send<View>('GET', `/servers/${id}`);

/** Active, and nobody listens where it should. */
async function ill(hostname: string): Promise<string> {
  const { id } = await colleague.send<View>('POST', '/servers', {
    hostname,
    ipAddress: '127.0.0.1',
    lifecycle: 'active',
    checks: [{ type: 'tcp', port: 1, failAfter: 1 }],
  });
  await until(async () => (await view(id)).pageable, `${hostname} is pageable`);
  return id;
}

test('servers are silenced from the list, say so on every screen, and page again at one click', async () => {
  const id = await ill('loud.quiet.example.com');
  await ill('other.quiet.example.com');
  const list = await chromium.window();
  await signIn(list, fleet, '/servers?q=quiet.example.com');
  const row = list.getByRole('row', { name: /loud\.quiet/ });
  await row.waitFor();
  await isLive(list);
  await list.getByRole('checkbox', { name: 'Select loud.quiet.example.com' }).click();
  const bar = list.getByRole('toolbar', { name: 'Selection' });
  await bar.getByRole('button', { name: 'More for the selection' }).click();
  await list.getByRole('menuitem', { name: 'Maintenance' }).click();
  const sheet = list.getByRole('dialog', { name: 'Maintenance of 1 server' });
  await sheet.getByRole('radio', { name: '30 minutes' }).check();
  await sheet.getByText('Say why.').waitFor();
  await sheet.getByLabel('Reason').fill('new memory');
  await sheet.getByRole('button', { name: 'Set the maintenance of 1 server' }).click();
  await list.getByText('Set the maintenance of 1 server').waitFor();
  await row.getByText('in maintenance', { exact: true }).waitFor();
  expect(await view(id)).toMatchObject({ pageable: false, health: { inMaintenance: true } });

  await list.getByRole('link', { name: 'loud.quiet.example.com' }).click();
  const told = list.getByRole('region', { name: 'Maintenance' });
  await told.getByText(/for another (29|30) minutes, because new memory/).waitFor();
  await told.getByRole('button', { name: 'End now' }).click();
  await told.waitFor({ state: 'detached' });
  await list.getByText('Pageable: somebody should be called.').waitFor();
  expect(await view(id)).toMatchObject({ pageable: true, health: { maintenance: null } });

  await list.keyboard.press('z');
  await told.getByText(/because new memory/).waitFor();
  expect(await view(id)).toMatchObject({ pageable: false });
  expect(chromium.complaints).toEqual([]);
});

test('what a colleague silences is seen on a page that is open, and that it is over', async () => {
  const id = await ill('open.example.com');
  const page = await chromium.window();
  await signIn(page, fleet, `/servers/${id}`);
  await page.getByText('Pageable: somebody should be called.').waitFor();
  await isLive(page);
  const params = { until: new Date(Date.now() + 3_000).toISOString(), reason: 'a short look' };
  await colleague.send('POST', '/servers/bulk', { select: { ids: [id] }, action: 'maintenance', params });
  const told = page.getByRole('region', { name: 'Maintenance' });
  await told.getByText(/because a short look/).waitFor();
  await told.waitFor({ state: 'detached' });
  await page.getByText('Pageable: somebody should be called.').waitFor();
});

test('on its own page a server is silenced until a moment', async () => {
  const id = await ill('until.example.com');
  const page = await chromium.window();
  await signIn(page, fleet, `/servers/${id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Maintenance …' }).click();
  const box = page.getByRole('dialog', { name: 'Maintenance of until.example.com' });
  const start = box.getByRole('button', { name: 'Start maintenance' });
  await box.getByRole('radio', { name: 'Until …' }).check();
  await box.getByLabel('Until, in UTC').fill('2020-01-01T06:00');
  await box.getByText('That is over already.').waitFor();
  await box.getByLabel('Reason').fill('moves to another rack');
  expect(await start.isDisabled()).toBe(true);
  await box.getByLabel('Until, in UTC').fill('2099-01-01T06:00');
  await start.click();
  await page
    .getByRole('region', { name: 'Maintenance' })
    .getByText('In maintenance until 2099-01-01 06:00:00')
    .waitFor();
  expect(await view(id)).toMatchObject({ health: { maintenance: { reason: 'moves to another rack' } } });
  expect(chromium.complaints).toEqual([]);
});

test('more than a few are asked to be looked at all at once, and who is not watched is told', async () => {
  for (let at = 1; at <= 24; at++)
    await colleague.send('POST', '/servers', {
      hostname: `herd-${String(at).padStart(2, '0')}.example.com`,
      ipAddress: '127.0.0.1',
      lifecycle: at === 1 ? 'planned' : 'active',
    });
  const page = await chromium.window();
  await signIn(page, fleet, '/servers?q=herd');
  await page.getByRole('checkbox', { name: 'Select all that match' }).click();
  await page.getByText('24 selected').waitFor();
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Check now' }).click();
  await page
    .getByText('Asked to look at 23 servers, not at 1: A server that is planned is not watched; nothing was looked at.')
    .waitFor();
});
