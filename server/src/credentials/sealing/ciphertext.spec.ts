import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { sealed } from '../../http/sealed.js';
import { entropyOf, expectedEntropy, weaknessOf } from './ciphertext.js';

const ed25519 = generateKeyPairSync('ed25519').privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey;
const der = (key: typeof rsa) => key.export({ format: 'der', type: 'pkcs8' });
const pem = (key: typeof rsa) => Buffer.from(key.export({ format: 'pem', type: 'pkcs8' }));
const inBase64 = (key: typeof rsa) => Buffer.from(der(key).toString('base64'));

test.each([
  ['an Ed25519 key', der(ed25519), 'a key that is not sealed'],
  ['an RSA key', der(rsa), 'a key that is not sealed'],
  ['an RSA key of PKCS #1', rsa.export({ format: 'der', type: 'pkcs1' }), 'a key that is not sealed'],
  ['a key in PEM', pem(rsa), 'a key that is not sealed'],
  ['a line of authorized_keys', Buffer.from('ssh-ed25519 AAAAC3Nz fleet'), 'a key that is not sealed'],
  ['a key in base64', inBase64(ed25519), 'text'],
  ['a long key in base64', inBase64(rsa), 'text'],
  ['a passphrase', Buffer.from('correct horse battery staple and some more words after it'), 'text'],
  ['zeroes', Buffer.alloc(60), 'too regular for a seal'],
  ['a key behind a mask of one byte', Buffer.from(inBase64(rsa).map((byte) => byte ^ 0xff)), 'too regular for a seal'],
])('%s is not ciphertext', (_, bytes, weakness) => expect(weaknessOf(bytes)).toBe(weakness));

test('hundreds of seals of each length are', () => {
  for (const length of [32, 48, 138, 1_800, 20_000]) {
    for (let each = 0; each < 300; each++) {
      expect(weaknessOf(sealed(Buffer.alloc(length), randomBytes(32), 'here'))).toBeUndefined();
    }
  }
});

test.each([60, 76, 256, 1_000, 20_000])('%d random bytes have the entropy that is expected of them', (length) => {
  expect(Math.abs(entropyOf(randomBytes(length)) - expectedEntropy(length))).toBeLessThan(0.5);
});
