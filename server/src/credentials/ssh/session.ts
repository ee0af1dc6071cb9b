import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Client, type AnyAuthMethod, type ClientChannel, type ParsedKey } from 'ssh2';
import { whenOver } from '../../probing/deadline.js';
import { isDialled, type Dialler } from '../../probing/dialler.js';
import { hostKeyOf, type HostKey } from '../../probing/ssh/ssh.look.js';
import { acceptCertificates } from './certificate-login.js';
import { hostKeyAlgorithms } from '../host-keys/algorithms.js';
import { Phases, type PhaseOutcome } from './phases.js';
import { signerOf, type LoginKey } from './signer.js';

export interface Login {
  host: string;
  port: number;
  user: string;
  /** Tried in this order. */
  keys: readonly LoginKey[];
  /** From the first packet to the prompt. */
  timeoutMs: number;
  /** The types of host keys that are known of it, the preferred one first. */
  hostKeyTypes: readonly string[];
  /** Why this host key, shown at that address, is not to be trusted, if so. */
  judge(key: HostKey, address: string): Promise<string | undefined>;
  /** Hears which host keys it says that it has, and proved, over a session whose own was trusted. */
  announced(keys: HostKey[], used: HostKey, address: string): void;
}

export interface CommandResult {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

interface CommandOptions {
  /** Written to its standard input, which then ends. */
  input?: string | Buffer;
  timeoutMs: number;
}

const mostOutput = 1_048_576;

/** Somebody logged in. Whoever opened it ends it. */
export class SshSession {
  constructor(
    private readonly client: Client,
    /** The address that was dialled. */
    readonly address: string,
    readonly hostKey: HostKey,
    /** The name of the key that was accepted. */
    readonly usedKey: string,
    /** Up to the login. */
    readonly phases: readonly PhaseOutcome[],
  ) {
    // What ends it later is told by the command that it interrupts.
    client.on('error', () => undefined);
  }

  /**
   * Runs a command, which is always a text of the program's own: what varies goes in by standard input.
   * @throws Error when the connection ends, or the time does
   */
  async run(command: string, { input, timeoutMs }: CommandOptions): Promise<CommandResult> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = whenOver(timeoutMs, () => reject(new Error(`the command did not end within ${timeoutMs} ms`)));
    });
    try {
      return await Promise.race([this.carriedOut(command, input), late]);
    } catch (error) {
      this.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.client.destroy();
  }

  private carriedOut(command: string, input?: string | Buffer): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      this.client.once('close', () => reject(new Error('the connection ended')));
      this.client.exec(command, (error, channel) => {
        if (error) reject(error);
        else void collected(channel, input).then(resolve, reject);
      });
    });
  }
}

async function collected(channel: ClientChannel, input?: string | Buffer): Promise<CommandResult> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  const keep = (into: Buffer[]) => (chunk: Buffer) => {
    if (into.reduce((sum, { length }) => sum + length, 0) < mostOutput) into.push(chunk);
  };
  channel.on('data', keep(out));
  channel.stderr.on('data', keep(err));
  let code: number | null = null;
  channel.once('exit', (status: number | null) => (code = status));
  channel.end(input);
  await once(channel, 'close');
  return { code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}

/** @throws LoginFailure that says at which step it ended */
export async function openSession(dialler: Dialler, login: Login): Promise<SshSession> {
  const { host, port, timeoutMs } = login;
  const phases = new Phases();
  const begun = performance.now();
  const dialled = await dialler.dial(host, port, timeoutMs);
  if (!isDialled(dialled)) throw phases.failed(dialled.code, dialled.message);
  phases.done(`connected to ${dialled.address}`);
  const client = new Client();
  const timer = whenOver(timeoutMs - (performance.now() - begun), () => {
    client.emit('error', Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }));
  });
  try {
    const { hostKey, usedKey } = await loggedIn(client, login, phases, dialled);
    return new SshSession(client, dialled.address, hostKey, usedKey, phases.outcomes);
  } catch (error) {
    client.destroy();
    dialled.socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function loggedIn(
  client: Client,
  { user, keys, hostKeyTypes, judge, announced }: Login,
  phases: Phases,
  { socket: sock, address }: { socket: Socket; address: string },
): Promise<{ hostKey: HostKey; usedKey: string }> {
  return new Promise((resolve, reject) => {
    let hostKey: HostKey | undefined;
    let refusal: string | undefined;
    let tried = -1;
    client.once('ready', () => {
      phases.done(`${user} with ${keys[tried]?.name ?? 'no key'}`);
      resolve({ hostKey: hostKey as HostKey, usedKey: keys[tried]?.name ?? '' });
    });
    client.on('error', (error: Error & { level?: string; code?: string }) =>
      reject(phases.failed(codeOf(error, refusal), refusal ?? messageOf(error, user, keys))),
    );
    client.once('close', () => reject(phases.failed('closed', 'the server closed the connection')));
    // Comes after the login, when it comes.
    client.on('hostkeys', (proven: ParsedKey[]) =>
      announced(
        proven.map((key) => hostKeyOf(key.getPublicSSH())),
        hostKey as HostKey,
        address,
      ),
    );
    client.connect({
      sock,
      username: user,
      readyTimeout: 0,
      algorithms: { serverHostKey: hostKeyAlgorithms(hostKeyTypes) },
      hostVerifier: (blob: Buffer, verified: (isTrusted: boolean) => void) => {
        // A long session exchanges keys again, and is judged again; that is no step of the login.
        const isFirst = hostKey === undefined;
        hostKey = hostKeyOf(blob);
        if (isFirst) phases.done('keys exchanged');
        judge(hostKey, address).then(
          (why) => {
            refusal = why;
            if (why === undefined && isFirst) phases.done(`${hostKey?.type ?? ''} ${hostKey?.fingerprint ?? ''}`);
            verified(why === undefined);
          },
          (error: unknown) => reject(error as Error),
        );
      },
      authHandler: (_left, _partial, next) => {
        const key = keys[++tried];
        const method: AnyAuthMethod | false = key ? { type: 'publickey', username: user, key: signerOf(key) } : false;
        (next as (method: AnyAuthMethod | false) => void)(method);
      },
    });
    if (keys.some(({ certificate }) => certificate !== undefined)) acceptCertificates(client);
  });
}

function codeOf({ level, code }: { level?: string; code?: string }, refusal: string | undefined): string {
  if (refusal !== undefined) return 'host-key';
  if (level === 'client-authentication') return 'auth';
  if (code === 'ETIMEDOUT') return 'timeout';
  return level === 'handshake' || level === 'protocol' ? 'kex' : 'closed';
}

function messageOf(error: Error & { level?: string }, user: string, keys: readonly LoginKey[]): string {
  if (error.level !== 'client-authentication') return error.message;
  if (keys.length === 0) return `there is no key to log in with as ${user}`;
  return `${user} was refused with ${keys.map(({ name }) => name).join(' and ')}`;
}
