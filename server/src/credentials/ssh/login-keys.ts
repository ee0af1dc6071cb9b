import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { LoginCertificates } from '../authority/login-certificates.js';
import { privateKeyIn } from '../keys/key.js';
import { Secrets } from '../sealing/secrets.js';
import { chosen, mostTried, type KnownVersion } from './key-choice.js';
import type { LoginKey } from './signer.js';

interface VersionRow extends KnownVersion {
  publicLine: string;
  fingerprint: string;
}

/** A credential, and where somebody logs in with it. */
export interface Entrance {
  credentialId: string;
  serverId: string;
  user: string;
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
  async of(entrance: Entrance, only?: readonly number[]): Promise<LoginKey[]> {
    const { credentialId } = entrance;
    const versions = await this.versions(entrance);
    const tried = triedOf(versions, only);
    const keys = await Promise.all(tried.map((version) => this.key(credentialId, version)));
    if (only) return keys;
    const certified = await this.certified(
      entrance,
      versions.find(({ isCurrent }) => isCurrent),
    );
    return [...certified, ...keys].slice(0, mostTried);
  }

  /** What they would be called; nothing is opened or signed for it. */
  async namesOf(entrance: Entrance, only?: readonly number[]): Promise<string[]> {
    const names = triedOf(await this.versions(entrance), only).map(({ keyVersion }) => nameOf(keyVersion));
    if (only) return names;
    const certified = (await this.certificates.authoritiesFor(entrance)).map(certifiedName);
    return [...certified, ...names].slice(0, mostTried);
  }

  private versions({ credentialId, serverId }: Entrance): Promise<VersionRow[]> {
    return this.sql.rows<VersionRow & Record<string, unknown>>(
      `SELECT v.key_version AS "keyVersion", v.public_key AS "publicLine", v.fingerprint, p.state, v.key_version = c.key_version AS "isCurrent"
       FROM credentials c JOIN credential_versions v ON v.credential_id = c.id
         LEFT JOIN key_placements p ON p.server_id = $2 AND p.credential_id = c.id AND p.key_version = v.key_version
       WHERE c.id = $1 AND v.retired_at IS NULL`,
      [credentialId, serverId],
      'login-keys',
    );
  }

  /** The current key, once with each certificate; it need not be known to the server. */
  private async certified(entrance: Entrance, current: VersionRow | undefined): Promise<LoginKey[]> {
    if (!current) return [];
    const certificates = await this.certificates.for({ ...entrance, ...current });
    if (certificates.length === 0) return [];
    const key = await this.key(entrance.credentialId, current);
    return certificates.map(({ authorityName, certificate }) => {
      return { ...key, name: certifiedName(authorityName), certificate };
    });
  }

  private key(credentialId: string, { keyVersion: version, publicLine }: VersionRow): Promise<LoginKey> {
    return this.secrets.use({ kind: 'credential', id: credentialId, version }, (secret) => ({
      name: nameOf(version),
      publicLine,
      privateKey: privateKeyIn(secret),
    }));
  }
}

function triedOf(versions: readonly VersionRow[], only: readonly number[] | undefined): VersionRow[] {
  if (!only) return chosen(versions);
  return only.flatMap((wanted) => versions.filter(({ keyVersion }) => keyVersion === wanted));
}

function nameOf(keyVersion: number): string {
  return `version ${keyVersion}`;
}

function certifiedName(authorityName: string): string {
  return `a certificate by ${authorityName}`;
}
