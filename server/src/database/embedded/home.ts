import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StartupFault } from '../../config/startup-fault.js';
import { sharedDirectory } from './binaries.js';
import { canEnter, type DatabaseUser } from './database-user.js';

const pointer = 'postgres.location';
const owner = 'belongs-to';

/** PostgreSQL's files, which belong to its user alone; what only this program may read lies beside them. */
export function clusterIn(home: string): string {
  return join(home, 'postgres');
}

/** Where the database of this data directory is: there, or where it points to. Undefined before the first start. */
export function knownHome(dataDir: string): string | undefined {
  return existsSync(clusterIn(dataDir)) ? dataDir : pointedFrom(dataDir);
}

/** The data directory itself, or for root, whose database user may be unable to enter it, one that it points to. */
export function newHome(dataDir: string, user: DatabaseUser | undefined, say: (sentence: string) => void): string {
  if (user === undefined || isOpenTo(user, dataDir)) return dataDir;
  const home = mkdtempSync(join(sharedDirectory(), `${basename(dirname(dataDir))}-`));
  letPass(user, home);
  writeFileSync(join(home, owner), `${dataDir}\n`, { mode: 0o600 });
  writeFileSync(join(dataDir, pointer), `${home}\n`, { mode: 0o600, flush: true });
  say(`PostgreSQL does not run as root and its user cannot enter ${dataDir}: the database is kept in ${home}.`);
  return home;
}

/** A moved data directory keeps its database; a copied one does not share the database of the original. */
function pointedFrom(dataDir: string): string | undefined {
  const home = contentOf(join(dataDir, pointer));
  if (home === undefined) return undefined;
  if (!existsSync(join(home, owner))) {
    throw new StartupFault(
      `The database of ${dataDir} was kept in ${home}, which is gone: restore that, or remove ${join(dataDir, pointer)} to begin with an empty one.`,
    );
  }
  const belongsTo = contentOf(join(home, owner)) ?? '';
  if (belongsTo === dataDir) return home;
  if (contentOf(join(belongsTo, pointer)) === home) return undefined;
  writeFileSync(join(home, owner), `${dataDir}\n`, { mode: 0o600 });
  return home;
}

/** Opens the way only through a directory that this program made: closed to all but root, below one that the user may enter. */
function isOpenTo(user: DatabaseUser, dataDir: string): boolean {
  if (canEnter(user, dataDir)) return true;
  const { uid, mode } = statSync(dataDir);
  if (uid !== 0 || (mode & 0o777) !== 0o700 || !canEnter(user, dirname(dataDir))) return false;
  letPass(user, dataDir);
  return true;
}

/** The user may pass through on the way to its own files, but neither list nor write there: keys lie in it too. */
function letPass(user: DatabaseUser, directory: string): void {
  chownSync(directory, 0, user.gid);
  chmodSync(directory, 0o710);
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
