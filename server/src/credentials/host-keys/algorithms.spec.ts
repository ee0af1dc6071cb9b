import { expect, test } from '@jest/globals';
import { hostKeyAlgorithms } from './algorithms.js';

test.each([
  ['nothing is known: the best first', [], 'ssh-ed25519'],
  [
    'an RSA key is known: its signatures first, the old one last of them',
    ['ssh-rsa'],
    'rsa-sha2-512 rsa-sha2-256 ssh-rsa',
  ],
  ['several are known', ['ecdsa-sha2-nistp384', 'ssh-ed25519'], 'ecdsa-sha2-nistp384 ssh-ed25519'],
  [
    'a type twice, and one that nobody speaks',
    ['x', 'ssh-rsa', 'ssh-rsa'],
    'rsa-sha2-512 rsa-sha2-256 ssh-rsa ssh-ed25519',
  ],
])('%s', (_, types, begin) => {
  const algorithms = hostKeyAlgorithms(types);
  expect(algorithms.join(' ').startsWith(begin)).toBe(true);
  expect(new Set(algorithms).size).toBe(7);
  expect(algorithms).toHaveLength(7);
});
