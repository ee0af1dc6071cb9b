import type { Kind } from '../fields.js';
import { jsonFaultIn } from '../json/json-fault.js';

/** Cells that a spreadsheet takes for a formula, and those that look like one of ours which was kept from being taken for one. */
const formula = /^'*[=+\-@\t\r]/;

/** A text as a cell that no spreadsheet carries out: with an apostrophe in front. Never two texts become the same cell. */
export function guarded(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text of a cell, without the apostrophe that `guarded` put in front of it. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}

/** What a cell holds that is not empty. Whether that may be, `ImportServer` says; only JSON can be unreadable. */
export async function valueIn(
  cell: string,
  kind: Kind,
): Promise<{ value: unknown } | { message: string; position: number }> {
  const text = unguarded(cell);
  if (kind === 'text') return { value: text };
  if (kind === 'number') return { value: /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text };
  if (kind === 'list') return { value: text.split(/[\s,]+/).filter((word) => word !== '') };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return jsonFaultIn(text);
  }
}

/** The cell that `valueIn` reads as this value again; empty for what is not there. */
export function cellOf(value: unknown, kind: Kind): string {
  if (value === null || value === undefined) return '';
  if (kind === 'json') return JSON.stringify(value);
  if (kind === 'list') return guarded((value as string[]).join(' '));
  return guarded(typeof value === 'string' ? value : JSON.stringify(value));
}
