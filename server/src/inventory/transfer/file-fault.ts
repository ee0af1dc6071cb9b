import { BadRequest } from '../../http/domain-error.js';

/** A place in a text; both count from 1. */
export interface Position {
  line: number;
  column: number;
}

/** The file cannot be read on from a place: it is no fault of a single row. */
export class FileFault extends BadRequest {
  constructor(
    code: string,
    message: string,
    readonly at: Position,
  ) {
    const place = `line ${at.line}, column ${at.column}`;
    super(code, `The file cannot be read (${place}): ${message}`, [{ pointer: '', code, message }]);
    Object.assign(this.extensions, at);
  }
}

/** Where one is after a text. */
export function after({ line, column }: Position, text: string): Position {
  const last = text.lastIndexOf('\n');
  if (last < 0) return { line, column: column + text.length };
  let lines = 0;
  for (let found = text.indexOf('\n'); found >= 0; found = text.indexOf('\n', found + 1)) lines++;
  return { line: line + lines, column: text.length - last };
}
