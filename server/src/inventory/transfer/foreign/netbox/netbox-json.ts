import { jsonRows } from '../../json/json-rows.js';
import type { Row, Rows, Warning } from '../../row.js';
import { rowsOf } from '../whole.js';
import { converted, type Device } from './device.js';

/** How much of a file can stand before its devices. */
const mostHead = 4_096;

/** Devices or virtual machines as NetBox's API lists them: an array, or an object with `results`. */
export function netboxJsonRows(texts: AsyncIterable<string>): Rows {
  return rowsOf(async function* (warnings: Warning[]): AsyncGenerator<Row> {
    let head = '';
    async function* noted(): AsyncGenerator<string> {
      for await (const text of texts) {
        if (head.length < mostHead) head += text.slice(0, mostHead);
        yield text;
      }
    }
    for await (const row of jsonRows(noted(), { member: 'results' })) yield deviceRow(row, warnings);
    if (/^\s*\{[^[]*"next"\s*:\s*"/.test(head))
      warnings.push({
        line: 1,
        code: 'netbox.more-pages',
        message: 'It is one page of a longer list: its `next` names the following one. Export with `?limit=0`.',
      });
  });
}

function deviceRow(row: Row, warnings: Warning[]): Row {
  const { fields: device, line } = row;
  if (typeof device !== 'object' || device === null || Array.isArray(device)) return row;
  const { fields, memberOf, unknown } = converted(device as Device);
  for (const { member, says } of unknown) warnings.push(unknownState(line, member, says));
  return {
    line,
    fields,
    faults: row.faults,
    place: (pointer) => (pointer === '' ? row.place('') : row.place(`/${memberOf(pointer)}`)),
  };
}

export function unknownState(line: number, member: string, says: string): Warning {
  const message = `\`${member}\` says \`${says}\`, which is no state of ours: it is not imported.`;
  return { line, code: 'netbox.status-unknown', message };
}
