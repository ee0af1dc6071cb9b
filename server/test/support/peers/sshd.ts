import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../fleet.js';
import { sparePort } from '../redis.js';
import { answers } from './nginx.js';

/** OpenSSH's server, in the foreground, with a host key of its own. */
export class Sshd {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly port: number,
    /** As `ssh-keygen -l` prints it. */
    readonly fingerprint: string,
  ) {}

  static async start(): Promise<Sshd> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-sshd-'));
    const key = join(directory, 'host');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-l', '-f', `${key}.pub`], { encoding: 'utf8' }).split(
      ' ',
    );
    const port = await sparePort();
    mkdirSync('/run/sshd', { recursive: true });
    writeFileSync(
      join(directory, 'config'),
      `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${key}\nPidFile none\nUsePAM no\nMaxStartups 1000\n`,
    );
    const child = spawn('/usr/sbin/sshd', ['-D', '-f', join(directory, 'config')], { stdio: 'ignore' });
    process.once('exit', () => child.kill('SIGKILL'));
    await until(() => answers(port));
    return new Sshd(child, directory, port, fingerprint);
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    rmSync(this.directory, { recursive: true, force: true });
  }
}
