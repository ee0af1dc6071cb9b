import { Question } from '../api/wire';
import { CheckDraft, newCheck } from './check-draft';
import { Target, questionOf, saidOf } from './check-question';

const web: Target = { hostname: 'web.example.com', ipAddress: '10.0.0.1', sshPort: '2222' };

test.each<[string, Partial<CheckDraft>, Partial<Target>, Question]>([
  ['tcp', { port: '80' }, {}, { validator: 'tcp', asked: { host: '10.0.0.1', port: 80 } }],
  ['the port of SSH by default', { port: '' }, {}, { validator: 'tcp', asked: { host: '10.0.0.1', port: 2222 } }],
  [
    'the name, when there is no address',
    { type: 'icmp', timeoutMs: '60000' },
    { ipAddress: ' ' },
    { validator: 'icmp', asked: { host: 'web.example.com', timeoutMs: 30_000 } },
  ],
  [
    'http',
    { type: 'http', port: '8443', tls: true, path: '/health', statuses: '204' },
    {},
    {
      validator: 'http',
      asked: {
        url: 'https://10.0.0.1:8443/health',
        followRedirects: false,
        http2: false,
        expect: { status: [204] },
      },
    },
  ],
  [
    'http at an IPv6 address',
    { type: 'http', port: '' },
    { ipAddress: '2001:db8::7' },
    { validator: 'http', asked: { url: 'http://[2001:db8::7]/', followRedirects: false, http2: false } },
  ],
  [
    'tls, for the name of the server',
    { type: 'tls', port: '', starttls: 'smtp' },
    {},
    { validator: 'tls', asked: { host: '10.0.0.1', servername: 'web.example.com', starttls: 'smtp' } },
  ],
  ['ssh', { type: 'ssh', port: '' }, {}, { validator: 'ssh', asked: { host: '10.0.0.1', port: 2222 } }],
  [
    'dns, of the name',
    { type: 'dns', record: 'MX', records: '10 mx.example.com\n' },
    {},
    { validator: 'dns', asked: { name: 'web.example.com', record: 'MX', expect: ['10 mx.example.com'] } },
  ],
])('%s', (_, check, target, question) =>
  expect(questionOf({ ...newCheck, ...check }, { ...web, ...target })).toEqual(question),
);

test('nothing is asked while it is not known where', () => {
  expect(questionOf(newCheck, { ...web, hostname: '', ipAddress: ' ' })).toBeNull();
  expect(questionOf({ ...newCheck, type: 'dns' }, { ...web, hostname: '' })).toBeNull();
});

const certificate = {
  ok: true,
  code: 'ok',
  message: 'valid',
  problems: [],
  daysLeft: 20,
  chain: [],
  protocol: 'TLSv1.3',
  cipher: 'x',
  ocsp: null,
  address: '10.0.0.1',
  connectMs: 1,
  handshakeMs: 9,
};

test.each<[string, Partial<CheckDraft>, object, object]>([
  ['healthy', {}, {}, { tone: 'healthy', message: 'valid', tookMs: 10 }],
  ['a warning of days', { warnDays: '30' }, {}, { tone: 'degraded', message: 'valid, fewer than 30' }],
  ['the usual days', {}, { daysLeft: 13 }, { tone: 'degraded', message: 'valid, fewer than 14' }],
  ['a warning of time', { warnMs: '9' }, {}, { tone: 'degraded', message: 'valid, slower than 9 ms' }],
  ['a failure', { warnDays: '30' }, { ok: false, message: 'expired' }, { tone: 'unhealthy', message: 'expired' }],
])('of a certificate: %s', (_, draft, over, said) => {
  const check: CheckDraft = { ...newCheck, type: 'tls', ...draft };
  expect(saidOf(check, { validator: 'tls', verdict: { ...certificate, ...over } })).toMatchObject(said);
});
