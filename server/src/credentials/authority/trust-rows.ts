import type { EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';
import type { TrustParams } from './trust-orders.service.js';
import type { TrustState, TrustWay } from './trust.dto.js';

export interface TrustRow {
  state: TrustState;
  way: TrustWay;
  principals: string[];
}

export async function trustIn(tx: EntityManager, authorityId: string, serverId: string): Promise<TrustRow | undefined> {
  const [row] = await rowsIn<TrustRow>(
    tx,
    'SELECT state, way, principals FROM authority_trust WHERE authority_id = $1 AND server_id = $2 FOR UPDATE',
    [authorityId, serverId],
  );
  return row;
}

/** Before the server is touched: whatever happens then, what may be there is on record. What is there already stays so. */
export async function deploying(tx: EntityManager, authorityId: string, serverId: string): Promise<void> {
  await rowsIn(
    tx,
    `INSERT INTO authority_trust AS t (authority_id, server_id, state) VALUES ($1, $2, 'deploying')
     ON CONFLICT (authority_id, server_id) DO UPDATE SET
       state = CASE WHEN t.state IN ('deployed', 'proven') THEN t.state ELSE 'deploying' END`,
    [authorityId, serverId],
  );
}

export async function deployed(
  tx: EntityManager,
  authorityId: string,
  serverId: string,
  { way, principals }: Pick<TrustParams, 'way' | 'principals'>,
): Promise<void> {
  await rowsIn(
    tx,
    `UPDATE authority_trust SET state = 'deployed', way = $4, principals = $3, deployed_at = now(), error = NULL
     WHERE authority_id = $1 AND server_id = $2`,
    [authorityId, serverId, principals, way],
  );
}

/** Somebody tried: the server let in, or refused. */
export async function tried(
  tx: EntityManager,
  authorityId: string,
  serverId: string,
  state: 'proven' | 'refused',
  error: string | null,
): Promise<void> {
  await rowsIn(
    tx,
    `INSERT INTO authority_trust (authority_id, server_id, state, looked_at, proven_at, error)
     VALUES ($1, $2, $3, now(), CASE WHEN $3 = 'proven' THEN now() END, $4)
     ON CONFLICT (authority_id, server_id) DO UPDATE SET state = excluded.state, looked_at = excluded.looked_at,
       proven_at = coalesce(excluded.proven_at, authority_trust.proven_at), error = excluded.error`,
    [authorityId, serverId, state, error],
  );
}

/** Nobody came so far as to be let in or refused: what was known stays. */
export async function missed(tx: EntityManager, authorityId: string, serverId: string, error: string): Promise<void> {
  await rowsIn(
    tx,
    'UPDATE authority_trust SET looked_at = now(), error = $3 WHERE authority_id = $1 AND server_id = $2',
    [authorityId, serverId, error],
  );
}

/** The authority's line is gone from the server. */
export async function withdrawn(tx: EntityManager, authorityId: string, serverId: string): Promise<void> {
  await rowsIn(
    tx,
    `UPDATE authority_trust SET state = 'removed', principals = '{}', looked_at = now(), error = NULL
     WHERE authority_id = $1 AND server_id = $2`,
    [authorityId, serverId],
  );
}
