import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { Client } from './support/fleet.js';
import { testDatabase } from './support/postgres.js';
import { processesWith, Program, temporaryDirectory } from './support/program.js';
import { testRedis } from './support/redis.js';

const masterKey = randomBytes(32).toString('base64');

let place: ReturnType<typeof temporaryDirectory>;
let dataDir: string;

beforeEach(() => {
  place = temporaryDirectory();
  dataDir = join(place.path, 'data');
});

afterEach(() => place.remove());

/** What it said when it refused to start; nothing of it is a stack. */
async function refusal(environment: Record<string, string>): Promise<string> {
  const program = Program.run({ FLEET_DATA_DIR: dataDir, ...environment });
  expect({ code: await program.end(), output: program.output }).toMatchObject({ code: 78 });
  expect(program.output).not.toMatch(/^ +at /m);
  expect(processesWith(place.path)).toEqual([]);
  return program.output.trim();
}

test('all faults of the configuration are told at once, and nothing is made', async () => {
  const told = await refusal({ FLEET_PORT: 'http', FLEET_ROEL: 'all', FLEET_PROBE_DENY: '10.0.0.0/33' });
  expect(told.split('\n')).toEqual([
    expect.stringContaining('FLEET_PORT must be a whole number'),
    expect.stringContaining('FLEET_PROBE_DENY must be a list of networks'),
    expect.stringContaining('FLEET_ROEL is not a variable of this program; is FLEET_ROLE meant?'),
  ]);
  expect(existsSync(dataDir)).toBe(false);
});

test('a taken port is one sentence, and the password that was to be told is not lost', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const told = await refusal({ FLEET_PORT: String(port) });
  expect(told).toContain(`Port ${port} on 127.0.0.1 is taken by another program; choose another one with FLEET_PORT.`);
  const [, password = ''] = /with password +(\S+)/.exec(told) ?? [];
  other.close();

  const program = await Program.started({ FLEET_DATA_DIR: dataDir });
  expect((await new Client(program.url).login('admin@fleet.local', password)).token).toEqual(expect.any(String));
  await program.end('SIGTERM');
});

test('a data directory in use is refused, and its user is not disturbed', async () => {
  const program = await Program.started({ FLEET_DATA_DIR: dataDir });
  const second = Program.run({ FLEET_DATA_DIR: dataDir });
  expect(await second.end()).toBe(78);
  expect(second.output.trim()).toBe(
    `Another process (${program.child.pid}) already uses the data directory ${dataDir}; stop it, or give this one its own with FLEET_DATA_DIR.`,
  );
  expect((await fetch(`${program.url}/api/health/ready`)).status).toBe(200);
  expect(await program.end('SIGTERM')).toBe(0);
});

test('a lock whose owner is dead is none, even when its number lives on in another process', async () => {
  mkdirSync(dataDir, { mode: 0o700 });
  writeFileSync(join(dataDir, 'lock'), `${process.pid} 1\n`);
  const program = await Program.started({ FLEET_DATA_DIR: dataDir });
  expect(await program.end('SIGTERM')).toBe(0);
  expect(existsSync(join(dataDir, 'lock'))).toBe(false);
});

test('a data directory that is none is one sentence', async () => {
  writeFileSync(dataDir, '');
  expect(await refusal({})).toBe(`The data directory ${dataDir} cannot be used: it is not a directory.`);
});

test('a data directory made by another PostgreSQL is one sentence', async () => {
  await (await Program.started({ FLEET_DATA_DIR: dataDir })).end('SIGTERM');
  writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
  expect(await refusal({})).toMatch(/^The database in .* was made by PostgreSQL 15, this program brings 16: .*\.$/);
});

test('a database newer than the program is one sentence', async () => {
  const database = await testDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(`INSERT INTO schema_migrations (timestamp, name) VALUES (99999999999999, 'FromTheFuture')`);
  await client.end();
  const told = await refusal({ FLEET_DATABASE_URL: database.url });
  expect(told).toMatch(/^The database is newer than this version of InfraWatch Fleet .*\.$/m);
  await database.drop();
});

test('a database that refuses the login is one sentence without the password', async () => {
  const database = await testDatabase();
  const told = await refusal({ FLEET_DATABASE_URL: database.url.replace(/:[^:@]+@/, ':not-the-password@') });
  expect(told).toMatch(/^PostgreSQL at .* refuses the login of FLEET_DATABASE_URL: .*\.$/);
  expect(told).not.toContain('not-the-password');
  await database.drop();
});

test('a database in production without its master key is refused, with the key it starts', async () => {
  const database = await testDatabase();
  const production = { NODE_ENV: 'production', FLEET_DATABASE_URL: database.url };
  expect(await refusal(production)).toContain('FLEET_MASTER_KEY must be given');
  const keyFile = join(place.path, 'key');
  writeFileSync(keyFile, `${masterKey}\n`);
  const program = await Program.started({ ...production, FLEET_DATA_DIR: dataDir, FLEET_MASTER_KEY_FILE: keyFile });
  expect(await program.end('SIGTERM')).toBe(0);
  await database.drop();
});

test('what is not there yet is waited for, with a sentence', async () => {
  const redis = await testRedis();
  await redis.stop();
  const program = Program.run({ FLEET_DATA_DIR: dataDir, FLEET_REDIS_URL: redis.url });
  await program.says(/Waiting for Redis at 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  await redis.start();
  await program.says(/Console +http/);
  expect(await program.end('SIGTERM')).toBe(0);
  await redis.stop();
});

test('waiting ends with a signal', async () => {
  const program = Program.run({ FLEET_DATA_DIR: dataDir, FLEET_DATABASE_URL: 'postgres://fleet@127.0.0.1:1/fleet' });
  await program.says(/Waiting for PostgreSQL at 127\.0\.0\.1:1/);
  expect(await program.end('SIGTERM')).toBe(0);
});
