import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { CredentialView } from '../src/credentials/credentials.dto.js';
import { Ear } from './support/ear.js';
import { adminPassword } from './support/fleet.js';
import { FullRun } from './support/leaks/full-run.js';
import { contentOf, filesOf, nodeArguments, Recorder, tablesOf, writtenBy } from './support/leaks/haystacks.js';
import { Needles } from './support/leaks/needles.js';
import { keepEverySecret, learnSecrets } from './support/leaks/stored.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';

const withinMs = 300_000;
const masterKey = randomBytes(32);
/** Must be found wherever the secrets must not: who finds nothing there has not looked. */
const harmless = 'a harmless';
const marker = `leak-control-${randomBytes(8).toString('hex')}`;
const needles = new Needles();
const haystacks: Record<string, Buffer> = {};

const directory = temporaryDirectory();
const within = (name: string): string => {
  const path = join(directory.path, name);
  mkdirSync(path, { recursive: true });
  return path;
};
let database: TestDatabase;
let db: pg.Client;
let program: Program | undefined;

beforeAll(async () => {
  database = await testDatabase();
  db = new pg.Client(database.url);
  await db.connect();
  await keepEverySecret(db);
  const environment = {
    FLEET_DATABASE_URL: database.url,
    FLEET_MASTER_KEY: masterKey.toString('base64'),
    FLEET_ADMIN_PASSWORD: adminPassword,
    FLEET_DATA_DIR: within('data'),
    TMPDIR: within('temporary'),
    FLEET_PROBE_ALLOW: '127.0.0.0/8',
    FLEET_LOCATION: marker,
    FLEET_LOG_LEVEL: 'trace',
  };
  const diagnostics = within('diagnostics');
  const started = await Program.started(environment, { nodeArguments: nodeArguments(diagnostics) });
  program = started;
  const admin = await new Recorder(started.url).login('admin@fleet.local', adminPassword);
  const ear = await Ear.open(started.url, admin.token);
  await ear.ask('subscribe', { q: '' });

  const run = new FullRun({ admin, db, needles, marker, directory: within('pasted') });
  const generated = await run.generated();
  const imported = await run.imported();
  await run.refused();
  await run.failed();
  const [first, ...others] = imported as [CredentialView, ...CredentialView[]];
  const server = await run.used(first);
  await run.tampered(others);
  await run.managed(generated);
  expect(await run.read(server.id, first.id)).toBeGreaterThan(30);
  await run.idle();
  expect(await learnSecrets(db, database.url, environment, needles)).toBeGreaterThan(11);
  needles.add('the master key', masterKey);
  needles.add(`${harmless} marker`, marker);
  needles.add(`${harmless} public key`, Buffer.from(first.publicKey.split(' ')[1] ?? '', 'base64'));

  haystacks['heap of the idle process'] = await writtenBy(started, 'heap', diagnostics);
  haystacks['error report'] = await writtenBy(started, 'report', diagnostics);
  haystacks['answers'] = Buffer.from(admin.heard.join('\n'));
  haystacks['live socket'] = Buffer.from(JSON.stringify(ear.heard));
  haystacks['tables'] = await tablesOf(db);
  const { files, journal } = await filesOf(db);
  Object.assign(haystacks, { "database's files": files, "database's journal": journal });
  ear.close();
  const cli = execFileSync(process.execPath, [join(import.meta.dirname, '../dist/keys.js'), 'status'], {
    env: { ...environment, PATH: process.env['PATH'] },
  });
  await started.end('SIGTERM');
  haystacks['logs'] = Buffer.concat([Buffer.from(started.output), cli]);
}, withinMs);

afterAll(async () => {
  await program?.end('SIGTERM');
  await db.end();
  await database.drop();
  directory.remove();
});

const places = [
  'heap of the idle process',
  'error report',
  'answers',
  'live socket',
  'tables',
  "database's files",
  "database's journal",
  'logs',
] as const;

test.each(places)('the %s: what is no secret is found there, and no secret is', (place) => {
  const found = needles.foundIn(haystacks[place] as Buffer);
  expect(found).toEqual(expect.arrayContaining(controlsIn(place)));
  expect(found.filter((each) => !each.startsWith(harmless))).toEqual([]);
});

/** Where nothing is found of these, nothing was looked for. */
function controlsIn(place: (typeof places)[number]): string[] {
  const holdsKeys = ['answers', 'tables', "database's files", "database's journal"].includes(place);
  return [`${harmless} marker, as bytes`, ...(holdsKeys ? [`${harmless} public key, as base64`] : [])];
}

test('no file holds a secret', () => {
  expect(readdirSync(within('temporary'))).toEqual([]);
  expect(needles.foundIn(contentOf(within('data')))).toEqual([]);
});
