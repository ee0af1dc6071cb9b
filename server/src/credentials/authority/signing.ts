import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { Conflict, NotFound } from '../../http/domain-error.js';
import { privateKeyIn } from '../keys/key.js';
import { Secrets } from '../sealing/secrets.js';
import { Authority } from './authority.entity.js';
import { certificateLine, certificateOf, type Statement } from './certificate.js';
import { blobIn, lockedAuthority } from './locked-authority.js';
import { signatureBy } from './signature.js';

/** What is to be signed, all decided. */
export interface SigningOrder extends Omit<Statement, 'purpose' | 'serial'> {
  authorityId: string;
  /** Of the subject, as in authorized_keys. */
  publicLine: string;
  fingerprint: string;
  reason: string | null;
  credentialId?: string;
  keyVersion?: number;
  serverId?: string;
}

export interface Signed {
  id: string;
  /** As in a file `…-cert.pub`. */
  certificate: string;
}

/** Looks, once nobody else can sign any more, whether there is one already that does. */
export type Standing = (tx: EntityManager) => Promise<Signed | undefined>;

/** The one place where certificates are signed: each has a serial of its own, stands in the list, and in the audit. */
@Injectable()
export class Signing {
  constructor(
    private readonly ledger: Ledger,
    private readonly secrets: Secrets,
    private readonly sql: Sql,
  ) {}

  /** @throws NotFound, Conflict when it signs no more, or when the key or its name is revoked */
  async sign(actor: Actor, order: SigningOrder, standing?: Standing): Promise<Signed> {
    const { authorityId } = order;
    await this.requireSigning(authorityId);
    // Before the transaction: what keeps the secret may take its time, and a locked authority makes everybody wait.
    const key = await this.secrets.use({ kind: 'authority', id: authorityId, version: 1 }, privateKeyIn);
    return this.ledger.write(actor, order.reason, async ({ tx, record }) => {
      const authority = await lockedAuthority(tx, authorityId);
      requireSigns(authority);
      const known = await standing?.(tx);
      if (known) return known;
      await requireUnrevoked(tx, authority, order);
      const serial = BigInt(authority.lastSerial) + 1n;
      const certificate = signedLine(authority, key, { ...order, purpose: authority.purpose, serial });
      const id = uuidv7();
      await rowsIn(tx, 'UPDATE authorities SET last_serial = $2 WHERE id = $1', [authorityId, `${serial}`]);
      await insert(tx, actor, authority, { ...order, id, serial, certificate });
      const { keyId, principals, validAfter, validBefore, criticalOptions, extensions, fingerprint } = order;
      await record({
        action: 'certificate.issued',
        subject: { type: 'certificate', id, name: keyId },
        after: {
          ...{ authorityId, serial: `${serial}`, principals, validAfter, validBefore, criticalOptions, extensions },
          ...{ fingerprint, credentialId: order.credentialId ?? null, serverId: order.serverId ?? null },
        },
      });
      return { id, certificate };
    });
  }

  private async requireSigning(id: string): Promise<void> {
    const [authority] = await this.sql.rows<Pick<Authority, 'state'>>(
      'SELECT state FROM authorities WHERE id = $1 AND deleted_at IS NULL',
      [id],
    );
    if (!authority) throw new NotFound('authority', id);
    requireSigns(authority);
  }
}

function requireSigns({ state }: Pick<Authority, 'state'>): void {
  if (state === 'retired') throw new Conflict('authority.retired', 'This authority is retired and signs no more.');
}

/** What is revoked in a line is so for all that belong to it. */
async function requireUnrevoked(
  tx: EntityManager,
  { lineId }: Authority,
  { publicLine, fingerprint, keyId }: SigningOrder,
): Promise<void> {
  const [found] = await rowsIn<{ kind: string; reason: string }>(
    tx,
    `SELECT r.kind, r.reason FROM revocations r JOIN authorities a ON a.id = r.authority_id
     WHERE a.line_id = $1 AND (r.kind, r.value) IN (('key', $2), ('fingerprint', $3), ('key-id', $4)) LIMIT 1`,
    [lineId, publicLine, fingerprint, keyId],
  );
  if (!found) return;
  const what = found.kind === 'key-id' ? `The key id \`${keyId}\`` : 'This key';
  throw new Conflict('certificate.subject-revoked', `${what} is revoked here: ${found.reason}`);
}

function signedLine(authority: Authority, key: KeyObject, statement: Statement & { publicLine: string }): string {
  const sign = (content: Buffer) => signatureBy(key, content);
  return certificateLine(certificateOf(blobIn(statement.publicLine), statement, blobIn(authority.publicKey), sign));
}

async function insert(
  tx: EntityManager,
  actor: Actor,
  { id: authorityId, purpose }: Authority,
  issued: SigningOrder & Signed & { serial: bigint },
): Promise<void> {
  await rowsIn(
    tx,
    `INSERT INTO certificates (id, authority_id, serial, purpose, key_id, principals, fingerprint, certificate, credential_id, key_version,
       server_id, critical_options, extensions, valid_after, valid_before, actor_id, actor_name, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      ...[issued.id, authorityId, `${issued.serial}`, purpose, issued.keyId, issued.principals, issued.fingerprint],
      ...[issued.certificate, issued.credentialId ?? null, issued.keyVersion ?? null, issued.serverId ?? null],
      ...[JSON.stringify(issued.criticalOptions), issued.extensions, issued.validAfter, issued.validBefore],
      ...[actor.id, actor.name, issued.reason],
    ],
  );
}
