import { aResult } from '../../test/fixtures';
import { CheckResult } from '../api/wire';
import { observedFacts, observedInShort } from './observed';

const certificate = {
  daysLeft: 61,
  validTo: '2027-01-25T00:00:00.000Z',
  issuer: 'Example CA R3',
  names: ['web.example.com', 'example.com'],
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
};
const seenBy = (type: string, observed: CheckResult['observed']) => aResult({ name: `${type} 1`, type, observed });

test.each<[string, CheckResult, string | null, [string, string][]]>([
  [
    'a certificate',
    seenBy('tls', certificate),
    '61 days left · Example CA R3',
    [
      ['Certificate', '61 days left, until 2027-01-25'],
      ['Issuer', 'Example CA R3'],
      ['For', 'web.example.com, example.com'],
      ['Protocol', 'TLSv1.3 · TLS_AES_256_GCM_SHA384'],
    ],
  ],
  [
    'a certificate that has ended',
    seenBy('tls', { daysLeft: -1 }),
    'ended 1 day ago',
    [['Certificate', 'ended 1 day ago']],
  ],
  [
    'a host key',
    seenBy('ssh', { banner: 'SSH-2.0-x', hostKey: { type: 'ssh-ed25519', fingerprint: 'SHA256:abc' } }),
    'ssh-ed25519 SHA256:abc',
    [
      ['Host key', 'ssh-ed25519 SHA256:abc'],
      ['SSH server', 'SSH-2.0-x'],
    ],
  ],
  [
    'records',
    seenBy('dns', { records: ['10.0.0.1', '10.0.0.2'] }),
    '10.0.0.1, 10.0.0.2',
    [['Records', '10.0.0.1, 10.0.0.2']],
  ],
  ['nothing yet', seenBy('tls', null), null, []],
  ['a type that sees nothing more', seenBy('http', { status: 200 }), null, []],
  ['what it does not know', seenBy('ssh', { hostKey: 'x', banner: 3 }), null, []],
])('%s', (_, result, short, facts) => {
  expect(observedInShort(result)).toBe(short);
  expect(observedFacts([result]).map(({ name, value }) => [name, value])).toEqual(facts);
});

test('of several the name of the check tells which', () => {
  const [one, other] = ['tls 443', 'tls 8443'].map((name) => aResult({ name, type: 'tls', observed: { daysLeft: 3 } }));
  expect(observedFacts([one, other] as CheckResult[]).map(({ name }) => name)).toEqual([
    'Certificate, tls 443',
    'Certificate, tls 8443',
  ]);
});
