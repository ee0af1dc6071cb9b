import type { ServerView } from '../../servers.dto.js';
import { cellOf } from '../csv/cells.js';
import { fieldNames, kinds, type FieldName, type Kind } from '../fields.js';

interface Column {
  /** As an import wants it in the header. */
  title: string;
  path: string[];
  /** Not given: whatever the value is. */
  kind?: Kind;
}

/** The columns of these members; one that holds several fields is a column for each of them. */
export function columnsOf(members: readonly string[]): Column[] {
  const names = members.flatMap((member) => {
    const within = fieldNames.filter((name) => name.startsWith(`${member}.`));
    return within.length > 0 ? within : [member];
  });
  return [...new Set(names)].map((name) => ({
    title: name.replace(/^attributes\./, 'attr.'),
    path: name.split('.'),
    kind: Object.hasOwn(kinds, name) ? kinds[name as FieldName] : undefined,
  }));
}

export function headerOf(columns: readonly Column[]): string {
  return record(columns.map(({ title }) => title));
}

export function recordOf(view: ServerView, columns: readonly Column[]): string {
  return record(
    columns.map(({ path, kind }) => {
      const value = valueAt(view, path);
      return cellOf(value, kind ?? kindOf(value));
    }),
  );
}

function valueAt(view: ServerView, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (within, name) =>
      typeof within === 'object' && within !== null && Object.hasOwn(within, name)
        ? (within as Record<string, unknown>)[name]
        : undefined,
    view,
  );
}

function kindOf(value: unknown): Kind {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return 'list';
  return typeof value === 'object' ? 'json' : 'text';
}

/** RFC 4180. What an import could take for the separator of its cells is quoted too. */
function record(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",;\t|\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
