import { parse, type CsvError, type Parser } from 'csv-parse';
import { FileFault } from '../file-fault.js';
import { mostInARow, mostInARowSays } from '../row.js';

/** One record of a table, and the line in which it begins. */
export interface CsvRecord {
  line: number;
  cells: string[];
}

const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** What separates the cells: whatever the first line has most of, outside of quotes. */
export function delimiterOf(firstLine: string): Delimiter {
  const bare = firstLine.replace(/"[^"]*"/g, '');
  const counted = delimiters.map((each) => ({ each, count: bare.split(each).length }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).each;
}

/**
 * The records of a table (RFC 4180) that arrives in pieces; blank lines are none. All records before a fault are yielded before it is thrown.
 * @throws FileFault naming the line in which the record begins, and the number of the cell
 */
export async function* csvRecords(texts: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let parsing: Parsing | undefined;
  let head = '';
  for await (const text of texts) {
    if (!parsing) {
      head += text;
      // The first line must be there before it can say what separates the cells.
      if (!/\S[^\r\n]*[\r\n]/.test(head) && head.length < mostInARow) continue;
    }
    const piece: string = parsing ? text : head;
    parsing ??= new Parsing(delimiterOf(firstLineOf(head)));
    yield* parsing.read(piece);
  }
  if (!parsing) {
    parsing = new Parsing(delimiterOf(firstLineOf(head)));
    yield* parsing.read(head);
  }
  yield* parsing.end();
}

export function firstLineOf(text: string): string {
  return text.trimStart().split(/[\r\n]/, 1)[0] ?? '';
}

const faults: Record<string, [code: string, message: string]> = {
  CSV_QUOTE_NOT_CLOSED: ['csv.quote-open', 'A quote is not closed.'],
  CSV_INVALID_CLOSING_QUOTE: ['csv.quote-in-cell', 'A cell goes on after its closing quote.'],
  INVALID_OPENING_QUOTE: ['csv.quote-in-cell', 'There is a quote within a cell that is not quoted.'],
  CSV_MAX_RECORD_SIZE: ['row.too-long', mostInARowSays],
};

/** The parser with a count of lines that also holds for records of several lines. */
class Parsing {
  private readonly parser: Parser;
  private records: CsvRecord[] = [];
  /** Of the records so far. */
  private lines = 0;

  constructor(delimiter: Delimiter) {
    this.parser = parse({
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: mostInARow,
      on_record: (cells: string[], { empty_lines }) => {
        if (cells.some((cell) => cell.trim() !== '')) this.records.push({ line: 1 + this.lines + empty_lines, cells });
        this.lines += cells.reduce((lines, cell) => lines + breaksIn(cell), 1);
        return null;
      },
    });
    this.parser.on('error', () => undefined).resume();
  }

  read(text: string): AsyncGenerator<CsvRecord> {
    return this.parsed((done) => this.parser.write(text, done));
  }

  end(): AsyncGenerator<CsvRecord> {
    return this.parsed((done) => this.parser.end(done));
  }

  private async *parsed(step: (done: (error?: Error | null) => void) => unknown): AsyncGenerator<CsvRecord> {
    const error = await new Promise<Error | null | undefined>((resolve) => step(resolve));
    const records = this.records;
    this.records = [];
    yield* records;
    if (error) throw this.fault(error as CsvError);
  }

  private fault({ code, column, message }: CsvError): FileFault {
    const [known, says] = faults[code] ?? ['csv.syntax', message];
    const line = 1 + this.lines + this.parser.info.empty_lines;
    return new FileFault(known, says, { line, column: typeof column === 'number' ? column + 1 : 1 });
  }
}

function breaksIn(cell: string): number {
  let breaks = 0;
  for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) breaks++;
  return breaks;
}
