import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/principal.js';
import { Sql } from '../../database/sql.js';
import { Conflict, Forbidden, NotFound, refusedAt } from '../../http/domain-error.js';
import { askedKey } from './asked-key.js';
import type { SignCertificate } from './certificates.dto.js';
import type { SigningOrder } from './signing.js';

type HostSubject = Pick<SigningOrder, 'publicLine' | 'fingerprint' | 'principals' | 'keyId' | 'serverId'>;

interface ServerRow {
  hostname: string;
  names: string[];
  /** Those that are trusted, the best first. */
  keys: { publicLine: string; fingerprint: string }[];
}

/** What a host certificate may say of a server: the key that is trusted of it, and the names that the inventory knows it by. */
@Injectable()
export class HostNames {
  constructor(private readonly sql: Sql) {}

  /** @throws BadRequest, Forbidden, Conflict when no host key of the server is trusted */
  async subject(caller: Principal, request: SignCertificate): Promise<HostSubject> {
    const { publicKey, credentialId, serverId, principals, keyId } = request;
    if (credentialId !== undefined) throw refusedAt('/credentialId', 'is for an authority of user certificates');
    if (serverId === undefined) return this.stranger(caller, request);
    const server = await this.server(serverId);
    const wanted = principals ?? server.names;
    const foreign = wanted.filter((each) => !server.names.includes(each.toLowerCase()));
    if (foreign.length > 0 && caller.role !== 'admin')
      throw refusedAt('/principals', `must be names or addresses of the server, which ${foreign.join(', ')} is not`);
    const key = publicKey === undefined ? trustedKey(server.keys[0]) : askedKey(publicKey);
    if (caller.role !== 'admin' && !server.keys.some(({ fingerprint }) => fingerprint === key.fingerprint))
      throw refusedAt('/publicKey', 'is not a host key of the server that is trusted here');
    return { ...key, principals: wanted, keyId: keyId || server.hostname, serverId };
  }

  /** A host that is not in the inventory: nothing here says which names are its own. */
  private stranger(caller: Principal, { publicKey, principals, keyId }: SignCertificate): HostSubject {
    if (caller.role !== 'admin')
      throw new Forbidden('certificate.server-needed', 'Name the server (`serverId`); only an admin certifies others.');
    if (publicKey === undefined) throw refusedAt('/publicKey', 'must be given, or `serverId` in its place');
    if (principals === undefined) throw refusedAt('/principals', 'must name the host');
    return { ...askedKey(publicKey), principals, keyId: keyId || (principals[0] ?? '') };
  }

  private async server(id: string): Promise<ServerRow> {
    const [server] = await this.sql.rows<ServerRow>(
      `SELECT s.hostname,
         array_remove(ARRAY[lower(s.hostname), host(s.ip_address)] || ARRAY(SELECT host(each) FROM unnest(s.addresses) each), NULL) AS names,
         coalesce((SELECT jsonb_agg(jsonb_build_object('publicLine', k.public_key, 'fingerprint', k.fingerprint)
             ORDER BY k.type = 'ssh-ed25519' DESC, k.type)
           FROM host_keys k WHERE k.server_id = s.id AND k.state = 'trusted'), '[]') AS keys
       FROM servers s WHERE s.id = $1 AND s.deleted_at IS NULL`,
      [id],
    );
    if (!server) throw new NotFound('server', id);
    return { ...server, names: [...new Set(server.names)] };
  }
}

function trustedKey(key: ServerRow['keys'][number] | undefined): ServerRow['keys'][number] {
  if (key) return key;
  throw new Conflict(
    'certificate.no-host-key',
    'No host key of this server is trusted yet; log in to it once, or decide.',
  );
}
