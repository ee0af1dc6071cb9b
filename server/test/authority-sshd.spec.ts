import { afterAll, afterEach, beforeEach, beforeAll, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrustPage } from '../src/credentials/authority/trust.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import type { JobOrdered } from '../src/jobs/jobs.dto.js';
import { Certifying, type Refusal } from './support/certifying.js';
import { OpenSsh } from './support/peers/openssh.js';
import { Sshd } from './support/peers/sshd.js';

const openssh = new OpenSsh();
/** Where sshd's configuration lies on the server of a test. */
const directory = openssh.file('etc');
const main = join(directory, 'sshd_config');
const parts = join(directory, 'sshd_config.d');
const keys = join(directory, 'infrawatch-fleet-user-ca.pub');
let its: Certifying;
let sshd: Sshd;
let target: ServerView;

beforeAll(async () => {
  its = await Certifying.start({ FLEET_SSHD_DIRECTORY: directory });
});
afterAll(async () => {
  await its.close();
  openssh.remove();
});

beforeEach(async () => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(parts, { recursive: true });
  const hostKey = openssh.ownKey().path;
  const lines = [`Include ${parts}/*.conf`, `PidFile ${join(directory, 'pid')}`];
  writeFileSync(main, [...lines, `HostKey ${hostKey}`, ''].join('\n'));
  sshd = await Sshd.start({ hostKeys: [hostKey], lines });
  const { id: credentialId, publicKey } = await its.credential();
  sshd.authorize(publicKey);
  target = await its.server({ port: sshd.port, credentialId });
});
afterEach(() => sshd.stop());

const deploy = (id: string, body: object = {}, client = its.admin) =>
  client.post<JobOrdered & Refusal>(`/authorities/${id}/deploy`, { serverIds: [target.id], way: 'sshd', ...body });
const withdraw = (id: string) =>
  its.operator.post<JobOrdered>(`/authorities/${id}/withdraw`, { serverIds: [target.id] });

async function trust(id: string) {
  return (await its.viewer.get<TrustPage>(`/authorities/${id}/servers`)).body.items;
}

/** What lies there but the pid and the configuration that was there before. */
function left(): string[] {
  return [...readdirSync(directory), ...readdirSync(parts)].filter(
    (name) => !['pid', 'sshd_config', 'sshd_config.d'].includes(name),
  );
}

test('sshd is told to trust authorities, beside each other, and to trust them no more', async () => {
  const [one, two] = [await its.authority(), await its.authority()];
  const known = sshd.authorizedKeys;
  expect(await its.finished(await deploy(one.id))).toMatchObject({ result: { changed: 1, failed: 0 } });
  expect(await its.finished(await deploy(two.id))).toMatchObject({ result: { changed: 1, failed: 0 } });
  expect(readFileSync(keys, 'utf8')).toBe(`${one.publicKey}\n${two.publicKey}\n`);
  expect(await its.finished(await deploy(two.id))).toMatchObject({ result: { unchanged: 1 } });
  expect(await trust(two.id)).toMatchObject([{ state: 'proven', way: 'sshd', principals: [] }]);
  expect(sshd.authorizedKeys).toBe(known);

  const person = openssh.ownKey();
  const { body } = await its.sign(one.id, { publicKey: person.publicKey, principals: ['root'] }, its.admin);
  expect(openssh.loggedIn(person, body.certificate, sshd)).toBe('in');
  expect(await its.finished(await withdraw(one.id))).toMatchObject({ result: { changed: 1 } });
  expect(openssh.loggedIn(person, body.certificate, sshd)).toBeUndefined();
  expect(readFileSync(keys, 'utf8')).toBe(`${two.publicKey}\n`);
  await its.finished(await withdraw(two.id));
  expect(left()).toEqual([]);
});

test.each([
  [
    'somebody else’s authority stands there',
    () => writeFileSync(join(parts, '10-theirs.conf'), `TrustedUserCAKeys ${join(directory, 'theirs.pub')}\n`),
    'sshd-taken',
  ],
  ['no part of the configuration is read', () => rewrite((text) => text.replace(/^Include.*$/m, '')), 'sshd-unread'],
  ['sshd does not accept what is there', () => rewrite((text) => `${text}Nonsense yes\n`), 'sshd-config'],
  ['there is no configuration', () => rmSync(main), 'sshd-config'],
])('where %s, nothing is changed', async (_, spoil, code) => {
  spoil();
  const { id } = await its.authority();
  const before = left();
  const { jobId } = (await deploy(id)).body;
  await its.finished({ status: 202, headers: new Headers(), body: { jobId } as JobOrdered });
  const { body } = await its.viewer.get<{ items: object[] }>(`/jobs/${jobId}/items`);
  expect(body.items).toMatchObject([{ status: 'failed', error: { code } }]);
  expect(left()).toEqual(before);
  expect(existsSync(keys)).toBe(false);
});

test('what sshd trusts for every user is the admin’s to say, and for nobody else’s name', async () => {
  const { id } = await its.authority();
  expect(await deploy(id, {}, its.operator)).toMatchObject({
    status: 403,
    body: { code: 'authority.sshd-needs-admin' },
  });
  expect((await deploy(id, { principals: ['x'] })).status).toBe(400);
});

function rewrite(change: (text: string) => string): void {
  writeFileSync(main, change(readFileSync(main, 'utf8')));
}
