import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import type { MasterKeyView } from './master-key.dto.js';

type KeyState = MasterKeyView['keys'][number];

interface KeyRow {
  id: string;
  provider: KeyState['provider'];
  state: KeyState['state'];
  secrets: number;
  created_at: Date;
  retired_at: Date | null;
}

/** Which master keys there are and what each of them wraps: nothing of the keys themselves. */
@Injectable()
export class MasterKeyReader {
  constructor(private readonly sql: Sql) {}

  async get(): Promise<MasterKeyView> {
    const rows = await this.sql.rows<KeyRow>(
      `SELECT m.id, m.provider, m.state, coalesce(w.count, 0)::integer AS secrets, m.created_at, m.retired_at
       FROM master_keys m LEFT JOIN (SELECT master_key_id, count(*) FROM secrets GROUP BY 1) w ON w.master_key_id = m.id
       ORDER BY m.state, m.created_at DESC`,
    );
    const keys = rows.map((row) => ({
      id: row.id,
      provider: row.provider,
      state: row.state,
      secrets: row.secrets,
      createdAt: row.created_at.toISOString(),
      retiredAt: row.retired_at?.toISOString() ?? null,
    }));
    const current = keys.find(({ state }) => state === 'current');
    if (!current) throw new Error('No master key is current: the start did not look at it.');
    return { id: current.id, provider: current.provider, keys };
  }
}
