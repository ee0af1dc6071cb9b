import { aCredential } from '../../test/credential-fixtures';
import {
  credentialChangesOf,
  credentialDraftOf,
  newCredential,
  newCredentialOf,
  pastedFault,
} from './credential-draft';

test.each([
  ['the best kind', {}, { kind: 'generate', algorithm: 'ed25519' }],
  ['a curve', { strength: 'ecdsa 384' }, { kind: 'generate', algorithm: 'ecdsa', bits: 384 }],
  ['a modulus', { strength: 'rsa 4096' }, { kind: 'generate', algorithm: 'rsa', bits: 4096 }],
  ['an import', { kind: 'import', privateKey: 'PEM' }, { kind: 'import', privateKey: 'PEM' }],
  [
    'an import with a passphrase',
    { kind: 'import', privateKey: 'PEM', passphrase: 'open' },
    { kind: 'import', privateKey: 'PEM', passphrase: 'open' },
  ],
] as const)('%s is sent as it was chosen', (_, typed, sent) => {
  expect(newCredentialOf({ ...newCredential, name: ' fleet ', ...typed })).toEqual({
    name: 'fleet',
    expiresAt: null,
    rotateEveryDays: null,
    ...sent,
  });
});

test.each([
  ['the name', { name: 'edge' }, { name: 'edge' }],
  ['a schedule', { rotateEvery: '90' }, { rotateEveryDays: 90 }],
  ['an end', { expires: '2027-03-31' }, { expiresAt: '2027-03-31T00:00:00.000Z' }],
  ['nothing', {}, {}],
])('of a change only %s is sent', (_, typed, sent) => {
  const base = aCredential();
  expect(credentialChangesOf(base, { ...credentialDraftOf(base), ...typed })).toEqual(sent);
});

test.each([
  ['', /Paste/],
  ['ssh-ed25519 AAAAC3Nz admin@host', /public key/],
  ['-----BEGIN PUBLIC KEY-----\nMC', /public key/],
  ['hello', /does not look like/],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3', null],
  ['-----BEGIN RSA PRIVATE KEY-----\nMII', null],
  ['PuTTY-User-Key-File-3: ssh-ed25519', null],
])('what is pasted is looked at: %j', (pasted, fault) => {
  if (fault === null) expect(pastedFault(pasted)).toBeNull();
  else expect(pastedFault(pasted)).toMatch(fault);
});
