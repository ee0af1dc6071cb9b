import { join } from 'node:path';
import pg from 'pg';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import type { LoginTests } from '../src/credentials/testing/login-tests.dto.js';
import type { RotationOrdered, RotationServerPage, RotationView } from '../src/credentials/rotation/rotations.dto.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import { Chance } from '../src/simulation/chance.js';
import { adminPassword, Client, until } from './support/fleet.js';
import { Homes } from './support/peers/homes.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';
import { times } from './support/race.js';

const rounds = 10;
const machines = 20;
const stepsEach = 7;
const back = ['restoring', 'restored', 'withdrawing', 'rolled-back'];
/** Another one each time; the name of the test says which, to be given again. */
const seed = process.env['ROTATION_CRASH_SEED'] ?? String(Date.now() % 1_000_000);

let database: TestDatabase;
let db: pg.Client;
let homes: Homes;
let place: ReturnType<typeof temporaryDirectory>;
let program: Program | undefined;
let admin: Client;

beforeAll(async () => {
  [database, homes] = await Promise.all([testDatabase(), Homes.start(machines)]);
  db = new pg.Client(database.url);
  await db.connect();
  place = temporaryDirectory();
}, 60_000);
afterAll(async () => {
  await program?.end('SIGTERM');
  await db.end();
  await homes.stop();
  await database.drop();
  place.remove();
});

async function started(): Promise<Client> {
  program = await Program.started({
    FLEET_DATABASE_URL: database.url,
    FLEET_DATA_DIR: join(place.path, 'data'),
    FLEET_ADMIN_PASSWORD: adminPassword,
    FLEET_PROBE_ALLOW: '127.0.0.0/8',
  });
  return new Client(program.url).login('admin@fleet.local', adminPassword);
}

async function numbers(text: string, params: unknown[]): Promise<number[]> {
  return (await db.query<{ number: number }>(text, params)).rows.map(({ number }) => number);
}

/** How many steps of a rotation are written down. */
async function stepsTaken(rotationId: string): Promise<number> {
  const ways = ['pending', 'placing', 'placed', 'verified', 'switched', 'removing', 'removed', 'done', ...back];
  const [steps = 0] = await numbers(
    'SELECT sum(array_position($2, step) - 1)::integer AS number FROM rotation_servers WHERE rotation_id = $1',
    [rotationId, ways],
  );
  return steps;
}

/** The versions of the keys that a machine takes. */
async function accepted(credentialId: string, port: number): Promise<number[]> {
  const lines = homes.authorizedKeys(port);
  const { rows } = await db.query<{ key_version: number; public_key: string }>(
    'SELECT key_version, public_key FROM credential_versions WHERE credential_id = $1 ORDER BY key_version',
    [credentialId],
  );
  return rows.filter(({ public_key: line }) => lines.includes(line)).map(({ key_version: version }) => version);
}

/** Nobody is there who could tell us anything but the database and the machines. */
async function expectAWayIn(credentialId: string, servers: ServerView[]): Promise<void> {
  const stored = await numbers(`SELECT version AS number FROM secrets WHERE kind = 'credential' AND subject_id = $1`, [
    credentialId,
  ]);
  for (const { id, ssh, hostname } of servers) {
    const versions = await accepted(credentialId, ssh.port);
    const ways = versions.filter((version) => stored.includes(version));
    expect({ hostname, ways: ways.length }).not.toEqual({ hostname, ways: 0 });
    const onRecord = await numbers(
      `SELECT key_version AS number FROM key_placements WHERE server_id = $1 AND credential_id = $2 AND state <> 'removed'`,
      [id, credentialId],
    );
    // What is not on record of it yet is the key that was there before anything was.
    expect({ hostname, unknown: versions.filter((version) => ![1, ...onRecord].includes(version)) }).toEqual({
      hostname,
      unknown: [],
    });
  }
}

/** Ends the program without a word, and starts it again. */
async function killedAt(rotationId: string, steps: number, credentialId: string, servers: ServerView[]): Promise<void> {
  await until(async () => (await stepsTaken(rotationId)) >= steps, 120_000);
  await program?.end('SIGKILL');
  await expectAWayIn(credentialId, servers);
  admin = await started();
}

async function ended(rotationId: string): Promise<RotationView> {
  return until(async () => {
    const { body } = await admin.get<RotationView>(`/rotations/${rotationId}`);
    return !['running', 'rolling-back'].includes(body.status) && body;
  }, 120_000);
}

test(`killed at any point of ${rounds * machines} rotations, no server is locked out, and no old key is left (seed ${seed})`, async () => {
  const chance = new Chance(seed);
  admin = await started();
  const { id, publicKey } = (await admin.post<CredentialView>('/credentials', { name: 'crashed', kind: 'generate' }))
    .body;
  const servers: ServerView[] = [];
  for (const port of homes.ports) {
    const ssh = { port, credentialId: id };
    const { body } = await admin.post<ServerView>('/servers', {
      hostname: `crashed-${port}`,
      ipAddress: '127.0.0.1',
      ssh,
    });
    servers.push(body);
    homes.authorize(port, publicKey);
  }

  for (let round = 0; round < rounds; round++) {
    const order = { waves: ['1'], keepOldHours: chance.whole(0, 1), failureBudget: '0' };
    const { rotationId } = (await admin.post<RotationOrdered>(`/credentials/${id}/rotate`, order)).body;
    const points = times(chance.whole(1, 2), () => chance.whole(0, machines * stepsEach - 1)).sort((a, b) => a - b);
    for (const point of points) await killedAt(rotationId, point, id, servers);
    const rotation = await ended(rotationId);
    const { items } = (await admin.get<RotationServerPage>(`/rotations/${rotationId}/servers`)).body;
    expect(items.filter(({ state }) => state !== 'done')).toEqual([]);
    expect(rotation).toMatchObject({ status: 'finished', toVersion: round + 2, because: null });
    for (const { ssh } of servers) expect(await accepted(id, ssh.port)).toEqual([round + 2]);
    await expectAWayIn(id, servers);
  }

  const { body } = await admin.post<LoginTests>(`/credentials/${id}/test`, { serverIds: servers.map(({ id }) => id) });
  expect(body.results.filter(({ ok }) => !ok)).toEqual([]);
  // And once there and back, killed on the way.
  const { rotationId } = (await admin.post<RotationOrdered>(`/credentials/${id}/rotate`, { waves: ['1'] })).body;
  expect(await ended(rotationId)).toMatchObject({ status: 'finished' });
  await admin.post(`/rotations/${rotationId}/rollback`, { reason: 'the way back' });
  const last = machines * (stepsEach + back.length) - 1;
  await killedAt(rotationId, chance.whole(machines * stepsEach + 1, last), id, servers);
  expect(await ended(rotationId)).toMatchObject({ status: 'rolled-back', because: null });
  for (const { ssh } of servers) expect(await accepted(id, ssh.port)).toEqual([rounds + 1]);
  await expectAWayIn(id, servers);

  // Each server's rotation was told once, however often it was begun.
  const told = `SELECT count(*)::integer AS number FROM audit WHERE action = 'credential.rotated'`;
  expect(await numbers(told, [])).toEqual([(rounds + 1) * machines]);
}, 600_000);
