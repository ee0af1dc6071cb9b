import { aCheck, aServer } from '../../test/fixtures';
import { newCheck } from './check-draft';
import { Draft, changesOf, draftOf, newDraft, pathOf, registrationOf } from './draft';

const base = draftOf(aServer('web', { owner: 'core', tags: ['a'], version: 3 }));
const changed = (over: Partial<Draft>) => changesOf(base, { ...base, ...over });

test('a registration names only what was given', () => {
  const draft = { ...newDraft, hostname: ' Web-01 ', ipAddress: '10.0.0.1', tags: 'a b' };
  expect(registrationOf(draft)).toEqual({
    hostname: 'web-01',
    ipAddress: '10.0.0.1',
    lifecycle: 'active',
    ssh: { port: 22 },
    tags: ['a', 'b'],
    checks: [{ type: 'tcp', port: 22, severity: 'critical' }],
  });
});

test('no checks at all is said, or the server would add one', () => {
  expect(registrationOf({ ...newDraft, hostname: 'web', checks: [] })).toMatchObject({ checks: [] });
});

test.each<[string, Partial<Draft>, object]>([
  ['nothing', {}, {}],
  ['a word', { owner: 'edge' }, { owner: 'edge' }],
  ['a word that is cleared', { owner: ' ' }, { owner: null }],
  ['spaces around it', { owner: ' core ' }, {}],
  ['a list', { tags: 'a b' }, { tags: ['a', 'b'] }],
  ['the port', { sshPort: '2222' }, { ssh: { port: 2222 } }],
  ['who logs in', { sshUser: 'deploy' }, { ssh: { user: 'deploy' } }],
  ['with which key', { sshCredentialId: 'c-1' }, { ssh: { credentialId: 'c-1' } }],
  ['that nobody logs in', { sshCredentialId: '' }, {}],
  ['the checks, as a whole', { checks: [] }, { checks: [] }],
])('changing %s', (_, over, body) => expect(changed(over)).toEqual(body));

test('an http check is sent with what it expects, a tcp check without', () => {
  const http = { ...newCheck, type: 'http' as const, port: '8443', path: '/health', tls: true, statuses: '200 204' };
  const tcp = { ...http, type: 'tcp' as const };
  const { checks } = changed({ checks: [http, tcp] });
  expect(checks).toEqual([
    { type: 'http', port: 8443, path: '/health', tls: true, expect: { status: [200, 204] }, severity: 'critical' },
    { type: 'tcp', port: 8443, severity: 'critical' },
  ]);
});

test('a check that was not touched is not sent', () => {
  const server = aServer('web', {
    checks: [aCheck(), aCheck({ name: 'page', type: 'http', port: 80, path: '/', expect: { bodyContains: 'ok' } })],
  });
  expect(changesOf(draftOf(server), draftOf(server))).toEqual({});
});

test.each([
  ['/hostname', ['hostname']],
  ['/ssh/port', ['sshPort']],
  ['/ssh/credentialId', ['sshCredentialId']],
  ['/tags/0', ['tags']],
  ['/checks', ['checks']],
  ['/checks/1/port', ['checks', 1, 'port']],
  ['/checks/0/expect/status/0', ['checks', 0, 'statuses']],
  ['/checks/0/expect/bodyContains', ['checks', 0, 'bodyContains']],
  ['/checks/0/expect/headers/x y', ['checks', 0, 'headers']],
  ['/checks/2/expect/records', ['checks', 2, 'records']],
  ['/checks/0/warnDays', ['checks', 0, 'warnDays']],
])('%s is the field %j', (pointer, path) => expect(pathOf(pointer)).toEqual(path));
