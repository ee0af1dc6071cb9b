import { gzipSync } from 'node:zlib';
import type { BadRow } from './row.js';

const json = 'application/json';
const post = (says: string, body: string, at: string, more: Partial<BadRow> = {}): BadRow => ({
  says,
  method: 'POST',
  path: '/servers',
  body,
  headers: { 'content-type': json },
  at,
  ...more,
});

/** Bodies that are no object of JSON, or no body at all. */
const malformed: BadRow[] = [
  post('JSON that ends early', '{"hostname":', ''),
  post('a comma too many', '{"hostname":"a",}', '', { position: 16 }),
  post('single quotes', "{'hostname':'a'}", '', { position: 1 }),
  post('a comment', '{"hostname":"a"} // mine', ''),
  post('two objects', '{"hostname":"a"}{"hostname":"b"}', ''),
  post('a bare word', 'hostname', ''),
  post('a number', '5', ''),
  post('null', 'null', ''),
  post('a text', '"hostname"', ''),
  post('a list', '[]', ''),
  post('a list of servers', '[{"hostname":"a"}]', ''),
  post('a raw control character', '{"hostname":"a\u0001"}', ''),
  post('NaN', '{"hostname":NaN}', ''),
  post('a form', 'hostname=a', ''),
  post('a number beyond all', '{"hostname":"a","attributes":{"n":1e999}}', '/attributes/n'),
  post('a name that changes objects', '{"hostname":"a","__proto__":{"lifecycle":"active"}}', '/__proto__'),
  post(
    'a hundred thousand lists',
    `{"attributes":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    `/attributes${'/0'.repeat(31)}`,
  ),
  post('a hundred thousand objects', `{"a":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, '/a'.repeat(32)),
  post('a body beyond the limit', `{"hostname":"a","notes":"${'x'.repeat(1_100_000)}"}`, '', { status: 413 }),
  post('YAML', 'hostname: a', '/Content-Type', { headers: { 'content-type': 'text/yaml' }, status: 415 }),
  post('a form as a form', 'hostname=a', '/Content-Type', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
  }),
  post('JSON that calls itself text', '{"hostname":"a"}', '/Content-Type', {
    headers: { 'content-type': 'text/plain' },
    status: 415,
  }),
  post('an unknown charset', '{"hostname":"a"}', '/Content-Type', {
    headers: { 'content-type': `${json}; charset=klingon` },
    status: 415,
  }),
  post('an unknown encoding', '{"hostname":"a"}', '/Content-Encoding', {
    headers: { 'content-type': json, 'content-encoding': 'rot13' },
    status: 415,
  }),
  post('a broken encoding', '{"hostname":"a"}', '/Content-Encoding', {
    headers: { 'content-type': json, 'content-encoding': 'gzip' },
  }),
  post('a short encoding', gzipSync('{"hostname":"a"}').subarray(0, 12).toString('latin1'), '/Content-Encoding', {
    headers: { 'content-type': json, 'content-encoding': 'gzip' },
  }),
];

const badIds = [
  'nonsense',
  '7',
  '01a20aa6-bd53-7604-90f9',
  '01a20aa6bd53760490f9a9c5bc8c43a3',
  '%00',
  "'--",
  '..%2Fusers',
];
const ids: BadRow[] = [
  ...badIds.map((id): BadRow => ({ says: `the id ${id}`, method: 'GET', path: `/servers/${id}`, at: '/id' })),
  ...(
    [
      ['PATCH', '/servers/x'],
      ['DELETE', '/servers/x'],
      ['DELETE', '/servers/x/purge'],
      ['POST', '/servers/x/restore'],
      ['POST', '/servers/x/lifecycle'],
      ['POST', '/servers/x/check'],
      ['GET', '/servers/x/health'],
      ['GET', '/servers/x/audit'],
      ['GET', '/servers/x/transitions'],
      ['GET', '/users/x'],
      ['PATCH', '/users/x'],
      ['DELETE', '/users/x'],
      ['DELETE', '/tokens/x'],
      ['GET', '/views/x'],
      ['PATCH', '/views/x'],
      ['DELETE', '/views/x'],
    ] as const
  ).map(([method, path]): BadRow => ({
    says: `${method} ${path}`,
    method,
    path,
    body: path.endsWith('lifecycle') ? { to: 'provisioning', reason: 'x' } : method === 'PATCH' ? {} : undefined,
    at: '/id',
  })),
  { says: 'a path that cannot be decoded', method: 'GET', path: '/servers/%ff', at: '/path' },
];

const tags = ['1', '"1', "'1'", '', ',', '*, "1"', '"1" "2"', 'w/"1"', '"1"x'];
const matches: BadRow[] = ['/servers/{server}', '/views/{view}', '/users/{user}'].flatMap((path) => [
  ...tags.flatMap((tag): BadRow[] => [
    {
      says: `PATCH ${path} If-Match ${tag}`,
      method: 'PATCH',
      path,
      body: {},
      headers: { 'if-match': tag },
      at: '/If-Match',
    },
    { says: `DELETE ${path} If-Match ${tag}`, method: 'DELETE', path, headers: { 'if-match': tag }, at: '/If-Match' },
  ]),
  {
    says: `PATCH ${path}, stale`,
    method: 'PATCH',
    path,
    body: {},
    headers: { 'if-match': '"7"' },
    at: '/If-Match',
    status: 412,
  },
  {
    says: `DELETE ${path}, weak`,
    method: 'DELETE',
    path,
    headers: { 'if-match': 'W/"1"' },
    at: '/If-Match',
    status: 412,
  },
]);

const keys: BadRow[] = ['', 'a b', 'a,b c', 'x'.repeat(256), 'schl\u00fcssel', 'a\tb'].flatMap((key) =>
  ['/servers', '/views', '/users', '/tokens', '/auth/logout', '/servers/{server}/lifecycle'].map((path) => ({
    says: `POST ${path} with the key ${key.slice(0, 20)}`,
    method: 'POST' as const,
    path,
    body: {},
    headers: { 'idempotency-key': key },
    at: '/Idempotency-Key',
  })),
);

export const http: BadRow[] = [...malformed, ...ids, ...matches, ...keys];
