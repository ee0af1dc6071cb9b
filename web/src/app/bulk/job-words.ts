import { Job } from '../api/wire';
import { countOf, counted } from '../ui/number';
import { JobResult } from './outcomes';

/** What a job did that went to its end, where that is not a change of servers that can be taken back. */
const ends: Record<string, (result: JobResult) => string> = {
  'login-test': ({ total, failed }) => `${countOf(total - failed)} of ${countOf(total)} log in`,
  'key-deploy': ({ total, failed }) => `on ${countOf(total - failed)}${refused(failed)}`,
  'key-withdraw': ({ total, failed }) => `gone from ${countOf(total - failed)}${refused(failed)}`,
};

/** What came of a job that succeeded. Without a change set nothing was changed: they were asked to be looked at. */
export function wordsOfEnd({ kind, result: told, changeSetId }: Job): string {
  const result = told as unknown as JobResult;
  const own = ends[kind];
  if (own) return own(result);
  if (!result.applied) return `nothing was changed: ${counted(result.failed, 'server')} refused`;
  return `${countOf(result.changed)} ${changeSetId === null ? 'asked' : 'changed'}${refused(result.failed)}`;
}

function refused(failed: number): string {
  return failed > 0 ? `, ${countOf(failed)} refused` : '';
}
