import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './fleet';
import { until } from './until';

/** OpenSSH's server on 127.0.0.1, with a host key, a home and an authorized_keys of its own. It may go down and come back. Root logs in. */
export class Sshd {
  private child: ChildProcess | null = null;

  private constructor(
    private readonly directory: string,
    readonly port: number,
  ) {}

  static async start(): Promise<Sshd> {
    const sshd = new Sshd(mkdtempSync(join(tmpdir(), 'fleet-story-sshd-')), await freePort());
    mkdirSync(join(sshd.home, '.ssh'), { recursive: true, mode: 0o700 });
    mkdirSync('/run/sshd', { recursive: true });
    sshd.newHostKey();
    writeFileSync(sshd.at('config'), sshd.config());
    await sshd.resume();
    return sshd;
  }

  /** What stands for the home of root there. */
  get home(): string {
    return this.at('home');
  }

  get authorizedKeys(): string {
    return textOf(join(this.home, '.ssh/authorized_keys'));
  }

  get log(): string {
    return textOf(this.at('log'));
  }

  /** The public half of its host key, in one line. */
  get hostKey(): string {
    return textOf(this.at('host.pub')).trim();
  }

  /** Of its host key, as `ssh-keygen -l` prints it. */
  get fingerprint(): string {
    return execFileSync('ssh-keygen', ['-lf', this.at('host.pub')], { encoding: 'utf8' }).split(' ')[1] ?? '';
  }

  /** One more line of authorized_keys. */
  authorize(line: string): void {
    appendFileSync(join(this.home, '.ssh/authorized_keys'), `${line}\n`, { mode: 0o600 });
  }

  async pause(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }

  async resume(): Promise<void> {
    rmSync(this.at('log'), { force: true });
    const child = spawn('/usr/sbin/sshd', ['-D', '-E', this.at('log'), '-f', this.at('config')], { stdio: 'ignore' });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    this.child = child;
    await until(() => child.exitCode !== null || this.log.includes('Server listening'), 'sshd listened');
    if (child.exitCode !== null) throw new Error(`sshd ended with ${child.exitCode}:\n${this.log}`);
  }

  /** As after a reinstallation: the same server shows another host key. */
  async rekey(): Promise<void> {
    await this.pause();
    this.newHostKey();
    await this.resume();
  }

  async end(): Promise<void> {
    await this.pause();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private newHostKey(): void {
    for (const name of ['host', 'host.pub']) rmSync(this.at(name), { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'host', '-f', this.at('host')]);
  }

  private config(): string {
    const lines = [
      `Port ${this.port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${this.at('host')}`,
      'PidFile none',
      'UsePAM no',
      'MaxStartups 1000',
      'PermitRootLogin prohibit-password',
      // The directory of a story is not the user's, which is what strict modes look for.
      'StrictModes no',
      `AuthorizedKeysFile ${this.home}/.ssh/authorized_keys`,
      `SetEnv HOME=${this.home}`,
    ];
    return `${lines.join('\n')}\n`;
  }

  private at(name: string): string {
    return join(this.directory, name);
  }
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
