import { csvRecords } from '../../csv/records.js';
import { FileFault } from '../../file-fault.js';
import type { Row, Rows, Warning } from '../../row.js';
import { rowsOf } from '../whole.js';
import { converted, knownMembers } from './device.js';
import { unknownState } from './netbox-json.js';

/** Devices or virtual machines as a table: with the columns of an import, or with the titles that a list has when it is exported. */
export function netboxCsvRows(texts: AsyncIterable<string>): Rows {
  return rowsOf(async function* (warnings: Warning[]): AsyncGenerator<Row> {
    let columns: Column[] | undefined;
    for await (const { line, cells } of csvRecords(texts)) {
      if (columns) {
        yield deviceRow(cells, line, columns, warnings);
        continue;
      }
      columns = cells.map((title, at) => ({ title: title.trim(), member: memberOf(title), number: at + 1 }));
      if (!columns.some(({ member }) => member === 'name'))
        throw new FileFault('csv.column-missing', 'There is no column `name`.', { line, column: 1 });
      const left = columns.filter(({ member }) => !knownMembers.has(member) && !member.startsWith('cf_'));
      if (left.length > 0) {
        const names = left.map(({ title }) => `\`${title}\``).join(', ');
        warnings.push({ line, code: 'netbox.columns-left-out', message: `Not imported: ${names}.` });
      }
    }
  });
}

interface Column {
  title: string;
  member: string;
  number: number;
}

/** `IPv4 Address` is `ipv4_address`. */
export function memberOf(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '_');
}

function deviceRow(cells: readonly string[], line: number, columns: readonly Column[], warnings: Warning[]): Row {
  const device = Object.fromEntries(
    columns.flatMap(({ member, number }) => {
      const cell = cells[number - 1]?.trim() ?? '';
      // What a list shows for nothing.
      return cell === '' || cell === '—' ? [] : [[member, cell]];
    }),
  );
  const { fields, memberOf: origin, unknown } = converted(device);
  for (const { member, says } of unknown) warnings.push(unknownState(line, member, says));
  const isWhole = cells.length === columns.length;
  const message = `has ${cells.length} cells, the header ${columns.length}`;
  return {
    line,
    fields,
    faults: isWhole ? [] : [{ pointer: '', code: 'csv.cells', message }],
    place: (pointer) => {
      const column = pointer === '' ? undefined : columns.find(({ member }) => member === origin(pointer));
      return { column: column?.title ?? null, columnNumber: column?.number ?? null, pointer };
    },
  };
}
