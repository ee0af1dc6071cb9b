import { portsFault, portsOf } from './ports';
import { Values, faultsOf, fieldAt, meant, toolOf } from './tools';

test.each<[string, Values, object[]]>([
  ['address', { address: ' 10.0.0.1' }, [{ address: ' 10.0.0.1', dns: true }]],
  ['address', { address: 'web', dns: 'not asked' }, [{ address: 'web', dns: false }]],
  [
    'tcp',
    { host: 'a, b\na', ports: '22 80-81', timeoutMs: '100' },
    [
      { host: 'a', ports: [22, 80, 81], timeoutMs: 100 },
      { host: 'b', ports: [22, 80, 81], timeoutMs: 100 },
    ],
  ],
  ['http', { url: 'http://a/' }, [{ url: 'http://a/', method: 'GET', followRedirects: true, http2: true }]],
  [
    'http',
    {
      url: 'http://a/',
      method: 'HEAD',
      redirects: 'shown',
      http2: 'not offered',
      status: '200,204',
      bodyContains: 'ok',
      headers: 'content-type: json\nx-at: 10:20',
    },
    [
      {
        url: 'http://a/',
        method: 'HEAD',
        followRedirects: false,
        http2: false,
        expect: { status: [200, 204], bodyContains: 'ok', headers: { 'content-type': 'json', 'x-at': '10:20' } },
      },
    ],
  ],
  ['tls', { host: 'a', starttls: 'none' }, [{ host: 'a' }]],
  [
    'tls',
    { host: 'a', starttls: 'smtp', port: '587', servername: ' mx ' },
    [{ host: 'a', starttls: 'smtp', port: 587, servername: 'mx' }],
  ],
  ['ssh', { host: 'a', port: '' }, [{ host: 'a' }]],
  ['dns', { name: 'a', server: '10.0.0.53' }, [{ name: 'a', record: 'A', server: '10.0.0.53' }]],
  ['dns', { name: 'a', record: 'MX', expect: '10 mx' }, [{ name: 'a', record: 'MX', expect: ['10 mx'] }]],
  ['icmp', { host: 'a ' }, [{ host: 'a' }]],
])('%s asks of %j', (id, values, asked) => {
  const questions = toolOf(id).asks(values);
  expect(questions).toEqual(asked.map((each) => ({ validator: id, asked: each })));
});

test.each<[string, Values, Values]>([
  ['tcp', { host: 'a\nb  a', ports: ' 22 ', url: 'left over', timeoutMs: '' }, { host: 'a,b', ports: '22' }],
  ['dns', { name: 'a', record: 'A' }, { name: 'a' }],
  ['http', { redirects: 'shown', method: 'GET' }, { redirects: 'shown' }],
])('of %s with %j the address says %j', (id, values, said) => {
  expect(meant(toolOf(id), values)).toEqual(said);
  expect(meant(toolOf(id), said)).toEqual(said);
});

test.each<[string, Values, Record<string, RegExp>]>([
  ['tcp', {}, { host: /needed/, ports: /needed/ }],
  ['tcp', { host: 'a', ports: '22-' }, { ports: /"22-" is no port/ }],
  ['http', { url: 'ftp://a' }, { url: /http:\/\// }],
  ['ssh', { host: 'a', port: '70000' }, { port: /65,?535/ }],
  ['icmp', { host: 'a' }, {}],
])('%s of %j is refused with %j', (id, values, faults) => {
  const found = faultsOf(toolOf(id), values);
  expect(Object.keys(found)).toEqual(Object.keys(faults));
  for (const [key, pattern] of Object.entries(faults)) expect(found[key]).toMatch(pattern);
});

test.each([
  ['tcp', '/ports/3', 'ports'],
  ['http', '/expect/status/0', 'status'],
  ['http', '/expect/headers/a b', 'headers'],
  ['tls', '/host', 'host'],
  ['tls', '', null],
])('of %s the pointer %s means the field %s', (id, pointer, field) => expect(fieldAt(toolOf(id), pointer)).toBe(field));

test.each([
  ['22', [22]],
  ['80-82, 81 22', [80, 81, 82, 22]],
])('%s are the ports %j', (text, ports) => expect(portsOf(text)).toEqual(ports));

test.each(['0', '65536', '9-8', '1-', 'ssh', '-1', '1-101'])('%s are no ports, or too many', (text) =>
  expect(portsFault(text)).not.toBeNull(),
);
