import { after, FileFault } from '../file-fault.js';
import { pointerTo } from '../fields.js';
import { remapped, unmapped, type Mapping } from '../mapping.js';
import { mostInARow, mostInARowSays, unplaced, type Place, type Row } from '../row.js';
import { Elements } from './elements.js';
import { jsonFaultIn } from './json-fault.js';

interface JsonOptions {
  mapping?: Mapping;
  /** The array may be this member of an object. */
  member?: string;
}

/** The elements of a JSON array. One that is no JSON spoils the file: nobody knows where the next one would begin. */
export async function* jsonRows(
  texts: AsyncIterable<string>,
  { mapping, member }: JsonOptions = {},
): AsyncGenerator<Row> {
  const elements = new Elements(member);
  let index = 0;
  for await (const piece of texts) {
    for (const { text, ...start } of elements.in(piece)) {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        const { message, position } = await jsonFaultIn(text);
        throw new FileFault('json.syntax', message, after(start, text.slice(0, position)));
      }
      const base = pointerTo([...(elements.isMember ? [member ?? ''] : []), index++]);
      yield row(value, start.line, base, mapping);
    }
  }
  elements.end();
}

/** One JSON text a line; blank lines are none. A line that is no JSON is a fault of that row alone. */
export async function* ndjsonRows(texts: AsyncIterable<string>, { mapping }: JsonOptions = {}): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of linesOf(texts)) {
    line++;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      const { message, position } = await jsonFaultIn(text);
      yield {
        ...row(undefined, line, '', undefined),
        faults: [{ pointer: '', code: 'json.syntax', message, position }],
      };
      continue;
    }
    yield row(value, line, '', mapping);
  }
}

function row(value: unknown, line: number, base: string, mapping: Mapping | undefined): Row {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!mapping || !isObject)
    return { line, fields: value, faults: [], place: (pointer) => within(base, unplaced(pointer)) };
  const place = unmapped(mapping);
  return {
    line,
    fields: remapped(value as Record<string, unknown>, mapping),
    faults: [],
    place: (pointer) => within(base, place(pointer)),
  };
}

function within(base: string, place: Place): Place {
  return { ...place, pointer: base + place.pointer };
}

/** @throws FileFault for a line that does not end */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  let line = 1;
  for await (const text of texts) {
    const lines = (held + text).split('\n');
    held = lines.pop() ?? '';
    const long = [...lines, held].findIndex((each) => each.length > mostInARow);
    if (long >= 0) throw new FileFault('row.too-long', mostInARowSays, { line: line + long, column: 1 });
    line += lines.length;
    yield* lines;
  }
  if (held !== '') yield held;
}
