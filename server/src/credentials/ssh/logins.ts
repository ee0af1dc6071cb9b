import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { Conflict, NotFound } from '../../http/domain-error.js';
import { Dialler } from '../../probing/dialler.js';
import { CredentialUses } from '../credential-uses.js';
import { HostKeys } from '../host-keys/host-keys.service.js';
import { openSession } from './entry.js';
import { LoginKeys } from './login-keys.js';
import type { SshSession } from './session.js';
import type { LoginKey } from './signer.js';

export interface LoginOptions {
  /** Instead of the one that is declared of the server. */
  credentialId?: string;
  /** Only these versions of its key, in this order. */
  keyVersions?: readonly number[];
  /** Instead of any that are kept. */
  keys?: readonly LoginKey[];
  /** Up to the prompt. */
  timeoutMs?: number;
  /** To take keys away from it. Nothing else is done on a server that is not in use any more. */
  evenDecommissioned?: boolean;
}

/** Where and as whom. */
export interface Target {
  id: string;
  host: string;
  port: number;
  user: string;
  credentialId: string | null;
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

  /**
   * Whoever opens it ends it.
   * @throws LoginFailure @throws NotFound when there is no such server @throws Conflict when it is not in use any more
   */
  async open(serverId: string, options: LoginOptions = {}): Promise<SshSession> {
    const session = await this.openAt(await this.target(serverId, options), options);
    try {
      // It may have been taken out of use meanwhile.
      await this.target(serverId, options);
      return session;
    } catch (error) {
      session.end();
      throw error;
    }
  }

  /** Whether a new login would come by the same key past the same host key. */
  async isStillFit(session: SshSession, target: Target, { keyVersions }: LoginOptions): Promise<boolean> {
    const { id, user, credentialId } = target;
    if (credentialId === null) return false;
    if ((await this.hostKeys.judge(id, session.hostKey, session.address)) !== undefined) return false;
    const names = await this.keys.namesOf({ credentialId, serverId: id, user }, keyVersions);
    return names.includes(session.usedKey);
  }

  /** What `target` said a moment ago. @throws LoginFailure */
  async openAt(target: Target, options: LoginOptions = {}): Promise<SshSession> {
    const { id, host, port, user, credentialId } = target;
    const { timeoutMs = defaultTimeoutMs } = options;
    const session = await openSession(this.dialler, {
      ...{ host, port, user, timeoutMs },
      keys: await this.keysFor(target, options),
      hostKeyTypes: await this.hostKeys.typesOf(id),
      judge: (key, address) => this.hostKeys.judge(id, key, address),
      announced: (keys, used, address) => void this.hostKeys.announced(id, keys, used, address),
    });
    if (credentialId !== null && !options.keys) await this.uses.note(credentialId);
    return session;
  }

  /** @throws NotFound when there is no such server @throws Conflict when it is not in use any more */
  async target(serverId: string, { credentialId, evenDecommissioned = false }: LoginOptions = {}): Promise<Target> {
    const [server] = await this.sql.rows<Target & { lifecycle: string }>(
      `SELECT id, coalesce(host(ip_address), hostname) AS host, ssh_port AS port, coalesce(ssh_user, $2) AS user,
         coalesce($3, ssh_credential_id) AS "credentialId", lifecycle
       FROM servers WHERE id = $1 AND deleted_at IS NULL`,
      [serverId, defaultUser, credentialId ?? null],
      'login-target',
    );
    if (!server) throw new NotFound('server', serverId);
    const { lifecycle, ...target } = server;
    if (lifecycle === 'decommissioned' && !evenDecommissioned)
      throw new Conflict('server.decommissioned', 'The server is decommissioned: nobody logs in to it.');
    return target;
  }

  private async keysFor(
    { id: serverId, user, credentialId }: Target,
    options: LoginOptions,
  ): Promise<readonly LoginKey[]> {
    if (options.keys) return options.keys;
    return credentialId === null ? [] : this.keys.of({ credentialId, serverId, user }, options.keyVersions);
  }
}
