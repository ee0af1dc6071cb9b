import { Injectable } from '@nestjs/common';
import { DomainError } from '../../http/domain-error.js';
import { down, unseen, type Seen } from '../../probing/seen.js';
import { Logins } from '../ssh/logins.js';
import { LoginFailure } from '../ssh/phases.js';
import type { SshSession } from '../ssh/session.js';
import { Sessions } from '../ssh/sessions.js';
import { telemetryCommand, telemetryQuestion } from './command.js';
import { read } from './reading.js';
import { seenOf, type Thresholds } from './verdict.js';

export interface TelemetrySettings extends Thresholds {
  /** From the first packet to the last of the answer. */
  timeoutMs: number;
}

/** Failures of a login that are ours, and say nothing of the server. */
const ours = new Set(['denied', 'local', 'dns-timeout', 'dns-failed']);

/** Looks at a server from within: logs in as the inventory says and asks one question, always the same. */
@Injectable()
export class TelemetryProber {
  /** Sessions that a look used before: what is at their other end may be gone without a word. */
  private readonly used = new WeakSet<SshSession>();

  constructor(
    private readonly logins: Logins,
    private readonly sessions: Sessions,
  ) {}

  /** Never rejects. */
  async probe(serverId: string, settings: TelemetrySettings): Promise<Seen> {
    try {
      const target = await this.logins.target(serverId);
      if (target.credentialId !== null) return await this.answered(serverId, settings);
      return unseen(
        'no-credential',
        'no credential is declared of the server (ssh.credentialId): nothing to log in with',
      );
    } catch (error) {
      if (error instanceof LoginFailure)
        return ours.has(error.code) ? unseen(error.code, error.message) : down(error.code, error.message);
      if (error instanceof DomainError) return unseen(error.code, error.message);
      return unseen('local', `could not look: ${(error as Error).message}`);
    }
  }

  private async answered(serverId: string, settings: TelemetrySettings): Promise<Seen> {
    const begun = performance.now();
    for (;;) {
      const { seen, isUsed } = await this.sessions.with(
        serverId,
        async (session) => {
          const wasUsed = this.used.has(session);
          this.used.add(session);
          // Half the time for a session that may be dead: the other half is for a new one.
          const timeoutMs = wasUsed ? settings.timeoutMs / 2 : settings.timeoutMs;
          return { seen: await asked(session, { ...settings, timeoutMs }, begun), isUsed: wasUsed };
        },
        { timeoutMs: settings.timeoutMs },
      );
      if (!isUsed || (seen.code !== 'closed' && seen.code !== 'timeout')) return seen;
    }
  }
}

/** Never rejects. `begun`: since when the time counts. */
async function asked(session: SshSession, settings: TelemetrySettings, begun: number): Promise<Seen> {
  const spentMs = () => performance.now() - begun;
  try {
    const sentAt = Date.now();
    const leftMs = Math.max(1, Math.round(settings.timeoutMs - spentMs()));
    const answer = await session.run(telemetryCommand, { input: telemetryQuestion, timeoutMs: leftMs });
    const found = read(answer, { sentAt, receivedAt: Date.now() });
    if ('telemetry' in found) return seenOf(found.telemetry, settings, spentMs());
    if ('unsupported' in found) return unseen('unsupported', `unsupported: ${found.unsupported}`);
    return down('incomplete', 'logged in, and the answer ended in the middle', spentMs());
  } catch (error) {
    if (spentMs() >= settings.timeoutMs - 1)
      return down('timeout', `logged in, and no answer within ${settings.timeoutMs} ms (command)`);
    return down('closed', `logged in, and then ${(error as Error).message}`);
  }
}
