import type { Fault } from '../../http/domain-error.js';

/** Where in its row a fault is: by the header's name and number in a table, by a pointer everywhere. */
export interface Place {
  column: string | null;
  /** From 1. */
  columnNumber: number | null;
  pointer: string;
  /** Where a row is put together from several lines. */
  line?: number;
}

/** One server as a file has it, not yet judged. */
export interface Row {
  /** Of the file, where the row begins; from 1. */
  line: number;
  /** What `ImportServer` wants, if the row is any good. */
  fields: unknown;
  /** What could not even be read of it. */
  faults: Fault[];
  /** Where in the file a fault is that has this pointer into `fields`. */
  place(pointer: string): Place;
}

/** Of a file in which the fields have no columns. */
export function unplaced(pointer: string): Place {
  return { column: null, columnNumber: null, pointer };
}

/** Rows, and whatever is worth saying of the file without being a fault. */
export interface Rows extends AsyncIterable<Row> {
  readonly warnings?: Warning[];
}

/** Something in the file that is not imported, or not as it stands there. */
export interface Warning {
  line: number | null;
  code: string;
  message: string;
}

/** The most that one row may measure, in characters. */
export const mostInARow = 1_048_576;
export const mostInARowSays = 'A row is longer than 1 MiB.';
