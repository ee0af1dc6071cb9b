import { randomBytes } from 'node:crypto';
import { accessSync, constants, linkSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keysIn } from './key-file.js';
import { StartupFault } from './startup-fault.js';

/** Makes the data directory when it is missing (0700, the ones above it as usual), or throws a StartupFault that says why it cannot be used. */
export function ensureDataDirectory(dataDir: string): void {
  try {
    mkdirSync(dirname(dataDir), { recursive: true });
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

/** The file of the master keys in the data directory (0600), which the first start makes, and what it holds: the newest first. */
export function masterKeysIn(dataDir: string): { path: string; keys: Buffer[] } {
  const path = join(dataDir, 'master.key');
  ensureDataDirectory(dataDir);
  try {
    if (!statSync(path, { throwIfNoEntry: false })) keepOnce(path, `${randomBytes(32).toString('base64')}\n`);
    return { path, keys: keysIn(path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw unusable(dataDir, error);
    throw new StartupFault(`The master key in ${path} is damaged: it must be ${(error as Error).message}.`);
  }
}

/** Complete or not there at all, also after a crash; of two processes at once the first one's content stays. */
function keepOnce(path: string, content: string): void {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, content, { mode: 0o600, flush: true });
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EEXIST: 'it is not a directory',
  ENOTDIR: 'a part of the path is not a directory',
};

function unusable(dataDir: string, error: unknown): StartupFault {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return new StartupFault(`The data directory ${dataDir} cannot be used: ${reasons[code] ?? code}.`, { cause: error });
}
