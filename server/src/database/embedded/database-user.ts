import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { StartupFault } from '../../config/startup-fault.js';

/** Who runs PostgreSQL, which refuses to be run by root. */
export interface DatabaseUser {
  uid: number;
  gid: number;
}

/** Undefined for an ordinary user, who runs it as themselves. For root: whoever owns one of the places already, else postgres or nobody. */
export function databaseUser(...places: string[]): DatabaseUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const place of places) {
    const owner = statSync(place, { throwIfNoEntry: false });
    if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [idOf('-u', name), idOf('-g', name)];
    if (uid && gid) return { uid, gid };
  }
  throw new StartupFault(
    'PostgreSQL refuses to be run by root, and there is neither a user postgres nor a user nobody to run it; start as an ordinary user.',
  );
}

/** Whether the user may go into the directory, which depends on every directory above it too. */
export function canEnter(user: DatabaseUser | undefined, directory: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function idOf(option: string, name: string): number {
  try {
    return Number(execFileSync('id', [option, name], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return 0;
  }
}
