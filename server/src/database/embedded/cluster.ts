import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StartupFault } from '../../config/startup-fault.js';
import { type Binaries } from './binaries.js';
import { type DatabaseUser } from './database-user.js';

/** An empty database is 40 MB, its first log 16 MB; with less than this it would not live long. */
const leastFreeBytes = 200 * 1024 * 1024;

/** Makes the database's files unless they are there. Answers with the password of the role `fleet`, who owns everything in it. */
export async function ensureCluster(
  binaries: Binaries,
  directory: string,
  user: DatabaseUser | undefined,
): Promise<string> {
  const password = passwordBeside(directory);
  if (existsSync(join(directory, 'PG_VERSION'))) refuseOther(directory, binaries.version);
  else await initialise(binaries, directory, user, password);
  return password;
}

/** What PostgreSQL said last, as one sentence about this directory. */
export function faultFrom(what: string, directory: string, output: string): StartupFault {
  if (/no space left|enospc/i.test(output)) {
    return new StartupFault(`${what} in ${directory}: no space is left on the device.`);
  }
  const lines = output.split('\n').filter((line) => /FATAL|PANIC|error:/.test(line));
  const said = (lines.at(-1) ?? output.trim().split('\n').at(-1) ?? '').replace(/^.*?(FATAL|PANIC|error):\s*/, '');
  return new StartupFault(`${what} in ${directory}: ${said || 'it said nothing'}.`);
}

function refuseOther(directory: string, version: string): void {
  const [major = ''] = version.split('.');
  let found: string;
  try {
    found = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  } catch {
    throw new StartupFault(`The database in ${directory} cannot be read: permission denied.`);
  }
  if (found === major) return;
  throw new StartupFault(
    `The database in ${directory} was made by PostgreSQL ${found}, this program brings ${major}: dump it with ${found}, then load it into a new data directory.`,
  );
}

/** A crash leaves either no files under this name or all of them. */
async function initialise(binaries: Binaries, directory: string, user: DatabaseUser | undefined, password: string) {
  const { bavail, bsize } = statfsSync(dirname(directory));
  if (bavail * bsize < leastFreeBytes) {
    throw new StartupFault(`The database cannot be made in ${directory}: less than 200 MB are free there.`);
  }
  const draft = `${directory}.new`;
  const passwordFile = `${draft}.password`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
    if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
    const outcome = await initdb(binaries, draft, passwordFile, user, 'C.UTF-8');
    // Not every system has C.UTF-8; with C only the letters of ASCII have upper and lower case.
    const last = outcome.includes('locale') ? await initdb(binaries, draft, passwordFile, user, 'C') : outcome;
    if (last !== '') throw faultFrom('The database cannot be made', directory, last);
    renameSync(draft, directory);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Compares text by bytes: the order never depends on the machine's libraries, so indexes outlive their upgrades. */
async function initdb(
  { initdb: program }: Binaries,
  directory: string,
  passwordFile: string,
  user: DatabaseUser | undefined,
  letters: string,
): Promise<string> {
  const options = [
    '--encoding=UTF8',
    '--locale=C',
    `--lc-ctype=${letters}`,
    '--auth=scram-sha-256',
    '--username=fleet',
  ];
  const child = spawn(program, [...options, `--pwfile=${passwordFile}`, '--no-instructions', '-D', directory], {
    ...user,
    cwd: '/',
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [output, [code]] = await Promise.all([text(child.stderr), closed]);
  return code === 0 ? '' : output || `initdb ended with ${code}`;
}

/** Kept beside the files (0600), since it is of no use without them. */
function passwordBeside(directory: string): string {
  const path = `${directory}.password`;
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  if (existsSync(directory)) {
    throw new StartupFault(
      `The database in ${directory} cannot be opened: its password, the file ${path}, is missing.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, `${password}\n`, { mode: 0o600, flush: true });
  return password;
}
