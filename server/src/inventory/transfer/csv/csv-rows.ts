import type { Mapping } from '../mapping.js';
import type { Row } from '../row.js';
import { Columns, type EmptyCells } from './columns.js';
import { csvRecords } from './records.js';

/** The rows of a table whose first record names the columns. */
export async function* csvRows(
  texts: AsyncIterable<string>,
  options: { mapping?: Mapping; empty?: EmptyCells } = {},
): AsyncGenerator<Row> {
  let columns: Columns | undefined;
  for await (const { line, cells } of csvRecords(texts)) {
    if (!columns) {
      columns = new Columns(cells, { line, ...options });
      continue;
    }
    const known = columns;
    yield { line, ...(await columns.fieldsOf(cells)), place: (pointer) => known.place(pointer) };
  }
}
