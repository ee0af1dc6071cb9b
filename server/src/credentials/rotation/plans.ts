import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { NotFound, refusedAt } from '../../http/domain-error.js';
import { ServersReader } from '../../inventory/servers.reader.js';
import type { KeyAlgorithm } from '../keys/key.js';
import type { RotateCredential, RotationPlan } from './rotations.dto.js';
import { underWay } from './standing.js';
import { dealt, mostFailures, usualBudget, usualWaves } from './waves.js';

const mostShown = 200;

export interface PlannedServer {
  serverId: string;
  hostname: string;
  site: string | null;
  environment: string | null;
  health: string;
  isReachable: boolean;
  knownVersions: number[];
  place: string;
}

/** What a rotation would do. */
export interface Plan {
  credentialId: string;
  credentialName: string;
  fromVersion: number;
  toVersion: number;
  algorithm: KeyAlgorithm;
  /** Null: as keys of this kind usually have. */
  bits: number | null;
  failureBudget: number;
  waves: PlannedServer[][];
  leftOut: RotationPlan['leftOut'];
  underWay: string | null;
}

interface CredentialRow {
  name: string;
  algorithm: KeyAlgorithm;
  bits: number;
  key_version: number;
  last_version: number;
  under_way: string | null;
}

type UserRow = PlannedServer & { why: string | null };

/** Who logs in with it, or has a line of it. */
const users = `
  SELECT s.id AS "serverId", s.hostname, s.site, s.environment, h.status AS health, h.status <> 'unhealthy' AS "isReachable",
    CASE WHEN s.deleted_at IS NOT NULL THEN 'deleted' WHEN s.lifecycle = 'decommissioned' THEN 'decommissioned' END AS why,
    concat_ws(E'\\n', s.environment, s.region, s.site, s.attributes ->> 'rack') AS place,
    ARRAY(SELECT p.key_version FROM key_placements p WHERE p.server_id = s.id AND p.credential_id = $1 AND p.state <> 'removed'
      ORDER BY p.key_version) AS "knownVersions"
  FROM servers s JOIN server_health h ON h.server_id = s.id
  WHERE (s.id IN (SELECT p.server_id FROM key_placements p WHERE p.credential_id = $1 AND p.state <> 'removed')
    OR (s.ssh_credential_id = $1 AND s.deleted_at IS NULL))`;

@Injectable()
export class Plans {
  constructor(
    private readonly sql: Sql,
    private readonly servers: ServersReader,
  ) {}

  /** @throws NotFound, BadRequest */
  async plan(credentialId: string, request: RotateCredential): Promise<Plan> {
    const { waves = usualWaves, failureBudget = usualBudget } = request;
    const credential = await this.credential(credentialId);
    const chosen = await this.users(credentialId, request);
    const touched = chosen.filter(({ why }) => why === null);
    return {
      credentialId,
      credentialName: credential.name,
      fromVersion: credential.key_version,
      toVersion: credential.last_version + 1,
      algorithm: request.algorithm ?? credential.algorithm,
      bits: request.bits ?? keptBits(credential, request),
      failureBudget: mostFailures(failureBudget, touched.length),
      waves: dealt(touched, waves),
      leftOut: chosen.flatMap(({ serverId, hostname, why }) => (why === null ? [] : [{ serverId, hostname, why }])),
      underWay: credential.under_way,
    };
  }

  private async credential(id: string): Promise<CredentialRow> {
    const [row] = await this.sql.rows<CredentialRow>(
      `SELECT c.name, c.algorithm, v.bits, c.key_version,
         (SELECT max(key_version) FROM credential_versions WHERE credential_id = c.id) AS last_version,
         (SELECT id FROM rotations WHERE credential_id = c.id AND status = ANY ($2)) AS under_way
       FROM credentials c JOIN credential_versions v ON v.credential_id = c.id AND v.key_version = c.key_version
       WHERE c.id = $1 AND c.deleted_at IS NULL`,
      [id, underWay],
    );
    if (!row) throw new NotFound('credential', id);
    return row;
  }

  private async users(credentialId: string, { serverIds, q }: RotateCredential): Promise<UserRow[]> {
    if (serverIds !== undefined && q !== undefined)
      throw refusedAt('/q', 'stands beside `serverIds`: choose one of them');
    const order = ' ORDER BY s.hostname, s.id';
    if (serverIds !== undefined) {
      const found = await this.sql.rows<UserRow>(`${users} AND s.id = ANY ($2)${order}`, [credentialId, serverIds]);
      const ids = new Set(found.map(({ serverId }) => serverId));
      const stranger = serverIds.findIndex((id) => !ids.has(id));
      if (stranger >= 0) throw refusedAt(`/serverIds/${stranger}`, 'is no server that uses this credential');
      return found;
    }
    if (q === undefined) return this.sql.rows<UserRow>(users + order, [credentialId]);
    const selection = await this.servers.selection(q);
    const found = await this.sql.rows<{ id: string }>(selection.text, selection.params);
    return this.sql.rows<UserRow>(`${users} AND s.id = ANY ($2)${order}`, [credentialId, found.map(({ id }) => id)]);
  }
}

/** The sizes that keys are made in. An imported key may have another one, which is no reason to make such a key again. */
const madeBits = [256, 384, 521, 3072, 4096];

function keptBits({ algorithm, bits }: CredentialRow, request: RotateCredential): number | null {
  const isKept = algorithm === (request.algorithm ?? algorithm) && algorithm !== 'ed25519' && madeBits.includes(bits);
  return isKept ? bits : null;
}

/** A plan as it is answered. */
export function viewOfPlan({ credentialName: _, waves, leftOut, ...plan }: Plan): RotationPlan {
  const all = waves.flat();
  return {
    ...plan,
    total: all.length,
    unreachable: all.filter(({ isReachable }) => !isReachable).length,
    waves: waves.map((servers, wave) => ({
      wave,
      total: servers.length,
      servers: servers.slice(0, mostShown).map(({ place: _, ...server }) => server),
    })),
    leftOut: leftOut.slice(0, mostShown),
  };
}
