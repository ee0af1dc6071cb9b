import { cellOf } from '../csv/cells.js';
import { csvRecords } from '../csv/records.js';
import { fieldNames, isAttribute, isTarget, kinds, pathOf, type Target } from '../fields.js';
import { FileFault } from '../file-fault.js';
import type { FormatName } from '../formats.js';
import type { Row } from '../row.js';
import { isShownOnly } from './proposed.js';

export interface Sampled {
  name: string;
  samples: string[];
}

const mostSamples = 3;
const mostRows = 50;
const mostLength = 200;
const mostColumns = 500;

/** The columns of a table with some of their values. What spoils the file further on is told when its rows are read. */
export async function columnsOfTable(texts: AsyncIterable<string>): Promise<Sampled[]> {
  const columns: Sampled[] = [];
  try {
    let rows = 0;
    for await (const { cells } of csvRecords(texts)) {
      if (rows++ === 0)
        columns.push(...cells.slice(0, mostColumns).map((title) => ({ name: title.trim(), samples: [] })));
      else columns.forEach((column, at) => note(column, cells[at]));
      if (rows > mostRows) break;
    }
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
  }
  return columns;
}

/** The members of rows, down to where they are fields, or values. */
export function membersOf(rows: readonly Row[], format: FormatName): Sampled[] {
  const members = new Map<string, Sampled>();
  const isForeign = format !== 'json' && format !== 'ndjson';
  const walk = (value: unknown, path: string[]): void => {
    const name = path.join('.');
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    const isLeaf = isTarget(name) || isShownOnly(name) || (isForeign && path[0] === 'attributes' && path.length > 1);
    if (value === null && fieldNames.some((field) => field.startsWith(`${name}.`))) return;
    if (isGroup && !(isLeaf && !(isForeign && name === 'attributes')) && path.length < 4) {
      for (const [member, inner] of Object.entries(value)) walk(inner, [...path, member]);
      return;
    }
    let member = members.get(name);
    if (!member && members.size >= mostColumns) return;
    if (!member) members.set(name, (member = { name, samples: [] }));
    note(member, shown(value));
  };
  for (const { fields } of rows.slice(0, mostRows))
    if (typeof fields === 'object' && !Array.isArray(fields)) walk(fields, []);
  members.delete('');
  // What we have a word for in our order, the rest as it comes.
  const place = ({ name }: Sampled) => (fieldNames as string[]).indexOf(name) + 1 || fieldNames.length + 1;
  return isForeign ? [...members.values()].sort((a, b) => place(a) - place(b)) : [...members.values()];
}

/** What a row says in a field, as a table would have it. */
export function valueOf({ fields }: Row, target: Target): string | null {
  let value = fields;
  for (const name of pathOf(target)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  if (value === null || value === undefined) return null;
  const kind = target === 'id' || isAttribute(target) ? undefined : kinds[target];
  const fits = kind !== 'list' || (Array.isArray(value) && value.every((each) => typeof each === 'string'));
  return (kind === 'list' && fits ? (value as string[]).join(' ') : shown(value)).slice(0, mostLength);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : cellOf(value, 'json');
}

function note({ samples }: Sampled, value: string | undefined): void {
  const sample = value?.trim().slice(0, mostLength) ?? '';
  if (sample !== '' && samples.length < mostSamples && !samples.includes(sample)) samples.push(sample);
}
