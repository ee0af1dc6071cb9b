import { Injectable } from '@nestjs/common';
import { capped, countedTo, pageFrom, seek, sortOf, sortValues } from '../../database/keyset.js';
import { Sql } from '../../database/sql.js';
import type { Page } from '../../http/page.js';
import { CredentialsReader } from '../credentials.reader.js';
import type { PhaseOutcome } from '../ssh/phases.js';
import type { LoginTestsQuery, NewestLoginTest } from './login-tests.dto.js';

interface TestRow {
  server_id: string;
  hostname: string;
  ok: boolean;
  phases: PhaseOutcome[];
  tested_at: Date;
}

const byName = sortOf('hostname', { hostname: { expression: 's.hostname', type: 'text' } }, 's.id');

/** How the newest test of each login went. */
@Injectable()
export class LoginTestsReader {
  constructor(
    private readonly sql: Sql,
    private readonly credentials: CredentialsReader,
  ) {}

  /** By hostname. @throws NotFound when there is no such credential */
  async list(credentialId: string, { ok, limit = 50, cursor }: LoginTestsQuery): Promise<Page<NewestLoginTest>> {
    await this.credentials.get(credentialId);
    const from = `login_tests t JOIN servers s ON s.id = t.server_id
      WHERE t.credential_id = $1 AND s.deleted_at IS NULL AND ($2::boolean IS NULL OR t.ok = $2)`;
    const params: unknown[] = [credentialId, ok ?? null];
    const counted = this.sql.rows<{ count: number }>(
      `SELECT count(*)::integer AS count FROM (SELECT FROM ${from} LIMIT ${countedTo + 1}) c`,
      [...params],
    );
    const start = seek(byName, cursor, params);
    const rows = await this.sql.rows<TestRow & { sort_values: string[] }>(
      `SELECT t.server_id, s.hostname, t.ok, t.phases, t.tested_at, ${sortValues(byName)} FROM ${from} AND ${start.where}
       ORDER BY ${start.orderBy} LIMIT ${limit + 1}`,
      params,
    );
    const page = pageFrom(rows, limit, byName, start, cursor !== undefined);
    return { ...page, items: page.rows.map(viewOf), total: capped((await counted)[0]?.count ?? 0) };
  }
}

function viewOf({ server_id: serverId, hostname, ok, phases, tested_at: testedAt }: TestRow): NewestLoginTest {
  return { serverId, hostname, ok, phases, testedAt: testedAt.toISOString() };
}
