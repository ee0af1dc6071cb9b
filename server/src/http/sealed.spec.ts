import { opened, sealed } from './sealed.js';

const key = new Uint8Array(32).fill(1);
const content = Buffer.from('what was answered');
const seal = sealed(content, key, 'here');

test('what is sealed opens where it was sealed, and only there', () => {
  expect(opened(seal, key, 'here')).toEqual(content);
  expect(opened(seal, key, 'there')).toBeUndefined();
  expect(opened(seal, new Uint8Array(32), 'here')).toBeUndefined();
});

test('an altered or cut seal does not open, wherever it was touched', () => {
  for (let at = 0; at < seal.length; at++) {
    const altered = Buffer.from(seal);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(opened(altered, key, 'here')).toBeUndefined();
    expect(opened(seal.subarray(0, at), key, 'here')).toBeUndefined();
  }
});

test('the same content never looks the same, and is not to be read', () => {
  expect(sealed(content, key, 'here')).not.toEqual(seal);
  expect(seal.includes(content)).toBe(false);
});
