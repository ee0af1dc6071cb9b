import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { StartupFault } from '../../config/startup-fault.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { Unavailable } from '../../http/domain-error.js';
import { MasterKeys, type MasterKey } from './master-keys.js';

/** Nothing secret, wrapped like a data key: a master key that does not unwrap it is not the one. */
const song = createHash('sha256').update('fleet canary').digest();

interface KeyRow {
  id: string;
  canary: Buffer;
  state: 'current' | 'retiring';
}

export function canaryOf(key: MasterKey): Promise<Buffer> {
  return key.wrap(Buffer.from(song), placeOf(key));
}

/**
 * Looks at the start whether the master keys that are needed are at hand, so that nobody finds out at the first use of a secret.
 * The first start of all makes its key the current one.
 */
@Injectable()
export class Canary implements OnModuleInit {
  constructor(
    private readonly keys: MasterKeys,
    private readonly sql: Sql,
    private readonly ledger: Ledger,
  ) {}

  /** @throws StartupFault in one sentence */
  async onModuleInit(): Promise<void> {
    try {
      if ((await this.inUse()).length === 0) await this.begin();
      for (const row of await this.inUse()) await this.listen(row);
    } catch (error) {
      if (error instanceof Unavailable) throw new StartupFault(error.message, { cause: error });
      throw error;
    }
  }

  private inUse(): Promise<KeyRow[]> {
    return this.sql.rows<KeyRow>(
      `SELECT id, canary, state FROM master_keys WHERE state <> 'retired' ORDER BY state, created_at`,
    );
  }

  /** Of several that start at once, one's key is the current one; the others then look whether it is theirs too. */
  private async begin(): Promise<void> {
    const key = await this.keys.newest();
    const [older] = await this.sql.rows<{ master_key_id: string }>('SELECT master_key_id FROM secrets LIMIT 1');
    const needed = older && (await this.keys.find(older.master_key_id));
    if (older && !needed) throw this.wrong(older.master_key_id, key.id);
    const first = needed ?? key;
    const canary = await canaryOf(first);
    await this.ledger.write(systemActor('start'), null, async ({ tx, record }) => {
      const made = await rowsIn(
        tx,
        `INSERT INTO master_keys (id, provider, canary, state) VALUES ($1, $2, $3, 'current') ON CONFLICT DO NOTHING RETURNING id`,
        [first.id, first.provider, canary],
      );
      if (made.length === 0) return;
      const after = { id: first.id, provider: first.provider };
      await record({ action: 'master-key.added', subject: { type: 'master-key', id: null, name: first.id }, after });
    });
  }

  private async listen({ id, canary, state }: KeyRow): Promise<void> {
    const key = await this.keys.find(id);
    if (!key) throw state === 'current' ? this.wrong(id, (await this.keys.newest()).id) : this.unfinished(id);
    if ((await key.unwrap(canary, placeOf(key)))?.equals(song)) return;
    throw new StartupFault(
      `The canary that the master key ${id} sealed in this database does not open with the one from ${this.keys.whereabouts}: it is another key under the same name.`,
    );
  }

  private wrong(expected: string, found: string): StartupFault {
    const remedy = expected.startsWith('vault:')
      ? 'say where the Vault is that holds it (FLEET_VAULT_ADDR, FLEET_VAULT_TOKEN, FLEET_VAULT_TRANSIT_KEY)'
      : 'put the right one there (it may also be given as FLEET_MASTER_KEY, and before a rotation as FLEET_MASTER_KEY_PREVIOUS)';
    return new StartupFault(
      `The secrets in this database are sealed with the master key ${expected}, and ${this.keys.whereabouts} holds ${found}: ${remedy}.`,
    );
  }

  private unfinished(id: string): StartupFault {
    return new StartupFault(
      `A rotation is not finished: secrets may still be sealed with the master key ${id}, which is not in ${this.keys.whereabouts}; give it as FLEET_MASTER_KEY_PREVIOUS until \`npm run keys -- rotate-master\` has ended.`,
    );
  }
}

function placeOf({ id }: MasterKey): string {
  return `canary of ${id}`;
}
