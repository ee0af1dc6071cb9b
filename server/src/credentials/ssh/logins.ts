import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { Dialler } from '../../probing/dialler.js';
import { LoginCertificates } from '../authority/login-certificates.js';
import { HostKeys } from '../host-keys/host-keys.service.js';
import { privateKeyIn } from '../keys/key.js';
import { Secrets } from '../sealing/secrets.js';
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

interface VersionRow {
  key_version: number;
  public_key: string;
  fingerprint: string;
}

const defaultTimeoutMs = 10_000;
const defaultUser = 'root';

/** The way into servers: at the address that the inventory declares, with the keys that it names, past the host key that is trusted. */
@Injectable()
export class Logins {
  constructor(
    private readonly sql: Sql,
    private readonly dialler: Dialler,
    private readonly secrets: Secrets,
    private readonly hostKeys: HostKeys,
    private readonly certificates: LoginCertificates,
  ) {}

  /** Whoever opens it ends it. @throws LoginFailure @throws NotFound when there is no such server */
  async open(serverId: string, options: LoginOptions = {}): Promise<SshSession> {
    const [server] = await this.sql.rows<TargetRow>(
      `SELECT id, coalesce(host(ip_address), hostname) AS host, ssh_port, ssh_user, ssh_credential_id
       FROM servers WHERE id = $1 AND deleted_at IS NULL`,
      [serverId],
    );
    if (!server) throw new NotFound('server', serverId);
    const user = server.ssh_user ?? defaultUser;
    return openSession(this.dialler, {
      host: server.host,
      port: server.ssh_port,
      user,
      keys: options.keys ?? (await this.keys(server, user, options)),
      timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
      judge: (key) => this.hostKeys.judge(server.id, key),
    });
  }

  private async keys(server: TargetRow, user: string, options: LoginOptions): Promise<LoginKey[]> {
    const credentialId = options.credentialId ?? server.ssh_credential_id;
    if (credentialId === null) return [];
    const rows = await this.versions(credentialId, options.keyVersions);
    const keys = await Promise.all(rows.map((row) => this.key(credentialId, row)));
    const [newest] = rows;
    // Who names versions wants to know of these keys.
    if (options.keyVersions || !newest) return keys;
    const certificates = await this.certificates.for({
      ...{ serverId: server.id, user, credentialId, keyVersion: newest.key_version },
      ...{ publicLine: newest.public_key, fingerprint: newest.fingerprint },
    });
    const certified = certificates.map(({ authorityName, certificate }) => ({
      ...(keys[0] as LoginKey),
      name: `a certificate by ${authorityName}`,
      certificate,
    }));
    return [...certified, ...keys];
  }

  private versions(credentialId: string, versions?: readonly number[]): Promise<VersionRow[]> {
    return this.sql.rows<VersionRow>(
      `SELECT key_version, public_key, fingerprint FROM credential_versions
       WHERE credential_id = $1 AND retired_at IS NULL AND ($2::integer[] IS NULL OR key_version = ANY ($2))
       ORDER BY array_position($2, key_version), key_version DESC`,
      [credentialId, versions ?? null],
    );
  }

  private key(credentialId: string, { key_version: version, public_key: publicLine }: VersionRow): Promise<LoginKey> {
    return this.secrets.use({ kind: 'credential', id: credentialId, version }, (secret) => ({
      name: `version ${version}`,
      publicLine,
      privateKey: privateKeyIn(secret),
    }));
  }
}
