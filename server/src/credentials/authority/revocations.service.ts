import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { Conflict, NotFound, refusedAt } from '../../http/domain-error.js';
import { askedKey } from './asked-key.js';
import type { SshCertificateView } from './certificates.dto.js';
import { CertificatesReader } from './certificates.reader.js';
import { lockedAuthority } from './locked-authority.js';
import type { Revoke, Revoked } from './revocations.dto.js';

/** One row of `revocations`, and which certificates it is about. */
interface Target {
  kind: 'key' | 'fingerprint' | 'key-id' | 'serials';
  value: string | null;
  from: string | null;
  to: string | null;
  /** Over `c` (certificates) and `a` (their authorities), with the parameters behind the third. */
  condition: string;
  params: unknown[];
}

const greatestSerial = 2n ** 63n - 1n;

/** What is not to be believed any more, from the next list on. */
@Injectable()
export class RevocationsService {
  constructor(
    private readonly ledger: Ledger,
    private readonly certificates: CertificatesReader,
  ) {}

  /** Again changes nothing. @throws NotFound, Conflict when it has ended anyhow */
  async revokeCertificate(actor: Actor, id: string, reason: string): Promise<SshCertificateView> {
    await this.ledger.write(actor, reason, async ({ tx, record }) => {
      const [found] = await rowsIn<{ key_id: string; serial: string; is_over: boolean; revoked_at: Date | null }>(
        tx,
        'SELECT key_id, serial, valid_before <= now() AS is_over, revoked_at FROM certificates WHERE id = $1 FOR UPDATE',
        [id],
      );
      if (!found) throw new NotFound('certificate', id);
      if (found.revoked_at) return;
      if (found.is_over) throw new Conflict('certificate.expired', 'This certificate has expired; nobody accepts it.');
      await rowsIn(tx, 'UPDATE certificates SET revoked_at = now(), revoked_reason = $2 WHERE id = $1', [id, reason]);
      const subject = { type: 'certificate', id, name: found.key_id };
      await record({ action: 'certificate.revoked', subject, after: { serial: found.serial } });
    });
    return this.certificates.get(id);
  }

  /** Also of what others signed with the authority's key, and of what nobody signed yet. @throws BadRequest, NotFound */
  async revoke(actor: Actor, authorityId: string, request: Revoke): Promise<Revoked> {
    const targets = targetsOf(request);
    const { reason } = request;
    return this.ledger.write(actor, reason, async (write) => {
      const authority = await lockedAuthority(write.tx, authorityId);
      let certificates = 0;
      for (const target of targets) {
        await insert(write, actor, authorityId, target, reason);
        certificates += await mark(write, authority.lineId, authorityId, target, reason);
      }
      const what = targets.map(({ kind, value, from, to }) => ({ kind, value, from, to }));
      const subject = { type: 'authority', id: authorityId, name: authority.name };
      await write.record({ action: 'certificate.revoked', subject, after: { what, certificates } });
      return { certificates };
    });
  }
}

/** @throws BadRequest */
function targetsOf({ publicKey, fingerprint, keyId, serials }: Revoke): Target[] {
  const named = [publicKey, fingerprint, keyId, serials].filter((each) => each !== undefined);
  if (named.length !== 1 || serials?.length === 0)
    throw refusedAt('/publicKey', 'or one of `fingerprint`, `keyId` and `serials` must be given');
  const whole = { from: null, to: null };
  if (publicKey !== undefined) {
    const key = askedKey(publicKey);
    const [value, params] = [key.publicLine, [key.fingerprint]];
    return [{ ...whole, kind: 'key', value, condition: 'a.line_id = $2 AND c.fingerprint = $4', params }];
  }
  if (fingerprint !== undefined) {
    const condition = 'a.line_id = $2 AND c.fingerprint = $4';
    return [{ ...whole, kind: 'fingerprint', value: fingerprint, condition, params: [fingerprint] }];
  }
  if (keyId !== undefined)
    return [{ ...whole, kind: 'key-id', value: keyId, condition: 'a.line_id = $2 AND c.key_id = $4', params: [keyId] }];
  return (serials ?? []).map(({ from, to = from }, at) => {
    if (BigInt(from) > BigInt(to) || BigInt(to) > greatestSerial)
      throw refusedAt(`/serials/${at}/to`, `must be from ${from} to ${greatestSerial}`);
    const condition = 'c.authority_id = $3 AND c.serial BETWEEN $4 AND $5';
    return { kind: 'serials', value: null, from, to, condition, params: [from, to] };
  });
}

async function insert({ tx }: Write, actor: Actor, authorityId: string, target: Target, reason: string): Promise<void> {
  await rowsIn(
    tx,
    `INSERT INTO revocations (id, authority_id, kind, value, serial_from, serial_to, reason, actor_name)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [uuidv7(), authorityId, target.kind, target.value, target.from, target.to, reason, actor.name],
  );
}

/** Marks those in the list of what was signed; the answer is how many. */
async function mark(
  { tx }: Write,
  lineId: string,
  authorityId: string,
  { condition, params }: Target,
  reason: string,
): Promise<number> {
  const [row] = await rowsIn<{ count: number }>(
    tx,
    `WITH gone AS (
       UPDATE certificates SET revoked_at = now(), revoked_reason = $1
       WHERE id IN (SELECT c.id FROM certificates c JOIN authorities a ON a.id = c.authority_id
         WHERE c.revoked_at IS NULL AND c.valid_before > now() AND $2::uuid IS NOT NULL AND $3::uuid IS NOT NULL AND ${condition})
       RETURNING 1)
     SELECT count(*)::integer AS count FROM gone`,
    [reason, lineId, authorityId, ...params],
  );
  return row?.count ?? 0;
}
