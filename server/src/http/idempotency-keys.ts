import { hkdfSync } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import type { Request } from 'express';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Sql } from '../database/sql.js';
import type { CallerOfRequest } from './caller.js';
import { Claim } from './idempotency-claim.js';
import { fingerprintOf } from './idempotency-key.js';
import { opened, sealed } from './sealed.js';

/** An answer as it can be given again. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

const zipped = promisify(gzip);
const unzipped = promisify(gunzip);

/** The keys that requests were sent under, and what was answered. Answers are sealed: one of them shows a new API token. */
@Injectable()
export class IdempotencyKeys implements OnApplicationBootstrap {
  private readonly log = new Logger('http');
  private readonly secret: Uint8Array;
  private readonly answerKey: Uint8Array;

  constructor(
    private readonly sql: Sql,
    @Inject(CONFIG) { masterKey }: Config,
  ) {
    this.secret = new Uint8Array(hkdfSync('sha256', masterKey, '', 'fleet request fingerprints v1', 32));
    this.answerKey = new Uint8Array(hkdfSync('sha256', masterKey, '', 'fleet kept answers v1', 32));
  }

  claimFor(request: Request, key: string, { userId, role }: CallerOfRequest): Claim {
    return new Claim(userId, key, fingerprintOf(request, role, this.secret));
  }

  /** Who claimed the key before; without an answer when it is not known (yet). */
  async find({ principal, key }: Claim): Promise<{ fingerprint: Buffer; answer?: KeptAnswer } | undefined> {
    const [row] = await this.sql.rows<{ fingerprint: Buffer; answer: Buffer | null }>(
      'SELECT fingerprint, answer FROM idempotency_keys WHERE principal = $1 AND key = $2',
      [principal, key],
      'idempotency-key',
    );
    if (!row) return undefined;
    const content = row.answer && opened(row.answer, this.answerKey, placeOf(principal, key));
    if (!content) return { fingerprint: row.fingerprint };
    return { fingerprint: row.fingerprint, answer: JSON.parse(String(await unzipped(content))) as KeptAnswer };
  }

  /** Also of a request that wrote nothing, and so has not claimed its key. What another one answered first stays. */
  async keep({ principal, key, fingerprint }: Claim, answer: KeptAnswer): Promise<void> {
    const content = await zipped(JSON.stringify(answer));
    await this.sql.rows(
      `INSERT INTO idempotency_keys AS known (principal, key, fingerprint, answer) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT idempotency_keys_claimed DO UPDATE SET answer = excluded.answer
       WHERE known.answer IS NULL AND known.fingerprint = excluded.fingerprint`,
      [principal, key, fingerprint, sealed(content, this.answerKey, placeOf(principal, key))],
      'keep-answer',
    );
  }

  onApplicationBootstrap(): Promise<void> {
    return this.forget();
  }

  /** A key is good for at least a day. */
  @Cron(CronExpression.EVERY_HOUR)
  async forget(): Promise<void> {
    await this.sql
      .rows(`DELETE FROM idempotency_keys WHERE claimed_at < now() - interval '24 hours'`)
      .catch((error: unknown) => this.log.error(`could not drop old request keys: ${(error as Error).message}`));
  }
}

function placeOf(principal: string, key: string): string {
  return `${principal} ${key}`;
}
