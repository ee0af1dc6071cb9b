import { expect, test } from '@jest/globals';
import type { CommandResult } from '../ssh/command.js';
import { judged } from './probe.js';

const ran: CommandResult = { code: 0, signal: null, stdout: 'infrawatch-fleet can run commands\n', stderr: '' };

test.each<[string, Partial<CommandResult>, boolean, string]>([
  ['the answer', {}, true, 'a command ran'],
  ['the answer after a greeting', { stdout: `hello\r\n${ran.stdout}` }, true, 'a command ran'],
  [
    'another answer',
    { stdout: 'rsync only\n' },
    false,
    'another command runs than the one that was asked for (a forced command?): it says "rsync only"',
  ],
  [
    'silence',
    { stdout: '' },
    false,
    'another command runs than the one that was asked for (a forced command?): it says nothing',
  ],
  [
    'nologin',
    { code: 1, stdout: 'This account is currently not available.\n' },
    false,
    'the account has no shell (nologin): "This account is currently not available."',
  ],
  ['false', { code: 1, stdout: '' }, false, 'the command ended with 1 (an account whose shell is /bin/false ends so)'],
  [
    'no echo',
    { code: 127, stdout: '', stderr: 'echo: \u001b[1mno\n' },
    false,
    'the command ended with 127: "echo: .[1mno"',
  ],
  ['a signal', { code: null, signal: 'KILL', stdout: '' }, false, 'the command was killed by KILL'],
])('%s', (_, known, ok, message) => {
  expect(judged({ ...ran, ...known })).toEqual({ ok, message });
});
