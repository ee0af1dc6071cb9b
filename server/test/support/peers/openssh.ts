import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OwnKey {
  /** Of the private key; `.pub` and `-cert.pub` stand beside it. */
  path: string;
  publicKey: string;
}

/** OpenSSH's own tools, on files of a test. */
export class OpenSsh {
  readonly directory = mkdtempSync(join(tmpdir(), 'fleet-openssh-'));
  private keys = 0;

  /** A key of somebody's own, which the program knows nothing of. */
  ownKey(type = 'ed25519'): OwnKey {
    const path = this.file(`own-${++this.keys}`);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'ada', '-f', path]);
    return { path, publicKey: readFileSync(`${path}.pub`, 'utf8') };
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  fingerprintOf({ path }: OwnKey): string {
    return execFileSync('ssh-keygen', ['-lf', `${path}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
  }

  /** What a server says to whoever logs in with the key and its certificate; nothing when it refuses. */
  loggedIn({ path }: OwnKey, certificate: string, { port }: { port: number }): string | undefined {
    writeFileSync(`${path}-cert.pub`, `${certificate}\n`);
    return this.said(path, port, { StrictHostKeyChecking: 'no', UserKnownHostsFile: '/dev/null' });
  }

  /** The same with the key alone, to a server that must be known from this file. */
  recognised({ path }: OwnKey, knownHosts: string, { port }: { port: number }): string | undefined {
    writeFileSync(this.file('known_hosts'), knownHosts);
    return this.said(path, port, { StrictHostKeyChecking: 'yes', UserKnownHostsFile: this.file('known_hosts') });
  }

  /** Whether a list revokes the certificate. @throws Error when it cannot be read */
  isRevoked(list: string, { path }: OwnKey, certificate: string): boolean {
    writeFileSync(`${path}-cert.pub`, `${certificate}\n`);
    try {
      execFileSync('ssh-keygen', ['-Q', '-f', list, `${path}-cert.pub`], { stdio: 'pipe' });
      return false;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
      if (stdout.includes('REVOKED')) return true;
      throw new Error(`the list cannot be read: ${stderr.toString()}`, { cause: error });
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private said(path: string, port: number, options: Record<string, string>): string | undefined {
    const settings = { ...options, BatchMode: 'yes', IdentitiesOnly: 'yes', GlobalKnownHostsFile: '/dev/null' };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    try {
      return execFileSync('ssh', [...args, '-i', path, '-p', String(port), 'root@127.0.0.1', 'echo in'], {
        encoding: 'utf8',
        stdio: 'pipe',
      }).trim();
    } catch {
      return undefined;
    }
  }
}
