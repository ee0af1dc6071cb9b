import { expect, test } from '@jest/globals';
import type { CredentialView, LoginTests } from '../src/credentials/credentials.dto.js';
import type {
  RotationOrdered,
  RotationPlan,
  RotationServerPage,
  RotationView,
} from '../src/credentials/rotation/rotations.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { startFleet, until, type Fleet } from './support/fleet.js';
import { Homes } from './support/peers/homes.js';

let fleet: Fleet;
let homes: Homes;

beforeAll(async () => {
  [fleet, homes] = await Promise.all([startFleet(), Homes.start(30)]);
});
afterAll(async () => {
  await fleet.close();
  await homes.stop();
});

let made = 0;
/** A credential, and servers that know it, each behind a port of its own. */
async function prepared(count: number, fields: (at: number) => object = () => ({})) {
  const name = `rotated-${made}`;
  const credential = (await fleet.admin.post<CredentialView>('/credentials', { name, kind: 'generate' })).body;
  const servers: ServerView[] = [];
  for (let at = 0; at < count; at++) {
    const port = homes.ports[made++ % homes.ports.length] ?? 0;
    const { status, body } = await fleet.admin.post<ServerView>('/servers', {
      hostname: `${name}-${at}`,
      ipAddress: '127.0.0.1',
      ssh: { port, credentialId: credential.id },
      ...fields(at),
    });
    expect(status).toBe(201);
    homes.authorize(port, `# of ${name}`);
    homes.authorize(port, credential.publicKey);
    servers.push(body);
  }
  return { credential, servers };
}

const rotate = (id: string, body: object = {}) => fleet.admin.post<RotationOrdered>(`/credentials/${id}/rotate`, body);
const rotation = async (id: string) => (await fleet.admin.get<RotationView>(`/rotations/${id}`)).body;
const settled = (id: string) =>
  until(async () => {
    const now = await rotation(id);
    return !['running', 'rolling-back'].includes(now.status) && now;
  });
const serversOf = async (id: string) =>
  (await fleet.admin.get<RotationServerPage>(`/rotations/${id}/servers?limit=500`)).body.items;

test('a rotation gives every server the new key and takes the old one away', async () => {
  const { credential, servers } = await prepared(6);
  const { status, body, headers } = await rotate(credential.id, { reason: 'it is time' });
  expect(status).toBe(202);
  expect(headers.get('location')).toBe(`/api/v1/rotations/${body.rotationId}`);
  const ended = await settled(body.rotationId);
  expect(await serversOf(body.rotationId)).toEqual(
    expect.arrayContaining(
      servers.map(({ id }) => expect.objectContaining({ serverId: id, state: 'done', code: null })),
    ),
  );
  expect(ended).toMatchObject({ status: 'finished', fromVersion: 1, toVersion: 2, total: 6 });
});
