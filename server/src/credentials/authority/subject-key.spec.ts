import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { blobOf } from '../keys/blob.js';
import { subjectKeyIn } from './subject-key.js';

function lineOf({ publicKey }: { publicKey: KeyObject }): string {
  const { type, blob } = blobOf(publicKey);
  return `${type} ${blob.toString('base64')}`;
}
const edwards = lineOf(generateKeyPairSync('ed25519'));

test('a key is read with or without a comment', () => {
  expect(subjectKeyIn(`  ${edwards} ada@example.com\n`)).toMatchObject({ type: 'ssh-ed25519', line: edwards });
});

test.each([
  ['nothing', '', 'must be a line'],
  ['an unknown type', 'ssh-dss AAAA', 'must be a line'],
  ['what every object has', 'constructor AAAA', 'must be a line'],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----', 'private key'],
  ['a certificate', 'ssh-ed25519-cert-v01@openssh.com AAAA', 'a certificate already'],
  ['no base64', 'ssh-ed25519 !!!!', 'not base64'],
  ['a key cut short', edwards.slice(0, -8), 'is not the ssh-ed25519 key'],
  ['a key with something behind it', `${edwards.slice(0, -4)}AAAAAAAA`, 'is not the ssh-ed25519 key'],
  ['a key of another type', edwards.replace('ssh-ed25519', 'ssh-rsa'), 'is not the ssh-rsa key'],
  ['a weak key', lineOf(generateKeyPairSync('rsa', { modulusLength: 1_024 })), 'is weak: RSA of 1024 bits'],
])('%s is refused', (_, text, fault) => {
  expect(subjectKeyIn(text)).toEqual({ fault: expect.stringContaining(fault) });
});

test('a point that is not on the curve is refused', () => {
  const [type = '', base64 = ''] = lineOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })).split(' ');
  const blob = Buffer.from(base64, 'base64');
  blob[blob.length - 1] = (blob.at(-1) ?? 0) ^ 1;
  expect(subjectKeyIn(`${type} ${blob.toString('base64')}`)).toHaveProperty('fault');
});
