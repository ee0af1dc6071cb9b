import { fingerprintOf, keyIn } from './idempotency-key.js';

test.each(['a', '!', '~', '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3', 'x'.repeat(255)])('%s is a key', (key) => {
  expect(keyIn(key)).toBe(key);
});

test.each([
  ['nothing', ''],
  ['a blank inside', 'a b'],
  ['two keys, as joined by the parser', 'a, b'],
  ['256 characters', 'x'.repeat(256)],
  ['a letter beyond ASCII', 'schlüssel'],
  ['a tab', 'a\tb'],
  ['a control character', 'a\x7f'],
])('%s is none', (_, key) => {
  expect(() => keyIn(key)).toThrow(
    expect.objectContaining({ status: 400, errors: [expect.objectContaining({ pointer: '/Idempotency-Key' })] }),
  );
});

const secret = new Uint8Array(32).fill(1);
const request = { method: 'POST', originalUrl: '/api/v1/servers?dryRun=true', headers: {}, body: { hostname: 'a' } };
const print = (difference: object, role: 'operator' | 'admin' = 'operator', key = secret) =>
  fingerprintOf({ ...request, ...difference }, role, key).toString('hex');

test('the same request has the same fingerprint, however its headers differ', () => {
  expect(print({ headers: { 'content-length': '16', 'user-agent': 'x' } })).toBe(print({}));
});

test.each([
  ['path', print({ originalUrl: '/api/v1/tokens?dryRun=true' })],
  ['query', print({ originalUrl: '/api/v1/servers' })],
  ['body', print({ body: { hostname: 'b' } })],
  ['role of the caller', print({}, 'admin')],
  ['secret', print({}, 'operator', new Uint8Array(32))],
])('another %s has another', (_, other) => {
  expect(other).not.toBe(print({}));
});

test('of a body that is streamed only type and length count', () => {
  const streamed = (type: string, length: string) =>
    print({ body: undefined, headers: { 'content-type': type, 'content-length': length } });
  expect(streamed('text/csv', '10')).toBe(streamed('text/csv', '10'));
  expect(streamed('text/csv', '11')).not.toBe(streamed('text/csv', '10'));
  expect(streamed('application/x-ndjson', '10')).not.toBe(streamed('text/csv', '10'));
});
