import { aCheck } from '../../test/fixtures';
import { Check } from '../api/wire';
import { CheckDraft, checkDraftOf, checkOf, newCheck, ownName, portAfter } from './check-draft';

const common = { severity: 'critical' };

test.each<[string, Partial<CheckDraft>, object]>([
  ['tcp', { type: 'tcp', port: '8080' }, { port: 8080 }],
  ['a port by default', { type: 'ssh', port: '' }, {}],
  ['ssh', { type: 'ssh', port: '2222' }, { port: 2222 }],
  ['icmp, which has no port', { type: 'icmp', port: '22' }, {}],
  [
    'http with all that it expects',
    {
      type: 'http',
      port: '443',
      path: '/health',
      tls: true,
      statuses: '200, 204',
      bodyContains: 'ok',
      headers: 'content-type: json\n\nx-time: 10:20\nserver',
    },
    {
      port: 443,
      path: '/health',
      tls: true,
      expect: {
        status: [200, 204],
        bodyContains: 'ok',
        headers: { 'content-type': 'json', 'x-time': '10:20', server: '' },
      },
    },
  ],
  [
    'tls',
    { type: 'tls', port: '', servername: 'db.example.com', starttls: 'postgres', warnDays: '30' },
    { servername: 'db.example.com', starttls: 'postgres', warnDays: 30 },
  ],
  [
    'dns',
    { type: 'dns', port: '22', record: 'TXT', records: ' "v=spf1 -all" \n"two words"' },
    { record: 'TXT', expect: { records: ['"v=spf1 -all"', '"two words"'] } },
  ],
  [
    'telemetry',
    { type: 'telemetry', port: '22', warnDiskPercent: '80', warnLoadPerCore: '1.5', warnMemoryPercent: '' },
    { warnDiskPercent: 80, warnLoadPerCore: 1.5 },
  ],
  ['dns that only has to answer', { type: 'dns', records: '\n ' }, { record: 'A' }],
])('%s is sent with its own settings only', (_, draft, sent) => {
  const leftovers = { path: '/x', servername: 'x', starttls: 'ldap', warnDays: '3', records: 'x' } as const;
  const type = draft.type ?? 'tcp';
  const others = type === 'http' || type === 'tls' || type === 'dns' ? {} : leftovers;
  expect(checkOf({ ...newCheck, ...others, ...draft })).toEqual({ type, ...common, ...sent });
});

const stored = { severity: 'warning', timeoutMs: 5000, failAfter: 1, recoverAfter: 4, warnMs: 300 } as const;

test.each<[string, Partial<Check>]>([
  ['tcp', { type: 'tcp', port: 22, name: 'tcp 22' }],
  ['http', { type: 'http', port: 80, name: 'page', path: '/', tls: true, expect: { headers: { server: 'nginx' } } }],
  ['tls', { type: 'tls', port: 5432, name: 'tls 5432', servername: 'a.b', starttls: 'postgres', warnDays: 14 }],
  ['ssh', { type: 'ssh', port: 2222, name: 'ssh 2222' }],
  ['dns', { type: 'dns', port: null, name: 'dns MX', record: 'MX', expect: { records: ['10 mx.example.com.'] } }],
  ['icmp', { type: 'icmp', port: null, name: 'icmp' }],
  ['telemetry', { type: 'telemetry', port: null, name: 'telemetry', warnDiskPercent: 80, warnMemoryPercent: 95 }],
])('%s comes back as it was stored', (_, over) => {
  const check = aCheck({ ...stored, ...over });
  const { path, tls, name, port, expect: expected, intervalSeconds: _interval, ...rest } = check;
  expect(checkOf(checkDraftOf(check))).toEqual({
    ...rest,
    ...(name !== ownName(check) && { name }),
    ...(port !== null && { port }),
    ...(check.type === 'http' && { path, tls }),
    ...(expected && { expect: expected }),
  });
});

test.each([
  ['22', 'tls', '443'],
  ['443', 'http', '80'],
  ['22', 'icmp', ''],
  ['', 'ssh', '22'],
  ['8443', 'tls', '8443'],
] as const)('the port %j of what becomes %s is then %j', (port, type, then) =>
  expect(portAfter(port, type)).toBe(then),
);
