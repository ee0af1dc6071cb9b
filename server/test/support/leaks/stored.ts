import { createPrivateKey } from 'node:crypto';
import type pg from 'pg';
import { nameOf, type Place } from '../../../src/credentials/sealing/place.js';
import { contentOf, type SecretRow } from '../../../src/credentials/sealing/sealed-secret.js';
import { Sealing } from '../sealing.js';
import type { Needles } from './needles.js';
import { privatePartsOf } from './private-parts.js';

/** From now on a copy is kept of each sealed secret: what is deleted later must not be found either. */
export async function keepEverySecret(db: pg.Client): Promise<void> {
  await db.query('CREATE TABLE every_secret AS SELECT * FROM secrets');
  await db.query(`CREATE FUNCTION keep_secret() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO every_secret SELECT NEW.*; RETURN NULL; END $$`);
  await db.query('CREATE TRIGGER keep AFTER INSERT ON secrets FOR EACH ROW EXECUTE FUNCTION keep_secret()');
}

/** Opens all of them with the master key. @returns how many there were */
export async function learnSecrets(
  db: pg.Client,
  databaseUrl: string,
  environment: Record<string, string>,
  needles: Needles,
): Promise<number> {
  const { rows } = await db.query<SecretRow & { kind: Place['kind']; subject_id: string }>(
    'SELECT * FROM every_secret',
  );
  const sealing = await Sealing.opened(databaseUrl, environment);
  try {
    for (const row of rows) {
      const place: Place = { kind: row.kind, id: row.subject_id, version: row.version };
      const masterKey = await sealing.keys.find(row.master_key_id);
      const dataKey = await masterKey?.unwrap(row.data_key, nameOf(place));
      const content = masterKey && (await contentOf(row, masterKey, place));
      if (!dataKey || !content) throw new Error(`The secret of ${nameOf(place)} does not open.`);
      needles.add('a data key', dataKey);
      const key = createPrivateKey({ key: content, format: 'der', type: 'pkcs8' });
      for (const part of privatePartsOf(key)) needles.add(`what is private of ${nameOf(place)}`, part);
    }
  } finally {
    await sealing.close();
  }
  return rows.length;
}
