import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commandOf, isAlive } from './processes.js';

/** What the directories for sockets are called; nothing else is ever removed there. */
export const socketPrefix = 'fleet-socket-';

/** How each signal ends a server, and how long that may take: fast, immediate, killed. See "Shutting Down the Server". */
const ends = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
] as const;

/** Stops the server that a killed process left behind on these files, and removes what it left of its lock and socket. */
export async function stopLeftover(directory: string, say: (sentence: string) => void): Promise<void> {
  const running = runningIn(directory);
  if (running) {
    say(`A database (process ${running.pid}) was left running by a process that was killed; it is stopped first.`);
    await ended(running.pid);
  }
  const lock = join(directory, 'postmaster.pid');
  const [, , , , socketDirectory] = linesOf(lock);
  // PostgreSQL believes in its lock as long as any process has that number: another's, or a dead one's not yet reaped.
  rmSync(lock, { force: true });
  if (socketDirectory !== undefined && basename(socketDirectory).startsWith(socketPrefix)) {
    rmSync(socketDirectory, { recursive: true, force: true });
  }
}

/** The server that runs on these files, if one does. */
export function runningIn(directory: string): { pid: number; socketDirectory?: string } | undefined {
  const [pid, , , , socketDirectory] = linesOf(join(directory, 'postmaster.pid'));
  return pid !== undefined && commandOf(Number(pid)).includes(directory)
    ? { pid: Number(pid), socketDirectory }
    : undefined;
}

/** Signals until the process is gone. */
export async function ended(pid: number): Promise<void> {
  for (const [signal, limitMs] of ends) {
    if (!isSent(pid, signal)) return;
    const limit = Date.now() + limitMs;
    while (isAlive(pid)) {
      if (Date.now() > limit) break;
      await wait(10);
    }
    if (!isAlive(pid)) return;
  }
}

function isSent(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** The format of postmaster.pid: number, data directory, start time, port, socket directory, … each on a line. */
function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
