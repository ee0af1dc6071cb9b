import { v7 as uuidv7 } from 'uuid';
import type { AuditAction, Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import type { HostKey } from '../../probing/ssh/ssh.look.js';
import type { HostKeySource, HostKeyState, KnownKey } from './verdict.js';

export interface NamedServer {
  id: string;
  hostname: string;
}

/** A key of a server becomes what it was not. */
export interface KeyChange {
  server: NamedServer;
  key: HostKey;
  /** What it was; undefined when it was not known. */
  before: HostKeyState | undefined;
  state: HostKeyState;
  /** Left out: as it was. */
  source?: HostKeySource;
  reason?: string | null;
  /** Left out: nobody did. */
  decidedBy?: string;
  /** The server itself showed or announced it just now, from there. */
  seenAddress?: string;
  /** The login was refused. */
  isRefusal?: boolean;
}

const actionOf: Record<HostKeyState, AuditAction> = {
  trusted: 'host-key.trusted',
  waiting: 'host-key.changed',
  refused: 'host-key.refused',
  former: 'host-key.replaced',
};

/**
 * Holds the servers until the transaction ends, so that of two that write keys of one, the second sees the first's. Those that are
 * gone are left out. Always before keys are locked or read.
 */
export async function lockedServers(
  { tx }: Pick<Write, 'tx'>,
  ids: readonly string[],
): Promise<Map<string, NamedServer>> {
  const rows = await rowsIn<NamedServer>(
    tx,
    'SELECT id, hostname FROM servers WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** For whatever runs SQL. */
export const keysOfServers =
  'SELECT server_id AS "serverId", type, fingerprint, state FROM host_keys WHERE server_id = ANY ($1::uuid[])';
export type KeyOfServer = KnownKey & { serverId: string };

/** All in one statement, each with its audit entry. The servers are locked. */
export async function changed(write: Write, changes: readonly KeyChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ server, key, ...change }) => ({
    id: uuidv7(),
    server_id: server.id,
    type: key.type,
    public_key: key.publicKey,
    fingerprint: key.fingerprint,
    state: change.state,
    source: change.source ?? null,
    reason: change.reason ?? null,
    decided_by: change.decidedBy ?? null,
    seen_address: change.seenAddress ?? null,
    refusals: change.isRefusal ? 1 : 0,
  }));
  await rowsIn(
    write.tx,
    `INSERT INTO host_keys AS h (id, server_id, type, public_key, fingerprint, state, source, reason, decided_by, decided_at, seen_address, seen_at, refusals)
     SELECT id, server_id, type, public_key, fingerprint, state, coalesce(source, 'presented'), reason, decided_by,
       CASE WHEN decided_by IS NOT NULL THEN clock_timestamp() END,
       seen_address, CASE WHEN seen_address IS NOT NULL THEN clock_timestamp() END, refusals
     FROM jsonb_to_recordset($1::jsonb) AS fresh (id uuid, server_id uuid, type text, public_key text, fingerprint text, state text,
       source text, reason text, decided_by text, seen_address text, refusals integer)
     ON CONFLICT (server_id, fingerprint) DO UPDATE SET state = excluded.state,
       source = CASE WHEN excluded.source = 'presented' THEN h.source ELSE excluded.source END,
       reason = excluded.reason, decided_by = excluded.decided_by, decided_at = excluded.decided_at,
       seen_address = coalesce(excluded.seen_address, h.seen_address), seen_at = coalesce(excluded.seen_at, h.seen_at),
       refusals = h.refusals + excluded.refusals, version = h.version + 1`,
    [JSON.stringify(rows)],
  );
  await write.recordAll(
    changes.map(({ server, key: { type, fingerprint }, before, state, source, reason, seenAddress }) => ({
      action: actionOf[state],
      subject: { type: 'server', id: server.id, name: server.hostname },
      reason,
      before: before === undefined ? null : { fingerprint, state: before },
      after: {
        type,
        fingerprint,
        state,
        ...(source ? { source } : {}),
        ...(seenAddress ? { address: seenAddress } : {}),
      },
    })),
  );
}
