import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { Sshd } from './support/sshd';
import { until } from './support/until';

interface Key {
  id: string;
  publicKey: string;
}

interface Machine {
  id: string;
  version: number;
  health: { status: string };
}

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;
let page: Page;
let machines: Sshd[];
let key: Key;
let firstKey: string;

beforeAll(async () => {
  [fleet, chromium, ...machines] = await Promise.all([
    Fleet.start(),
    Chromium.launch(),
    Sshd.start(),
    Sshd.start(),
    Sshd.start(),
  ]);
  colleague = await fleet.api();
  key = await colleague.send<Key>('POST', '/credentials', { name: 'production', kind: 'generate' });
  firstKey = materialOf(key.publicKey);
  const ids = await Promise.all(
    machines.map((machine, at) => {
      machine.authorize(key.publicKey);
      return registered(`web-${at + 1}.test`, machine.port);
    }),
  );
  await registered('old.test', 22, 'decommissioned');
  await machines[2]!.pause();
  await until(
    async () => (await colleague.send<Machine>('GET', `/servers/${ids[2]}`)).health.status === 'unhealthy',
    'the third is seen to be down',
  );
  page = await chromium.window();
  await signIn(page, fleet, '/rotations');
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end(), ...machines.map((machine) => machine.end())]);
});

async function registered(hostname: string, port: number, lifecycle = 'active'): Promise<string> {
  const { id } = await colleague.send<Machine>('POST', '/servers', {
    hostname,
    lifecycle,
    ipAddress: '127.0.0.1',
    ssh: { port, user: 'root', credentialId: key.id },
    checks: [{ type: 'tcp', port, failAfter: 1, recoverAfter: 1 }],
  });
  return id;
}

/** What of a line of authorized_keys is the key. */
function materialOf(line: string): string {
  return line.split(' ')[1] ?? '';
}

const keysOf = (machine: Sshd) => machine.authorizedKeys.trim().split('\n').map(materialOf);
const servers = () => page.getByRole('region', { name: 'Servers' });
const rowOf = (hostname: string, state: string) =>
  servers().getByRole('row', { name: new RegExp(`^${hostname} .*\\b${state} `) });

test('a rotation is planned: who comes when, who has to wait, who is left out', async () => {
  await page.getByRole('heading', { name: 'No key was rotated yet' }).waitFor();
  await page.getByRole('link', { name: 'To the keys' }).click();
  await page.getByRole('link', { name: 'production' }).click();
  await page.getByText('It was never rotated.').waitFor();
  await page.getByRole('button', { name: 'Rotate …' }).click();
  const sheet = page.getByRole('dialog', { name: 'Rotate production' });
  await sheet.getByText('3 servers get version 2, an Ed25519 key.').waitFor();
  await sheet.getByText('1 server cannot be reached now').waitFor();
  await sheet.getByText('old.test (decommissioned)').waitFor();
  await sheet.getByRole('row', { name: /^canary 1 web-1\.test$/ }).waitFor();
  await sheet.getByRole('row', { name: /^wave 3 1 web-3\.test \(down\)$/ }).waitFor();
  expect(await faultsOf(page)).toEqual([]);

  await sheet.getByLabel('Waves').fill('half');
  await sheet.getByText('"half" is neither a count nor a share').waitFor();
  await sheet.getByRole('button', { name: 'All at once' }).click();
  await sheet.getByRole('row', { name: /^canary 3 / }).waitFor();
  await sheet.getByRole('button', { name: 'Careful' }).click();
  await sheet.getByLabel('those of them that a query finds').check();
  await sheet.getByText('Say which servers, and how.').waitFor();
  await sheet.getByLabel('Only those that match').fill('web-1.test OR web-2.test');
  await sheet.getByText('2 servers get version 2').waitFor();
  await sheet.getByLabel('all that use production').check();
  await sheet.getByLabel('Reason').fill('ada has left');
  await sheet.getByRole('button', { name: 'Rotate 3 servers' }).click();
  await page.getByRole('heading', { name: /^Rotation of production/ }).waitFor();
});

test('who is down waits, and is finished when it answers again', async () => {
  await page.getByText('1 server is down; it is finished when it answers again.').waitFor();
  await rowOf('web-1.test', 'done').waitFor();
  await rowOf('web-2.test', 'done').waitFor();
  await rowOf('web-3.test', 'waiting').waitFor();
  await servers()
    .getByRole('button', { name: /^waiting 1$/ })
    .click();
  await rowOf('web-1.test', 'done').waitFor({ state: 'detached' });
  expect(new URL(page.url()).searchParams.get('state')).toBe('waiting');
  await servers()
    .getByRole('button', { name: /^all 3$/ })
    .click();
  expect(await faultsOf(page)).toEqual([]);
  expect(machines.map((machine) => keysOf(machine).includes(firstKey))).toEqual([false, false, true]);

  await machines[2]!.resume();
  await rowOf('web-3.test', 'done').waitFor();
  await page
    .getByText(/^ ?3 servers have the new key, and refuse the old one\. Until .* it can be rolled back/)
    .waitFor();
  expect(machines.flatMap(keysOf)).not.toContain(firstKey);
  await page.getByText('ada has left').waitFor();
  expect(await page.getByText(/^SHA256:/).count()).toBe(2);
});

test('it is rolled back, with a reason', async () => {
  await page.getByRole('button', { name: 'Roll back …' }).click();
  const box = page.getByRole('dialog', { name: 'Roll production back' });
  const deed = box.getByRole('button', { name: 'Roll back' });
  expect(await deed.isDisabled()).toBe(true);
  await box.getByLabel('Reason').fill('the deploy job knew only the old one');
  expect(await faultsOf(page)).toEqual([]);
  await deed.click();
  await page.getByText('3 servers know the old key, and not the new one.').waitFor();
  for (const name of ['web-1.test', 'web-2.test', 'web-3.test']) await rowOf(name, 'rolled-back').waitFor();
  expect(machines.map(keysOf)).toEqual([[firstKey], [firstKey], [firstKey]]);
  expect(await page.getByRole('button', { name: /Roll back|Resume|Pause/ }).count()).toBe(0);
});

test('it stands in the list, and on the page of its key', async () => {
  await page.getByRole('link', { name: 'Rotations' }).first().click();
  const row = page.getByRole('row', { name: /production 1 → 2 rolled back/ });
  await row.waitFor();
  await page.getByRole('button', { name: 'under way' }).click();
  await page.getByRole('heading', { name: 'None is so' }).waitFor();
  await page.getByRole('button', { name: 'rolled back' }).click();
  await row.waitFor();
  await page.goto(`${fleet.url}/credentials/${key.id}`);
  const panel = page.getByRole('region', { name: 'Rotations' });
  await panel.getByRole('link', { name: '1 → 2' }).waitFor();
  await panel.getByRole('link', { name: 'all 1' }).click();
  await page.getByRole('button', { name: 'of production' }).waitFor();
  await row.getByRole('link', { name: /production/ }).click();
  await page.getByRole('heading', { name: /^Rotation of production/ }).waitFor();
});

describe.each(['dark', 'light'])('in the %s theme', (theme) => {
  test('each page can be used by anybody', async () => {
    const rotation = new URL(page.url()).pathname;
    await page.evaluate((name) => localStorage.setItem('fleet.theme', name), theme);
    for (const path of ['/rotations', `/credentials/${key.id}`, rotation]) {
      await page.goto(`${fleet.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('table').first().waitFor();
      await isLive(page);
      expect([path, await faultsOf(page)]).toEqual([path, []]);
    }
    expect(chromium.complaints).toEqual([]);
  });
});
