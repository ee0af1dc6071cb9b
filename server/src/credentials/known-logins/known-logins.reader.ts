import { Injectable } from '@nestjs/common';
import { pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import { CredentialsReader } from '../credentials.reader.js';
import type { PlacementState } from '../ssh/key-choice.js';
import type { PhaseOutcome } from '../ssh/phases.js';
import type { KnownLogin, KnownLogins, KnownLoginsQuery, LoginState } from './known-logins.dto.js';

interface LoginRow {
  id: string;
  hostname: string;
  declared: boolean;
  placements: { keyVersion: number; state: PlacementState; verifiedAt: string | null; error: string | null }[] | null;
  ok: boolean | null;
  phases: PhaseOutcome[] | null;
  tested_at: Date | null;
}

const byName = sortOf('hostname', { hostname: { expression: 'k.hostname', type: 'text' } }, 'k.id');

const conditions: Record<LoginState, string> = { ok: 'k.ok', failing: 'NOT k.ok', untested: 'k.ok IS NULL' };

/**
 * The servers that are logged in to with a credential ($1), may know a key of it, or were tried with it. A test from before
 * its keys were removed says nothing any more, nor does a failure from before the server accepted one. Each of the three
 * is found by its index; the servers by their ids.
 */
const known = `placed AS (
    SELECT server_id, bool_and(state = 'removed') AS is_gone, max(updated_at) AS touched_at,
      max(verified_at) FILTER (WHERE state = 'placed') AS accepted_at,
      jsonb_agg(jsonb_build_object('keyVersion', key_version, 'state', state, 'verifiedAt', verified_at, 'error', error)
        ORDER BY key_version DESC) AS placements
    FROM key_placements WHERE credential_id = $1 GROUP BY server_id),
  tested AS (
    SELECT t.server_id, t.ok, t.phases, t.tested_at FROM login_tests t LEFT JOIN placed p USING (server_id)
    WHERE t.credential_id = $1 AND NOT (coalesce(p.is_gone, FALSE) AND t.tested_at <= p.touched_at)
      AND (t.ok OR p.accepted_at IS NULL OR t.tested_at > p.accepted_at)),
  known AS (
    SELECT s.id, s.hostname, s.ssh_credential_id IS NOT DISTINCT FROM $1 AS declared, p.placements, t.ok, t.phases, t.tested_at
    FROM servers s LEFT JOIN placed p ON p.server_id = s.id LEFT JOIN tested t ON t.server_id = s.id
    WHERE s.deleted_at IS NULL AND ($2::uuid IS NULL OR s.id = $2) AND s.id IN (
      SELECT id FROM servers WHERE ssh_credential_id = $1 AND deleted_at IS NULL
      UNION SELECT server_id FROM placed WHERE NOT is_gone UNION SELECT server_id FROM tested))`;

/** Which servers a credential logs in to, as far as anybody knows: what is declared, what was placed, what was tried. */
@Injectable()
export class KnownLoginsReader {
  constructor(
    private readonly sql: Sql,
    private readonly credentials: CredentialsReader,
  ) {}

  /** By hostname. @throws NotFound when there is no such credential */
  async list(credentialId: string, query: KnownLoginsQuery): Promise<KnownLogins> {
    const { state, serverId = null, limit = 50, cursor } = query;
    await this.credentials.get(credentialId);
    const params: unknown[] = [credentialId, serverId];
    const counted = this.counts([...params]);
    const start = seek(byName, cursor, params);
    const rows = await this.sql.rows<LoginRow & { sort_values: string[] }>(
      `WITH ${known} SELECT k.*, ${sortValues(byName)} FROM known k
       WHERE ${state ? conditions[state] : 'TRUE'} AND ${start.where} ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, byName, start, cursor !== undefined);
    const counts = await counted;
    const value = state ? counts[state] : counts.ok + counts.failing + counts.untested;
    return { ...page, items: page.rows.map(viewOf), total: { value, exact: true }, counts };
  }

  private async counts(params: unknown[]): Promise<Record<LoginState, number>> {
    const [counts] = await this.sql.rows<Record<LoginState, number>>(
      `WITH ${known} SELECT count(*) FILTER (WHERE ok)::integer AS ok, count(*) FILTER (WHERE NOT ok)::integer AS failing,
         count(*) FILTER (WHERE ok IS NULL)::integer AS untested FROM known`,
      params,
      'known-logins-counted',
    );
    return counts ?? { ok: 0, failing: 0, untested: 0 };
  }
}

function viewOf({
  id: serverId,
  hostname,
  declared,
  placements,
  ok,
  phases,
  tested_at: testedAt,
}: LoginRow): KnownLogin {
  return {
    serverId,
    hostname,
    declared,
    placements: (placements ?? []).map((placement) => ({
      ...placement,
      verifiedAt: placement.verifiedAt && new Date(placement.verifiedAt).toISOString(),
    })),
    test: ok === null || testedAt === null ? null : { ok, phases: phases ?? [], testedAt: testedAt.toISOString() },
  };
}
