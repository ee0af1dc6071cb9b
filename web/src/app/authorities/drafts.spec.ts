import { authorityPlaceOf, newAuthority, newAuthorityOf, successorOf } from './authority-draft';
import { principalsOf, publicKeyFault, signPlaceOf, signRequestOf, validitiesFor } from './sign-draft';

test('an authority is generated as is chosen, or imported with its passphrase', () => {
  expect(newAuthorityOf({ ...newAuthority, name: ' people ', strength: 'ecdsa 384' })).toEqual({
    kind: 'generate',
    name: 'people',
    purpose: 'user',
    algorithm: 'ecdsa',
    bits: 384,
  });
  const pasted = { ...newAuthority, kind: 'import' as const, name: 'hosts', privateKey: 'pem', passphrase: 'open it' };
  expect(newAuthorityOf({ ...pasted, purpose: 'host' })).toEqual({
    kind: 'import',
    name: 'hosts',
    purpose: 'host',
    privateKey: 'pem',
    passphrase: 'open it',
  });
});

test('a successor has a reason, and the purpose of whom it replaces', () => {
  expect(successorOf({ ...newAuthority, name: 'people 2', reason: ' yearly ' })).toEqual({
    kind: 'generate',
    name: 'people 2',
    algorithm: 'ed25519',
    reason: 'yearly',
  });
});

test.each([
  ['/name', 'name'],
  ['/bits', 'strength'],
  ['/elsewhere', undefined],
])('%s is the field %s', (pointer, place) => expect(authorityPlaceOf(pointer)).toBe(place));

test('a certificate is asked for as was typed', () => {
  expect(
    signRequestOf({
      publicKey: ' ssh-ed25519 AAAA me\n',
      principals: 'deploy, ops',
      validity: '3600',
      reason: 'INC-1',
    }),
  ).toEqual({ publicKey: 'ssh-ed25519 AAAA me', principals: ['deploy', 'ops'], validSeconds: 3_600, reason: 'INC-1' });
});

test.each([
  ['', []],
  ['deploy', ['deploy']],
  [' deploy,ops\n root ', ['deploy', 'ops', 'root']],
])('%j are the principals %j', (text, principals) => expect(principalsOf(text)).toEqual(principals));

test.each([
  ['', /Paste the public key/],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', /private key/],
])('%j is no public key', (text, fault) => expect(publicKeyFault(text)).toMatch(fault));

test('a public key is left to the server', () => expect(publicKeyFault('ssh-ed25519 AAAA')).toBeNull());

test.each([
  ['/principals/0', 'principals'],
  ['/validSeconds', 'validity'],
])('%s is the field %s', (pointer, place) => expect(signPlaceOf(pointer)).toBe(place));

test('an hour for people and 90 days for hosts come first; more than the others may have is for admins', () => {
  expect(validitiesFor('user', false).map(({ label }) => label)).toEqual(['1 hour', '8 hours', '1 day']);
  expect(validitiesFor('user', true).at(-1)?.label).toBe('366 days');
  expect(validitiesFor('host', false)[0]?.value).toBe('7776000');
});
