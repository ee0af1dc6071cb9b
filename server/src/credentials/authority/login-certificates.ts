import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { systemActor } from '../../audit/actor.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { DomainError } from '../../http/domain-error.js';
import { Signing, type Signed, type SigningOrder } from './signing.js';

/** The key that a login proves itself with, and where it is to let in. */
export interface LoginSubject {
  serverId: string;
  user: string;
  credentialId: string;
  keyVersion: number;
  publicLine: string;
  fingerprint: string;
}

export interface LoginCertificate {
  authorityName: string;
  certificate: string;
}

interface SettingRow {
  credential_name: string;
  principals: string[];
  valid_seconds: number;
  authority_id: string;
  authority_name: string;
}

/** A server counts what it refuses; with the key itself these are three. */
const mostTried = 2;
const skewMs = 300_000;

/** While one authority replaces the other, first the one that the server has proven to trust; of several the newest. */
const settings = `SELECT c.name AS credential_name, cc.principals, cc.valid_seconds, a.id AS authority_id, a.name AS authority_name
  FROM credential_certificates cc JOIN credentials c ON c.id = cc.credential_id JOIN authorities named ON named.id = cc.authority_id
  JOIN authorities a ON a.line_id = named.line_id AND a.state <> 'retired' AND a.deleted_at IS NULL
  LEFT JOIN authority_trust t ON t.authority_id = a.id AND t.server_id = $2
  WHERE cc.credential_id = $1 AND coalesce(t.state, '') NOT IN ('refused', 'removed')
  ORDER BY t.state IS NOT DISTINCT FROM 'proven' DESC, t.state IS NOT NULL DESC,
    CASE WHEN t.state IS NOT NULL THEN a.created_at END DESC, a.created_at LIMIT ${mostTried}`;

/** Short-lived certificates for the keys that the program logs in with. One serves until half of its time is over. */
@Injectable()
export class LoginCertificates {
  private readonly log = new Logger('authorities');

  constructor(
    private readonly sql: Sql,
    private readonly signing: Signing,
  ) {}

  /** In the order in which they are to be tried; none when the credential logs in with its key alone. */
  async for(subject: LoginSubject): Promise<LoginCertificate[]> {
    const rows = await this.settings(subject);
    const certificates = await Promise.all(rows.map((setting) => this.certificate(subject, setting)));
    return certificates.filter((each) => each !== undefined);
  }

  /** The names of those whose certificates these are. */
  async authoritiesFor(subject: Pick<LoginSubject, 'credentialId' | 'serverId'>): Promise<string[]> {
    return (await this.settings(subject)).map((setting) => setting.authority_name);
  }

  private settings({ credentialId, serverId }: Pick<LoginSubject, 'credentialId' | 'serverId'>): Promise<SettingRow[]> {
    return this.sql.rows<SettingRow & Record<string, unknown>>(
      settings,
      [credentialId, serverId],
      'login-certificates',
    );
  }

  /** Whoever cannot sign must not lock out who has the key: without a certificate it is tried alone. */
  private async certificate(subject: LoginSubject, setting: SettingRow): Promise<LoginCertificate | undefined> {
    try {
      const { certificate } = await this.signed(subject, setting);
      return { authorityName: setting.authority_name, certificate };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.warn(`${setting.authority_name} signs nothing for ${setting.credential_name}: ${error.message}`);
      return undefined;
    }
  }

  private async signed(subject: LoginSubject, setting: SettingRow): Promise<Signed> {
    const { user, credentialId, keyVersion, publicLine, fingerprint } = subject;
    const now = Date.now();
    const order: SigningOrder = {
      authorityId: setting.authority_id,
      keyId: `infrawatch-fleet: ${setting.credential_name}`,
      principals: setting.principals.length > 0 ? setting.principals : [user],
      ...{ publicLine, fingerprint, credentialId, keyVersion, reason: null, criticalOptions: {}, extensions: [] },
      validAfter: new Date(now - skewMs),
      validBefore: new Date(now + setting.valid_seconds * 1_000),
    };
    const [ready] = await this.sql.rows<Signed>(standing, standingParams(order, setting), 'standing-certificate');
    return ready ?? this.signing.sign(systemActor('logins'), order, (tx) => standingIn(tx, order, setting));
  }
}

const standing = `SELECT id, certificate FROM certificates
  WHERE credential_id = $1 AND authority_id = $2 AND fingerprint = $3 AND principals = $4 AND actor_id IS NULL
    AND critical_options = '{}' AND extensions = '{}' AND revoked_at IS NULL AND valid_before > now() + make_interval(secs => $5 / 2.0)
  ORDER BY valid_before DESC LIMIT 1`;

function standingParams(order: SigningOrder, { valid_seconds: seconds }: SettingRow): unknown[] {
  return [order.credentialId, order.authorityId, order.fingerprint, order.principals, seconds];
}

async function standingIn(tx: EntityManager, order: SigningOrder, setting: SettingRow): Promise<Signed | undefined> {
  const [ready] = await rowsIn<Signed>(tx, standing, standingParams(order, setting));
  return ready;
}
