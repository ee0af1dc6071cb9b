import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateKey } from 'node:crypto';
import pg from 'pg';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';

let fleet: Fleet;
let db: pg.Client;
let sshd: Sshd;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fleet-import-'));
  [fleet, sshd] = await Promise.all([startFleet(), Sshd.start()]);
  db = new pg.Client(fleet.databaseUrl);
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await fleet.close();
  await sshd.stop();
  rmSync(directory, { recursive: true, force: true });
});

let serial = 0;

function sshKey(...options: string[]): { text: string; publicLine: string } {
  const file = join(directory, `key-${++serial}`);
  const given = options.includes('-N') ? options : [...options, '-N', ''];
  execFileSync('ssh-keygen', ['-q', '-C', 'from a file', '-f', file, ...given]);
  return { text: readFileSync(file, 'utf8'), publicLine: readFileSync(`${file}.pub`, 'utf8').trim() };
}

const post = <Body = CredentialView>(fields: object, headers?: Record<string, string>) =>
  fleet.admin.post<Body>('/credentials', { name: `imported ${++serial}`, kind: 'import', ...fields }, headers);

test.each([
  ['ed25519', ['-t', 'ed25519'], {}],
  [
    'an encrypted rsa',
    ['-t', 'rsa', '-b', '3072', '-N', 'test passphrase', '-a', '2'],
    { passphrase: 'test passphrase' },
  ],
  ['ecdsa in PEM', ['-t', 'ecdsa', '-b', '384', '-m', 'PEM'], {}],
])('%s is taken as it is and logs in', async (_, options, more) => {
  const { text, publicLine } = sshKey(...options);
  const { status, headers, body } = await post({ privateKey: text, ...more });
  expect([status, body]).toEqual([201, body]);
  expect(headers.get('etag')).toBe('"1"');
  expect(headers.get('location')).toBe(`/api/v1/credentials/${body.id}`);
  expect(body.publicKey.split(' ').slice(0, 2)).toEqual(publicLine.split(' ').slice(0, 2));
  sshd.authorize(publicLine);
  const server = { hostname: `imports-${++serial}`, ipAddress: '127.0.0.1', ssh: { port: sshd.port } };
  const { id: serverId } = (await fleet.admin.post<ServerView>('/servers', server)).body;
  const tested = await fleet.admin.post<LoginTests>(`/credentials/${body.id}/test`, { serverIds: [serverId] });
  expect(tested.body.results).toMatchObject([{ serverId, ok: true }]);
  expect((await fleet.admin.get<CredentialView>(`/credentials/${body.id}`)).body.lastUsedAt).not.toBeNull();
});

test('the comment is what is given, else what the file says, else the name', async () => {
  const comments = [];
  const made = { openssh: sshKey('-t', 'ed25519').text, pem: sshKey('-t', 'ecdsa', '-m', 'PEM').text };
  comments.push((await post({ privateKey: made.openssh, name: 'said' })).body.comment);
  comments.push((await post({ privateKey: made.pem, name: 'silent' })).body.comment);
  comments.push((await post({ privateKey: sshKey('-t', 'ed25519').text, comment: ' mine ' })).body.comment);
  expect(comments).toEqual(['from a file', 'silent', 'mine']);
});

test('a short RSA key is taken on demand, and is marked', async () => {
  const { text } = sshKey('-t', 'rsa', '-b', '2048');
  expect(await post<Problem>({ privateKey: text })).toMatchObject({
    status: 400,
    body: { code: 'key.weak', errors: [{ pointer: '/privateKey', code: 'key.weak' }] },
  });
  expect(await post({ privateKey: text, acceptWeak: true })).toMatchObject({
    status: 201,
    body: { weak: true, bits: 2048 },
  });
});

test('a key that another credential has is refused by its name, however often it is sent at once', async () => {
  const privateKey = sshKey('-t', 'ed25519').text;
  const answers = await Promise.all(Array.from({ length: 5 }, () => post<Problem & CredentialView>({ privateKey })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  const holder = answers.find(({ status }) => status === 201)?.body;
  for (const { body } of answers.filter(({ status }) => status === 409))
    expect(body).toMatchObject({
      code: 'credential.key-taken',
      detail: `The credential “${holder?.name}” has this key already.`,
      credential: { id: holder?.id, name: holder?.name, keyVersion: 1 },
      errors: [{ pointer: '/privateKey', code: 'credential.key-taken' }],
    });
});

test('a key that was rotated away stays known, until its credential is deleted', async () => {
  const privateKey = sshKey('-t', 'ed25519').text;
  const { body: held } = await post({ privateKey });
  await db.query(
    `INSERT INTO credential_versions (credential_id, key_version, bits, public_key, fingerprint) VALUES ($1, 2, 256, 'x', $2)`,
    [held.id, `SHA256:${held.id}`],
  );
  await db.query('UPDATE credential_versions SET retired_at = now() WHERE credential_id = $1 AND key_version = 1', [
    held.id,
  ]);
  await db.query('UPDATE credentials SET key_version = 2 WHERE id = $1', [held.id]);
  expect(await post<Problem>({ privateKey })).toMatchObject({
    status: 409,
    body: { code: 'credential.key-taken', detail: expect.stringContaining('had this key before, as its version 1') },
  });
  expect((await fleet.admin.delete(`/credentials/${held.id}`)).status).toBe(204);
  expect((await post({ privateKey })).status).toBe(201);
});

test.each<[string, object, string]>([
  ['without a key', { privateKey: undefined }, '/privateKey'],
  ['with an algorithm', { algorithm: 'rsa' }, '/algorithm'],
  ['with bits', { bits: 256 }, '/bits'],
  ['with the public key of another', { publicKey: 'ssh-ed25519 AAAAC3Nz' }, '/publicKey'],
])('an import %s is a 400 that names the place', async (_, fields, pointer) => {
  const { status, body } = await post<Problem>({ privateKey: sshKey('-t', 'ed25519').text, ...fields });
  expect([status, body.errors.map((fault) => fault.pointer)]).toEqual([400, [pointer]]);
});

describe('what is secret of an import', () => {
  const passphrase = 'correct horse battery staple';

  /** What would give a key away, in each form that it might leave in. */
  function tellsOf(text: string): string[] {
    const der = createPrivateKey(text).export({ format: 'der', type: 'pkcs8' });
    const seed = der.subarray(-32);
    // Whatever stands in front of it, one of three shifts is how base64 spells it.
    const spelt = [0, 1, 2].flatMap((shift) => {
      const text = seed.subarray(shift, shift + 30).toString('base64');
      return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
    });
    return [...text.split('\n').slice(1, -2), ...spelt, seed.toString('hex')];
  }

  test('is in no answer of any route, for an admin', async () => {
    const file = join(directory, `pkcs8-${++serial}`);
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', file]);
    const privateKey = readFileSync(file, 'utf8');
    const tells = tellsOf(privateKey);
    const { status, body } = await post({ privateKey, name: 'watched' }, { 'idempotency-key': 'watched' });
    expect(status).toBe(201);
    const replayed = await post({ privateKey, name: 'watched' }, { 'idempotency-key': 'watched' });
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    const server = { hostname: 'watched', ssh: { credentialId: body.id } };
    const { body: named } = await fleet.admin.post<ServerView>('/servers', server);
    const { body: document } = await fleet.admin.get<{ paths: Record<string, Record<string, unknown>> }>(
      '/api/docs-json',
    );
    const ids: Record<string, string> = { servers: named.id, credentials: body.id };
    let read = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      if (!('get' in methods) || path.includes('/events/stream')) continue;
      const filled = path.replace(/\{(\w+)\}/g, () => ids[path.split('/')[3] ?? ''] ?? named.id);
      const answer = await fleet.admin.get(`${filled}${path.endsWith('/events') ? '?wait=0s' : ''}`);
      const told = JSON.stringify(answer.body) + [...answer.headers].join();
      for (const tell of tells) expect(told).not.toContain(tell);
      if (answer.status === 200) read++;
    }
    expect(read).toBeGreaterThan(30);
    const audit = await fleet.admin.get<AuditPage>(`/audit?subject=${body.id}`);
    expect(audit.body.items).toMatchObject([
      { action: 'credential.created', after: { fingerprint: body.fingerprint } },
    ]);
  });

  test('is in no table as it is', async () => {
    const { text } = sshKey('-t', 'ed25519');
    const der = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
    const at = der.indexOf(Buffer.from([0, 0, 0, 64]));
    const seed = der.subarray(at + 4, at + 36);
    expect((await post({ privateKey: text, passphrase }, { 'idempotency-key': 'stored' })).status).toBe(201);
    const { rows: tables } = await db.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const { rows } = await db.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      const dump = rows.map((row) => row.text).join('\n');
      for (const tell of [
        seed.toString('hex'),
        seed.toString('base64').slice(0, 40),
        passphrase,
        text.split('\n')[2] ?? '',
      ])
        expect(dump.includes(tell)).toBe(false);
    }
  });

  test('is quoted by no refusal', async () => {
    const secret = 'c2VjcmV0IGJ5dGVzIG9mIGEga2V5';
    const pem = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`;
    const name = 'refused';
    const bodies: unknown[] = [
      { name, kind: 'import', privateKey: pem, passphrase },
      { name, kind: 'import', privateKey: [pem], passphrase: { passphrase } },
      { name, kind: 'import', privateKey: pem + ' '.repeat(40_000), passphrase: passphrase.repeat(99) },
      { name, kind: 'generate', privateKey: pem, passphrase },
      { name, kind: 'import', privateKey: pem, [passphrase]: true, extra: pem },
      { name, kind: 'import', privateKey: `\ud800${pem}`, passphrase: `\0${passphrase}` },
      `{"privateKey":"${secret}`,
      `{"privateKey":"${pem}"}`,
      `{"privateKey":${secret}}`,
      secret,
      `{"passphrase":"a"${secret}}`,
      `["${secret}"]`,
    ];
    for (const body of bodies) {
      const answer = await fleet.admin.post<Problem>('/credentials', body);
      expect(answer.status).toBe(400);
      const told = JSON.stringify(answer.body);
      for (let at = 0; at + 6 <= secret.length; at++) expect(told).not.toContain(secret.slice(at, at + 6));
      if (!(typeof body === 'object' && body !== null && passphrase in body)) expect(told).not.toContain('horse');
    }
  });
});
