import { Injectable, Logger } from '@nestjs/common';
import { Sql } from '../database/sql.js';

const apartMs = 60_000;

/** When credentials were of use: told of every login, and written once a minute for each. */
@Injectable()
export class CredentialUses {
  private readonly log = new Logger('credentials');
  private readonly noted = new Map<string, number>();

  constructor(private readonly sql: Sql) {}

  /** A login with it succeeded. That it cannot be written does not fail the login. */
  async note(credentialId: string, now = Date.now()): Promise<void> {
    if (now - (this.noted.get(credentialId) ?? 0) < apartMs) return;
    this.noted.set(credentialId, now);
    await this.sql
      .rows(
        `UPDATE credentials SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)`,
        [credentialId, new Date(now)],
        'credential-used',
      )
      .catch((error: unknown) => this.log.warn(`could not note a use: ${(error as Error).message}`));
  }
}
