import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

interface Process {
  pid: number;
  parent: number;
  name: string;
  cpuMs: number;
  /** Of its children that have ended: a vacuum comes and goes. */
  endedMs: number;
}

/** See proc(5): the name stands in parentheses, the parent is the 4th field, user and system time the 14th and 15th, those of ended children the 16th and 17th. */
function processes(): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
        const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const msOf = (first: number) => ((Number(fields[first]) + Number(fields[first + 1])) / ticksPerSecond) * 1_000;
        return [{ pid: Number(entry), parent: Number(fields[1]), name, cpuMs: msOf(11), endedMs: msOf(13) }];
      } catch {
        return [];
      }
    });
}

/** CPU time so far, in ms, of one process. */
export function cpuOf(pid: number): number {
  return processes().find((process) => process.pid === pid)?.cpuMs ?? 0;
}

/** CPU time so far, in ms, of PostgreSQL's processes below this one. */
export function cpuOfPostgres(): number {
  const all = processes();
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number): boolean => pid === process.pid || (pid > 1 && isOurs(parents.get(pid) ?? 0));
  return all
    .filter(({ pid, name }) => name.startsWith('postgres') && isOurs(pid))
    .reduce((sum, { cpuMs, endedMs }) => sum + cpuMs + endedMs, 0);
}
