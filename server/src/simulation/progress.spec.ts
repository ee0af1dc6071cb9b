import { Writable } from 'node:stream';
import { Progress } from './progress.js';

function shown(isTTY: boolean, use: (progress: Progress) => void): string {
  let text = '';
  const out = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  use(new Progress(Object.assign(out, { isTTY }), 'Registering:', 40));
  return text;
}

const allOf = (progress: Progress): void => {
  for (let done = 1; done <= 40; done++) progress.at(done);
  progress.done('Ready.');
};

test('a terminal has one line, rewritten', () => {
  const text = shown(true, allOf);
  expect(text.split('\n')).toHaveLength(2);
  expect(text).toContain('\r\x1b[2KRegistering: 17 of 40');
  expect(text.endsWith('\r\x1b[2KReady.\n')).toBe(true);
});

test('a log has a line at every tenth', () => {
  expect(shown(false, allOf).split('\n').slice(0, 3)).toEqual([
    'Registering: 0 %',
    'Registering: 10 %',
    'Registering: 20 %',
  ]);
});

test('without anything to do there is only the end', () => {
  expect(shown(true, (progress) => progress.done('Ready.'))).toBe('Ready.\n');
});
