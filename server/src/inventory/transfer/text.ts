import { after, FileFault, type Position } from './file-fault.js';

/**
 * The text of a file that arrives in pieces. A mark at its beginning (BOM) is left out.
 * @throws FileFault for what is no UTF-8, naming the place, and for a file with nothing in it
 */
export async function* textOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let position: Position = { line: 1, column: 1 };
  let isEmpty = true;
  let head: Buffer = Buffer.alloc(0);
  /** The beginning of a letter whose end is in the next piece. */
  let open: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    const bytes = open.length > 0 ? Buffer.concat([open, piece]) : piece;
    if (head.length < 2) {
      head = Buffer.concat([head, piece.subarray(0, 2)]);
      requireEightBits(head);
    }
    let text: string;
    try {
      text = decoder.decode(piece, { stream: true });
    } catch {
      throw notUtf8(after(position, goodBeginningOf(bytes)));
    }
    open = openEndOf(bytes);
    isEmpty &&= text.trim() === '';
    position = after(position, text);
    if (text !== '') yield text;
  }
  if (open.length > 0) throw notUtf8(position);
  if (isEmpty) throw new FileFault('file.empty', 'There is nothing in it.', { line: 1, column: 1 });
}

/** UTF-16 and UTF-32 begin with a mark of their own, or have a zero in every letter that we know. */
function requireEightBits(bytes: Buffer): void {
  const isWide =
    bytes[0] === 0 || bytes[1] === 0 || (bytes.length > 1 && [0xfeff, 0xfffe].includes(bytes.readUInt16BE(0)));
  if (isWide) throw new FileFault('file.encoding', 'It is UTF-16 or UTF-32. Save it as UTF-8.', { line: 1, column: 1 });
}

/** At most three bytes: a first one that announces more than there are (RFC 3629, section 3). */
function openEndOf(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.subarray(bytes.length - back) : Buffer.alloc(0);
  }
  return Buffer.alloc(0);
}

function goodBeginningOf(bytes: Buffer): string {
  let good = 0;
  let bad = bytes.length;
  const decoded = (length: number) =>
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    try {
      decoded(middle);
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return decoded(good);
}

function notUtf8(at: Position): FileFault {
  return new FileFault('file.encoding', 'A letter is not UTF-8. Save the file as UTF-8.', at);
}
