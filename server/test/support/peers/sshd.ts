import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../fleet.js';
import { sparePort } from '../redis.js';
import { answers } from './nginx.js';

interface SshdOptions {
  /** Of the host key. */
  hostKeyType?: 'ed25519' | 'ecdsa' | 'rsa';
  /** Files of the host keys that it has, instead of a new one of its own. */
  hostKeys?: readonly string[];
  /** Further lines of its configuration. The first word of a kind wins: these stand before the defaults. */
  lines?: readonly string[];
  /** Stay where another one was, to be the man in the middle. */
  port?: number;
}

/** OpenSSH's server, in the foreground, with a host key, a home and an authorized_keys of its own. Everybody logs in as root. */
export class Sshd {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly port: number,
    /** Of its first host key. */
    readonly fingerprint: string,
  ) {}

  static async start({ hostKeyType = 'ed25519', hostKeys, lines = [], port: given }: SshdOptions = {}): Promise<Sshd> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-sshd-'));
    const home = join(directory, 'home');
    mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
    const keys = hostKeys ?? [hostKeyFile(directory, hostKeyType)];
    const port = given ?? (await sparePort());
    mkdirSync('/run/sshd', { recursive: true });
    writeFileSync(
      join(directory, 'config'),
      [
        // Of this one the last counts.
        'MaxStartups 1000',
        ...lines,
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        ...keys.map((key) => `HostKey ${key}`),
        'PidFile none',
        'UsePAM no',
        'PermitRootLogin prohibit-password',
        // The directory of a test is not the user's, which is what strict modes look for.
        'StrictModes no',
        `AuthorizedKeysFile ${home}/.ssh/authorized_keys ${join(directory, 'way-in')}`,
        `SetEnv HOME=${home}`,
        '',
      ].join('\n'),
    );
    const child = spawn('/usr/sbin/sshd', ['-D', '-E', join(directory, 'log'), '-f', join(directory, 'config')], {
      stdio: 'ignore',
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    await until(() => answers(port));
    return new Sshd(child, directory, port, fingerprintIn(keys[0] ?? ''));
  }

  /** What stands for the home of root there. */
  get home(): string {
    return join(this.directory, 'home');
  }

  get authorizedKeys(): string {
    return readFileSync(join(this.home, '.ssh', 'authorized_keys'), 'utf8');
  }

  /** What it logged. */
  get log(): string {
    return readFileSync(join(this.directory, 'log'), 'utf8');
  }

  /** One more line of authorized_keys. */
  authorize(line: string): void {
    appendFileSync(join(this.home, '.ssh', 'authorized_keys'), `${line}\n`, { mode: 0o600 });
  }

  /** Accepts this key too, and keeps it out of authorized_keys. */
  letIn(line: string): void {
    appendFileSync(join(this.directory, 'way-in'), `${line}\n`, { mode: 0o600 });
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A new host key, without a passphrase; its public line is beside it, in `.pub`. */
export function hostKeyFile(directory: string, type: 'ed25519' | 'ecdsa' | 'rsa', name = 'host'): string {
  const file = join(directory, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', file]);
  return file;
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintIn(file: string): string {
  return execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
}
