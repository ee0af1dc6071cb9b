import { Injectable } from '@nestjs/common';
import { Sql } from '../../database/sql.js';
import { DomainError } from '../../http/domain-error.js';
import { Logins } from '../ssh/logins.js';
import { LoginFailure, type PhaseOutcome } from '../ssh/phases.js';
import type { SshSession } from '../ssh/session.js';
import { judged, probeCommand } from './probe.js';

export interface TestedLogin {
  serverId: string;
  ok: boolean;
  phases: PhaseOutcome[];
}

const commandTimeoutMs = 5_000;

/** Logs in, says how far it came, and keeps that. */
@Injectable()
export class LoginTester {
  constructor(
    private readonly logins: Logins,
    private readonly sql: Sql,
  ) {}

  async test(credentialId: string, serverId: string): Promise<TestedLogin> {
    const phases = await this.phasesOf(credentialId, serverId);
    const ok = phases.every((phase) => phase.ok);
    await this.sql.rows(
      `INSERT INTO login_tests (credential_id, server_id, ok, phases) SELECT $1, id, $3, $4 FROM servers WHERE id = $2
       ON CONFLICT (credential_id, server_id) DO UPDATE SET ok = excluded.ok, phases = excluded.phases, tested_at = clock_timestamp()`,
      [credentialId, serverId, ok, JSON.stringify(phases)],
      'login-tested',
    );
    return { serverId, ok, phases };
  }

  private async phasesOf(credentialId: string, serverId: string): Promise<PhaseOutcome[]> {
    try {
      const session = await this.logins.open(serverId, { credentialId });
      return [...session.phases, await commandPhase(session)];
    } catch (error) {
      if (error instanceof LoginFailure) return [...error.phases];
      // Nobody was dialled: there is no such server, or it is out of use, or the key does not open.
      if (error instanceof DomainError) return [{ name: 'tcp', ok: false, ms: 0, message: error.message }];
      throw error;
    }
  }
}

async function commandPhase(session: SshSession): Promise<PhaseOutcome> {
  const since = performance.now();
  const { ok, message } = await session
    .run(probeCommand, { timeoutMs: commandTimeoutMs })
    .then(judged, (error: unknown) => ({ ok: false, message: (error as Error).message }));
  session.end();
  return { name: 'command', ok, ms: Math.round((performance.now() - since) * 100) / 100, message };
}
