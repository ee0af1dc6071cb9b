import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Sql } from '../../database/sql.js';
import { refusedAt } from '../../http/domain-error.js';
import { ServersReader } from '../../inventory/servers.reader.js';
import { Adoptions } from './adoptions.js';
import type { AdoptDiscovered, DiscoveredOutcome } from './host-keys.dto.js';
import { hostKeyIn } from './public-line.js';

interface SeenRow {
  id: string;
  hostname: string;
  public_key: string;
  seen_at: Date;
}

const mostServers = 10_000;

/** The newest look of a scan at each, when it was at the port that its SSH has. */
const newestSeen = `
  SELECT s.id, s.hostname, seen.ssh_host_key ->> 'publicKey' AS public_key, seen.seen_at
  FROM servers s CROSS JOIN LATERAL (
    SELECT h.ssh_host_key, h.seen_at FROM scan_hosts h
    WHERE h.server_id = s.id AND h.ssh_host_key IS NOT NULL AND h.match <> 'missing' AND s.ssh_port = ANY (h.port_numbers)
    ORDER BY h.seen_at DESC LIMIT 1) seen
  WHERE s.id = ANY ($1::uuid[]) AND s.deleted_at IS NULL ORDER BY s.hostname, s.id`;

/** Trust in what discovery saw. */
@Injectable()
export class DiscoveredKeys {
  constructor(
    private readonly sql: Sql,
    private readonly servers: ServersReader,
    private readonly adoptions: Adoptions,
  ) {}

  async adopt(actor: Actor, { serverIds, q, dryRun = false }: AdoptDiscovered): Promise<DiscoveredOutcome> {
    const ids = await this.chosen(serverIds, q);
    const seen = (await this.sql.rows<SeenRow>(newestSeen, [ids])).flatMap(({ public_key, seen_at, ...server }) => {
      const [type = '', base64 = ''] = public_key.split(' ');
      const key = hostKeyIn(type, base64);
      return typeof key === 'string' ? [] : [{ server, key, isRevoked: false, seenAt: seen_at }];
    });
    const outcomes = await this.adoptions.adopt(actor, seen, { source: 'discovery', dryRun });
    return {
      dryRun,
      unseen: ids.length - seen.length,
      results: seen.map(({ server, key, seenAt }, at) => ({
        serverId: server.id,
        hostname: server.hostname,
        fingerprint: key.fingerprint,
        seenAt: seenAt.toISOString(),
        outcome: outcomes[at] ?? 'known',
      })),
    };
  }

  private async chosen(serverIds: string[] | undefined, q: string | undefined): Promise<string[]> {
    if ((serverIds === undefined) === (q === undefined))
      throw refusedAt('/serverIds', 'or `/q` must be given, and not both');
    const ids = serverIds ? [...new Set(serverIds)] : await this.servers.idsOf(q ?? '', mostServers);
    if (ids) return ids;
    throw refusedAt('/q', `must match at most ${mostServers.toLocaleString('en')} servers`);
  }
}
