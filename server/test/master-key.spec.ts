import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemActor } from '../src/audit/actor.js';
import type { MasterKeyView, SelfTestView } from '../src/credentials/sealing/master-key.dto.js';
import type { Place } from '../src/credentials/sealing/place.js';
import { Rotation } from '../src/credentials/sealing/rotation.js';
import { Client, until } from './support/fleet.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';
import { Program, temporaryDirectory } from './support/program.js';
import { Sealing } from './support/sealing.js';

const [oldKey, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const command = join(import.meta.dirname, '../dist/keys.js');
const rotationLock = 4_716_019;

let database: TestDatabase;
let place: ReturnType<typeof temporaryDirectory>;
let dataDir: string;
/** What a test opened, closed after it. */
let opened: Sealing[];
/** Ended after the test, should it not have come so far. */
let running: Program[];

beforeEach(async () => {
  database = await testDatabase();
  place = temporaryDirectory();
  dataDir = join(place.path, 'data');
  [opened, running] = [[], []];
});

afterEach(async () => {
  await Promise.all([...opened.map((each) => each.close()), ...running.map((each) => each.end('SIGTERM'))]);
  await database.drop();
  place.remove();
});

async function started(environment: Record<string, string>): Promise<Sealing> {
  const sealing = await Sealing.opened(database.url, environment);
  opened.push(sealing);
  await sealing.canary.onModuleInit();
  return sealing;
}

function keys(environment: Record<string, string>, ...args: string[]): Program {
  return Program.run(
    { FLEET_DATABASE_URL: database.url, FLEET_DATA_DIR: dataDir, ...environment },
    { main: command, args },
  );
}

/** What the command said, when it ended as expected. */
async function said(environment: Record<string, string>, arg: string, code = 0): Promise<string> {
  const program = keys(environment, arg);
  expect({ code: await program.end(), output: program.output }).toMatchObject({ code });
  return program.output;
}

async function statesIn({ sql }: Sealing): Promise<string[]> {
  const rows = await sql.rows<{ state: string }>('SELECT state FROM master_keys ORDER BY created_at');
  return rows.map(({ state }) => state);
}

async function opens(sealing: Sealing, places: readonly Place[]): Promise<void> {
  for (const each of places) expect(await sealing.use(each)).toBe(`secret of ${each.id}`);
}

describe('the canary', () => {
  test('is made once by several processes that start at once, with an entry in the audit', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => started({ FLEET_MASTER_KEY: oldKey })));
    expect(await statesIn(all[0] as Sealing)).toEqual(['current']);
    const entries = await all[0]?.sql.rows(`SELECT action FROM audit WHERE action LIKE 'master-key.%'`);
    expect(entries).toEqual([{ action: 'master-key.added' }]);
  });

  test('of several first starts with different keys one wins, and the others say so', async () => {
    const starts = await Promise.allSettled([oldKey, newKey].map((key) => started({ FLEET_MASTER_KEY: key })));
    expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [refusal] = starts.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    expect(refusal).toMatch(/sealed with the master key [\da-f]{16}, and FLEET_MASTER_KEY holds [\da-f]{16}: /);
  });

  test('secrets that were there before it say which key is expected', async () => {
    const sealing = await started({ FLEET_MASTER_KEY: oldKey });
    await sealing.put('older than the table');
    await sealing.sql.rows('DELETE FROM master_keys');
    await expect(started({ FLEET_MASTER_KEY: newKey })).rejects.toThrow(/are sealed with the master key/);
    await sealing.canary.onModuleInit();
    expect(await statesIn(sealing)).toEqual(['current']);
  });

  test.each([
    ['FLEET_MASTER_KEY', () => ({ FLEET_MASTER_KEY: newKey }), () => 'FLEET_MASTER_KEY'],
    ['the data directory', () => ({}), () => join(dataDir, 'master.key')],
    [
      'a file',
      () => {
        writeFileSync(join(place.path, 'key'), `${newKey}\n`);
        return { FLEET_MASTER_KEY_FILE: join(place.path, 'key') };
      },
      () => `FLEET_MASTER_KEY_FILE (${join(place.path, 'key')})`,
    ],
  ])('a start with a wrong key from %s ends with 78 and one sentence', async (_, environment, whereabouts) => {
    const sealing = await started({ FLEET_MASTER_KEY: oldKey });
    const { id } = await sealing.keys.newest();
    const program = Program.run({ FLEET_DATABASE_URL: database.url, FLEET_DATA_DIR: dataDir, ...environment() });
    expect(await program.end()).toBe(78);
    const sentences = program.output.trim().split('\n');
    expect(sentences.filter((each) => !each.startsWith('Waiting for PostgreSQL'))).toEqual([
      expect.stringMatching(`^The secrets in this database are sealed with the master key ${id}, and `),
    ]);
    expect(program.output).toContain(`and ${whereabouts()} holds `);
    expect(program.output).not.toContain(newKey);
  });

  test('a canary that was altered is told as such', async () => {
    const sealing = await started({ FLEET_MASTER_KEY: oldKey });
    await sealing.sql.rows('UPDATE master_keys SET canary = set_byte(canary, 40, get_byte(canary, 40) # 1)');
    await expect(sealing.canary.onModuleInit()).rejects.toThrow(
      /The canary .* does not open with the one from FLEET_MASTER_KEY/,
    );
  });
});

describe('a rotation', () => {
  const both = { FLEET_MASTER_KEY: newKey, FLEET_MASTER_KEY_PREVIOUS: oldKey };

  test('from one FLEET_MASTER_KEY to the next, while processes with both write and read', async () => {
    await (await started({ FLEET_MASTER_KEY: oldKey })).putMany(250);
    const service = await started(both);
    const former = await service.count(`master_key_id = (SELECT id FROM master_keys)`);
    expect(former).toBe(250);

    let isOver = false;
    const written: Place[] = [];
    const work = async (): Promise<void> => {
      while (!isOver) {
        const id = randomUUID();
        written.push(await service.put(`secret of ${id}`, { kind: 'credential', id, version: 1 }));
        await opens(service, written.slice(-3));
      }
    };
    const workers = Promise.all([work(), work(), work()]);
    const output = await said(both, 'rotate-master').finally(() => (isOver = true));
    await workers;

    expect(output).toMatch(/Re-wrapped (\d+) of \1\./);
    expect(output).toContain('The former key wraps nothing any more: remove FLEET_MASTER_KEY_PREVIOUS.');
    expect(await statesIn(service)).toEqual(['retired', 'current']);
    const alone = await started({ FLEET_MASTER_KEY: newKey });
    await opens(alone, written);
    await expect(started({ FLEET_MASTER_KEY: oldKey })).rejects.toThrow(/are sealed with the master key/);
    expect(await said(both, 'rotate-master', 0)).toContain('Going on to');
  });

  test('needs a newer key when the newest is in use', async () => {
    await started({ FLEET_MASTER_KEY: oldKey });
    expect(await said({ FLEET_MASTER_KEY: oldKey }, 'rotate-master', 1)).toContain(
      'The newest key in FLEET_MASTER_KEY is in use already: put a new one there',
    );
  });

  test('waits for who is writing with the former key, and leaves nothing behind', async () => {
    const service = await started({ FLEET_MASTER_KEY: oldKey });
    const admin = await started(both);
    const runner = service.db.createQueryRunner();
    await runner.startTransaction();
    const late: Place = { kind: 'credential', id: randomUUID(), version: 1 };
    await service.secrets.put(runner.manager, late, Buffer.from(`secret of ${late.id}`));
    const rotating = new Rotation(admin.db, admin.sql, admin.ledger, admin.keys, systemActor('test')).rotate(
      () => undefined,
    );
    await until(async () => {
      const [row] = await admin.sql.rows<{ waiting: boolean }>(
        `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') AS waiting`,
      );
      return row?.waiting;
    });
    await runner.commitTransaction();
    await runner.release();
    expect(await rotating).toMatchObject({ rewrapped: 1, unreadable: [] });
    await opens(admin, [late]);
    // This process was not given the new key.
    await expect(service.put('later')).rejects.toMatchObject({ status: 503, code: 'master-key.not-at-hand' });
    await expect(service.use(late)).rejects.toMatchObject({ status: 503, code: 'master-key.not-at-hand' });
  });

  test('keeps the former key for what does not open, and ends when that is gone', async () => {
    const sealing = await started({ FLEET_MASTER_KEY: oldKey });
    const places = await sealing.putMany(3);
    const broken = places[1] as Place;
    await sealing.sql.rows(`UPDATE secrets SET data_key = substr(data_key, 2) WHERE subject_id = $1`, [broken.id]);
    expect(await said(both, 'rotate-master', 1)).toContain(
      `The secret of credential ${broken.id} version 1 does not open.`,
    );
    expect(await statesIn(sealing)).toEqual(['retiring', 'current']);
    expect(await sealing.sql.rows(`SELECT action FROM audit WHERE subject_id = $1`, [broken.id])).toEqual([
      { action: 'secret.refused' },
    ]);
    await expect(started({ FLEET_MASTER_KEY: newKey })).rejects.toThrow(
      /A rotation is not finished: .* FLEET_MASTER_KEY_PREVIOUS/,
    );
    await sealing.sql.rows('DELETE FROM secrets WHERE subject_id = $1', [broken.id]);
    expect(await said(both, 'rotate-master')).toContain('Done: 0 re-wrapped');
    expect(await statesIn(sealing)).toEqual(['retired', 'current']);
  });

  test('is one at a time', async () => {
    const sealing = await started({ FLEET_MASTER_KEY: oldKey });
    await sealing.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [rotationLock]);
      expect(await said(both, 'rotate-master', 1)).toContain('Another rotation of the master key is under way.');
    });
  });

  test('killed at each of its steps, goes on to the same key when it is run again', async () => {
    const service = await started({ FLEET_DATA_DIR: dataDir });
    const places = await service.putMany(700);
    const file = join(dataDir, 'master.key');
    const former = readFileSync(file, 'utf8');
    const secretAt = (offset: number): string =>
      `SELECT FROM secrets WHERE subject_id = (SELECT subject_id FROM secrets ORDER BY 1 OFFSET ${offset} LIMIT 1)`;
    /** What keeps the command from going on after it has said that. */
    const steps: [obstacle: string, said: RegExp][] = [
      [`SELECT FROM master_keys WHERE state = 'current' FOR SHARE`, /a new master key, is in/],
      [`${secretAt(0)} FOR UPDATE`, /New secrets are wrapped with/],
      [`${secretAt(150)} FOR UPDATE`, /Re-wrapped 100 of 700/],
      [`${secretAt(550)} FOR UPDATE`, /Re-wrapped 400 of 600/],
      [`SELECT FROM master_keys WHERE state = 'retiring' FOR SHARE`, /Verified 700/],
    ];
    let newest: string | undefined;
    for (const [obstacle, sentence] of steps) {
      await service.db.transaction(async (tx) => {
        await tx.query(obstacle);
        const program = keys({}, 'rotate-master');
        await program.says(sentence);
        expect(await program.end('SIGKILL')).toBe(-1);
      });
      newest ??= readFileSync(file, 'utf8').replace(former, '');
      expect(readFileSync(file, 'utf8')).toBe(`${newest}${former}`);
      await opens(service, [...places.slice(0, 3), ...places.slice(-3)]);
    }
    expect(await said({}, 'rotate-master')).toContain('Done: 0 re-wrapped');
    expect(readFileSync(file, 'utf8')).toBe(newest);
    // As if it had been killed just before it threw the former key away.
    writeFileSync(file, `${newest}${former}`);
    expect(await said({}, 'rotate-master')).toContain('Done: 0 re-wrapped');
    expect(readFileSync(file, 'utf8')).toBe(newest);

    expect(await statesIn(service)).toEqual(['retired', 'current']);
    await opens(service, places);
    await opens(await started({ FLEET_DATA_DIR: dataDir }), places);
  }, 120_000);

  test('beside a running service with a database of its own, which takes up the new key by itself', async () => {
    const environment = { FLEET_DATA_DIR: dataDir };
    const program = await Program.started(environment);
    running.push(program);
    const file = join(dataDir, 'master.key');
    const former = readFileSync(file, 'utf8');
    const admin = await signedIn(program);
    const create = async (name: string): Promise<void> =>
      expect((await admin.post('/credentials', { name, kind: 'generate' })).status).toBe(201);
    for (let each = 0; each < 5; each++) await create(`before-${each}`);

    const rotation = Program.run(environment, { main: command, args: ['rotate-master'] });
    const over = new AbortController();
    let created = 0;
    const working = (async () => {
      while (!over.signal.aborted) await create(`during-${created++}`);
    })();
    const code = await Promise.race([rotation.end(), working.then(() => undefined)]);
    over.abort();
    await working;
    expect({ code, output: rotation.output }).toMatchObject({ code: 0 });

    expect(readFileSync(file, 'utf8')).toMatch(/^[\w+/]{43}=\n$/);
    expect(readFileSync(file, 'utf8')).not.toBe(former);
    await create('after');
    const { body: view } = await admin.get<MasterKeyView>('/master-key');
    expect(view.keys.map(({ state, secrets }) => [state, secrets])).toEqual([
      ['current', 5 + created + 1],
      ['retired', 0],
    ]);
    expect((await admin.post<SelfTestView>('/master-key/self-test')).body).toMatchObject({
      ok: true,
      secrets: 6 + created,
    });
    const { body: audit } = await admin.get<{ items: { action: string; actor: { name: string } }[] }>(
      '/audit?limit=200',
    );
    expect(audit.items.filter(({ action }) => action === 'master-key.rotated')).toMatchObject([
      { actor: { name: expect.stringMatching(/^npm run keys, by /) } },
    ]);
    expect(await program.end('SIGTERM')).toBe(0);

    const status = Program.run(environment, { main: command, args: ['status'] });
    expect({ code: await status.end(), output: status.output }).toMatchObject({
      code: 0,
      output: expect.stringContaining(
        `New secrets are wrapped with ${view.id}. Master keys are looked for in ${file}.`,
      ),
    });
  }, 120_000);
});

test('the command explains itself, and refuses what it does not know', async () => {
  expect(await said({}, '--help')).toContain('rotate-master  leads to a new master key');
  expect(await said({}, 'rotate', 64)).toContain('Usage: npm run keys');
});

test('the command tests what is stored', async () => {
  const sealing = await started({ FLEET_MASTER_KEY: oldKey });
  const [first] = await sealing.putMany(3);
  const environment = { FLEET_MASTER_KEY: oldKey };
  expect(await said(environment, 'self-test')).toContain('Looked at 3 of 3 secrets: each is ciphertext');
  await sealing.sql.rows(`UPDATE secrets SET content = '' WHERE subject_id = $1`, [first?.id]);
  expect(await said(environment, 'self-test', 1)).toContain(`The secret of credential ${first?.id} version 1: `);
});

async function signedIn(program: Program): Promise<Client> {
  const first = await new Client(program.url).login('admin@fleet.local', program.password);
  await first.post('/auth/password', { current: program.password, next: 'a password for tests' });
  return new Client(program.url).login('admin@fleet.local', 'a password for tests');
}
