import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When the process began, in the system's own notation, or undefined when there is none: tells it from a later one with its number. */
export function beginningOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return asked('lstart', pid);
  const stat = contentOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // proc(5): the name, field 2, may hold blanks and parentheses; the state is field 3, the start field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isDead = fields[0] === 'Z' || fields[0] === 'X';
  return isDead ? undefined : fields[19];
}

/** The words of the command that the process runs, or an empty text when there is no such process. */
export function commandOf(pid: number): string {
  if (process.platform !== 'linux') return asked('command', pid) ?? '';
  return contentOf(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
}

export function isAlive(pid: number): boolean {
  return beginningOf(pid) !== undefined;
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function asked(what: string, pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', `${what}=`, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}
