import fc from 'fast-check';
import type { FileFault } from '../file-fault.js';
import { mappingOf } from '../mapping.js';
import { mostInARow, type Row } from '../row.js';
import { jsonRows, ndjsonRows } from './json-rows.js';

type Read = (texts: AsyncIterable<string>) => AsyncGenerator<Row>;

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

/** The rows as `line value`, and the fault that ended the file. */
async function told(read: Read, text: string, size = 5): Promise<string[]> {
  const seen: string[] = [];
  try {
    for await (const { line, fields, faults } of read(inPieces(text, size))) {
      const [fault] = faults;
      seen.push(`${line} ${fault ? `${fault.code}@${fault.position}` : JSON.stringify(fields)}`);
    }
  } catch (error) {
    const { code, at } = error as FileFault;
    seen.push(`${code} ${at.line}:${at.column}`);
  }
  return seen;
}

describe('a JSON array', () => {
  test('is what JSON.parse says, in whatever pieces it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.constantFrom(undefined, 0, 1, 4),
        fc.integer({ min: 1, max: 9 }),
        async (values, indent, size) => {
          const rows: unknown[] = [];
          for await (const { fields } of jsonRows(inPieces(JSON.stringify(values, null, indent), size)))
            rows.push(fields);
          expect(rows).toEqual(JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });

  test.each<[string, string, string[]]>([
    ['nothing in it', ' [ \n ] \n', []],
    ['a line each', '[\n  {"a": 1},\n\n  {\n "a": "]},[\\""}\n]', ['2 {"a":1}', '4 {"a":"]},[\\""}']],
    ['no array', '{"a":1}', ['json.no-array 1:1']],
    ['a number', ' 7', ['json.no-array 1:2']],
    ['a text', '"[1]"', ['json.no-array 1:1']],
    ['a row that is no JSON', '[{"a":1},\n{"a":nope}]', ['1 {"a":1}', 'json.syntax 2:6']],
    ['a fault in a later line of a row', '[{"a":1,\n"b" 2}]', ['json.syntax 2:5']],
    ['brackets that do not match', '[{"a":1]]', ['json.syntax 1:8']],
    ['a comma too much', '[{"a":1},]', ['1 {"a":1}', 'json.syntax 1:10']],
    ['a comma at the beginning', '[,{"a":1}]', ['json.syntax 1:2']],
    ['a comma too few', '[{"a":1} {"a":2}]', ['json.syntax 1:10']],
    ['an end within a row', '[{"a":1},\n {"a":', ['1 {"a":1}', 'json.unfinished 2:7']],
    ['an end between rows', '[{"a":1},', ['1 {"a":1}', 'json.unfinished 1:10']],
    ['more than the array', '[1]\n x', ['1 1', 'json.trailing 2:2']],
    ['another array', '[1][2]', ['1 1', 'json.trailing 1:4']],
  ])('%s', async (_, text, expected) => {
    for (const size of [1, 2, 1000]) expect(await told(jsonRows, text, size)).toEqual(expected);
  });

  test('a row without an end is given up, and where it began is said', async () => {
    const text = `[1,\n ["${'x'.repeat(mostInARow)}"]]`;
    expect(await told(jsonRows, text, 65_536)).toEqual(['1 1', 'row.too-long 2:2']);
  });

  test.each<[string, string, string[]]>([
    [
      'is found among others',
      '{"count":2,"x":{"results":[9]},\n"results" :\n [{"a":1},{"a":2}],"y":[3]}',
      ['3 {"a":1}', '3 {"a":2}'],
    ],
    ['may be the whole', '[1]', ['1 1']],
    ['may be missing', '{"count":2,"result":[1]}', ['json.no-array 1:24']],
    ['may have no end', '{"results":[1,', ['1 1', 'json.unfinished 1:15']],
    ['may be in an object without one', '{"results":[1]', ['1 1', 'json.no-array 1:15']],
  ])('as a member of an object %s', async (_, text, expected) => {
    const read: Read = (texts) => jsonRows(texts, { member: 'results' });
    for (const size of [1, 3, 1000]) expect(await told(read, text, size)).toEqual(expected);
  });

  test('a fault is placed by a pointer into the file', async () => {
    const places: string[] = [];
    for await (const row of jsonRows(inPieces('[{},{}]', 9))) places.push(row.place('/ssh/port').pointer);
    for await (const row of jsonRows(inPieces('{"results":[{}]}', 9), { member: 'results' }))
      places.push(row.place('/name').pointer);
    expect(places).toEqual(['/0/ssh/port', '/1/ssh/port', '/results/0/name']);
  });
});

test.each<[string, string, string[]]>([
  ['a line each, blank ones left out', '{"a":1}\r\n\n{"a":2}\n', ['1 {"a":1}', '3 {"a":2}']],
  ['the last without an end', '1\n2', ['1 1', '2 2']],
  ['a line that is no JSON is a fault of that line', '1\n{"a"=2}\n3', ['1 1', '2 json.syntax@4', '3 3']],
  ['a line too long', `1\n"${'x'.repeat(mostInARow)}"`, ['1 1', 'row.too-long 2:1']],
])('JSON lines: %s', async (_, text, expected) => {
  expect(await told(ndjsonRows, text, 100_000)).toEqual(expected);
});

test('members are moved to where the mapping says, and their faults back', async () => {
  const mapping = mappingOf(
    JSON.stringify({
      name: 'hostname',
      'net.ip': 'ipAddress',
      cores: 'hardware.cpuCores',
      rack: 'attr.rack',
      junk: null,
    }),
  );
  const text = JSON.stringify({ name: 'x', net: { ip: '10.0.0.1' }, cores: 4, rack: 7, junk: {}, owner: 'core' });
  for await (const { fields, place } of ndjsonRows(inPieces(text, 99), { mapping })) {
    expect(fields).toEqual({
      hostname: 'x',
      ipAddress: '10.0.0.1',
      hardware: { cpuCores: 4 },
      attributes: { rack: 7 },
      owner: 'core',
    });
    expect(place('/ipAddress')).toEqual({ column: 'net.ip', columnNumber: null, pointer: '/net/ip' });
    expect(place('/owner').pointer).toBe('/owner');
  }
});
