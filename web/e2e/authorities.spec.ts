import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Page } from 'playwright-core';
import { faultsOf } from './support/accessible';
import { Chromium, isLive, signIn } from './support/browser';
import { Api, Fleet } from './support/fleet';
import { Sshd } from './support/sshd';

let fleet: Fleet;
let chromium: Chromium;
let colleague: Api;
let page: Page;
let sshd: Sshd;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fleet-authority-'));
  [fleet, chromium, sshd] = await Promise.all([Fleet.start(), Chromium.launch(), Sshd.start()]);
  colleague = await fleet.api();
  const named = { name: 'production', kind: 'generate' };
  const key = await colleague.send<{ id: string; publicKey: string }>('POST', '/credentials', named);
  sshd.authorize(key.publicKey);
  const ssh = { user: 'root', port: sshd.port, credentialId: key.id };
  await colleague.send('POST', '/servers', { hostname: 'web-01.example.com', ipAddress: '127.0.0.1', ssh });
  page = await chromium.window();
  await signIn(page, fleet, '/authorities');
  await isLive(page);
});

afterAll(async () => {
  await Promise.all([chromium.close(), fleet.end(), sshd.end()]);
  rmSync(directory, { recursive: true });
});

test('the first authority is created, and shows what is public of it', async () => {
  await page.getByRole('heading', { name: 'No authority yet' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Add the first authority' }).click();
  const sheet = page.getByRole('dialog', { name: 'Add authority' });
  await sheet.getByLabel('Name').fill('people');
  expect(await faultsOf(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Add authority' }).click();
  await page.getByRole('heading', { name: 'people' }).waitFor();
  const publicKey = await page.getByText(/^ssh-ed25519 AAAA\S+ people$/).textContent();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'trusted_user_ca_keys' }).click(),
  ]);
  expect(readFileSync(await file.path(), 'utf8')).toContain(publicKey?.trim());
  expect(await faultsOf(page)).toEqual([]);
});

test('a server is made to trust it, and proves that it does', async () => {
  await page.getByRole('button', { name: 'Have servers trust it' }).click();
  const box = page.getByRole('dialog', { name: 'Have servers trust people' });
  await box.getByLabel('Which servers').fill('web-01.example.com');
  expect(await faultsOf(page)).toEqual([]);
  await box.getByRole('button', { name: 'Deploy and ask' }).click();
  await page.getByRole('row', { name: /web-01\.example\.com\s+proven/ }).waitFor();
  expect(sshd.authorizedKeys).toContain('cert-authority ssh-ed25519 ');
});

test('it signs a certificate that OpenSSH understands', async () => {
  const file = join(directory, 'id');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ada', '-f', file]);
  await page.getByRole('button', { name: 'Sign …' }).click();
  const sheet = page.getByRole('dialog', { name: 'Sign with people' });
  await sheet.getByLabel('Public key').fill(readFileSync(`${file}.pub`, 'utf8'));
  await sheet.getByLabel('Principals').fill('deploy, root');
  await sheet.getByLabel('Reason').fill('INC-4711');
  expect(await faultsOf(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Sign', exact: true }).click();
  const text = await sheet.getByText(/^ssh-ed25519-cert-v01@openssh\.com AAAA/).textContent();
  expect(await faultsOf(page)).toEqual([]);
  writeFileSync(`${file}-cert.pub`, `${text ?? ''}\n`);
  const said = execFileSync('ssh-keygen', ['-Lf', `${file}-cert.pub`], { encoding: 'utf8' });
  expect(said).toMatch(/Principals:\s+deploy\s+root/);
  await sheet.getByRole('button', { name: 'Done' }).click();
});

test('revoked, it stands in the list that servers fetch', async () => {
  const row = page.getByRole('row', { name: /deploy, root/ });
  await row.getByRole('button', { name: /^Revoke certificate/ }).click();
  const box = page.getByRole('dialog', { name: /^Revoke certificate/ });
  await box.getByLabel('Reason').fill('laptop lost');
  await box.getByRole('button', { name: 'Revoke it' }).click();
  await row.getByText('revoked').waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Address of the revocation list' }).click();
  await page.getByRole('button', { name: 'Make the address' }).click();
  const address = await page.getByText(/\/krl\/\S+$/).textContent();
  const answer = await fetch(address?.trim() ?? '');
  writeFileSync(join(directory, 'revoked'), Buffer.from(await answer.arrayBuffer()));
  expect(() =>
    execFileSync('ssh-keygen', ['-Qf', join(directory, 'revoked'), join(directory, 'id-cert.pub')], { stdio: 'pipe' }),
  ).toThrow();
  expect(await faultsOf(page)).toEqual([]);
});

test('it is not retired while a server depends on it, unless somebody insists', async () => {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Retire …' }).click();
  const box = page.getByRole('dialog', { name: 'Retire people' });
  await box.getByLabel('Reason').fill('the story ends');
  expect(await box.getByRole('button', { name: 'Retire it' }).isDisabled()).toBe(true);
  await box.getByLabel(/1 server trusts it, and nobody replaces it/).check();
  expect(await faultsOf(page)).toEqual([]);
  await box.getByRole('button', { name: 'Retire it' }).click();
  await page.getByText('Retired people').waitFor();
  await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Authorities' }).click();
  await page.getByRole('row', { name: /people\s+retired/ }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  expect(chromium.complaints).toEqual([]);
});
