import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until';

/** OpenSSH's server on 127.0.0.1, with a home and an authorized_keys of its own; it may go down, and come back. Root logs in. */
export class Sshd {
  private child: ChildProcess | null = null;

  private constructor(
    private readonly directory: string,
    readonly port: number,
  ) {}

  static async start(): Promise<Sshd> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-story-sshd-'));
    const sshd = new Sshd(directory, await sparePort());
    const home = join(directory, 'home');
    mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
    mkdirSync('/run/sshd', { recursive: true });
    sshd.makeHostKey();
    writeFileSync(
      join(directory, 'config'),
      [
        `Port ${sshd.port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${join(directory, 'host')}`,
        'PidFile none',
        'UsePAM no',
        'MaxStartups 1000',
        'PermitRootLogin prohibit-password',
        // The directory of a story is not the user's, which is what strict modes look for.
        'StrictModes no',
        `AuthorizedKeysFile ${home}/.ssh/authorized_keys`,
        `SetEnv HOME=${home}`,
        '',
      ].join('\n'),
    );
    await sshd.resume();
    return sshd;
  }

  get authorizedKeys(): string {
    return readFileSync(this.file, 'utf8');
  }

  /** One more line of authorized_keys. */
  authorize(line: string): void {
    appendFileSync(this.file, `${line}\n`, { mode: 0o600 });
  }

  async resume(): Promise<void> {
    const config = join(this.directory, 'config');
    const child = spawn('/usr/sbin/sshd', ['-D', '-E', join(this.directory, 'log'), '-f', config], { stdio: 'ignore' });
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    this.child = child;
    await until(() => answers(this.port), 'sshd answered');
  }

  /** Comes back as somebody else, as a machine that was set up anew does. */
  async renew(): Promise<void> {
    await this.pause();
    for (const file of ['host', 'host.pub']) rmSync(join(this.directory, file));
    this.makeHostKey();
    await this.resume();
  }

  async pause(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }

  async end(): Promise<void> {
    await this.pause();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private makeHostKey(): void {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.directory, 'host')]);
  }

  private get file(): string {
    return join(this.directory, 'home', '.ssh', 'authorized_keys');
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.end());
  });
}

async function sparePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
