import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../fleet.js';
import { sparePort } from '../redis.js';
import { answers } from './nginx.js';

/** More addresses one process does not listen at. */
const portsEach = 16;

/** Many machines in few OpenSSH servers: each has a port, and behind it a home with an authorized_keys of its own. */
export class Homes {
  private constructor(
    private readonly children: readonly ChildProcess[],
    private readonly directory: string,
    readonly ports: readonly number[],
  ) {}

  static async start(count: number): Promise<Homes> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-homes-'));
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, 'host')]);
    const ports: number[] = [];
    while (ports.length < count) {
      const port = await sparePort();
      if (!ports.includes(port)) ports.push(port);
    }
    mkdirSync('/run/sshd', { recursive: true });
    const children: ChildProcess[] = [];
    for (let at = 0; at < count; at += portsEach) children.push(started(directory, ports.slice(at, at + portsEach)));
    await until(async () => (await Promise.all(ports.map((port) => answers(port)))).every(Boolean));
    return new Homes(children, directory, ports);
  }

  home(port: number): string {
    return join(this.directory, String(port));
  }

  authorizedKeys(port: number): string {
    return readFileSync(join(this.home(port), '.ssh', 'authorized_keys'), 'utf8');
  }

  /** One more line of the authorized_keys behind a port. */
  authorize(port: number, line: string): void {
    appendFileSync(join(this.home(port), '.ssh', 'authorized_keys'), `${line}\n`, { mode: 0o600 });
  }

  /** As if nobody had ever been there. */
  empty(port: number): void {
    writeFileSync(join(this.home(port), '.ssh', 'authorized_keys'), '', { mode: 0o600 });
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }),
    );
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function started(directory: string, ports: number[]): ChildProcess {
  for (const port of ports) mkdirSync(join(directory, String(port), '.ssh'), { recursive: true, mode: 0o700 });
  const config = join(directory, `config-${ports[0]}`);
  writeFileSync(
    config,
    [
      ...ports.map((port) => `Port ${port}`),
      'ListenAddress 127.0.0.1',
      `HostKey ${join(directory, 'host')}`,
      'PidFile none',
      'UsePAM no',
      'MaxStartups 1000',
      // A key that is refused ends the connection: who tries several has to come back.
      'MaxAuthTries 1',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      ...ports.flatMap((port) => [
        `Match LocalPort ${port}`,
        `  AuthorizedKeysFile ${join(directory, String(port), '.ssh', 'authorized_keys')}`,
        `  SetEnv HOME=${join(directory, String(port))}`,
      ]),
      '',
    ].join('\n'),
  );
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}
