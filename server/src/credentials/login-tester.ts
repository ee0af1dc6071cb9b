import { Injectable } from '@nestjs/common';
import { inTurns } from '../probing/in-turns.js';
import type { LoginTests } from './credentials.dto.js';
import { CredentialsReader } from './credentials.reader.js';
import { Logins } from './ssh/logins.js';
import { LoginFailure, type PhaseOutcome } from './ssh/phases.js';

const atOnce = 16;
const commandTimeoutMs = 5_000;

/** Logs in and says how far it came. */
@Injectable()
export class LoginTester {
  constructor(
    private readonly logins: Logins,
    private readonly reader: CredentialsReader,
  ) {}

  async test(credentialId: string, serverIds: string[]): Promise<LoginTests> {
    await this.reader.get(credentialId);
    const results = await inTurns(serverIds, atOnce, async (serverId) => {
      const phases = await this.phasesOf(serverId, credentialId);
      return { serverId, ok: phases.every(({ ok }) => ok), phases };
    });
    return { results };
  }

  private async phasesOf(serverId: string, credentialId: string): Promise<PhaseOutcome[]> {
    try {
      const session = await this.logins.open(serverId, { credentialId });
      const since = performance.now();
      const { code } = await session.run('true', { timeoutMs: commandTimeoutMs }).finally(() => session.end());
      const message = code === 0 ? 'a command ran' : `the command ended with ${code}`;
      return [...session.phases, { name: 'command', ok: code === 0, ms: performance.now() - since, message }];
    } catch (error) {
      if (error instanceof LoginFailure) return [...error.phases];
      throw error;
    }
  }
}
