import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StartupFault } from '../../config/startup-fault.js';
import { beginningOf } from './processes.js';

/** The time that an owner about to end may need for that. */
const patienceMs = 4_000;

/**
 * One process at a time owns a data directory: `lock` in it names the owner by number and beginning. A dead owner's
 * lock is taken over; a living owner, unless it ends soon, is a StartupFault.
 */
export async function lockDataDirectory(dataDir: string): Promise<{ release(): void }> {
  const path = join(dataDir, 'lock');
  const mine = `${process.pid} ${beginningOf(process.pid)}\n`;
  const draft = `${path}.${process.pid}`;
  const limit = Date.now() + patienceMs;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    while (!isLinked(draft, path)) {
      const holder = holderOf(path);
      if (holder === undefined) discard(path);
      else if (Date.now() < limit) await wait(50);
      else {
        throw new StartupFault(
          `Another process (${holder}) already uses the data directory ${dataDir}; stop it, or give this one its own with FLEET_DATA_DIR.`,
        );
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release: () => {
      if (contentOf(path) === mine) rmSync(path, { force: true });
    },
  };
}

/** Linking fails when the name is taken, so exactly one of several processes gets it, with its content complete. */
function isLinked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The number of the living process that holds the lock. */
function holderOf(path: string): number | undefined {
  return livingHolder(contentOf(path));
}

function livingHolder(content: string | undefined): number | undefined {
  const [, pid, beginning] = /^(\d+) (.*)$/m.exec(content ?? '') ?? [];
  return pid !== undefined && beginningOf(Number(pid)) === beginning ? Number(pid) : undefined;
}

/** Moves a dead lock away, and puts it back when what was moved turns out to be a lock that another process took meanwhile. */
function discard(path: string): void {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
    if (livingHolder(contentOf(aside)) !== undefined) isLinked(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
