import { setImmediate } from 'node:timers/promises';
import { ContentTooLarge } from '../../../http/domain-error.js';
import { FileFault } from '../file-fault.js';
import type { Row, Rows, Warning } from '../row.js';

/** All of a text, where a line can be about what stands before it. @throws ContentTooLarge */
export async function whole(texts: AsyncIterable<string>, most: number): Promise<string> {
  let all = '';
  for await (const text of texts) {
    all += text;
    if (all.length > most) {
      const message = `A file of this format must not have more than ${most.toLocaleString('en')} characters.`;
      throw new ContentTooLarge('file.too-large', message);
    }
  }
  return all;
}

/** Rows that are read with something to say beside them. */
export function rowsOf(read: (warnings: Warning[]) => AsyncGenerator<Row>): Rows {
  const warnings: Warning[] = [];
  return { warnings, [Symbol.asyncIterator]: () => read(warnings) };
}

/** How long a file may keep the program to itself. */
const turnMs = 20;

/** The items one after the other, and between them whoever else has something to do. */
export async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  let begun = performance.now();
  for (const item of items) {
    if (performance.now() - begun > turnMs) {
      await setImmediate();
      begun = performance.now();
    }
    yield item;
  }
}

/** A line longer than this is no line that a person wrote. */
const mostInALine = 65_536;

/** The lines of a text with their numbers, in turns. @throws FileFault */
export async function* linesOf(text: string): AsyncGenerator<{ content: string; line: number }> {
  for await (const [at, content] of inTurns(text.split('\n').entries())) {
    if (content.length > mostInALine)
      throw new FileFault('row.too-long', 'A line is longer than 64 KiB.', { line: at + 1, column: 1 });
    yield { content, line: at + 1 };
  }
}
