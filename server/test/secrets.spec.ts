import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Place } from '../src/credentials/sealing/place.js';
import type { SelfTestView } from '../src/credentials/sealing/master-key.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { Sealing } from './support/sealing.js';

let fleet: Fleet;
let sealing: Sealing;

beforeAll(async () => {
  fleet = await startFleet();
  sealing = await Sealing.started(fleet.databaseUrl, { FLEET_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') });
});

afterAll(async () => {
  await sealing.close();
  await fleet.close();
});

const whole = randomUUID();

test('what was put there is lent out, and gone from memory afterwards', async () => {
  const place = await sealing.put('the secret');
  let lent: Buffer | undefined;
  const text = await sealing.secrets.use(place, (content) => {
    lent = content;
    return content.toString();
  });
  expect(text).toBe('the secret');
  expect(lent).toEqual(Buffer.alloc(10));
});

test('what is handed over is zeroed, also when it could not be stored', async () => {
  const place = await sealing.put('first');
  const content = Buffer.from('second');
  await expect(sealing.db.transaction((tx) => sealing.secrets.put(tx, place, content))).rejects.toThrow(
    'secrets_place',
  );
  expect(content).toEqual(Buffer.alloc(6));
});

test('what was forgotten is not there', async () => {
  const place = await sealing.put('short-lived');
  await sealing.db.transaction((tx) => sealing.secrets.forget(tx, place));
  await expect(sealing.use(place)).rejects.toMatchObject({ code: 'secret.not-found' });
});

test('the table holds nothing that can be read, and no two rows that are alike', async () => {
  const places = [await sealing.put('the same content'), await sealing.put('the same content')];
  const rows = await sealing.sql.rows<{ text: string; data_key: Buffer; content: Buffer }>(
    'SELECT secrets::text AS text, data_key, content FROM secrets WHERE subject_id = ANY ($1)',
    [places.map(({ id }) => id)],
  );
  expect(rows.map(({ text }) => text).join()).not.toContain(Buffer.from('the same content').toString('hex'));
  expect(new Set(rows.map(({ content }) => content.toString('hex'))).size).toBe(2);
  expect(new Set(rows.map(({ data_key: key }) => key.subarray(-32).toString('hex'))).size).toBe(2);
});

describe('refused, with an entry in the audit, is a secret', () => {
  const flips = [0, 11, 12, 27, 28, 40, 59];
  const cases: [what: string, statement: string, at?: (place: Place) => Place][] = [
    [
      'moved with all its columns',
      `INSERT INTO secrets SELECT kind, $2, version, master_key_id, data_key, content FROM secrets WHERE subject_id = $1`,
      () => ({ kind: 'credential', id: whole, version: 1 }),
    ],
    [
      'of another version',
      `UPDATE secrets SET version = 2 WHERE subject_id = $1 AND $2::uuid IS NOT NULL`,
      (place) => ({ ...place, version: 2 }),
    ],
    [
      'of another kind',
      `UPDATE secrets SET kind = 'authority' WHERE subject_id = $1 AND $2::uuid IS NOT NULL`,
      (place) => ({ ...place, kind: 'authority' }),
    ],
    ['with the data key of another', set('data_key = other.data_key')],
    ['with the content of another', set('content = other.content')],
    ['with both of another', set('data_key = other.data_key, content = other.content')],
    ['under a master key that never was', set(`master_key_id = '0123456789abcdef'`)],
    ...['data_key', 'content'].flatMap((column): typeof cases => [
      [`whose ${column} lacks its end`, set(`${column} = substr(secrets.${column}, 1, length(secrets.${column}) - 1)`)],
      [`whose ${column} lacks its beginning`, set(`${column} = substr(secrets.${column}, 2)`)],
      [`whose ${column} is cut to its tag`, set(`${column} = substr(secrets.${column}, 1, 27)`)],
      [`whose ${column} is empty`, set(`${column} = ''`)],
      [`whose ${column} is longer`, set(`${column} = secrets.${column} || '\\x00'`)],
      ...flips.map((byte): (typeof cases)[number] => [
        `whose ${column} has one bit of byte ${byte} flipped`,
        set(`${column} = set_byte(secrets.${column}, ${byte}, get_byte(secrets.${column}, ${byte}) # 4)`),
      ]),
    ]),
  ];

  test.each(cases)('%s', async (_, statement, at = (place) => place) => {
    const [place, other] = [await sealing.put('32 bytes of content, or a few more'), await sealing.put('of the other')];
    const statementFor = statement.includes('SELECT kind') ? [place.id, whole] : [place.id, other.id];
    await sealing.sql.rows('DELETE FROM secrets WHERE subject_id = $1', [whole]);
    await sealing.sql.rows(statement, statementFor);
    const { kind, id, version } = at(place);
    await expect(sealing.use({ kind, id, version })).rejects.toMatchObject({
      status: 409,
      code: 'secret.unreadable',
      message: `The secret of ${kind} ${id} version ${version} does not open: it was altered, cut, or moved there from elsewhere.`,
    });
    const entries = await sealing.sql.rows<object>(
      `SELECT action, subject_type AS type, actor_name AS actor, after, before FROM audit WHERE subject_id = $1 ORDER BY id DESC`,
      [id],
    );
    expect(entries[0]).toEqual({
      action: 'secret.refused',
      type: kind,
      actor: 'secrets',
      after: { version },
      before: null,
    });
    await sealing.sql.rows('DELETE FROM secrets WHERE subject_id = ANY ($1)', [[place.id, id]]);
    expect(await sealing.use(other)).toBe('of the other');
  });

  /** A change of one row that may take something of the other's. */
  function set(change: string): string {
    return `UPDATE secrets SET ${change} FROM secrets other WHERE secrets.subject_id = $1 AND other.subject_id = $2`;
  }
});

test('whoever tried is named', async () => {
  const place = await sealing.put('for the audit');
  await sealing.sql.rows(`UPDATE secrets SET content = '' WHERE subject_id = $1`, [place.id]);
  const actor = { type: 'user' as const, id: randomUUID(), name: 'ops@example.com', ip: '10.0.0.1', requestId: 'r-1' };
  await expect(sealing.secrets.use(place, () => 0, actor)).rejects.toThrow('does not open');
  const entries = await sealing.sql.rows<object>(
    `SELECT actor_type, actor_name, host(ip) AS ip, request_id FROM audit WHERE subject_id = $1`,
    [place.id],
  );
  expect(entries).toEqual([{ actor_type: 'user', actor_name: actor.name, ip: actor.ip, request_id: actor.requestId }]);
  await sealing.sql.rows('DELETE FROM secrets WHERE subject_id = $1', [place.id]);
});

describe('the self-test', () => {
  const selfTest = () => fleet.admin.post<SelfTestView>('/master-key/self-test');

  test('passes what is sealed', async () => {
    await fleet.admin.post('/credentials', { name: 'sealed', kind: 'generate' });
    const { status, body } = await selfTest();
    expect({ status, body }).toEqual({
      status: 200,
      body: { ok: true, secrets: await sealing.count(), looked: await sealing.count(), faults: [] },
    });
    const { body: audit } = await fleet.admin.get<{ items: object[] }>('/audit?action=master-key.tested&limit=1');
    expect(audit.items).toMatchObject([{ after: { ok: true, faults: 0 }, actor: { name: 'admin@fleet.local' } }]);
  });

  test.each([
    [
      'a key that was stored as it is',
      `content = decode('302e020100300506032b657004220420' || repeat('a5', 32), 'hex')`,
      'The content is a key that is not sealed.',
    ],
    ['text', `content = convert_to(repeat('correct horse ', 9), 'UTF8')`, 'The content is text.'],
    ['a data key that is not wrapped', `data_key = substr(data_key, 1, 32)`, 'The data key is not wrapped.'],
    ['a seal that was altered', `content = set_byte(content, 30, get_byte(content, 30) # 1)`, 'It does not open.'],
    [
      'a master key that is nowhere',
      `master_key_id = '0123456789abcdef'`,
      'The master key 0123456789abcdef is not at hand.',
    ],
  ])('finds %s', async (_, change, message) => {
    const place = await sealing.put(randomBytes(60).toString('base64'));
    await sealing.sql.rows(`UPDATE secrets SET ${change} WHERE subject_id = $1`, [place.id]);
    const { body } = await selfTest();
    expect(body).toMatchObject({ ok: false, faults: [{ ...place, message }] });
    await sealing.sql.rows('DELETE FROM secrets WHERE subject_id = $1', [place.id]);
  });

  test('is for admins alone', async () => {
    expect((await fleet.anonymous.post('/master-key/self-test')).status).toBe(401);
    const fields = { email: 'op@example.com', name: 'Op', role: 'operator', password: 'operator password' };
    await fleet.admin.post('/users', fields);
    const operator = await fleet.anonymous.login(fields.email, fields.password);
    expect((await operator.post('/master-key/self-test')).status).toBe(403);
    expect((await operator.get('/master-key')).status).toBe(403);
  });
});
