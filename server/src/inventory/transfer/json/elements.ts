import { FileFault, type Position } from '../file-fault.js';
import { mostInARow, mostInARowSays } from '../row.js';

/** One element of the array, as text, and where it begins. */
export interface Element extends Position {
  text: string;
}

const [quote, backslash, comma, newline] = [0x22, 0x5c, 0x2c, 0x0a];
const isOpening = (letter: number) => letter === 0x5b || letter === 0x7b;
const isClosing = (letter: number) => letter === 0x5d || letter === 0x7d;
const isBlank = (letter: number) => letter === 0x20 || (letter >= 0x09 && letter <= 0x0d);

/**
 * Splits a JSON array that arrives in pieces at the commas between its elements, and knows the place of each. It counts brackets
 * and sees quotes, nothing else: whether an element is JSON, `JSON.parse` says. With `member`, the array may also be that member of an object.
 */
export class Elements {
  private stage: 'before' | 'object' | 'array' | 'rest' | 'done' = 'before';
  private depth = 0;
  private arrayDepth = 1;
  private inText = false;
  private isEscaped = false;
  /** What was read since the last comma. */
  private held = '';
  private start: Position | undefined;
  private line = 1;
  private column = 1;
  private count = 0;

  constructor(private readonly member?: string) {}

  /** @throws FileFault */
  *in(piece: string): Generator<Element> {
    let from = 0;
    for (let at = 0; at < piece.length; at++, this.column++) {
      const letter = piece.charCodeAt(at);
      if (letter === newline) [this.line, this.column] = [this.line + 1, 0];
      if (this.inText) {
        if (this.isEscaped) this.isEscaped = false;
        else if (letter === backslash) this.isEscaped = true;
        else if (letter === quote) this.inText = false;
        continue;
      }
      if (isBlank(letter)) continue;
      const isEnd = isClosing(letter) && this.depth === this.arrayDepth;
      if (this.stage === 'array' && (isEnd || (letter === comma && this.depth === this.arrayDepth))) {
        const text = this.held + piece.slice(from, at);
        if (!isEnd || text.trim() !== '' || this.count > 0) yield this.element(text);
        [from, this.held, this.start] = [at + 1, '', undefined];
        if (!isEnd) continue;
        this.stage = this.arrayDepth === 1 ? 'done' : 'rest';
      } else if (this.stage === 'object' && letter === comma && this.depth === 1) {
        [from, this.held, this.start] = [at + 1, '', undefined];
        continue;
      } else if (this.stage === 'done') throw this.fault('json.trailing', 'Nothing may follow the array.');
      this.start ??= { line: this.line, column: this.column };
      if (letter === quote) this.inText = true;
      if (isClosing(letter) && --this.depth === 0) {
        if (this.stage === 'object') throw this.unexpected();
        this.stage = 'done';
      }
      if (!isOpening(letter)) {
        if (this.stage === 'before') throw this.unexpected();
        continue;
      }
      const before = this.held + piece.slice(from, at);
      if (this.begins(letter, before)) [from, this.held, this.start] = [at + 1, '', undefined];
      this.depth++;
    }
    this.held += piece.slice(from);
    if (this.stage === 'rest' || this.stage === 'done') this.held = '';
    if (this.held.length > mostInARow)
      throw new FileFault('row.too-long', mostInARowSays, this.start ?? { line: this.line, column: this.column });
  }

  /** Whether the array was found within an object. */
  get isMember(): boolean {
    return this.arrayDepth > 1;
  }

  /** @throws FileFault for a file that ends too early */
  end(): void {
    if (this.stage === 'done') return;
    if (this.stage === 'object' || this.stage === 'rest') throw this.unexpected();
    const begun = this.start
      ? `within the element that begins in line ${this.start.line}, column ${this.start.column}`
      : 'before the array does';
    throw this.fault('json.unfinished', `It ends ${begun}.`);
  }

  /** Whether a bracket is the one before the first element. */
  private begins(letter: number, before: string): boolean {
    const isArray = letter === 0x5b;
    if (this.stage === 'before') {
      if (!isArray && this.member === undefined) throw this.unexpected();
      this.stage = isArray ? 'array' : 'object';
      return true;
    }
    if (this.stage !== 'object' || this.depth !== 1 || !isArray) return false;
    if (before.trim().replace(/\s*:$/, '') !== JSON.stringify(this.member)) return false;
    [this.stage, this.arrayDepth] = ['array', 2];
    return true;
  }

  private element(text: string): Element {
    this.count++;
    const start = this.start ?? { line: this.line, column: this.column };
    if (text.length > mostInARow) throw new FileFault('row.too-long', mostInARowSays, start);
    return { text: text.trim(), ...start };
  }

  private unexpected(): FileFault {
    const wanted =
      this.member === undefined ? 'a JSON array' : `a JSON array, or an object with the array \`${this.member}\``;
    return this.fault('json.no-array', `It must be ${wanted}.`);
  }

  private fault(code: string, message: string): FileFault {
    return new FileFault(code, message, { line: this.line, column: this.column });
  }
}
