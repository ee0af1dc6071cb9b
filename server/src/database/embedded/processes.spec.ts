import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beginningOf, commandOf, isAlive } from './processes.js';

test('a process has a beginning and a command as long as it lives', async () => {
  const child = spawn('sleep', ['60']);
  const pid = child.pid ?? 0;
  await once(child, 'spawn');
  expect(isAlive(pid)).toBe(true);
  expect(beginningOf(pid)).toBe(beginningOf(pid));
  expect(commandOf(pid)).toContain('60');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(pid)).toBe(false);
  expect(commandOf(pid)).toBe('');
});

test('two processes do not begin alike', () => {
  expect(beginningOf(process.pid)).not.toBe(beginningOf(process.ppid));
});
