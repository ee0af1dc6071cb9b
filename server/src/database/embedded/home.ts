import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sharedDirectory } from './binaries.js';
import { canEnter, type DatabaseUser } from './database-user.js';

const cluster = 'postgres';
const pointer = 'postgres.location';
const owner = 'belongs-to';

/**
 * The directory of the database's files within the data directory; for root, whose database user may be unable to enter
 * that, in one that the data directory points to.
 */
export function clusterDirectory(
  dataDir: string,
  user: DatabaseUser | undefined,
  say: (sentence: string) => void,
): string {
  return join(homeOf(dataDir, user, say), cluster);
}

function homeOf(dataDir: string, user: DatabaseUser | undefined, say: (sentence: string) => void): string {
  const elsewhere = pointedFrom(dataDir);
  if (elsewhere !== undefined) return elsewhere;
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
  if (home === undefined || !existsSync(join(home, owner))) return undefined;
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
