import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import type { Principal } from '../../auth/principal.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { Conflict, Forbidden, NotFound, refusedAt } from '../../http/domain-error.js';
import { ServersReader } from '../../inventory/servers.reader.js';
import { ordered } from '../../jobs/job.js';
import type { AuthorityView } from './authorities.dto.js';
import { AuthoritiesReader } from './authorities.reader.js';
import type { ChosenServers, DeployAuthority, DeploymentPreview, TrustWay } from './trust.dto.js';

export type TrustKind = 'authority-deploy' | 'authority-prove' | 'authority-withdraw';

export interface TrustParams {
  authorityId: string;
  way: TrustWay;
  principals: string[];
}

/** A statement that yields ids of servers, and its parameters. */
interface Chosen {
  text: string;
  params: unknown[];
}

const titles: Record<TrustKind, string> = {
  'authority-deploy': 'Deploy the authority',
  'authority-prove': 'Ask who trusts the authority',
  'authority-withdraw': 'Withdraw the authority',
};
const actions = {
  'authority-deploy': 'authority.deployment-ordered',
  'authority-prove': 'authority.proof-ordered',
  'authority-withdraw': 'authority.withdrawal-ordered',
} as const satisfies Record<TrustKind, string>;
const mostShown = 100;

/** What is to be done about an authority on many servers. */
@Injectable()
export class TrustOrders {
  constructor(
    private readonly ledger: Ledger,
    private readonly authorities: AuthoritiesReader,
    private readonly servers: ServersReader,
    private readonly sql: Sql,
  ) {}

  /** @throws BadRequest, Forbidden, NotFound, Conflict */
  async deploy(
    actor: Actor,
    caller: Principal,
    authorityId: string,
    { way = 'authorized-keys', principals = [], dryRun = false, ...servers }: DeployAuthority,
  ): Promise<DeploymentPreview | { jobId: string }> {
    if (principals.length > 0 && caller.role !== 'admin')
      throw new Forbidden('authority.principals-need-admin', 'Only an admin says who else comes in as the user there.');
    if (way === 'sshd' && principals.length > 0)
      throw refusedAt('/principals', 'are for authorized_keys; sshd lets everybody in by their own name');
    if (way === 'sshd' && caller.role !== 'admin')
      throw new Forbidden('authority.sshd-needs-admin', 'Only an admin changes what sshd trusts for every user.');
    if (!dryRun) return this.order(actor, 'authority-deploy', authorityId, servers, { way, principals });
    await this.signing(authorityId);
    return this.preview(authorityId, await this.chosen(servers), { way, principals });
  }

  /** @throws BadRequest, NotFound, Conflict */
  async order(
    actor: Actor,
    kind: TrustKind,
    authorityId: string,
    servers: ChosenServers,
    { way, principals }: Pick<TrustParams, 'way' | 'principals'> = { way: 'authorized-keys', principals: [] },
  ): Promise<{ jobId: string }> {
    const authority = await (kind === 'authority-withdraw'
      ? this.authorities.get(authorityId)
      : this.signing(authorityId));
    const { text, params } = await this.chosen(servers);
    return this.ledger.write(actor, null, async ({ tx, record }) => {
      const job = { kind, title: `${titles[kind]} ${authority.name}`, total: 0 };
      const jobId = await ordered(tx, actor, {
        ...job,
        params: { authorityId, way, principals } satisfies TrustParams,
      });
      const [row] = await rowsIn<{ total: number }>(
        tx,
        `WITH chosen AS (
           INSERT INTO job_items (job_id, ordinal, server_id)
           SELECT $${params.length + 1}, row_number() OVER (ORDER BY found.id), found.id FROM (${text}) found RETURNING 1)
         SELECT count(*)::integer AS total FROM chosen`,
        [...params, jobId],
      );
      const total = row?.total ?? 0;
      if (servers.serverIds && total < new Set(servers.serverIds).size) throw await this.unknown(servers.serverIds);
      await rowsIn(tx, 'UPDATE jobs SET total = $2 WHERE id = $1', [jobId, total]);
      const subject = { type: 'authority', id: authorityId, name: authority.name };
      await record({ action: actions[kind], subject, after: { servers: total, jobId, way, principals } });
      return { jobId };
    });
  }

  /** @throws Conflict for one that nobody logs in by */
  private async signing(id: string): Promise<AuthorityView> {
    const authority = await this.authorities.get(id);
    if (authority.purpose !== 'user')
      throw new Conflict('authority.wrong-purpose', 'Clients trust an authority of host certificates, not servers.');
    if (authority.state === 'retired') throw new Conflict('authority.retired', 'This authority is retired.');
    return authority;
  }

  /** @throws BadRequest */
  private chosen({ serverIds, q }: ChosenServers): Promise<Chosen> | Chosen {
    if (serverIds !== undefined && q === undefined)
      return { text: 'SELECT id FROM servers WHERE id = ANY ($1::uuid[]) AND deleted_at IS NULL', params: [serverIds] };
    if (serverIds === undefined && q !== undefined) return this.servers.selection(q);
    throw refusedAt('/serverIds', 'or `q` must be given, and not both');
  }

  private async unknown(serverIds: string[]): Promise<NotFound> {
    const [row] = await this.sql.rows<{ id: string }>(
      'SELECT id FROM unnest($1::uuid[]) id WHERE NOT EXISTS (SELECT 1 FROM servers s WHERE s.id = id.id AND s.deleted_at IS NULL)',
      [serverIds],
    );
    return new NotFound('server', row?.id ?? '');
  }

  private async preview(
    authorityId: string,
    { text, params }: Chosen,
    { way, principals }: Pick<TrustParams, 'way' | 'principals'>,
  ): Promise<DeploymentPreview> {
    const [at, whom, how] = [params.length + 1, params.length + 2, params.length + 3];
    const rows = await this.sql.rows<DeploymentPreview['servers'][number] & { total: number; lacking: number }>(
      `SELECT s.id AS "serverId", s.hostname, coalesce(s.ssh_user, 'root') AS user, t.lacks AS "lacksIt",
         count(*) OVER ()::integer AS total, count(*) FILTER (WHERE t.lacks) OVER ()::integer AS lacking
       FROM (${text}) found JOIN servers s ON s.id = found.id CROSS JOIN LATERAL (
         SELECT NOT EXISTS (SELECT 1 FROM authority_trust t WHERE t.server_id = s.id AND t.authority_id = $${at}
           AND t.state IN ('deployed', 'proven') AND t.principals = $${whom} AND t.way = $${how}) AS lacks) t
       ORDER BY s.hostname, s.id LIMIT ${mostShown}`,
      [...params, authorityId, principals, way],
    );
    const servers = rows.map(({ serverId, hostname, user, lacksIt }) => ({ serverId, hostname, user, lacksIt }));
    return { total: rows[0]?.total ?? 0, lacking: rows[0]?.lacking ?? 0, servers };
  }
}
