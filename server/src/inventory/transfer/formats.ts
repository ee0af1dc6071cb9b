import { BadRequest, UnsupportedMediaType } from '../../http/domain-error.js';
import { csvRows } from './csv/csv-rows.js';
import type { EmptyCells } from './csv/columns.js';
import { ansibleIniRows } from './foreign/ansible/ini.js';
import { ansibleYamlRows } from './foreign/ansible/yaml.js';
import { netboxCsvRows } from './foreign/netbox/netbox-csv.js';
import { netboxJsonRows } from './foreign/netbox/netbox-json.js';
import { sshConfigRows } from './foreign/ssh/ssh-config.js';
import { jsonRows, ndjsonRows } from './json/json-rows.js';
import type { Mapping } from './mapping.js';
import type { Rows } from './row.js';

export interface Reading {
  mapping?: Mapping;
  empty?: EmptyCells;
}

export interface Format {
  /** Media types that mean this format when nobody names one. */
  types: readonly string[];
  /** Columns and members may be mapped. */
  isMapped: boolean;
  read(texts: AsyncIterable<string>, reading: Reading): Rows;
}

const formats = {
  csv: { types: ['text/csv'], isMapped: true, read: csvRows },
  ndjson: {
    types: ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'],
    isMapped: true,
    read: ndjsonRows,
  },
  json: { types: ['application/json'], isMapped: true, read: jsonRows },
  'ansible-ini': { types: [], isMapped: false, read: ansibleIniRows },
  'ansible-yaml': { types: [], isMapped: false, read: ansibleYamlRows },
  'ssh-config': { types: [], isMapped: false, read: sshConfigRows },
  'netbox-csv': { types: [], isMapped: false, read: netboxCsvRows },
  'netbox-json': { types: [], isMapped: false, read: netboxJsonRows },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as FormatName[];

/** Media types in which a format must be named. */
const anyFormat = ['text/plain', 'application/yaml', 'application/x-yaml', 'text/yaml', 'application/octet-stream', ''];

/** @throws UnsupportedMediaType, BadRequest for a mapping of what has no columns */
export function formatOf(name: FormatName | undefined, mediaType: string, { mapping }: Reading): Format {
  const known = Object.entries(formats).find(([, { types }]) => (types as readonly string[]).includes(mediaType));
  const named = name ?? (known?.[0] as FormatName | undefined);
  if (!named || !(known || anyFormat.includes(mediaType))) {
    const possible = Object.values(formats).flatMap(({ types }) => (types as readonly string[]).slice(0, 1));
    const message = `The body must be one of ${possible.join(', ')}, or \`format\` must say what it is; it is ${mediaType || 'nothing that is known'}.`;
    throw new UnsupportedMediaType('http.unsupported-media-type', message, [
      { pointer: '/Content-Type', code: 'http.unsupported-media-type', message },
    ]);
  }
  const format: Format = formats[named];
  if (mapping && !format.isMapped) {
    const message = `A file of the format ${named} has no columns to map.`;
    throw new BadRequest('request.invalid', message, [{ pointer: '/mapping', code: 'mapping.none', message }]);
  }
  return format;
}
