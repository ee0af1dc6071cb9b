import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { Sshd } from './support/peers/sshd.js';

let fleet: Fleet;
let sshd: Sshd;

beforeAll(async () => {
  [fleet, sshd] = await Promise.all([startFleet(), Sshd.start()]);
});

afterAll(async () => {
  await fleet.close();
  await sshd.stop();
});

async function credential(name: string, fields: object = {}): Promise<CredentialView> {
  const { status, body } = await fleet.admin.post<CredentialView>('/credentials', {
    name,
    kind: 'generate',
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

async function server(hostname: string, port = sshd.port): Promise<ServerView> {
  const fields = { hostname, ipAddress: '127.0.0.1', ssh: { port } };
  return (await fleet.admin.post<ServerView>('/servers', fields)).body;
}

test.each(['ed25519', 'ecdsa', 'rsa'])('a generated %s key logs in', async (algorithm) => {
  const { id, publicKey } = await credential(algorithm, { algorithm });
  sshd.authorize(publicKey);
  const { id: serverId } = await server(`with-${algorithm}`);
  const { status, body } = await fleet.admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] });
  expect(status).toBe(200);
  expect(body.results).toMatchObject([{ serverId, ok: true }]);
  expect(body.results[0]?.phases.map(({ name, ok }) => [name, ok])).toEqual([
    ['tcp', true],
    ['kex', true],
    ['hostKey', true],
    ['auth', true],
    ['command', true],
  ]);
});

test('a key that the server does not know ends at the authentication', async () => {
  const { id } = await credential('stranger');
  const { id: serverId } = await server('strange');
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] });
  expect(body.results).toMatchObject([{ serverId, ok: false }]);
  expect(body.results[0]?.phases.at(-1)).toMatchObject({
    name: 'auth',
    ok: false,
    message: expect.stringContaining('root was refused with version 1'),
  });
});

test('who listens and says nothing is told apart from who is not there', async () => {
  const { id } = await credential('nowhere');
  const { id: serverId } = await server('nowhere', 1);
  const { body } = await fleet.admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds: [serverId] });
  expect(body.results[0]?.phases).toMatchObject([{ name: 'tcp', ok: false, message: 'connection refused' }]);
});
