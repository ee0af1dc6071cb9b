import { ContentTooLarge } from '../../../http/domain-error.js';
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
