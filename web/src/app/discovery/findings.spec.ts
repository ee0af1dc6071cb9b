import { Finding } from '../api/wire';
import { wordsOfItem } from './findings';

test.each<[Finding['kind'], Record<string, unknown>, string, string]>([
  [
    'never-answered',
    { hostname: 'web-1', address: '10.0.0.1', lifecycle: 'active', reason: null },
    'web-1',
    '10.0.0.1; active',
  ],
  [
    'unregistered',
    { address: '10.0.0.9', names: ['printer'], openPorts: [22, 9100], role: null, os: 'Debian' },
    '10.0.0.9',
    'printer; ports 22, 9100; Debian',
  ],
  ['unregistered', { address: '10.0.0.9', names: [], openPorts: [22] }, '10.0.0.9', 'port 22'],
  [
    'shared-host-key',
    {
      fingerprint: 'SHA256:x',
      hosts: [
        { name: 'a', address: '10.0.0.1' },
        { name: '10.0.0.2', address: '10.0.0.2' },
      ],
    },
    'SHA256:x',
    'a (10.0.0.1), 10.0.0.2',
  ],
  [
    'unknown-certificate-name',
    {
      name: 'old.example.com',
      shownBy: [
        { address: '10.0.0.1', hostname: 'web-1', port: 443 },
        { address: '10.0.0.2', hostname: null, port: 8443 },
      ],
    },
    'old.example.com',
    'shown by web-1:443, 10.0.0.2:8443',
  ],
])('%s', (kind, what, name, detail) => {
  expect(wordsOfItem(kind, { what, mend: { call: '', link: '/' } })).toEqual({ name, detail });
});
