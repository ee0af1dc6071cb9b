import fc from 'fast-check';
import { fieldNames } from '../fields.js';
import type { FileFault } from '../file-fault.js';
import { mappingOf } from '../mapping.js';
import { mostInARow } from '../row.js';
import { cellOf, guarded, unguarded, valueIn } from './cells.js';
import { csvRows } from './csv-rows.js';
import { delimiterOf } from './records.js';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

/** The rows as `line fields`, with their faults, and the fault that ended the file. */
async function told(text: string, options: Parameters<typeof csvRows>[1] = {}, size = 7): Promise<string[]> {
  const seen: string[] = [];
  try {
    for await (const { line, fields, faults, place } of csvRows(inPieces(text, size), options)) {
      const [fault] = faults;
      const { column, columnNumber } = place(fault?.pointer ?? '');
      seen.push(fault ? `${line} ${fault.code} ${column} ${columnNumber}` : `${line} ${JSON.stringify(fields)}`);
    }
  } catch (error) {
    const { code, at } = error as FileFault;
    seen.push(`${code} ${at.line}:${at.column}`);
  }
  return seen;
}

test.each<[string, string, string[]]>([
  ['a header alone has no rows', 'hostname\n', []],
  [
    'lines end in either way',
    'hostname,owner\r\na,b\r\nc,d',
    ['2 {"hostname":"a","owner":"b"}', '3 {"hostname":"c","owner":"d"}'],
  ],
  ['blank lines count and are no rows', '\nhostname\n\na\n\n\nb\n', ['4 {"hostname":"a"}', '7 {"hostname":"b"}']],
  [
    'rows of empty cells count and are none',
    'hostname,owner\n,\na,b\n , \nc,d',
    ['3 {"hostname":"a","owner":"b"}', '5 {"hostname":"c","owner":"d"}'],
  ],
  [
    'a record of several lines is where it begins',
    'hostname,notes\na,"x\ny\r\nz"\nb,"1\n2"\nc,q',
    [
      '2 {"hostname":"a","notes":"x\\ny\\r\\nz"}',
      '5 {"hostname":"b","notes":"1\\n2"}',
      '7 {"hostname":"c","notes":"q"}',
    ],
  ],
  ['quotes are doubled', 'hostname,notes\na,"say ""hi"", now"\n', ['2 {"hostname":"a","notes":"say \\"hi\\", now"}']],
  ['semicolons separate', 'hostname;owner\na;b,c\n', ['2 {"hostname":"a","owner":"b,c"}']],
  ['tabs separate', 'hostname\tnotes\na\tb;c,d\n', ['2 {"hostname":"a","notes":"b;c,d"}']],
  ['names in the header are trimmed', ' hostname , owner\na,b', ['2 {"hostname":"a","owner":"b"}']],
  [
    'fields within fields, lists, numbers',
    'hostname,os.family,hardware.cpuCores,tags,addresses,id\na,debian,8,"env:prod, pci",10.0.0.1 ::1,7\n',
    [
      '2 {"hostname":"a","tags":["env:prod","pci"],"addresses":["10.0.0.1","::1"],"os":{"family":"debian"},"hardware":{"cpuCores":8}}',
    ],
  ],
  ['what is no number is left to the rules', 'hostname,ssh.port\na,ssh\n', ['2 {"hostname":"a","ssh":{"port":"ssh"}}']],
  [
    'attributes, whole and one by one',
    'hostname,attr.rack,attributes,attr.row.no\na,007,"{""x"":[1]}",4\n',
    ['2 {"hostname":"a","attributes":{"x":[1],"rack":"007","row.no":"4"}}'],
  ],
  [
    'an attribute of a bad name stays one',
    'hostname,attr.__proto__\na,1\n',
    ['2 {"hostname":"a","attributes":{"__proto__":"1"}}'],
  ],
  ['an empty cell says nothing', 'hostname,owner,os.family\na,,\n', ['2 {"hostname":"a"}']],
  ['too few cells', 'hostname,owner\na\n', ['2 csv.cells null null']],
  ['too many cells', 'hostname,owner\na,b,c\nd,e', ['2 csv.cells null null', '3 {"hostname":"d","owner":"e"}']],
  [
    'a cell that is no JSON',
    'hostname,checks\na,[1\nb,[]',
    ['2 csv.bad-json checks 2', '3 {"hostname":"b","checks":[]}'],
  ],
  ['an unknown column', 'hostname,ownr\na,b', ['csv.column-unknown 1:2']],
  ['an unnamed column', 'hostname,\na,b', ['csv.column-unnamed 1:2']],
  ['a column twice', '\nhostname,owner,owner\na,b,c', ['csv.column-twice 2:3']],
  ['no host name', 'owner\nb', ['csv.hostname-missing 1:1']],
  [
    'a quote that is not closed',
    'hostname,notes\na,b\nc,"d\ne\n',
    ['2 {"hostname":"a","notes":"b"}', 'csv.quote-open 3:2'],
  ],
  [
    'a cell that goes on after its quote',
    'hostname,notes\na,"b\n\n"\nb,"x"y\n',
    ['2 {"hostname":"a","notes":"b\\n\\n"}', 'csv.quote-in-cell 5:2'],
  ],
  ['a quote within a cell', 'hostname,notes\na,5" disk\n', ['csv.quote-in-cell 2:2']],
])('%s', async (_, text, expected) => {
  for (const size of [1, 2, 1000]) expect(await told(text, {}, size)).toEqual(expected);
});

test('a record without an end is given up, and where it began is said', async () => {
  const text = `hostname,notes\na,b\nc,"${'x\n'.repeat(mostInARow / 2 + 1)}`;
  expect(await told(text, {}, 65_536)).toEqual(['2 {"hostname":"a","notes":"b"}', 'row.too-long 3:2']);
});

test('empty cells clear when that is wanted, but for what a server cannot be without', async () => {
  const text = 'hostname,lifecycle,owner,os.family,tags,attr.x\na,,,,,\n';
  expect(await told(text, { empty: 'clear' })).toEqual([
    '2 {"hostname":"a","owner":null,"tags":null,"os":{"family":null},"attributes":{"x":null}}',
  ]);
});

describe('a mapping', () => {
  const text = 'Name,CPU,Rack,Junk,owner\na,8,r4,x,core\n';

  test('says what columns are', async () => {
    const mapping = mappingOf('{"Name":"hostname","CPU":"hardware.cpuCores","Rack":"attr.rack","Junk":null}');
    expect(await told(text, { mapping })).toEqual([
      '2 {"hostname":"a","owner":"core","hardware":{"cpuCores":8},"attributes":{"rack":"r4"}}',
    ]);
  });

  test.each([
    ['{"Name":"hostname","Cpu":null,"Rack":null,"Junk":null,"CPU":null}', 'csv.column-missing 1:1'],
    ['{"Name":"hostname","CPU":"owner","Rack":null,"Junk":null}', 'csv.field-twice 1:5'],
  ])('%s does not fit', async (json, expected) => {
    expect(await told(text, { mapping: mappingOf(json) })).toEqual([expected]);
  });

  test.each([
    ['{', 'mapping.malformed'],
    ['[]', 'mapping.malformed'],
    ['{"a":"ownr"}', 'mapping.field-unknown'],
    ['{"a":7}', 'mapping.field-unknown'],
    ['{"a":"owner","b":"owner"}', 'mapping.field-twice'],
  ])('%s is refused', (json, code) => {
    expect(() => mappingOf(json)).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ code })] }));
  });
});

test.each([
  ['hostname', ','],
  ['a;b;c,d', ';'],
  ['a\tb', '\t'],
  ['a|b|c', '|'],
  ['"a;b;c",d', ','],
])('the cells of %j are separated by %j', (line, expected) => {
  expect(delimiterOf(line)).toBe(expected);
});

test.each([
  ['plain', 'plain'],
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['-', "'-"],
  ['@team', "'@team"],
  ['\tx', "'\tx"],
  ["'=1", "''=1"],
  ["it's", "it's"],
  ["'quoted'", "'quoted'"],
])('%j stands in a cell as %j', (text, cell) => {
  expect(guarded(text)).toBe(cell);
  expect(unguarded(cell)).toBe(text);
});

test('every text comes back from its cell, and no formula goes out', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^['=+\-@\t\r]*.*$/), (text) => {
      expect(unguarded(guarded(text))).toBe(text);
      expect(guarded(text)).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

test('every value comes back from its cell', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue().filter((value) => value !== null),
      async (value) => {
        const same = JSON.parse(JSON.stringify(value)) as unknown;
        expect(await valueIn(cellOf(value, 'json'), 'json')).toEqual({ value: same });
      },
    ),
  );
  expect(await valueIn(cellOf(['a', 'b'], 'list'), 'list')).toEqual({ value: ['a', 'b'] });
  expect(await valueIn(cellOf(8, 'number'), 'number')).toEqual({ value: 8 });
});

test('the fields of an export are the fields of an import', () => {
  expect(new Set(fieldNames).size).toBe(fieldNames.length);
});
