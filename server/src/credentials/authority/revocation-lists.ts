import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Actor } from '../../audit/actor.js';
import { Ledger } from '../../audit/ledger.js';
import { rowsIn, Sql } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { krlOf, type RevocationList, type RevokedCertificates } from './krl.js';
import { blobIn, lockedAuthority, subjectOf } from './locked-authority.js';

/** A list as servers read it, and its version. */
export interface PublishedList {
  version: number;
  content: Buffer;
}

type Said = Pick<RevocationList, 'certificates' | 'keys' | 'fingerprints'>;

interface AuthorityRow {
  id: string;
  public_key: string;
  state: string;
}

interface RevocationRow {
  authority_id: string;
  kind: 'key' | 'fingerprint' | 'key-id' | 'serials';
  value: string | null;
  serial_from: string | null;
  serial_to: string | null;
}

const comment = 'InfraWatch Fleet';

/**
 * What servers must not believe any more, for each line of authorities. `RevokedKeys` names one file, so the list of a line is about
 * all that belong to it, whichever of them it is asked of. An authority that is retired stands in it as a whole. Certificates that
 * have expired are not in it: nobody accepts them anyhow, and a list that only grows is one day refused.
 */
@Injectable()
export class RevocationLists {
  constructor(
    private readonly ledger: Ledger,
    private readonly sql: Sql,
  ) {}

  /** @throws NotFound */
  async of(authorityId: string): Promise<PublishedList> {
    const [authority] = await this.sql.rows<{ line_id: string }>('SELECT line_id FROM authorities WHERE id = $1', [
      authorityId,
    ]);
    if (!authority) throw new NotFound('authority', authorityId);
    return this.sql.transaction((client) => current(client, authority.line_id));
  }

  /** For whoever knows the line's download path. @throws NotFound to everybody else */
  async download(authorityId: string, token: string): Promise<PublishedList> {
    const [found] = await this.sql.rows(
      `SELECT 1 FROM revocation_lists l JOIN authorities a ON a.line_id = l.line_id WHERE a.id = $1 AND l.token_hash = $2`,
      [authorityId, hashOf(token)],
    );
    if (!found) throw new NotFound('revocation list', authorityId);
    return this.of(authorityId);
  }

  /** A path from which servers fetch it without signing in; the former one ends. @throws NotFound */
  async openDownload(actor: Actor, authorityId: string): Promise<{ path: string }> {
    const token = randomBytes(32).toString('base64url');
    await this.ledger.write(actor, null, async ({ tx, record }) => {
      const authority = await lockedAuthority(tx, authorityId);
      await rowsIn(
        tx,
        `INSERT INTO revocation_lists (line_id, token_hash) VALUES ($1, $2)
         ON CONFLICT (line_id) DO UPDATE SET token_hash = excluded.token_hash`,
        [authority.lineId, hashOf(token)],
      );
      await record({ action: 'authority.download-opened', subject: subjectOf(authority) });
    });
    return { path: `/api/v1/authorities/${authorityId}/krl/${token}` };
  }
}

/** One after the other, so that what is said last is what was true last. What says the same keeps its version, and its bytes. */
async function current(client: PoolClient, lineId: string): Promise<PublishedList> {
  await client.query('INSERT INTO revocation_lists (line_id) VALUES ($1) ON CONFLICT (line_id) DO NOTHING', [lineId]);
  await client.query('SELECT 1 FROM revocation_lists WHERE line_id = $1 FOR UPDATE', [lineId]);
  const said = await saidOf(client, lineId);
  const digest = createHash('sha256')
    .update(krlOf({ ...said, version: 0n, generatedAt: new Date(0), comment }))
    .digest();
  const { rows } = await client.query<{ version: string; generated_at: Date }>(
    `UPDATE revocation_lists SET digest = $2, version = CASE WHEN digest = $2 THEN version ELSE version + 1 END,
       generated_at = CASE WHEN digest = $2 THEN generated_at ELSE now() END
     WHERE line_id = $1 RETURNING version, generated_at`,
    [lineId, digest],
  );
  const { version = '0', generated_at: generatedAt = new Date() } = rows[0] ?? {};
  return { version: Number(version), content: krlOf({ ...said, version: BigInt(version), generatedAt, comment }) };
}

async function saidOf(client: PoolClient, lineId: string): Promise<Said> {
  const authorities = await client.query<AuthorityRow>(
    'SELECT id, public_key, state FROM authorities WHERE line_id = $1 ORDER BY created_at, id',
    [lineId],
  );
  const ids = authorities.rows.map(({ id }) => id);
  const serials = await client.query<{ authority_id: string; serial: string }>(
    `SELECT authority_id, serial FROM certificates
     WHERE authority_id = ANY ($1) AND revoked_at IS NOT NULL AND valid_before > now() ORDER BY authority_id, serial`,
    [ids],
  );
  const others = await client.query<RevocationRow>(revocationsInForce, [ids]);
  return listOf(authorities.rows, serials.rows, others.rows);
}

/** Serials that were all given away, to certificates that have all expired, are nobody's concern any more. */
const revocationsInForce = `SELECT DISTINCT authority_id, kind, value, serial_from, serial_to FROM revocations r
  WHERE authority_id = ANY ($1) AND NOT (kind = 'serials'
    AND (SELECT count(*) FROM certificates c WHERE c.authority_id = r.authority_id
      AND c.serial BETWEEN r.serial_from AND r.serial_to AND c.valid_before <= now()) = serial_to - serial_from + 1)
  ORDER BY authority_id, kind, value, serial_from, serial_to`;

function listOf(
  authorities: AuthorityRow[],
  serials: { authority_id: string; serial: string }[],
  others: RevocationRow[],
): Said {
  const valuesOf = (kind: RevocationRow['kind']) => [
    ...new Set(others.flatMap((each) => (each.kind === kind ? [each.value ?? ''] : []))),
  ];
  const retired = authorities.filter(({ state }) => state === 'retired');
  const certificates = authorities
    .filter(({ state }) => state !== 'retired')
    .map(({ id, public_key: publicKey }): RevokedCertificates => {
      const single = serials.filter(({ authority_id }) => authority_id === id);
      const ranges = others.filter(({ authority_id, kind }) => authority_id === id && kind === 'serials');
      return {
        authority: blobIn(publicKey),
        serials: [
          ...single.map(({ serial }) => ({ from: BigInt(serial), to: BigInt(serial) })),
          ...ranges.map((range) => ({ from: BigInt(range.serial_from ?? 0), to: BigInt(range.serial_to ?? 0) })),
        ],
        keyIds: valuesOf('key-id'),
      };
    });
  return {
    certificates,
    keys: [...retired.map(({ public_key: key }) => blobIn(key)), ...valuesOf('key').map(blobIn)],
    fingerprints: valuesOf('fingerprint').map((each) => Buffer.from(each.slice('SHA256:'.length), 'base64')),
  };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
