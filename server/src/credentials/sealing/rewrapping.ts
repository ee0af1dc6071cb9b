import type { PoolClient } from 'pg';
import type { Sql } from '../../database/sql.js';
import type { MasterKey, MasterKeys } from './master-keys.js';
import { nameOf, type Place } from './place.js';
import { contentOf, placeOf, type PlaceRow, type SecretRow } from './sealed-secret.js';

/** So few that their rows are locked for a moment only, also when each is asked of Vault. */
const batch = 100;

type WrappedRow = Omit<SecretRow, 'content'>;

const beginning: PlaceRow = {
  kind: '' as Place['kind'],
  subject_id: '00000000-0000-0000-0000-000000000000',
  version: -1,
};

/**
 * Wraps every data key anew, a batch a transaction, along `secrets_by_master_key`: what is done has left the range that is read.
 * The contents are not touched.
 */
export class Rewrapping {
  constructor(
    private readonly sql: Sql,
    private readonly keys: MasterKeys,
    private readonly target: MasterKey,
    private readonly say: (sentence: string) => void,
  ) {}

  async run(): Promise<{ rewrapped: number; unreadable: Place[] }> {
    const former = await this.sql.rows<{ id: string; count: number }>(
      'SELECT master_key_id AS id, count(*)::integer AS count FROM secrets WHERE master_key_id <> $1 GROUP BY 1 ORDER BY 1',
      [this.target.id],
    );
    const total = former.reduce((sum, { count }) => sum + count, 0);
    const unreadable: Place[] = [];
    let rewrapped = 0;
    for (const { id } of former) {
      const key = await this.keys.find(id);
      let after = beginning;
      for (;;) {
        const { rows, failed } = await this.sql.transaction((client) => this.rewrapped(client, id, key, after));
        const last = rows.at(-1);
        if (last === undefined) break;
        after = last;
        rewrapped += rows.length - failed.length;
        unreadable.push(...failed);
        this.say(`Re-wrapped ${rewrapped} of ${total}.`);
      }
    }
    return { rewrapped, unreadable };
  }

  /** Opens everything once, as it stands in the database now. */
  async verify(): Promise<Place[]> {
    const altered: Place[] = [];
    let after = beginning;
    let verified = 0;
    for (;;) {
      const rows = await this.sql.rows<SecretRow>(
        `SELECT kind, subject_id, version, master_key_id, data_key, content FROM secrets
         WHERE master_key_id = $1 AND (kind, subject_id, version) > ($2, $3, $4) ORDER BY kind, subject_id, version LIMIT ${batch}`,
        [this.target.id, after.kind, after.subject_id, after.version],
      );
      const last = rows.at(-1);
      if (last === undefined) return altered;
      after = last;
      await Promise.all(
        rows.map(async (row) => {
          const content = await contentOf(row, this.target, placeOf(row));
          if (!content) altered.push(placeOf(row));
          content?.fill(0);
        }),
      );
      verified += rows.length;
      this.say(`Verified ${verified}.`);
    }
  }

  private async rewrapped(
    client: PoolClient,
    id: string,
    key: MasterKey | undefined,
    { kind, subject_id, version }: PlaceRow,
  ): Promise<{ rows: WrappedRow[]; failed: Place[] }> {
    const { rows } = await client.query<WrappedRow>(
      `SELECT kind, subject_id, version, master_key_id, data_key FROM secrets
       WHERE master_key_id = $1 AND (kind, subject_id, version) > ($2, $3, $4)
       ORDER BY kind, subject_id, version LIMIT ${batch} FOR UPDATE`,
      [id, kind, subject_id, version],
    );
    const anew = await Promise.all(rows.map((row) => this.wrappedAnew(row, key)));
    const done = rows.flatMap((row, at) => (anew[at] ? [{ row, wrapped: anew[at] }] : []));
    await client.query(
      `UPDATE secrets s SET master_key_id = $1, data_key = anew.data_key
       FROM unnest($2::text[], $3::uuid[], $4::integer[], $5::bytea[]) AS anew (kind, subject_id, version, data_key)
       WHERE s.kind = anew.kind AND s.subject_id = anew.subject_id AND s.version = anew.version`,
      [
        this.target.id,
        done.map(({ row }) => row.kind),
        done.map(({ row }) => row.subject_id),
        done.map(({ row }) => row.version),
        done.map(({ wrapped }) => wrapped),
      ],
    );
    return { rows, failed: rows.filter((_, at) => !anew[at]).map(placeOf) };
  }

  /** Undefined when the former key does not open it. What the new one wrapped is opened before the old is given up. */
  private async wrappedAnew(row: WrappedRow, key: MasterKey | undefined): Promise<Buffer | undefined> {
    const place = nameOf(placeOf(row));
    const dataKey = await key?.unwrap(row.data_key, place);
    if (!dataKey) return undefined;
    let back: Buffer | undefined;
    try {
      const wrapped = await this.target.wrap(dataKey, place);
      back = await this.target.unwrap(wrapped, place);
      if (!back?.equals(dataKey)) throw new Error(`The master key ${this.target.id} does not unwrap what it wrapped.`);
      return wrapped;
    } finally {
      dataKey.fill(0);
      back?.fill(0);
    }
  }
}
