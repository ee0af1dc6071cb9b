import type { CommandResult } from '../ssh/command.js';

const answer = 'infrawatch-fleet can run commands';
/** Its answer is known, so that a forced command is told from it. */
export const probeCommand = `echo ${answer}`;

/** Whether a server runs what it is asked to, and what it does instead. */
export function judged({ code, signal, stdout, stderr }: CommandResult): { ok: boolean; message: string } {
  if (code === 0 && stdout.split(/\r?\n/).includes(answer)) return { ok: true, message: 'a command ran' };
  const said = firstLineOf(stdout) || firstLineOf(stderr);
  if (code === 0) {
    const instead = said === '' ? 'says nothing' : `says "${said}"`;
    return {
      ok: false,
      message: `another command runs than the one that was asked for (a forced command?): it ${instead}`,
    };
  }
  const saying = said === '' ? '' : `: "${said}"`;
  if (/not available/i.test(said)) return { ok: false, message: `the account has no shell (nologin)${saying}` };
  const end = code === null ? `was killed by ${signal ?? 'a signal'}` : `ended with ${code}`;
  const hint = code === 1 && said === '' ? ' (an account whose shell is /bin/false ends so)' : '';
  return { ok: false, message: `the command ${end}${saying}${hint}` };
}

function firstLineOf(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.replace(/[^\x20-\x7e]/g, '.').slice(0, 120);
}
