import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { Dialler } from '../../probing/dialler.js';
import { CredentialUses } from '../credential-uses.js';
import { HostKeys } from '../host-keys/host-keys.service.js';
import { LoginKeys } from './login-keys.js';
import { openSession, type SshSession } from './session.js';
import type { LoginKey } from './signer.js';

interface LoginOptions {
  /** Instead of the one that is declared of the server. */
  credentialId?: string;
  /** Only these versions of its key, in this order. */
  keyVersions?: readonly number[];
  /** Instead of any that are kept. */
  keys?: readonly LoginKey[];
  timeoutMs?: number;
}

interface TargetRow {
  id: string;
  host: string;
  ssh_port: number;
  ssh_user: string | null;
  ssh_credential_id: string | null;
}

const defaultTimeoutMs = 10_000;
const defaultUser = 'root';

/** The way into servers: at the address that the inventory declares, with the keys that it names, past the host key that is trusted. */
@Injectable()
export class Logins {
  constructor(
    private readonly sql: Sql,
    private readonly dialler: Dialler,
    private readonly keys: LoginKeys,
    private readonly hostKeys: HostKeys,
    private readonly uses: CredentialUses,
  ) {}

  /** Whoever opens it ends it. @throws LoginFailure @throws NotFound when there is no such server */
  async open(serverId: string, options: LoginOptions = {}): Promise<SshSession> {
    const [server] = await this.sql.rows<TargetRow>(
      `SELECT id, coalesce(host(ip_address), hostname) AS host, ssh_port, ssh_user, ssh_credential_id
       FROM servers WHERE id = $1 AND deleted_at IS NULL`,
      [serverId],
    );
    if (!server) throw new NotFound('server', serverId);
    const credentialId = options.keys ? null : (options.credentialId ?? server.ssh_credential_id);
    const user = server.ssh_user ?? defaultUser;
    const session = await openSession(this.dialler, {
      host: server.host,
      port: server.ssh_port,
      user,
      keys:
        options.keys ?? (credentialId ? await this.keys.of(credentialId, server.id, user, options.keyVersions) : []),
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      hostKeyTypes: await this.hostKeys.typesOf(server.id),
      judge: (key, address) => this.hostKeys.judge(server.id, key, address),
      announced: (keys, used, address) => void this.hostKeys.announced(server.id, keys, used, address),
    });
    if (credentialId !== null) await this.uses.note(credentialId);
    return session;
  }
}
