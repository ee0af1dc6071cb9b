import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditPage } from '../src/audit/audit.dto.js';
import type { AuthorityView } from '../src/credentials/authority/authorities.dto.js';
import type { CertificatePage, CertificateView } from '../src/credentials/authority/certificates.dto.js';
import type { CredentialView, LoginTests } from '../src/credentials/credentials.dto.js';
import type { Problem } from '../src/http/problem.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { adminPassword, startFleet, type Answer, type Client, type Fleet } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';

type Refusal = Pick<Problem, 'code' | 'detail' | 'errors'>;

let fleet: Fleet;
let operator: Client;
let operatorId: string;
let viewer: Client;
/** What stands on the servers: they read these files at each login. */
const files = mkdtempSync(join(tmpdir(), 'fleet-authority-'));
const [trusted, revoked] = [join(files, 'trusted'), join(files, 'revoked')];
let sshd: Sshd;

beforeAll(async () => {
  writeFileSync(trusted, '');
  writeFileSync(revoked, '');
  [fleet, sshd] = await Promise.all([
    startFleet(),
    Sshd.start({ lines: [`TrustedUserCAKeys ${trusted}`, `RevokedKeys ${revoked}`] }),
  ]);
  const user = async (email: string, role: string) => {
    const { body } = await fleet.admin.post<{ id: string }>('/users', { email, role, password: adminPassword });
    return { id: body.id, client: await fleet.anonymous.login(email, adminPassword) };
  };
  ({ id: operatorId, client: operator } = await user('ada@example.com', 'operator'));
  viewer = (await user('eve@example.com', 'viewer')).client;
});

afterAll(async () => {
  await fleet.close();
  await sshd.stop();
  rmSync(files, { recursive: true, force: true });
});

let counted = 0;
async function authority(fields: object = {}): Promise<AuthorityView> {
  const answer = await fleet.admin.post<AuthorityView>('/authorities', {
    ...{ name: `authority ${++counted}`, purpose: 'user', ...fields },
  });
  expect(answer.status).toBe(201);
  return answer.body;
}

async function credential(fields: object = {}): Promise<CredentialView> {
  const body = { name: `credential ${++counted}`, kind: 'generate', ...fields };
  return (await fleet.admin.post<CredentialView>('/credentials', body)).body;
}

async function server(port = sshd.port, fields: object = {}): Promise<ServerView> {
  const body = { hostname: `server-${++counted}.example.com`, ipAddress: '127.0.0.1', ssh: { port }, ...fields };
  return (await fleet.admin.post<ServerView>('/servers', body)).body;
}

function grant(id: string, principals: string[]) {
  return fleet.admin.send('PUT', `/authorities/${id}/principals`, { rules: [{ role: 'operator', principals }] });
}

const sign = <Body = CertificateView>(id: string, body: object, client = operator): Promise<Answer<Body>> =>
  client.post<Body>(`/authorities/${id}/certificates`, { reason: 'a test', ...body });

/** A key of somebody's own, which the program knows nothing of. */
function ownKey(type = 'ed25519'): { path: string; publicKey: string } {
  const path = join(files, `own-${++counted}`);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'ada', '-f', path]);
  return { path, publicKey: readFileSync(`${path}.pub`, 'utf8') };
}

/** What OpenSSH's client says of a login with a key and its certificate. */
function loggedIn(path: string, certificate: string, to = sshd, options: string[] = []): string | undefined {
  writeFileSync(`${path}-cert.pub`, `${certificate}\n`);
  const settings = ['BatchMode=yes', 'IdentitiesOnly=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
  const args = [...settings.flatMap((each) => ['-o', each]), ...options, '-i', path, '-p', String(to.port)];
  try {
    return execFileSync('ssh', [...args, 'root@127.0.0.1', 'echo in'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

/** The raw list, which is no text. */
async function krl(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${fleet.url}${path.startsWith('/api') ? path : `/api/v1${path}`}`, { headers });
  return { status: response.status, headers: response.headers, content: Buffer.from(await response.arrayBuffer()) };
}
const bearer = (client: Client) => ({ authorization: `Bearer ${client.token}` });

async function publish(id: string): Promise<void> {
  writeFileSync(revoked, (await krl(`/authorities/${id}/krl`, bearer(fleet.admin))).content);
}

test('a certificate lets in who it names, where its authority is trusted, until it is revoked', async () => {
  const { id, publicKey } = await authority();
  writeFileSync(trusted, `${publicKey}\n`);
  await grant(id, ['root', 'deploy']);
  const own = ownKey();
  const { status, body } = await sign(id, { publicKey: own.publicKey, principals: ['root'], keyId: 'night shift' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ serial: '1', state: 'valid', keyId: 'ada@example.com: night shift', principals: ['root'] });
  expect(Date.parse(body.validBefore) - Date.parse(body.createdAt)).toBeCloseTo(3_600_000, -4);
  expect(loggedIn(own.path, body.certificate)).toBe('in');

  const other = await sign(id, { publicKey: own.publicKey, principals: ['deploy'] });
  expect(other.body.serial).toBe('2');
  expect(loggedIn(own.path, other.body.certificate)).toBeUndefined();

  await publish(id);
  expect(loggedIn(own.path, body.certificate)).toBe('in');
  const { body: ended } = await operator.post(`/certificates/${body.id}/revoke`, { reason: 'lost laptop' });
  expect(ended).toMatchObject({ state: 'revoked', revokedReason: 'lost laptop' });
  await publish(id);
  expect(loggedIn(own.path, body.certificate)).toBeUndefined();

  const { items } = (await fleet.admin.get<AuditPage>('/audit?action=certificate.*')).body;
  expect(items.map(({ action, subject, reason }) => [action, subject.name, reason])).toEqual([
    ['certificate.revoked', 'ada@example.com: night shift', 'lost laptop'],
    ['certificate.issued', 'ada@example.com', 'a test'],
    ['certificate.issued', 'ada@example.com: night shift', 'a test'],
  ]);
});

test.each([
  ['ed25519', 'ed25519'],
  ['ecdsa', 'ecdsa'],
  ['rsa', 'rsa'],
])('a credential of %s logs in with a certificate by an authority of %s, whose key the server never saw', async (algorithm, of) => {
  const { id, name, publicKey } = await authority({ algorithm: of, ...(of === 'rsa' ? { bits: 3072 } : {}) });
  writeFileSync(trusted, `${publicKey}\n`);
  const { id: credentialId } = await credential({ algorithm });
  const { id: serverId } = await server();
  const setting = { authorityId: id, validSeconds: 600 };
  expect((await fleet.admin.send('PUT', `/credentials/${credentialId}/certificate`, setting)).status).toBe(200);
  const tested = () => fleet.admin.post<LoginTests>(`/credentials/${credentialId}/test`, { serverIds: [serverId] });
  const [first] = (await tested()).body.results;
  expect(first).toMatchObject({ ok: true });
  expect(first?.phases.find((phase) => phase.name === 'auth')?.message).toBe(`root with a certificate by ${name}`);

  // One certificate serves many logins.
  await Promise.all([tested(), tested(), tested()]);
  const { items } = (await fleet.admin.get<CertificatePage>(`/certificates?credentialId=${credentialId}`)).body;
  expect(items).toMatchObject([{ serial: '1', principals: ['root'], extensions: [], actorName: 'logins', state: 'valid' }]);

  // Revoked, there is a new one at the next login.
  await fleet.admin.post(`/certificates/${items[0]?.id}/revoke`, { reason: 'a test' });
  await publish(id);
  expect((await tested()).body.results).toMatchObject([{ ok: true }]);
  expect((await fleet.admin.get<CertificatePage>(`/certificates?credentialId=${credentialId}`)).body.items).toHaveLength(2);
});

test('a server that refuses the certificate is shown the key itself', async () => {
  writeFileSync(trusted, '');
  const { id } = await authority();
  const { id: credentialId, publicKey } = await credential();
  const { id: serverId } = await server();
  sshd.authorize(publicKey);
  await fleet.admin.send('PUT', `/credentials/${credentialId}/certificate`, { authorityId: id });
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${credentialId}/test`, { serverIds: [serverId] });
  expect(body.results[0]?.phases.find((phase) => phase.name === 'auth')?.message).toBe('root with version 1');
});
void mkdirSync; void viewer; void operatorId; void ({} as Refusal);
