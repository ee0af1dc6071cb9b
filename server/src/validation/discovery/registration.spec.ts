import type { ExaminedPort } from '../../probing/scan/examined-host.js';
import { hostnameOf, registrationOf, type Found } from './registration.js';

const port = (number: number, service: string | null, names: string[] = []): ExaminedPort => ({
  port: number,
  service,
  banner: null,
  tls: names.length > 0 ? { names, daysLeft: 30, problems: [] } : null,
  http: null,
});
const host = (found: Partial<Found>): Found => ({ address: '10.0.0.7', names: [], ports: [], guess: null, ...found });

test.each([
  ['its name in the name service', { names: ['Web-01.Example.com.'] }, 'web-01.example.com'],
  ['the first name that is one', { names: ['not_a_name', 'b.example.com'] }, 'b.example.com'],
  [
    'a name of its certificate',
    { ports: [port(443, 'https', ['*.example.com', 'www.example.com'])] },
    'www.example.com',
  ],
  ['its address', {}, 'host-10-0-0-7'],
  ['an IPv6 address', { address: '2001:db8::7' }, 'host-2001-db8-7'],
  ['an address that begins with colons', { address: '::1' }, 'host-1'],
])('%s names it', (_, found, hostname) => expect(hostnameOf(host(found))).toBe(hostname));

const guess = { role: 'web', os: 'debian 12', evidence: [] };
const blueprint = { id: 'b', version: 3, defaults: { role: 'edge', owner: 'core' }, tags: ['t'], checks: null };

test('what the request says wins over the template, and that over what was guessed', () => {
  const seen = host({ guess, ports: [port(2222, 'ssh')] });
  expect(registrationOf(seen, {})).toMatchObject({
    role: 'web',
    os: { name: 'debian 12' },
    sshPort: 2222,
    lifecycle: 'planned',
  });
  expect(registrationOf(seen, { tags: ['x'] }, blueprint)).toMatchObject({
    ...{ role: 'edge', owner: 'core', tags: ['t', 'x'], templateId: 'b', templateVersion: 3, sshPort: 2222 },
  });
  expect(registrationOf(seen, { fields: { role: 'mine', ssh: { user: 'root' } } }, blueprint)).toMatchObject({
    ...{ role: 'mine', sshUser: 'root', sshPort: 2222 },
  });
});
