import { afterAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { certificateLine, certificateOf, type Statement } from '../src/credentials/authority/certificate.js';
import { krlOf, type RevocationList } from '../src/credentials/authority/krl.js';
import { signatureBy } from '../src/credentials/authority/signature.js';
import { subjectKeyIn, type SubjectKey } from '../src/credentials/authority/subject-key.js';
import { blobOf } from '../src/credentials/keys/blob.js';
import { generated } from '../src/credentials/keys/generated.js';
import { privateKeyIn, type KeyAlgorithm } from '../src/credentials/keys/key.js';
import { OpenSsh } from './support/peers/openssh.js';

/** What is written here is read by OpenSSH's own tool. */
const openssh = new OpenSsh();
afterAll(() => openssh.remove());

const until = new Date(Date.now() + 3_600_000);
const statement: Statement = {
  purpose: 'user',
  serial: 7n,
  keyId: 'ada@example.com for "maintenance"',
  principals: ['deploy', 'root'],
  validAfter: new Date('2026-11-25T10:00:00Z'),
  validBefore: new Date('2026-11-25T11:00:00Z'),
  criticalOptions: {},
  extensions: [],
};

async function authority(algorithm: KeyAlgorithm, bits?: number) {
  const { secret } = await generated(algorithm, bits);
  const key = privateKeyIn(secret);
  const { blob } = blobOf(key);
  const sign = (subject: SubjectKey, said: Partial<Statement> = {}) =>
    certificateLine(
      certificateOf(subject.blob, { ...statement, ...said }, blob, (content) => signatureBy(key, content)),
    );
  return { blob, sign };
}

async function subject(algorithm: KeyAlgorithm, bits?: number): Promise<SubjectKey> {
  const key = subjectKeyIn((await generated(algorithm, bits)).public.line);
  if ('fault' in key) throw new Error(key.fault);
  return key;
}

function shown(certificate: string): string {
  writeFileSync(openssh.file('shown-cert.pub'), certificate);
  return execFileSync('ssh-keygen', ['-L', '-f', openssh.file('shown-cert.pub')], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  });
}

const algorithms = [
  ['ed25519', undefined, 'ssh-ed25519'],
  ['ecdsa', 256, 'ecdsa-sha2-nistp256'],
  ['ecdsa', 384, 'ecdsa-sha2-nistp384'],
  ['ecdsa', 521, 'ecdsa-sha2-nistp521'],
  ['rsa', 3072, 'rsa-sha2-512'],
] as const;

test.each(algorithms)('an authority of %s %s signs what OpenSSH reads', async (algorithm, bits, signature) => {
  const { sign } = await authority(algorithm, bits);
  expect(shown(sign(await subject('ed25519')))).toContain(`(using ${signature})`);
});

test.each(algorithms)('a key of %s %s is certified', async (algorithm, bits, _) => {
  const { sign } = await authority('ed25519');
  const key = await subject(algorithm, bits);
  const text = shown(sign(key));
  expect(text).toContain(`Type: ${key.type}-cert-v01@openssh.com user certificate`);
  expect(text).toContain(key.fingerprint);
});

test('a key in a security token is certified', async () => {
  const { sign } = await authority('ed25519');
  const line =
    'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIFiFQR4l0WyBBLpCwKGUwQYlUmM8hUBqLoXBNcZ1l2JCAAAABHNzaDo= token';
  const key = subjectKeyIn(line);
  expect(key).not.toHaveProperty('fault');
  expect(shown(sign(key as SubjectKey))).toContain('Type: sk-ssh-ed25519-cert-v01@openssh.com user certificate');
});

test('OpenSSH reads in a certificate what was said in it', async () => {
  const { sign } = await authority('ed25519');
  const lines = shown(
    sign(await subject('ed25519'), {
      serial: 18_446_744_073_709_551_615n,
      criticalOptions: { 'source-address': '10.0.0.0/8,::1', 'force-command': 'uptime -p' },
      extensions: ['permit-pty', 'permit-X11-forwarding'],
    }),
  )
    .split('\n')
    .map((line) => line.trim());
  expect(lines).toEqual(
    expect.arrayContaining([
      'Key ID: "ada@example.com for "maintenance""',
      'Serial: 18446744073709551615',
      'Valid: from 2026-11-25T10:00:00 to 2026-11-25T11:00:00',
    ]),
  );
  expect(lines.slice(lines.indexOf('Principals:'))).toEqual([
    ...['Principals:', 'deploy', 'root'],
    ...['Critical Options:', 'force-command uptime -p', 'source-address 10.0.0.0/8,::1'],
    ...['Extensions:', 'permit-X11-forwarding', 'permit-pty', ''],
  ]);
});

test('a host certificate says that it is one', async () => {
  const { sign } = await authority('rsa', 3072);
  const text = shown(sign(await subject('ecdsa'), { purpose: 'host', principals: ['web-01.example.com'] }));
  expect(text).toContain('ecdsa-sha2-nistp256-cert-v01@openssh.com host certificate');
});

test('a certificate that names nobody, which would be for everybody, is never written', async () => {
  const { sign } = await authority('ed25519');
  const key = await subject('ed25519');
  expect(() => sign(key, { principals: [] })).toThrow('everybody');
});

/** Which of the certificates a list revokes, by the word of OpenSSH. */
function refusedBy(list: Partial<RevocationList>, certificates: Record<string, string>): string[] {
  const nothing = { certificates: [], keys: [], fingerprints: [] };
  const krl = krlOf({ version: 3n, generatedAt: until, comment: 'of a test', ...nothing, ...list });
  writeFileSync(openssh.file('list'), krl);
  const names = Object.keys(certificates);
  const path = (name: string) => ({ path: openssh.file(name), publicKey: '' });
  return names.filter((name) => openssh.isRevoked(openssh.file('list'), path(name), certificates[name] ?? ''));
}

test('what is revoked by serial is, in lists, bitmaps and ranges, and nothing beside it', async () => {
  const { sign, blob } = await authority('ed25519');
  const key = await subject('ed25519');
  const serials = [1n, 2n, 99n, 100n, 102n, 103n, 109n, 110n, 5_000n, 5_001n, 5_500n, 6_000n, 6_001n, 9_999_999n];
  const certificates = Object.fromEntries(serials.map((serial) => [`${serial}`, sign(key, { serial })]));
  const alone = (serial: bigint) => ({ from: serial, to: serial });
  const ranges = [alone(2n), alone(100n), alone(102n), alone(103n), alone(109n), { from: 5_001n, to: 6_000n }];
  const revoked = { authority: blob, serials: [...ranges, alone(9_999_999n)], keyIds: [] };
  expect(refusedBy({ certificates: [revoked] }, certificates)).toEqual([
    ...['2', '100', '102', '103', '109', '5001', '5500', '6000', '9999999'],
  ]);
});

test('serials are revoked of their authority alone', async () => {
  const [ours, theirs] = [await authority('ed25519'), await authority('ecdsa')];
  const key = await subject('ed25519');
  const certificates = { ours: ours.sign(key), theirs: theirs.sign(key) };
  const revoked = { authority: ours.blob, serials: [{ from: 7n, to: 7n }], keyIds: [] };
  expect(refusedBy({ certificates: [revoked] }, certificates)).toEqual(['ours']);
});

test('certificates are revoked by their key id, their key, its fingerprint, and with their authority', async () => {
  const [ours, theirs] = [await authority('ed25519'), await authority('ed25519')];
  const keys = [await subject('ed25519'), await subject('rsa', 3072), await subject('ecdsa'), await subject('ecdsa')];
  const [one, two, three, four] = keys as [SubjectKey, SubjectKey, SubjectKey, SubjectKey];
  const certificates = {
    id: ours.sign(one, { keyId: 'gone@example.com' }),
    key: ours.sign(two),
    fingerprint: ours.sign(three),
    good: ours.sign(four),
    authority: theirs.sign(four),
  };
  const fingerprint = Buffer.from(three.fingerprint.slice('SHA256:'.length), 'base64');
  const other = Buffer.from(one.fingerprint.slice('SHA256:'.length), 'base64').fill(1);
  const list = {
    certificates: [{ authority: ours.blob, serials: [], keyIds: ['nobody@example.com', 'gone@example.com'] }],
    keys: [two.blob, theirs.blob],
    fingerprints: [fingerprint, other],
  };
  expect(refusedBy(list, certificates)).toEqual(['id', 'key', 'fingerprint', 'authority']);
});

test('a list that revokes nothing is one, and says its version and comment', async () => {
  const { sign } = await authority('ed25519');
  const certificates = { any: sign(await subject('ed25519')) };
  expect(refusedBy({}, certificates)).toEqual([]);
  const text = execFileSync('ssh-keygen', ['-Q', '-l', '-f', openssh.file('list')], { encoding: 'utf8' });
  expect(text).toContain('KRL version 3');
  expect(text).toContain('of a test');
});
