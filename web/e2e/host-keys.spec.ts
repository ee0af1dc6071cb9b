import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { Sshd } from './support/sshd';

interface Named {
  id: string;
}

interface Key extends Named {
  publicKey: string;
}

interface Logins {
  results: { ok: boolean; phases: { name: string; detail: string }[] }[];
}

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;
let page: Page;
let sshd: Sshd;
let key: Key;
let server: Named;
/** The fingerprint of the host key that it showed at first. */
let first: string;

beforeAll(async () => {
  [fleet, chromium, sshd] = await Promise.all([Fleet.start(), Chromium.launch(), Sshd.start()]);
  colleague = await fleet.api();
  key = await colleague.send('POST', '/credentials', { name: 'production', kind: 'generate' });
  sshd.authorize(key.publicKey);
  first = sshd.fingerprint;
  const ssh = { user: 'root', port: sshd.port, credentialId: key.id };
  server = await colleague.send('POST', '/servers', { hostname: 'web-01.example.com', ipAddress: '127.0.0.1', ssh });
  page = await chromium.window();
  await signIn(page, fleet, '/host-keys');
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end(), sshd.end()]);
});

/** How far a login comes: the phase at which it ended, or `in`. */
async function login(): Promise<string> {
  const { results } = await colleague.send<Logins>('POST', `/credentials/${key.id}/test`, { serverIds: [server.id] });
  return results[0]?.ok ? 'in' : (results[0]?.phases.at(-1)?.name ?? 'nowhere');
}

test('the first host key that a server shows is trusted, and can be looked up', async () => {
  await page.getByRole('heading', { name: 'Nothing to decide' }).waitFor();
  expect(await login()).toBe('in');
  await page.getByRole('button', { name: 'Trusted' }).click();
  const row = page.getByRole('row', { name: /web-01\.example\.com/ });
  await row.getByText(first).waitFor();
  await row.getByText('first use').waitFor();
  expect(await faultsOf(page)).toEqual([]);
});

test('a server that shows another one is not logged in to, and the overview and the report say so', async () => {
  await sshd.rekey();
  expect(await login()).toBe('hostKey');
  await page.goto(fleet.url);
  await page
    .getByRole('region', { name: 'Host keys to decide' })
    .getByRole('link', { name: '1', exact: true })
    .waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.goto(`${fleet.url}/credentials/report`);
  const finding = page.getByRole('region', { name: 'Host keys to decide on' });
  await finding.getByText(sshd.fingerprint).waitFor();
  await page.getByText(/^Nothing to do about: expired keys,/).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await finding.getByRole('link', { name: 'Decide on them' }).click();
  await page
    .getByRole('row', { name: /web-01\.example\.com/ })
    .getByText(sshd.fingerprint)
    .waitFor();
});

test('it is logged in to again when somebody says that it is the same server, and why', async () => {
  const row = page.getByRole('row', { name: /web-01\.example\.com/ });
  await row.getByText(sshd.fingerprint).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await row.getByRole('button', { name: 'Decide on web-01.example.com' }).click();
  const box = page.getByRole('dialog', { name: 'web-01.example.com shows another host key' });
  await box.getByText(first).waitFor();
  await box.getByText(sshd.fingerprint).waitFor();
  expect(await box.getByRole('button', { name: 'Trust it' }).isDisabled()).toBe(true);
  await box.getByLabel('Reason').fill('set up anew, ticket 4711');
  expect(await faultsOf(page)).toEqual([]);
  await box.getByRole('button', { name: 'Trust it' }).click();
  await page.getByText('The host key of web-01.example.com is trusted').waitFor();
  await page.getByRole('heading', { name: 'Nothing to decide' }).waitFor();
  expect(await login()).toBe('in');

  await page.getByRole('button', { name: 'Former' }).click();
  await page
    .getByRole('row', { name: /web-01\.example\.com/ })
    .getByText(first)
    .waitFor();
});

test('a known_hosts file is shown line by line before anything of it is trusted', async () => {
  await colleague.send('POST', '/servers', { hostname: 'web-02.example.com', ipAddress: '127.0.0.2' });
  await page.getByRole('button', { name: 'Import known_hosts' }).click();
  const sheet = page.getByRole('dialog', { name: 'Import known_hosts' });
  const [type, blob] = sshd.hostKey.split(' ');
  await sheet
    .getByLabel('What the file says')
    .fill(`web-02.example.com ${type} ${blob}\nnobody.example.com ${type} ${blob}\nweb-02.example.com nonsense\n`);
  await sheet.getByRole('button', { name: 'See what it says' }).click();
  await sheet.getByRole('heading', { name: '1 host key to trust' }).waitFor();
  await sheet
    .getByRole('row', { name: /trusted from now on/ })
    .getByText('web-02.example.com')
    .waitFor();
  await sheet.getByRole('row', { name: /no server of that name/ }).waitFor();
  await sheet.getByRole('row', { name: /cannot be read/ }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Trust them' }).click();
  await page.getByRole('button', { name: 'Trusted' }).click();
  const row = page.getByRole('row', { name: /web-02\.example\.com/ });
  await row.getByText('known_hosts').waitFor();
  await row.getByRole('button', { name: 'also 1 other' }).click();
  await page.getByRole('row', { name: /web-01\.example\.com/ }).waitFor();
  expect(chromium.complaints).toEqual([]);
});
