import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './fleet';
import { until } from './until';

interface SshdOptions {
  /** Stay where another one was: the same server, set up anew. */
  port?: number;
  /** Further lines of its configuration. The first word of a kind wins: these stand before the defaults. */
  lines?: readonly string[];
}

/** OpenSSH's server with a new host key, a home and an authorized_keys of its own. Whoever logs in is root. */
export class Sshd {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly port: number,
  ) {}

  static async start({ port: given, lines = [] }: SshdOptions = {}): Promise<Sshd> {
    const port = given ?? (await freePort());
    const directory = mkdtempSync(join(tmpdir(), 'fleet-sshd-'));
    mkdirSync(join(directory, 'home/.ssh'), { recursive: true, mode: 0o700 });
    mkdirSync('/run/sshd', { recursive: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'host', '-f', join(directory, 'host')]);
    writeFileSync(join(directory, 'config'), [...lines, ...defaults(directory, port), ''].join('\n'));
    const child = spawn('/usr/sbin/sshd', ['-D', '-E', join(directory, 'log'), '-f', join(directory, 'config')], {
      stdio: 'ignore',
    });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    const sshd = new Sshd(child, directory, port);
    await until(() => child.exitCode !== null || sshd.log.includes('Server listening'), 'sshd listened');
    if (child.exitCode !== null) throw new Error(`sshd ended with ${child.exitCode}:\n${sshd.log}`);
    return sshd;
  }

  /** What stands for the home of root there. */
  get home(): string {
    return join(this.directory, 'home');
  }

  get authorizedKeys(): string {
    return textOf(join(this.home, '.ssh/authorized_keys'));
  }

  get log(): string {
    return textOf(join(this.directory, 'log'));
  }

  /** The public half of its host key, in one line. */
  get hostKey(): string {
    return textOf(join(this.directory, 'host.pub')).trim();
  }

  /** Of its host key, as `ssh-keygen -l` prints it. */
  get fingerprint(): string {
    return (
      execFileSync('ssh-keygen', ['-lf', join(this.directory, 'host.pub')], { encoding: 'utf8' }).split(' ')[1] ?? ''
    );
  }

  /** One more line of authorized_keys. */
  authorize(line: string): void {
    appendFileSync(join(this.home, '.ssh/authorized_keys'), `${line}\n`, { mode: 0o600 });
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

function defaults(directory: string, port: number): string[] {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(directory, 'host')}`,
    'PidFile none',
    'UsePAM no',
    'MaxStartups 1000',
    'PermitRootLogin prohibit-password',
    // The directory of a story is not the user's, which is what strict modes look for.
    'StrictModes no',
    `AuthorizedKeysFile ${join(directory, 'home/.ssh/authorized_keys')} ${join(directory, 'way-in')}`,
    `SetEnv HOME=${join(directory, 'home')}`,
  ];
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
