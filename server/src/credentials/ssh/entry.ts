import type { Socket } from 'node:net';
import ssh2, { type AnyAuthMethod, type Client, type ParsedKey } from 'ssh2';
import { whenOver } from '../../probing/deadline.js';
import { isDialled, type Dialled, type Dialler } from '../../probing/dialler.js';
import { identificationIn } from '../../probing/ssh/kexinit.js';
import { hostKeyOf, type HostKey } from '../../probing/ssh/ssh.look.js';
import { hostKeyAlgorithms } from '../host-keys/algorithms.js';
import { acceptCertificates } from './certificate-login.js';
import { LoginFailure, Phases } from './phases.js';
import { refusalOf, type Ending } from './refusals.js';
import { SshSession } from './session.js';
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

/** Of a login up to its prompt: banners are for people, and nobody reads a novel. */
const mostHeard = 1_048_576;
const mostHeardUnidentified = 65_536;
type Next = (method: AnyAuthMethod | false) => void;

/**
 * A server that hangs up on too many tries is asked again with the keys that it has not seen yet.
 * @throws LoginFailure that says at which step it ended
 */
export async function openSession(dialler: Dialler, login: Login): Promise<SshSession> {
  const until = performance.now() + login.timeoutMs;
  for (let keys = login.keys; ;) {
    const entry = new Entry({ ...login, keys });
    try {
      return await entry.enter(dialler, until - performance.now());
    } catch (error) {
      keys = keys.slice(entry.tried);
      const isWorthIt = error instanceof LoginFailure && error.code === 'too-many-tries' && entry.tried > 0;
      if (!isWorthIt || keys.length === 0 || performance.now() >= until) throw error;
    }
  }
}

/** One connection, from its first packet to the prompt. */
class Entry {
  /** How many keys the server heard of. */
  tried = 0;
  private readonly phases = new Phases();
  private readonly client: Client = new ssh2.Client();
  private heard = Buffer.alloc(0);
  private heardBytes = 0;
  private methods: string[] | null = null;
  private isPartial = false;
  private hostKey: HostKey | undefined;
  private distrust: string | undefined;
  private isOver = false;

  constructor(private readonly login: Login) {}

  async enter(dialler: Dialler, leftMs: number): Promise<SshSession> {
    const begun = performance.now();
    const { host, port, timeoutMs } = this.login;
    const dialled = await dialler.dial(host, port, leftMs);
    if (!isDialled(dialled)) throw this.phases.failed(dialled.code, dialled.message);
    this.phases.done(`connected to ${dialled.address}`);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<SshSession>((resolve, reject) => {
        const fail = (ending: Ending) => reject(this.failure(ending));
        timer = whenOver(leftMs - (performance.now() - begun), () =>
          fail({ message: `no answer within ${timeoutMs} ms`, code: 'ETIMEDOUT' }),
        );
        this.listen(dialled.socket, fail);
        this.connect(dialled, resolve, reject);
      });
    } catch (error) {
      this.client.end();
      dialled.socket.destroy();
      throw error;
    } finally {
      this.isOver = true;
      clearTimeout(timer);
    }
  }

  /** What the server says in the clear is read beside the library, and all that it says is counted. */
  private listen(socket: Socket, fail: (ending: Ending) => void): void {
    const hear = (chunk: Buffer) => {
      this.heardBytes += chunk.length;
      if (this.phases.current === 'kex' && !identificationIn(this.heard)) {
        this.heard = Buffer.concat([this.heard, chunk]).subarray(0, mostHeardUnidentified);
        if (this.heard.length === mostHeardUnidentified) fail({ message: 'it does not end' });
      }
      if (this.heardBytes > mostHeard) fail({ message: 'it said more than anybody has to say' });
    };
    socket.on('data', hear);
    this.client.once('ready', () => socket.off('data', hear));
    // Stays: what ends a session later is told by the command that it interrupts.
    this.client.on('error', (error: Ending) => fail(error));
    this.client.once('close', () => fail({ message: '' }));
  }

  private connect(
    { socket, address }: Dialled,
    resolve: (session: SshSession) => void,
    reject: (error: Error) => void,
  ): void {
    const { user, keys, hostKeyTypes, announced } = this.login;
    // Comes after the login, when it comes.
    this.client.on('hostkeys', (proven: ParsedKey[]) => {
      const shown = proven.map((key) => hostKeyOf(key.getPublicSSH()));
      if (this.hostKey) announced(shown, this.hostKey, address);
    });
    this.client.once('ready', () => {
      const used = keys[this.tried - 1]?.name ?? '';
      this.phases.done(`${user} with ${used || 'no key'}`);
      resolve(new SshSession(this.client, socket, address, this.hostKey as HostKey, used, this.phases.outcomes));
    });
    this.client.connect({
      sock: socket,
      username: user,
      readyTimeout: 0,
      algorithms: { serverHostKey: hostKeyAlgorithms(hostKeyTypes) },
      hostVerifier: (blob: Buffer, verified: (isTrusted: boolean) => void) => {
        const presented = hostKeyOf(blob);
        // Asked again when the server wants new keys for a session. It must be the host that it was, and the answer must come at
        // once: the library does not wait, and what follows is encrypted with the new keys already.
        if (this.hostKey) return this.hostKey.fingerprint === presented.fingerprint;
        this.verify((this.hostKey = presented), address).then(verified, reject);
        return undefined;
      },
      authHandler: (methods, isPartial, next) => this.offer(methods, isPartial, next as Next),
    });
    if (keys.some(({ certificate }) => certificate !== undefined)) acceptCertificates(this.client);
  }

  private async verify(presented: HostKey, address: string): Promise<boolean> {
    this.phases.done('keys exchanged');
    const why = await this.login.judge(presented, address);
    if (this.isOver) return false;
    this.distrust = why;
    if (why === undefined) this.phases.done(`${presented.type} ${presented.fingerprint}`);
    return why === undefined;
  }

  private offer(methods: string[] | null, isPartial: boolean | null, next: Next): void {
    if (methods) [this.methods, this.isPartial] = [methods, isPartial ?? false];
    const { user, keys } = this.login;
    const key = keys[this.tried];
    // With no key at hand the server is asked for what it would take.
    if (keys.length === 0 && methods === null) next({ type: 'none', username: user });
    else if (!key || this.isPartial || (methods && !methods.includes('publickey'))) next(false);
    else {
      this.tried++;
      next({ type: 'publickey', username: user, key: signerOf(key) });
    }
  }

  private failure(ending: Ending): LoginFailure {
    if (this.distrust !== undefined) return this.phases.failed('host-key', this.distrust);
    const { user, keys, timeoutMs } = this.login;
    const { code, message } = refusalOf(ending, {
      ...{ user, timeoutMs, methods: this.methods, isPartial: this.isPartial },
      phase: this.phases.current,
      offered: keys.slice(0, this.tried).map(({ name }) => name),
      said: identificationIn(this.heard) ? null : firstLineOf(this.heard),
    });
    return this.phases.failed(code, message);
  }
}

function firstLineOf(heard: Buffer): string {
  const [line = ''] = heard
    .subarray(0, 80)
    .toString('latin1')
    .split(/[\r\n]/);
  return line.replace(/[^\x20-\x7e]/g, '.');
}
