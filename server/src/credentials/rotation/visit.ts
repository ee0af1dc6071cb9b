import { isRefusal, Interruption } from './trouble.js';
import { DeploymentFailure } from '../deployment/authorized-keys.js';
import type { Logins } from '../ssh/logins.js';
import type { SshSession } from '../ssh/session.js';

/** A server while it gets another key: who we are there, and what a fresh login says. */
export class Visit {
  private as: { session: SshSession; version: number } | undefined;

  constructor(
    private readonly logins: Logins,
    private readonly serverId: string,
    private readonly credentialId: string,
  ) {}

  /**
   * Logs in with the first of these keys that is accepted, or goes on as it did. Each is tried alone, because a server may end the
   * connection after a single refusal.
   * @throws LoginFailure
   */
  async enter(versions: readonly number[]): Promise<number> {
    if (this.as && versions.includes(this.as.version)) return this.as.version;
    let last: unknown = new Error('there is no key to log in with');
    for (const version of versions) {
      try {
        await this.enterAnew(version);
        return version;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        last = error;
      }
    }
    throw last;
  }

  /** Whether a fresh login with this key, and no other, comes in. @throws LoginFailure when that does not become clear */
  async accepts(version: number): Promise<boolean> {
    try {
      await this.enterAnew(version);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }

  /** As `accepts`, and stays who it was. */
  async wouldAccept(version: number): Promise<boolean> {
    const other = new Visit(this.logins, this.serverId, this.credentialId);
    try {
      return await other.accepts(version);
    } finally {
      other.end();
    }
  }

  /** @throws DeploymentFailure, Interruption */
  async carryOut<Result>(work: (session: SshSession) => Promise<Result>): Promise<Result> {
    if (!this.as) throw new Error('nobody is logged in');
    try {
      return await work(this.as.session);
    } catch (error) {
      this.end();
      if (error instanceof DeploymentFailure) throw error;
      throw new Interruption((error as Error).message);
    }
  }

  end(): void {
    this.as?.session.end();
    this.as = undefined;
  }

  private async enterAnew(version: number): Promise<void> {
    this.end();
    const options = { credentialId: this.credentialId, keyVersions: [version] };
    this.as = { session: await this.logins.open(this.serverId, options), version };
  }
}
