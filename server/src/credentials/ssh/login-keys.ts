import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { LoginCertificates } from '../authority/login-certificates.js';
import { privateKeyIn } from '../keys/key.js';
import { Secrets } from '../sealing/secrets.js';
import type { LoginKey } from './signer.js';

interface VersionRow {
  key_version: number;
  public_key: string;
  fingerprint: string;
}

/** What a credential logs in with: its keys, and before them a certificate for the newest, where it has one. */
@Injectable()
export class LoginKeys {
  constructor(
    private readonly sql: Sql,
    private readonly secrets: Secrets,
    private readonly certificates: LoginCertificates,
  ) {}

  /** In the order in which they are to be tried. Who names versions wants to know of these keys, and hears of no certificate. */
  async of(credentialId: string, serverId: string, user: string, versions?: readonly number[]): Promise<LoginKey[]> {
    const rows = await this.sql.rows<VersionRow>(
      `SELECT key_version, public_key, fingerprint FROM credential_versions
       WHERE credential_id = $1 AND retired_at IS NULL AND ($2::integer[] IS NULL OR key_version = ANY ($2))
       ORDER BY array_position($2, key_version), key_version DESC`,
      [credentialId, versions ?? null],
    );
    const keys = await Promise.all(rows.map((row) => this.key(credentialId, row)));
    const [row, key] = [rows[0], keys[0]];
    if (versions || !row || !key) return keys;
    const { key_version: keyVersion, public_key: publicLine, fingerprint } = row;
    const subject = { serverId, user, credentialId, keyVersion, publicLine, fingerprint };
    const certificates = await this.certificates.for(subject);
    const certified = certificates.map(({ authorityName, certificate }) => ({
      ...key,
      name: `a certificate by ${authorityName}`,
      certificate,
    }));
    return [...certified, ...keys];
  }

  private key(credentialId: string, { key_version: version, public_key: publicLine }: VersionRow): Promise<LoginKey> {
    return this.secrets.use({ kind: 'credential', id: credentialId, version }, (secret) => ({
      name: `version ${version}`,
      publicLine,
      privateKey: privateKeyIn(secret),
    }));
  }
}
