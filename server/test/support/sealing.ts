import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { systemActor } from '../../src/audit/actor.js';
import { Ledger } from '../../src/audit/ledger.js';
import { configFrom } from '../../src/config/config.js';
import { Canary } from '../../src/credentials/sealing/canary.js';
import { masterKeysOf } from '../../src/credentials/sealing/configured.js';
import type { MasterKeys } from '../../src/credentials/sealing/master-keys.js';
import type { Place } from '../../src/credentials/sealing/place.js';
import { Secrets } from '../../src/credentials/sealing/secrets.js';
import { optionsFor } from '../../src/database/data-source.js';
import { Sql } from '../../src/database/sql.js';

/** The room of secrets alone, on a database, as a process with that environment has it. */
export class Sealing {
  readonly sql: Sql;
  readonly ledger: Ledger;
  readonly secrets: Secrets;
  readonly canary: Canary;

  private constructor(
    readonly db: DataSource,
    readonly keys: MasterKeys,
    private readonly dataDir: string | undefined,
  ) {
    this.sql = new Sql(db);
    this.ledger = new Ledger(db);
    this.secrets = new Secrets(keys, this.sql, this.ledger);
    this.canary = new Canary(keys, this.sql, this.ledger);
  }

  /** Without the look that a start takes at the canary. */
  static async opened(databaseUrl: string, environment: Record<string, string>): Promise<Sealing> {
    const dataDir = environment['FLEET_DATA_DIR'] ? undefined : mkdtempSync(join(tmpdir(), 'fleet-sealing-'));
    const config = configFrom({
      FLEET_DATABASE_URL: databaseUrl,
      ...(dataDir && { FLEET_DATA_DIR: dataDir }),
      ...environment,
    });
    const db = await new DataSource(optionsFor(databaseUrl, 6)).initialize();
    return new Sealing(db, masterKeysOf(config), dataDir);
  }

  static async started(databaseUrl: string, environment: Record<string, string>): Promise<Sealing> {
    const sealing = await Sealing.opened(databaseUrl, environment);
    await sealing.canary.onModuleInit();
    return sealing;
  }

  /** Puts a secret there, or at a place of its own. */
  async put(content: string, place: Place = { kind: 'credential', id: randomUUID(), version: 1 }): Promise<Place> {
    await this.ledger.write(systemActor('test'), null, ({ tx }) => this.secrets.put(tx, place, Buffer.from(content)));
    return place;
  }

  /** Many at once, in one transaction. */
  async putMany(count: number): Promise<Place[]> {
    const places = Array.from({ length: count }, (): Place => ({ kind: 'credential', id: randomUUID(), version: 1 }));
    await this.ledger.write(systemActor('test'), null, async ({ tx }) => {
      for (const place of places) await this.secrets.put(tx, place, Buffer.from(`secret of ${place.id}`));
    });
    return places;
  }

  use(place: Place): Promise<string> {
    return this.secrets.use(place, (content) => content.toString());
  }

  async count(where = 'true'): Promise<number> {
    const [row] = await this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM secrets WHERE ${where}`,
    );
    return row?.count ?? 0;
  }

  async close(): Promise<void> {
    await this.db.destroy();
    if (this.dataDir !== undefined) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
