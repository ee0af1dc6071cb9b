import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './fleet';
import { until } from './until';

/** OpenSSH's server with a host key, a home and an authorized_keys of its own. Everybody logs in as root. */
export class Sshd {
  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    readonly port: number,
  ) {}

  /** Knows these public keys. At the port of one that went away it is that one, set up anew. */
  static async start(publicKeys: readonly string[], givenPort?: number): Promise<Sshd> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-sshd-'));
    const at = (name: string) => join(directory, name);
    const port = givenPort ?? (await freePort());
    mkdirSync(at('.ssh'), { mode: 0o700 });
    mkdirSync('/run/sshd', { recursive: true });
    writeFileSync(at('.ssh/authorized_keys'), publicKeys.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at('host')]);
    const config = {
      Port: port,
      ListenAddress: '127.0.0.1',
      HostKey: at('host'),
      PidFile: 'none',
      UsePAM: 'no',
      MaxStartups: 1000,
      PermitRootLogin: 'prohibit-password',
      // The directory of a story is not the user's, which is what strict modes look for.
      StrictModes: 'no',
      AuthorizedKeysFile: at('.ssh/authorized_keys'),
      SetEnv: `HOME=${directory}`,
    };
    const lines = Object.entries(config).map(([word, value]) => `${word} ${value}\n`);
    writeFileSync(at('config'), lines.join(''));
    const child = spawn('/usr/sbin/sshd', ['-D', '-E', at('log'), '-f', at('config')], { stdio: 'ignore' });
    await until(() => answers(port), 'sshd answered');
    return new Sshd(child, directory, port);
  }

  get authorizedKeys(): string {
    return readFileSync(join(this.directory, '.ssh', 'authorized_keys'), 'utf8');
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
