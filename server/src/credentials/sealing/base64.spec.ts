import { randomBytes } from 'node:crypto';
import { base64Of, bytesOf } from './base64.js';

test.each(Array.from({ length: 70 }, (_, length) => length))('%d bytes there and back', (length) => {
  const bytes = randomBytes(length);
  expect(base64Of(bytes).toString()).toBe(bytes.toString('base64'));
  expect(bytesOf(base64Of(bytes))).toEqual(bytes);
});

test.each(['A', 'AB', 'AAA', 'A===', '====', 'AA=A', 'AAA\n', 'AAA-', 'AAAAA', 'AA\u00e9A'])('%j is none', (text) => {
  expect(bytesOf(Buffer.from(text))).toBeUndefined();
});
