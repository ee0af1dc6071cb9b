import type { Socket } from 'node:net';
import type { Client } from 'ssh2';
import { whenOver } from '../../probing/deadline.js';
import type { HostKey } from '../../probing/ssh/ssh.look.js';
import { collected, type CommandResult } from './command.js';
import type { PhaseOutcome } from './phases.js';

interface CommandOptions {
  /** Written to its standard input, which then ends. */
  input?: string | Buffer;
  timeoutMs: number;
}

/** A command did not come to its end: the connection did, or the time, or there was no beginning. */
export class InterruptedCommand extends Error {}

/** Somebody logged in. Whoever opened it ends it. */
export class SshSession {
  /** False once the connection ended, from whichever side. */
  isOpen = true;
  private readonly interrupted = new Set<(error: InterruptedCommand) => void>();

  constructor(
    private readonly client: Client,
    private readonly socket: Socket,
    /** The address that was dialled. */
    readonly address: string,
    readonly hostKey: HostKey,
    /** The name of the key that was accepted. */
    readonly usedKey: string,
    /** Up to the login. */
    readonly phases: readonly PhaseOutcome[],
  ) {
    client.once('close', () => this.close());
  }

  /**
   * Runs a command, which is always a text of the program's own: what varies goes in by standard input.
   * @throws InterruptedCommand when the connection ends, or the time does, or the server lets nobody run anything; the session is over then
   */
  async run(command: string, { input, timeoutMs }: CommandOptions): Promise<CommandResult> {
    if (!this.isOpen) throw new InterruptedCommand('the connection ended');
    let timer: NodeJS.Timeout | undefined;
    let interrupt: ((error: InterruptedCommand) => void) | undefined;
    const interruption = new Promise<never>((_, reject) => {
      this.interrupted.add((interrupt = reject));
      timer = whenOver(timeoutMs, () =>
        reject(new InterruptedCommand(`the command did not end within ${timeoutMs} ms`)),
      );
    });
    try {
      return await Promise.race([this.carriedOut(command, input), interruption]);
    } catch (error) {
      this.end();
      throw error;
    } finally {
      clearTimeout(timer);
      if (interrupt) this.interrupted.delete(interrupt);
    }
  }

  end(): void {
    this.close();
    this.client.end();
    // The library leaves a connection alone whose other half is closed already.
    this.socket.destroy();
  }

  private close(): void {
    this.isOpen = false;
    for (const reject of this.interrupted) reject(new InterruptedCommand('the connection ended'));
  }

  /** The channel is listened to at once: its whole story may be in the packet in which it is opened. */
  private carriedOut(command: string, input: string | Buffer | undefined): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      this.client.exec(command, (error, channel) => {
        if (error) reject(new InterruptedCommand(`the server runs no command (MaxSessions 0?): ${error.message}`));
        else collected(channel, input).then(resolve, reject);
      });
    });
  }
}
