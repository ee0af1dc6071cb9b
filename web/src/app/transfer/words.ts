import { ImportFormat, ImportResult, RowFault } from '../api/wire';
import { countOf, counted } from '../ui/number';

/** What a format is called where one chooses it. */
export const formatNames: Record<ImportFormat, string> = {
  csv: 'CSV, or another table',
  ndjson: 'JSON lines',
  json: 'JSON',
  'ansible-ini': 'Ansible inventory (INI)',
  'ansible-yaml': 'Ansible inventory (YAML)',
  'ssh-config': 'OpenSSH configuration',
  'netbox-csv': 'NetBox devices (CSV)',
  'netbox-json': 'NetBox devices (JSON)',
};

/** `9,998 created, 2 refused` */
export function wordsOf({ created, updated, unchanged, failed, applied }: ImportResult): string {
  if (!applied) return `nothing was imported: ${counted(failed, 'row')} refused`;
  const parts = [
    [created, 'created'],
    [updated, 'updated'],
    [unchanged, 'unchanged'],
    [failed, 'refused'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${countOf(count)} ${word}`);
  return said.length > 0 ? said.join(', ') : 'there was nothing in it';
}

/** `line 4, column ssh.port` */
export function placeOf({ line, column, columnNumber }: RowFault): string {
  if (column !== null) return `line ${countOf(line)}, ${column}`;
  return columnNumber === null ? `line ${countOf(line)}` : `line ${countOf(line)}, column ${countOf(columnNumber)}`;
}

/** What is wrong, a line each, for a ticket or whoever made the file. */
export function textOf(faults: readonly RowFault[]): string {
  return faults
    .map(({ line, column, columnNumber, pointer, code, message }) =>
      [line, column ?? columnNumber ?? '', pointer, code, message].join('\t'),
    )
    .map((line) => `${line}\n`)
    .join('');
}
