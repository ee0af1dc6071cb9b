import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { BadRequest } from '../http/domain-error.js';
import type { Fault, Verification, VerifyQuery } from './audit.dto.js';

type Broken = NonNullable<Verification['firstBroken']>;
type Head = Verification['head'];

const batch = 20_000;
const origin: Head = { position: 0, hash: '00'.repeat(32) };

/**
 * The first broken link of the next batch, or its last one if all are whole. Each seal is computed anew from the stored one before it,
 * so that a batch needs nothing of the others. Two index ranges, joined by the id; $1, $3: where the batch before ended, $2: how many.
 */
const nextLinks = `
  SELECT * FROM (
    SELECT s.position, s.audit_id, encode(s.hash, 'hex') AS hash, $1::bigint + row_number() OVER in_order AS place,
      lead(s.position) OVER in_order IS NULL AS is_last,
      CASE
        WHEN s.position <> $1::bigint + row_number() OVER in_order THEN 'unsealed'
        WHEN a.id IS NULL THEN 'removed'
        WHEN s.hash <> fleet_audit_seal(lag(s.hash, 1, decode($3, 'hex')) OVER in_order, fleet_audit_text(a)) THEN 'changed'
      END AS fault
    FROM (SELECT * FROM audit_seals WHERE position > $1 ORDER BY position LIMIT $2) s LEFT JOIN audit a ON a.id = s.audit_id
    WINDOW in_order AS (ORDER BY s.position)) links
  WHERE fault IS NOT NULL OR is_last ORDER BY position LIMIT 1`;

/** What the chain does not hold and has to account for: each entry has its seal or waits for it, and who waits is there. */
const leftOver = `
  SELECT count(*)::integer AS entries, count(s.audit_id)::integer AS sealed, count(u.audit_id)::integer AS unsealed,
    min(a.id::text) FILTER (WHERE s.audit_id IS NULL AND u.audit_id IS NULL) AS inserted,
    (SELECT audit_id FROM audit_unsealed WHERE NOT EXISTS (SELECT FROM audit WHERE id = audit_id) ORDER BY number LIMIT 1) AS removed
  FROM audit a LEFT JOIN audit_seals s ON s.audit_id = a.id LEFT JOIN audit_unsealed u ON u.audit_id = a.id`;

interface Link {
  place: string;
  audit_id: string;
  hash: string;
  fault: Fault | null;
}

/** Whether the audit is what was sealed. One look at a time; those who ask during one share the next. */
@Injectable()
export class AuditChain {
  private looking: Promise<unknown> = Promise.resolve();
  private next: Promise<Verification> | undefined;

  constructor(private readonly sql: Sql) {}

  /** @throws BadRequest for half a note */
  async verify({ position, hash }: VerifyQuery): Promise<Verification> {
    if ((position === undefined) !== (hash === undefined)) {
      const missing = position === undefined ? 'position' : 'hash';
      const message = 'Give both `position` and `hash` of an earlier answer, or neither.';
      throw new BadRequest('request.invalid', message, [{ pointer: `/${missing}`, code: 'field.missing', message }]);
    }
    const verification = await this.look();
    if (position === undefined || hash === undefined) return verification;
    const [noted] = await this.sql.rows<{ audit_id: string; hash: string }>(
      `SELECT audit_id, encode(hash, 'hex') AS hash FROM audit_seals WHERE position = $1`,
      [position],
    );
    if (noted?.hash === hash) return verification;
    const broken: Broken = { position, id: noted?.audit_id ?? null, reason: 'rewritten' };
    return { ...verification, valid: false, firstBroken: verification.firstBroken ?? broken };
  }

  private look(): Promise<Verification> {
    this.next ??= this.looking.then(() => {
      const verification = this.walked();
      this.looking = verification.catch(() => undefined);
      this.next = undefined;
      return verification;
    });
    return this.next;
  }

  private async walked(): Promise<Verification> {
    let head = origin;
    let broken: Broken | null = null;
    while (!broken) {
      const [link] = await this.sql.rows<Link>(nextLinks, [head.position, batch, head.hash], 'audit-links');
      if (!link) break;
      const position = Number(link.place);
      if (link.fault === null) head = { position, hash: link.hash };
      else broken = { position, id: link.fault === 'unsealed' ? null : link.audit_id, reason: link.fault };
    }
    const rest = await this.rest();
    if (rest.removed) broken ??= { position: null, id: rest.removed, reason: 'removed' };
    if (rest.inserted) broken ??= { position: null, id: rest.inserted, reason: 'inserted' };
    const { entries, sealed, unsealed } = rest;
    return { valid: broken === null, entries, sealed, unsealed, head, firstBroken: broken };
  }

  /** The one statement that sees the whole table; it may take longer than others. */
  private rest() {
    return this.sql.transaction(async (client) => {
      await client.query('SET LOCAL statement_timeout = 0');
      const { rows } = await client.query<{
        entries: number;
        sealed: number;
        unsealed: number;
        inserted: string | null;
        removed: string | null;
      }>(leftOver);
      const [row] = rows;
      if (!row) throw new Error('a count without GROUP BY has one row');
      return row;
    });
  }
}
