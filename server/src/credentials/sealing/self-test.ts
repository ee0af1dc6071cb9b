import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { Sql } from '../../database/sql.js';
import { sealBytes } from '../../http/sealed.js';
import { weaknessOf } from './ciphertext.js';
import { MasterKeys } from './master-keys.js';
import type { SealingFault, SelfTestView } from './master-key.dto.js';
import { contentOf, placeOf, type SecretRow } from './sealed-secret.js';

/** Beyond so many, so many of them by chance. */
const mostLookedAt = 2_000;
const atOnce = 50;

/** Shows that what the table holds is ciphertext, and that it opens where it belongs and nowhere else. */
@Injectable()
export class SelfTest {
  constructor(
    private readonly keys: MasterKeys,
    private readonly sql: Sql,
    private readonly ledger: Ledger,
  ) {}

  /** @throws Unavailable while the master key cannot be reached */
  async run(actor: Actor): Promise<SelfTestView> {
    const places = await this.sql.rows<{ secrets: number; kind: string; subject_id: string; version: number }>(
      `SELECT count(*) OVER ()::integer AS secrets, kind, subject_id, version FROM secrets ORDER BY random() LIMIT ${mostLookedAt}`,
    );
    const faults: SealingFault[] = [];
    let looked = 0;
    for (let at = 0; at < places.length; at += atOnce) {
      const rows = await this.rowsAt(places.slice(at, at + atOnce));
      looked += rows.length;
      faults.push(...(await Promise.all(rows.map((row) => this.faultOf(row)))).flatMap((fault) => fault ?? []));
    }
    const result = { ok: faults.length === 0, secrets: places[0]?.secrets ?? 0, looked, faults };
    await this.ledger.write(actor, null, ({ record }) =>
      record({
        action: 'master-key.tested',
        subject: { type: 'master-key', id: null, name: null },
        after: { ...result, faults: faults.length },
      }),
    );
    return result;
  }

  private rowsAt(places: { kind: string; subject_id: string; version: number }[]): Promise<SecretRow[]> {
    return this.sql.rows<SecretRow>(
      `SELECT s.kind, s.subject_id, s.version, s.master_key_id, s.data_key, s.content
       FROM unnest($1::text[], $2::uuid[], $3::integer[]) AS place (kind, subject_id, version) JOIN secrets s USING (kind, subject_id, version)`,
      [places.map(({ kind }) => kind), places.map(({ subject_id: id }) => id), places.map(({ version }) => version)],
    );
  }

  private async faultOf(row: SecretRow): Promise<SealingFault | undefined> {
    const place = placeOf(row);
    const message = await this.wrongOf(row);
    return message === undefined ? undefined : { ...place, message };
  }

  /** Of a rotation that goes on meanwhile it sees a row before or after it, as everybody does. */
  private async wrongOf(row: SecretRow): Promise<string | undefined> {
    const key = await this.keys.find(row.master_key_id);
    const weakness = weaknessOf(row.content);
    if (weakness) return `The content is ${weakness}.`;
    if (!key) return `The master key ${row.master_key_id} is not at hand.`;
    if (!key.couldHaveWrapped(row.data_key)) return 'The data key is not wrapped.';
    const place = placeOf(row);
    const content = await contentOf(row, key, place);
    if (!content) return 'It does not open.';
    content.fill(0);
    if (row.content.length !== content.length + sealBytes) return 'The content is longer or shorter than its seal.';
    const elsewhere = await contentOf(row, key, { ...place, version: place.version + 1 });
    elsewhere?.fill(0);
    return elsewhere ? 'It opens at another place too.' : undefined;
  }
}
