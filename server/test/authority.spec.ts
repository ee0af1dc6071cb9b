import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { AuthorityView } from '../src/credentials/authority/authorities.dto.js';
import type { SshCertificatePage } from '../src/credentials/authority/certificates.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import { Certifying, type Refusal } from './support/certifying.js';
import { OpenSsh } from './support/peers/openssh.js';
import { Sshd } from './support/peers/sshd.js';

const openssh = new OpenSsh();
/** What stands on the server, which reads these files at each login. */
const [trusted, revoked] = [openssh.file('trusted'), openssh.file('revoked')];
let its: Certifying;
let sshd: Sshd;

beforeAll(async () => {
  writeFileSync(trusted, '');
  writeFileSync(revoked, '');
  [its, sshd] = await Promise.all([
    Certifying.start(),
    Sshd.start({ lines: [`TrustedUserCAKeys ${trusted}`, `RevokedKeys ${revoked}`] }),
  ]);
});

afterAll(async () => {
  await its.close();
  await sshd.stop();
  openssh.remove();
});

async function query(text: string): Promise<object[]> {
  const client = new pg.Client({ connectionString: its.fleet.databaseUrl });
  await client.connect();
  const { rows } = await client.query<object>(text);
  await client.end();
  return rows;
}

function grant(id: string, principals: string[]) {
  return its.admin.send('PUT', `/authorities/${id}/principals`, { rules: [{ role: 'operator', principals }] });
}

async function publish(id: string): Promise<void> {
  writeFileSync(revoked, (await its.krl(`/authorities/${id}/krl`, its.admin)).content);
}

test('a certificate lets in who it names, where its authority is trusted, until it is revoked', async () => {
  const { id, publicKey } = await its.authority();
  writeFileSync(trusted, `${publicKey}\n`);
  await grant(id, ['root', 'deploy']);
  const own = openssh.ownKey();
  const { status, body } = await its.sign(id, { publicKey: own.publicKey, principals: ['root'], keyId: 'night shift' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    serial: '1',
    state: 'valid',
    keyId: 'ada@example.com: night shift',
    principals: ['root'],
  });
  expect(Date.parse(body.validBefore) - Date.parse(body.createdAt)).toBeCloseTo(3_600_000, -4);
  expect(openssh.loggedIn(own, body.certificate, sshd)).toBe('in');

  const other = await its.sign(id, { publicKey: own.publicKey, principals: ['deploy'] });
  expect(other.body.serial).toBe('2');
  expect(openssh.loggedIn(own, other.body.certificate, sshd)).toBeUndefined();

  await publish(id);
  expect(openssh.loggedIn(own, body.certificate, sshd)).toBe('in');
  const { body: ended } = await its.operator.post(`/certificates/${body.id}/revoke`, { reason: 'lost laptop' });
  expect(ended).toMatchObject({ state: 'revoked', revokedReason: 'lost laptop' });
  await publish(id);
  expect(openssh.loggedIn(own, body.certificate, sshd)).toBeUndefined();

  const { items } = (await its.admin.get<AuditPage>('/audit?action=certificate.*')).body;
  expect(items.map(({ action, subject, reason }) => [action, subject.name, reason])).toEqual([
    ['certificate.revoked', 'ada@example.com: night shift', 'lost laptop'],
    ['certificate.issued', 'ada@example.com', 'a test'],
    ['certificate.issued', 'ada@example.com: night shift', 'a test'],
  ]);
});

test.each([
  ['ed25519', 'ed25519'],
  ['ecdsa', 'ecdsa'],
  ['rsa', 'rsa'],
])(
  'a credential of %s logs in with a certificate by an authority of %s, whose key the server never saw',
  async (algorithm, of) => {
    const { id, name, publicKey } = await its.authority({ algorithm: of, ...(of === 'rsa' ? { bits: 3072 } : {}) });
    writeFileSync(trusted, `${publicKey}\n`);
    const { id: credentialId } = await its.credential({ algorithm });
    const { id: serverId } = await its.server({ port: sshd.port });
    const setting = { authorityId: id, validSeconds: 600 };
    expect((await its.admin.send('PUT', `/credentials/${credentialId}/certificate`, setting)).status).toBe(200);
    const tested = () => its.admin.post<LoginTests>(`/credentials/${credentialId}/test`, { serverIds: [serverId] });
    const [first] = (await tested()).body.results;
    expect(first).toMatchObject({ ok: true });
    expect(first?.phases.find((phase) => phase.name === 'auth')?.message).toBe(`root with a certificate by ${name}`);

    // One certificate serves many logins.
    await Promise.all([tested(), tested(), tested()]);
    const { items } = (await its.admin.get<SshCertificatePage>(`/certificates?credentialId=${credentialId}`)).body;
    expect(items).toMatchObject([
      { serial: '1', principals: ['root'], extensions: [], actorName: 'logins', state: 'valid' },
    ]);

    // Revoked, there is a new one at the next login.
    await its.admin.post(`/certificates/${items[0]?.id}/revoke`, { reason: 'a test' });
    await publish(id);
    expect((await tested()).body.results).toMatchObject([{ ok: true }]);
    expect(
      (await its.admin.get<SshCertificatePage>(`/certificates?credentialId=${credentialId}`)).body.items,
    ).toHaveLength(2);
  },
);

test('a server that refuses the certificate is shown the key itself', async () => {
  writeFileSync(trusted, '');
  const { id } = await its.authority();
  const { id: credentialId, publicKey } = await its.credential();
  const { id: serverId } = await its.server({ port: sshd.port });
  sshd.authorize(publicKey);
  await its.admin.send('PUT', `/credentials/${credentialId}/certificate`, { authorityId: id });
  const { body } = await its.admin.post<LoginTests>(`/credentials/${credentialId}/test`, { serverIds: [serverId] });
  expect(body.results[0]?.phases.find((phase) => phase.name === 'auth')?.message).toBe('root with version 1');
});

test('nobody may have what no rule grants, and the rules are the admin’s', async () => {
  const { id } = await its.authority();
  const { publicKey } = openssh.ownKey();
  const refused = await its.sign<Refusal>(id, { publicKey, principals: ['root'] });
  expect([refused.status, refused.body.code]).toEqual([403, 'certificate.principal-not-granted']);
  expect((await its.sign(id, { publicKey, principals: ['root'] }, its.viewer)).status).toBe(403);
  expect((await its.operator.send('PUT', `/authorities/${id}/principals`, { rules: [] })).status).toBe(403);
  const rules = [
    { role: 'admin', principals: ['root'] },
    { userId: its.operatorId, principals: ['deploy'] },
  ];
  const { body } = await its.admin.send<object>('PUT', `/authorities/${id}/principals`, { rules });
  expect(body).toEqual({
    rules: [
      { role: 'admin', userId: null, principals: ['root'] },
      { role: null, userId: its.operatorId, principals: ['deploy'] },
    ],
  });
  expect((await its.sign(id, { publicKey, principals: ['deploy', 'root'] })).status).toBe(403);
  expect((await its.sign(id, { publicKey, principals: ['deploy'] })).status).toBe(201);
  expect((await its.sign(id, { publicKey, principals: ['anybody'] }, its.admin)).status).toBe(201);
  const strange = [{ userId: '01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64', principals: ['x'] }];
  expect((await its.admin.send('PUT', `/authorities/${id}/principals`, { rules: strange })).status).toBe(400);
});

test.each([
  ['no key', {}, '/publicKey'],
  ['two keys', { publicKey: 'ssh-ed25519 AAAA', credentialId: '01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64' }, '/publicKey'],
  ['a private key', { publicKey: '-----BEGIN OPENSSH PRIVATE KEY-----' }, '/publicKey'],
  ['a longer time than an operator may have', { validSeconds: 90_000 }, '/validSeconds'],
  ['no principals', { publicKey: 'ssh-ed25519 AAAA', principals: undefined }, '/principals'],
  ['a principal that is a pattern', { principals: ['*'] }, '/principals/0'],
  ['a network that is none', { options: { sourceAddresses: ['10.0.0.0/99'] } }, '/options/sourceAddresses'],
  ['an unknown extension', { options: { extensions: ['permit-all'] } }, '/options/extensions/0'],
  ['a server', { serverId: '01939d3c-7b7a-7bd5-b9f3-4f3bd5f39c64' }, '/serverId'],
])('%s is refused at its place', async (_, body, pointer) => {
  const { id } = await its.authority();
  const { status, body: problem } = await its.sign<Refusal>(id, { principals: ['root'], ...body });
  expect(status).toBe(400);
  expect(problem.errors[0]?.pointer).toBe(pointer);
});

test('what narrows a certificate is kept to by the server', async () => {
  const { id, publicKey } = await its.authority();
  writeFileSync(trusted, `${publicKey}\n`);
  const own = openssh.ownKey();
  const narrowed = (options: object) =>
    its
      .sign(id, { publicKey: own.publicKey, principals: ['root'], options }, its.admin)
      .then(({ body }) => body.certificate);
  expect(openssh.loggedIn(own, await narrowed({ forceCommand: 'echo forced' }), sshd)).toBe('forced');
  expect(openssh.loggedIn(own, await narrowed({ sourceAddresses: ['10.0.0.0/8'] }), sshd)).toBeUndefined();
  expect(openssh.loggedIn(own, await narrowed({ sourceAddresses: ['127.0.0.0/8'] }), sshd)).toBe('in');
});

test('serials are given once, however many ask at once', async () => {
  const { id } = await its.authority();
  const { publicKey } = openssh.ownKey();
  const all = await Promise.all(
    Array.from({ length: 12 }, () => its.sign(id, { publicKey, principals: ['root'] }, its.admin)),
  );
  expect(all.map(({ body }) => Number(body.serial)).sort((one, other) => one - other)).toEqual(
    Array.from({ length: 12 }, (_, at) => at + 1),
  );
});

test('an authority that was made elsewhere signs as it did there', async () => {
  const own = openssh.ownKey('ecdsa');
  const answer = await its.admin.post<AuthorityView>('/authorities', {
    ...{ name: 'imported', purpose: 'user', kind: 'import', privateKey: readFileSync(own.path, 'utf8') },
  });
  expect(answer.status).toBe(201);
  expect(answer.body.publicKey.split(' ')[1]).toBe(own.publicKey.split(' ')[1]);
  expect(JSON.stringify(answer.body)).not.toContain('PRIVATE');
  const again = await its.admin.post<Refusal>('/authorities', {
    ...{ name: 'imported again', purpose: 'user', kind: 'import', privateKey: readFileSync(own.path, 'utf8') },
  });
  expect([again.status, again.body.code]).toEqual([409, 'authority.key-known']);
  expect((await its.operator.post('/authorities', { name: 'x', purpose: 'user', kind: 'generate' })).status).toBe(403);
});

test('keys, fingerprints, key ids and serials are revoked, by the word of OpenSSH, also before anybody signs them', async () => {
  const { id, publicKey } = await its.authority();
  writeFileSync(trusted, `${publicKey}\n`);
  const keys = [openssh.ownKey(), openssh.ownKey(), openssh.ownKey(), openssh.ownKey()] as const;
  const [byKey, byFingerprint, byName, bySerial] = keys;
  const certificates = await Promise.all(
    keys.map(({ publicKey: line }, at) =>
      its
        .sign(id, { publicKey: line, principals: ['root'], keyId: `laptop ${at}` }, its.admin)
        .then(({ body }) => body),
    ),
  );
  await publish(id);
  keys.forEach((key, at) => expect(openssh.loggedIn(key, certificates[at]?.certificate ?? '', sshd)).toBe('in'));
  const revoke = (what: object) =>
    its.operator.post<{ certificates: number }>(`/authorities/${id}/revocations`, { reason: 'a test', ...what });
  expect((await revoke({ publicKey: byKey.publicKey })).body).toEqual({ certificates: 1 });
  const fingerprint = openssh.fingerprintOf(byFingerprint);
  expect((await revoke({ fingerprint })).body).toEqual({ certificates: 1 });
  expect((await revoke({ keyId: certificates[2]?.keyId })).body).toEqual({ certificates: 1 });
  const { serial = '' } = certificates[3] ?? {};
  expect((await revoke({ serials: [{ from: serial }, { from: '1000', to: '2000' }] })).body).toEqual({
    certificates: 1,
  });
  await publish(id);
  keys.forEach((key, at) => expect(openssh.loggedIn(key, certificates[at]?.certificate ?? '', sshd)).toBeUndefined());
  expect(openssh.isRevoked(revoked, byName, certificates[2]?.certificate ?? '')).toBe(true);
  expect(openssh.isRevoked(revoked, bySerial, certificates[3]?.certificate ?? '')).toBe(true);

  const again = await its.sign<Refusal>(id, { publicKey: byKey.publicKey, principals: ['root'] }, its.admin);
  expect([again.status, again.body.code]).toEqual([409, 'certificate.subject-revoked']);
  const { body: list } = await its.operator.get<{ items: { kind: string }[] }>(`/authorities/${id}/revocations`);
  expect(list.items.map(({ kind }) => kind).sort()).toEqual(['fingerprint', 'key', 'key-id', 'serials', 'serials']);
  const { body: states } = await its.operator.get<SshCertificatePage>(`/certificates?authorityId=${id}&state=revoked`);
  expect(states.total).toEqual({ value: 4, exact: true });
  const { body: none } = await its.operator.get<SshCertificatePage>(`/certificates?authorityId=${id}&state=valid`);
  expect(none.items).toEqual([]);
});

test.each([
  ['nothing', {}],
  ['two things', { keyId: 'x', fingerprint: `SHA256:${'A'.repeat(43)}` }],
  ['no serials', { serials: [] }],
  ['serials backwards', { serials: [{ from: '9', to: '3' }] }],
  ['more than a serial can be', { serials: [{ from: '9', to: '99999999999999999999' }] }],
])('to revoke %s is a 400', async (_, what) => {
  const { id } = await its.authority();
  expect((await its.operator.post(`/authorities/${id}/revocations`, { reason: 'a test', ...what })).status).toBe(400);
});

test('the list has a version that grows with what it says, and is not sent to who has it', async () => {
  const { id } = await its.authority();
  const { publicKey } = openssh.ownKey();
  const own = await its.sign(id, { publicKey, principals: ['root'], validSeconds: 60 }, its.admin);
  const first = await its.krl(`/authorities/${id}/krl`, its.viewer);
  expect([first.status, first.headers.get('etag'), first.headers.get('content-type')]).toEqual([
    ...[200, '"1"', 'application/octet-stream'],
  ]);
  const again = await its.krl(`/authorities/${id}/krl`, its.viewer, { 'if-none-match': '"1"' });
  expect([again.status, again.content.length]).toEqual([304, 0]);
  await its.operator.post(`/certificates/${own.body.id}/revoke`, { reason: 'a test' });
  const second = await its.krl(`/authorities/${id}/krl`, its.viewer, { 'if-none-match': '"1"' });
  expect([second.status, second.headers.get('etag')]).toEqual([200, '"2"']);
  expect(second.content.length).toBeGreaterThan(first.content.length);
  expect((await its.krl(`/authorities/${id}/krl`, its.viewer)).content).toEqual(second.content);

  // What has expired is not in it any more.
  await query(`UPDATE certificates SET valid_before = now() - interval '1 second' WHERE id = '${own.body.id}'`);
  const third = await its.krl(`/authorities/${id}/krl`, its.viewer);
  expect([third.headers.get('etag'), third.content.length]).toEqual(['"3"', first.content.length]);
});

test('a server fetches the list by its path, without signing in and nothing else with it', async () => {
  const { id } = await its.authority();
  const other = await its.authority();
  expect((await its.krl(`/authorities/${id}/krl`, its.fleet.anonymous)).status).toBe(401);
  expect((await its.operator.post(`/authorities/${id}/krl-download`)).status).toBe(403);
  const { body } = await its.admin.post<{ path: string }>(`/authorities/${id}/krl-download`);
  expect((await its.krl(body.path, its.fleet.anonymous)).status).toBe(200);
  expect((await its.krl(body.path.replace(id, other.id), its.fleet.anonymous)).status).toBe(404);
  expect((await its.krl(`${body.path}x`, its.fleet.anonymous)).status).toBe(404);
  const { body: next } = await its.admin.post<{ path: string }>(`/authorities/${id}/krl-download`);
  expect([
    (await its.krl(body.path, its.fleet.anonymous)).status,
    (await its.krl(next.path, its.fleet.anonymous)).status,
  ]).toEqual([404, 200]);
});
