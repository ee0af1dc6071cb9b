import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import type { Principal } from '../../auth/principal.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { Conflict, NotFound } from '../../http/domain-error.js';
import { anybody, requireGranted, validity } from './allowance.js';
import { AuthoritiesReader } from './authorities.reader.js';
import type { CredentialCertificate, PutCredentialCertificate } from './credential-certificates.dto.js';

const columns = 'authority_id AS "authorityId", principals, valid_seconds AS "validSeconds"';

/** Which credentials log in with a certificate. Their keys stay known: they are tried when a server refuses the certificate. */
@Injectable()
export class CredentialCertificates {
  constructor(
    private readonly ledger: Ledger,
    private readonly authorities: AuthoritiesReader,
    private readonly sql: Sql,
  ) {}

  /** @throws NotFound when the credential logs in with its key alone */
  async get(credentialId: string): Promise<CredentialCertificate> {
    const [setting] = await this.sql.rows<CredentialCertificate>(
      `SELECT ${columns} FROM credential_certificates WHERE credential_id = $1`,
      [credentialId],
    );
    if (!setting) throw new NotFound('certificate of the credential', credentialId);
    return setting;
  }

  /** @throws BadRequest, Forbidden, Conflict */
  async put(
    actor: Actor,
    caller: Principal,
    credentialId: string,
    { authorityId, principals = [], validSeconds = 3_600 }: PutCredentialCertificate,
  ): Promise<CredentialCertificate> {
    const { purpose } = await this.authorities.get(authorityId);
    if (purpose !== 'user')
      throw new Conflict('authority.wrong-purpose', 'An authority of host certificates lets nobody in.');
    validity(purpose, caller.role, new Date(), validSeconds);
    const { rules } = await this.authorities.rules(authorityId);
    requireGranted(rules, caller, principals.length > 0 ? principals : [anybody]);
    await this.ledger.write(actor, null, async (write) => {
      const name = await lockedName(write, credentialId);
      const before = await settingIn(write, credentialId);
      await rowsIn(
        write.tx,
        `INSERT INTO credential_certificates (credential_id, authority_id, principals, valid_seconds) VALUES ($1, $2, $3, $4)
         ON CONFLICT (credential_id) DO UPDATE SET authority_id = excluded.authority_id, principals = excluded.principals,
           valid_seconds = excluded.valid_seconds`,
        [credentialId, authorityId, principals, validSeconds],
      );
      await write.record({
        action: 'credential.changed',
        subject: { type: 'credential', id: credentialId, name },
        before: { certificate: before ?? null },
        after: { certificate: { authorityId, principals, validSeconds } },
      });
    });
    return this.get(credentialId);
  }

  /** The credential logs in with its key alone. */
  async remove(actor: Actor, credentialId: string): Promise<void> {
    await this.ledger.write(actor, null, async (write) => {
      const name = await lockedName(write, credentialId);
      const before = await settingIn(write, credentialId);
      if (!before) throw new NotFound('certificate of the credential', credentialId);
      await rowsIn(write.tx, 'DELETE FROM credential_certificates WHERE credential_id = $1', [credentialId]);
      const subject = { type: 'credential', id: credentialId, name };
      await write.record({
        ...{ action: 'credential.changed', subject },
        ...{ before: { certificate: before }, after: { certificate: null } },
      });
    });
  }
}

async function lockedName({ tx }: Write, credentialId: string): Promise<string> {
  const [credential] = await rowsIn<{ name: string }>(
    tx,
    'SELECT name FROM credentials WHERE id = $1 AND deleted_at IS NULL FOR UPDATE',
    [credentialId],
  );
  if (!credential) throw new NotFound('credential', credentialId);
  return credential.name;
}

async function settingIn({ tx }: Write, credentialId: string): Promise<CredentialCertificate | undefined> {
  const [setting] = await rowsIn<CredentialCertificate>(
    tx,
    `SELECT ${columns} FROM credential_certificates WHERE credential_id = $1`,
    [credentialId],
  );
  return setting;
}
