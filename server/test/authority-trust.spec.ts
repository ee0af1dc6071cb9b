import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { AuthorityView } from '../src/credentials/authority/authorities.dto.js';
import type { SshCertificatePage } from '../src/credentials/authority/certificates.dto.js';
import type { TrustPage, TrustView } from '../src/credentials/authority/trust.dto.js';
import type { CredentialPage } from '../src/credentials/credentials.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import type { JobOrdered } from '../src/jobs/jobs.dto.js';
import { Certifying, type Refusal } from './support/certifying.js';
import { OpenSsh } from './support/peers/openssh.js';
import { Sshd } from './support/peers/sshd.js';

const openssh = new OpenSsh();
let its: Certifying;
beforeAll(async () => {
  its = await Certifying.start();
});
afterAll(async () => {
  await its.close();
  openssh.remove();
});

const deploy = (id: string, body: object) => its.operator.post<JobOrdered>(`/authorities/${id}/deploy`, body);
const prove = (id: string, body: object) => its.operator.post<JobOrdered>(`/authorities/${id}/prove`, body);
async function trust(id: string): Promise<TrustView[]> {
  return (await its.viewer.get<TrustPage>(`/authorities/${id}/servers`)).body.items;
}

interface Enrolled {
  sshd: Sshd;
  server: ServerView;
  /** Of the credential that it knows. */
  publicKey: string;
  hostKey: string;
}

/** A server of its own, with a credential whose key it knows. */
async function enrolled(): Promise<Enrolled> {
  const hostKey = openssh.ownKey().path;
  const own = await Sshd.start({ hostKeys: [hostKey] });
  const { id: credentialId, publicKey } = await its.credential();
  own.authorize(publicKey);
  return { sshd: own, server: await its.server({ port: own.port, credentialId }), publicKey, hostKey };
}

test('an authority is deployed beside what is there, proven, and withdrawn', async () => {
  const { sshd: own, server: target } = await enrolled();
  try {
    const { id, name } = await its.authority();
    const before = own.authorizedKeys;
    const preview = await its.operator.post(`/authorities/${id}/deploy`, { serverIds: [target.id], dryRun: true });
    expect(preview).toMatchObject({
      status: 200,
      body: { total: 1, lacking: 1, servers: [{ user: 'root', lacksIt: true }] },
    });
    expect(own.authorizedKeys).toBe(before);

    const job = await its.finished(await deploy(id, { serverIds: [target.id] }));
    expect(job).toMatchObject({ status: 'succeeded', result: { total: 1, changed: 1, failed: 0 } });
    const { publicKey } = (await its.viewer.get<AuthorityView>(`/authorities/${id}`)).body;
    const line = `cert-authority ${publicKey.replace(name, '')}infrawatch-fleet:authority:${id}\n`;
    expect(own.authorizedKeys).toBe(before + line);
    expect(await trust(id)).toMatchObject([{ serverId: target.id, state: 'proven', principals: [], error: null }]);
    const { items } = (await its.admin.get<AuditPage>(`/audit?subject=${target.id}`)).body;
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['authority.proven', 'authority.deployed']),
    );

    // A certificate for that user lets in; again changes nothing; other principals replace the line.
    const person = openssh.ownKey();
    const signed = async (principals: string[]) =>
      (await its.sign(id, { publicKey: person.publicKey, principals }, its.admin)).body.certificate;
    expect(openssh.loggedIn(person, await signed(['root']), own)).toBe('in');
    expect(await its.finished(await deploy(id, { serverIds: [target.id] }))).toMatchObject({
      result: { unchanged: 1 },
    });
    const withPrincipals = { serverIds: [target.id], principals: ['web', 'night'] };
    expect((await deploy(id, withPrincipals)).status).toBe(403);
    await its.finished(await its.admin.post<JobOrdered>(`/authorities/${id}/deploy`, withPrincipals));
    expect(own.authorizedKeys).toBe(before + line.replace('cert-authority', 'cert-authority,principals="web,night"'));
    expect(openssh.loggedIn(person, await signed(['root']), own)).toBeUndefined();
    expect(openssh.loggedIn(person, await signed(['night']), own)).toBe('in');
    expect(await trust(id)).toMatchObject([{ state: 'proven', principals: ['web', 'night'] }]);

    const withdrawal = await its.operator.post<JobOrdered>(`/authorities/${id}/withdraw`, { serverIds: [target.id] });
    expect(await its.finished(withdrawal)).toMatchObject({ result: { changed: 1 } });
    expect(own.authorizedKeys).toBe(before);
    await its.finished(await prove(id, { serverIds: [target.id] }));
    expect(await trust(id)).toMatchObject([{ state: 'refused', error: expect.stringContaining('refused') }]);
  } finally {
    await own.stop();
  }
});

test('the key of a proof is stored nowhere, and its certificate runs nothing', async () => {
  const { sshd: own, server: target } = await enrolled();
  try {
    const { id } = await its.authority();
    await its.finished(await deploy(id, { serverIds: [target.id] }));
    const { items } = (await its.viewer.get<SshCertificatePage>(`/certificates?authorityId=${id}`)).body;
    expect(items).toMatchObject([
      { principals: ['root'], criticalOptions: { 'force-command': 'true' }, extensions: [] },
    ]);
    const [proof] = items;
    const known = await its.viewer.get<CredentialPage>(
      `/credentials?search=${encodeURIComponent(proof?.fingerprint ?? '')}`,
    );
    expect([known.status, known.body.items]).toEqual([200, []]);
  } finally {
    await own.stop();
  }
});

test('one authority replaces another while both are trusted; it is retired when each server has proven the successor', async () => {
  const [one, two] = [await enrolled(), await enrolled()];
  try {
    const old = await its.authority();
    const ids = [one.server.id, two.server.id];
    await its.finished(await deploy(old.id, { serverIds: ids }));
    const person = openssh.ownKey();
    const signed = async (id: string) =>
      (await its.sign(id, { publicKey: person.publicKey, principals: ['root'] }, its.admin)).body.certificate;
    const byOld = await signed(old.id);

    const fields = { name: `successor of ${old.name}`, kind: 'generate', reason: 'a year has passed' };
    const { status, body: successor } = await its.admin.post<AuthorityView>(`/authorities/${old.id}/replace`, fields);
    expect(status).toBe(201);
    expect(successor).toMatchObject({ lineId: old.id, state: 'active', purpose: 'user' });
    const { body: replaced } = await its.viewer.get<AuthorityView>(`/authorities/${old.id}`);
    expect(replaced).toMatchObject({ state: 'retiring', successorId: successor.id });
    const again = await its.admin.post<Refusal>(`/authorities/${old.id}/replace`, { ...fields, name: 'another' });
    expect([again.status, again.body.code]).toEqual([409, 'authority.replaced']);
    const { body: file } = await its.viewer.get<string>(`/authorities/${successor.id}/trusted_user_ca_keys`);
    expect(file.trim().split('\n')).toEqual([old.publicKey, successor.publicKey]);

    // A server that was asked and refused has proven nothing.
    await its.finished(await prove(successor.id, { serverIds: ids }));
    expect((await its.viewer.get<AuthorityView>(`/authorities/${old.id}`)).body.trust).toMatchObject({ unproven: 2 });

    // The second server is away while the successor is deployed.
    await two.sshd.stop();
    const first = await its.finished(await deploy(successor.id, { serverIds: ids }));
    expect(first).toMatchObject({ status: 'succeeded', result: { changed: 1, failed: 1 } });
    const retire = () =>
      its.admin.post<Refusal & { servers: number }>(`/authorities/${old.id}/retire`, { reason: 'done' });
    const refused = await retire();
    expect(refused).toMatchObject({ status: 409, body: { code: 'authority.successor-unproven', servers: 1 } });
    expect(refused.body.detail).toContain(two.server.hostname);
    const { body: blocked } = await its.viewer.get<AuthorityView>(`/authorities/${old.id}`);
    expect(blocked.trust).toMatchObject({ proven: 2, unproven: 1 });
    expect(openssh.loggedIn(person, byOld, one.sshd)).toBe('in');
    expect(openssh.loggedIn(person, await signed(successor.id), one.sshd)).toBe('in');

    two.sshd = await Sshd.start({ port: two.server.ssh.port, hostKeys: [two.hostKey] });
    two.sshd.authorize(two.publicKey);
    const second = await its.finished(await deploy(successor.id, { serverIds: [two.server.id] }));
    expect(second).toMatchObject({ result: { changed: 1, failed: 0 } });
    expect(await retire()).toMatchObject({ status: 200, body: { state: 'retired' } });

    // It signs no more, and what it signed is revoked with it; its successor goes on, also when it is deleted.
    const late = await its.sign<Refusal>(old.id, { publicKey: person.publicKey, principals: ['root'] }, its.admin);
    expect([late.status, late.body.code]).toEqual([409, 'authority.retired']);
    expect((await its.admin.delete(`/authorities/${successor.id}`)).status).toBe(409);
    const held = await its.admin.delete<Refusal & { servers: number }>(`/authorities/${old.id}`);
    expect(held).toMatchObject({ status: 409, body: { code: 'authority.still-trusted', servers: 2 } });
    await its.finished(await its.operator.post<JobOrdered>(`/authorities/${old.id}/withdraw`, { serverIds: ids }));
    expect((await its.admin.delete(`/authorities/${old.id}`)).status).toBe(204);
    const list = openssh.file('revoked');
    writeFileSync(list, (await its.krl(`/authorities/${successor.id}/krl`, its.viewer)).content);
    expect(openssh.isRevoked(list, person, byOld)).toBe(true);
    expect(openssh.isRevoked(list, person, await signed(successor.id))).toBe(false);
  } finally {
    await one.sshd.stop();
    await two.sshd.stop();
  }
});

test('an authority that servers would be left without is retired by force alone, with the reason', async () => {
  const { sshd: own, server: target } = await enrolled();
  try {
    const { id } = await its.authority();
    await its.finished(await deploy(id, { serverIds: [target.id] }));
    const retire = (body: object) => its.admin.post<Refusal>(`/authorities/${id}/retire`, body);
    expect((await retire({ reason: 'stolen' })).status).toBe(409);
    expect((await retire({ force: true })).status).toBe(400);
    expect((await retire({ reason: 'stolen', force: true })).status).toBe(200);
    const { items } = (await its.admin.get<AuditPage>(`/audit?action=authority.retired&subject=${id}`)).body;
    expect(items).toMatchObject([{ reason: 'stolen', after: { forced: true, unprovenServers: 1 } }]);
  } finally {
    await own.stop();
  }
});

test('while one authority replaces the other, a login shows the certificate of the one that the server has proven', async () => {
  const { sshd: own, server: target } = await enrolled();
  try {
    const { id: credentialId } = await its.credential();
    const old = await its.authority();
    await its.admin.send('PUT', `/credentials/${credentialId}/certificate`, { authorityId: old.id });
    await its.finished(await deploy(old.id, { serverIds: [target.id] }));
    const usedKey = async () => {
      const { body } = await its.admin.post<LoginTests>(`/credentials/${credentialId}/test`, {
        serverIds: [target.id],
      });
      return body.results[0]?.phases.find(({ name }) => name === 'auth')?.message;
    };
    expect(await usedKey()).toBe(`root with a certificate by ${old.name}`);
    const fields = { name: `successor of ${old.name}`, kind: 'generate', reason: 'a year has passed' };
    const { body: successor } = await its.admin.post<AuthorityView>(`/authorities/${old.id}/replace`, fields);
    expect(await usedKey()).toBe(`root with a certificate by ${old.name}`);
    await its.finished(await deploy(successor.id, { serverIds: [target.id] }));
    expect(await usedKey()).toBe(`root with a certificate by ${successor.name}`);
  } finally {
    await own.stop();
  }
});

test('a host certificate tells OpenSSH’s client which server it is', async () => {
  const { id } = await its.authority({ purpose: 'host' });
  const { sshd: own, server: target, publicKey, hostKey } = await enrolled();
  const certificate = openssh.file('host-cert.pub');
  const early = await its.sign<Refusal>(id, { serverId: target.id });
  expect([early.status, early.body.code]).toEqual([409, 'certificate.no-host-key']);
  // The first login learns the host key.
  await its.admin.post(`/credentials/${target.ssh.credentialId}/test`, { serverIds: [target.id] });
  const { status, body } = await its.sign(id, { serverId: target.id });
  await own.stop();
  expect(status).toBe(201);
  const { hostname } = target;
  expect(body).toMatchObject({
    principals: [hostname, '127.0.0.1'],
    keyId: hostname,
    serverId: target.id,
    extensions: [],
  });
  writeFileSync(certificate, `${body.certificate}\n`);

  const lines = [`HostCertificate ${certificate}`];
  const certified = await Sshd.start({ hostKeys: [hostKey], port: own.port, lines });
  try {
    const person = openssh.ownKey();
    certified.authorize(person.publicKey);
    certified.authorize(publicKey);
    const { body: known } = await its.viewer.get<string>(`/authorities/${id}/known_hosts?hosts=*`);
    expect(known).toMatch(/^@cert-authority \* ssh-ed25519 /);
    expect(openssh.recognised(person, '', certified)).toBeUndefined();
    expect(openssh.recognised(person, known, certified)).toBe('in');
    // The program itself goes on by the key that it knows.
    const { body: tests } = await its.admin.post<LoginTests>(`/credentials/${target.ssh.credentialId}/test`, {
      serverIds: [target.id],
    });
    expect(tests.results).toMatchObject([{ ok: true }]);
  } finally {
    await certified.stop();
  }
});

test('nothing is certified of a host that is not known to be its own', async () => {
  const { id } = await its.authority({ purpose: 'host' });
  const { sshd: own, server: target } = await enrolled();
  try {
    await its.admin.post(`/credentials/${target.ssh.credentialId}/test`, { serverIds: [target.id] });
    const { publicKey } = openssh.ownKey();
    const refused = async (body: object) => {
      const { status, body: problem } = await its.sign<Refusal>(id, body);
      return [status, problem.errors[0]?.pointer ?? problem.code];
    };
    expect(await refused({ serverId: target.id, publicKey })).toEqual([400, '/publicKey']);
    expect(await refused({ serverId: target.id, principals: ['elsewhere.example.com'] })).toEqual([400, '/principals']);
    expect(await refused({ serverId: target.id, options: { forceCommand: 'id' } })).toEqual([400, '/options']);
    expect(await refused({ publicKey, principals: ['x'] })).toEqual([403, 'certificate.server-needed']);
    expect((await its.sign(id, { publicKey, principals: ['x'] }, its.admin)).status).toBe(201);
    const rules = { rules: [{ role: 'operator', principals: ['x'] }] };
    expect((await its.admin.send('PUT', `/authorities/${id}/principals`, rules)).status).toBe(409);
    expect((await deploy(id, { serverIds: [target.id] })).status).toBe(409);
  } finally {
    await own.stop();
  }
});

test.each([
  ['neither servers nor a query', {}, 400],
  ['both', { serverIds: [], q: '' }, 400],
  ['a server that is not there', { serverIds: ['01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64'] }, 404],
  ['a query that cannot be read', { q: 'nonsense:1' }, 400],
])('to ask %s is refused, and no job is made of it', async (_, body, status) => {
  const { id } = await its.authority();
  expect((await prove(id, body)).status).toBe(status);
});
