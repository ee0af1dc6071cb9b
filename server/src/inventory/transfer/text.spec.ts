import fc from 'fast-check';
import { after, type FileFault } from './file-fault.js';
import { textOf } from './text.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function read(bytes: Buffer, size: number): Promise<string> {
  let all = '';
  try {
    for await (const text of textOf(inPieces(bytes, size))) all += text;
  } catch (error) {
    const { code, at } = error as FileFault;
    return `${code} ${at.line}:${at.column}`;
  }
  return all;
}

test('a text is the same in whatever pieces it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .string({ unit: 'binary', minLength: 1 })
        .filter((text) => text.trim() !== '' && !/^[\0\ufeff]|^.\0/su.test(text)),
      fc.integer({ min: 1, max: 7 }),
      async (text, size) => expect(await read(Buffer.from(text), size)).toBe(text),
    ),
  );
});

const euro = Buffer.from('€');

test.each<[string, Buffer, string]>([
  ['a mark at the beginning is left out', Buffer.from('\ufeffa,b'), 'a,b'],
  ['nothing', Buffer.alloc(0), 'file.empty 1:1'],
  ['nothing but a mark and blank lines', Buffer.from('\ufeff\r\n \n'), 'file.empty 1:1'],
  ['Latin-1', Buffer.from('a\nbc\xfcd', 'latin1'), 'file.encoding 2:3'],
  [
    'a letter that the end of the file cuts',
    Buffer.concat([Buffer.from('ab\nü'), euro.subarray(0, 2)]),
    'file.encoding 2:2',
  ],
  [
    'a letter that a comma cuts',
    Buffer.concat([Buffer.from('a\n'), euro.subarray(0, 2), Buffer.from(',')]),
    'file.encoding 2:1',
  ],
  ['half of a surrogate pair', Buffer.from([0x61, 0xed, 0xa0, 0x80]), 'file.encoding 1:2'],
  ['UTF-16 with its mark', Buffer.from('\ufeffhostname', 'utf16le'), 'file.encoding 1:1'],
  ['UTF-16 without', Buffer.from('hostname', 'utf16le'), 'file.encoding 1:1'],
])('%s', async (_, bytes, expected) => {
  for (const size of [1, 2, 3, 100]) expect(await read(bytes, size)).toBe(expected);
});

test.each<[string, string]>([
  ['', '1:1'],
  ['ab', '1:3'],
  ['ab\n', '2:1'],
  ['a\r\n\nxyz', '3:4'],
])('after %j one is at %s', (text, expected) => {
  const { line, column } = after({ line: 1, column: 1 }, text);
  expect(`${line}:${column}`).toBe(expected);
});
