import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import type { Principal } from '../../auth/principal.js';
import { Sql } from '../../database/sql.js';
import { NotFound, refusedAt } from '../../http/domain-error.js';
import { requireGranted, validity } from './allowance.js';
import { askedKey } from './asked-key.js';
import type { AuthorityView } from './authorities.dto.js';
import { AuthoritiesReader } from './authorities.reader.js';
import type { SshCertificateView, SignCertificate } from './certificates.dto.js';
import { CertificatesReader } from './certificates.reader.js';
import { HostNames } from './host-names.js';
import { narrowed } from './narrowing.js';
import { Signing, type SigningOrder } from './signing.js';

/** Whose key it is, and for whom it is certified. */
type Subject = Pick<
  SigningOrder,
  'publicLine' | 'fingerprint' | 'principals' | 'keyId' | 'credentialId' | 'keyVersion' | 'serverId'
>;

/** Certificates that people ask for, within what they may have. */
@Injectable()
export class CertificatesService {
  constructor(
    private readonly authorities: AuthoritiesReader,
    private readonly reader: CertificatesReader,
    private readonly signing: Signing,
    private readonly hosts: HostNames,
    private readonly sql: Sql,
  ) {}

  /** @throws BadRequest, Forbidden, Conflict */
  async sign(actor: Actor, caller: Principal, authorityId: string, request: SignCertificate): Promise<SshCertificateView> {
    const authority = await this.authorities.get(authorityId);
    const { purpose } = authority;
    const options = narrowed(purpose, request.options);
    const times = validity(purpose, caller.role, new Date(), request.validSeconds);
    const subject =
      purpose === 'user'
        ? await this.user(actor, caller, authority, request)
        : await this.hosts.subject(caller, request);
    const { reason } = request;
    const { id } = await this.signing.sign(actor, { authorityId, ...options, ...times, ...subject, reason });
    return this.reader.get(id);
  }

  private async user(
    actor: Actor,
    caller: Principal,
    { id }: AuthorityView,
    request: SignCertificate,
  ): Promise<Subject> {
    const { publicKey, credentialId, serverId, principals, keyId } = request;
    if (serverId !== undefined) throw refusedAt('/serverId', 'is for an authority of host certificates');
    if ((publicKey === undefined) === (credentialId === undefined))
      throw refusedAt('/publicKey', 'must be given, or `credentialId` in its place');
    if (principals === undefined) throw refusedAt('/principals', 'must name whom it lets in as');
    const key = credentialId === undefined ? askedKey(publicKey ?? '') : await this.keyOf(credentialId);
    const { rules } = await this.authorities.rules(id);
    requireGranted(rules, caller, principals);
    return { ...key, principals, keyId: keyId ? `${actor.name}: ${keyId}` : actor.name };
  }

  private async keyOf(credentialId: string): Promise<Omit<Subject, 'principals' | 'keyId'>> {
    const [key] = await this.sql.rows<{ publicLine: string; fingerprint: string; keyVersion: number }>(
      `SELECT v.public_key AS "publicLine", v.fingerprint, v.key_version AS "keyVersion"
       FROM credentials c JOIN credential_versions v ON v.credential_id = c.id AND v.key_version = c.key_version
       WHERE c.id = $1 AND c.deleted_at IS NULL`,
      [credentialId],
    );
    if (!key) throw new NotFound('credential', credentialId);
    return { ...key, credentialId };
  }
}
