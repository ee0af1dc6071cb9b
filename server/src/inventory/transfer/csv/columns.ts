import type { Fault } from '../../../http/domain-error.js';
import { FileFault, type Position } from '../file-fault.js';
import { hint, ignored, isAttribute, isTarget, kinds, pathOf, pointerTo, put, type Target } from '../fields.js';
import type { Mapping } from '../mapping.js';
import type { Place } from '../row.js';
import { valueIn } from './cells.js';

/** What an empty cell does to a server that there is already: nothing, or it clears the field. */
export const emptyCells = ['keep', 'clear'] as const;
export type EmptyCells = (typeof emptyCells)[number];

interface Column {
  name: string;
  /** From 1. */
  number: number;
  /** Null: what is not imported. */
  target: Target | null;
  path: string[];
  pointer: string;
}

/** These two cannot be cleared: an empty cell always leaves them as they are. */
const lasting: readonly string[] = ['hostname', 'lifecycle'];

/** What the columns of a table mean. */
export class Columns {
  private readonly columns: Column[];
  /** Those that fill something; what fills a whole field goes before what adds to it. */
  private readonly filling: (Column & { target: Exclude<Target, typeof ignored> })[];

  /** @throws FileFault naming the column that cannot be understood */
  constructor(
    header: readonly string[],
    private readonly options: { line: number; mapping?: Mapping; empty?: EmptyCells },
  ) {
    this.columns = header.map((title, at) => this.column(title.trim(), at));
    this.requireMapped();
    this.requireOnce(
      (column) => column.name,
      'csv.column-twice',
      (name) => `There are two columns \`${name}\`.`,
    );
    this.requireOnce(
      (column) => column.target,
      'csv.field-twice',
      (name) => `Two columns fill \`${name}\`.`,
    );
    if (!this.columns.some(({ target }) => target === 'hostname'))
      throw this.fault(0, 'csv.hostname-missing', 'There is no column `hostname`.');
    this.filling = this.columns.filter(isFilling).sort((a, b) => a.path.length - b.path.length);
  }

  /** One record of the table: what its cells say. */
  async fieldsOf(record: readonly string[]): Promise<{ fields: Record<string, unknown>; faults: Fault[] }> {
    const fields: Record<string, unknown> = {};
    const faults: Fault[] = [];
    if (record.length !== this.columns.length) {
      const message = `has ${record.length} ${record.length === 1 ? 'cell' : 'cells'}, the header ${this.columns.length}`;
      return { fields, faults: [{ pointer: '', code: 'csv.cells', message }] };
    }
    for (const { number, target, path, pointer } of this.filling) {
      const cell = record[number - 1] ?? '';
      if (cell === '') {
        if (this.options.empty === 'clear' && !lasting.includes(target)) put(fields, path, null);
        continue;
      }
      const read = await valueIn(cell, isAttribute(target) ? 'text' : kinds[target]);
      if ('value' in read) put(fields, path, read.value);
      else faults.push({ pointer, code: 'csv.bad-json', ...read });
    }
    return { fields, faults };
  }

  /** The column in which a fault is: the one that fills the field, or what the field is within. */
  place(pointer: string): Place {
    const { name = null, number = null } = this.filling.findLast(({ pointer: own }) => isWithin(pointer, own)) ?? {};
    return { column: name, columnNumber: number, pointer };
  }

  private column(name: string, at: number): Column {
    const { mapping } = this.options;
    const target = mapping?.has(name) ? (mapping.get(name) ?? null) : this.own(name, at);
    const path = target === null ? [] : pathOf(target);
    return { name, number: at + 1, target, path, pointer: pointerTo(path) };
  }

  private own(name: string, at: number): Target {
    if (isTarget(name)) return name;
    if (name === '') throw this.fault(at, 'csv.column-unnamed', `Column ${at + 1} has no name.`);
    throw this.fault(at, 'csv.column-unknown', `There is no field \`${name}\` (column ${at + 1}). ${hint(name)}`);
  }

  private requireMapped(): void {
    const missing = [...(this.options.mapping?.keys() ?? [])].find(
      (name) => !this.columns.some((column) => column.name === name),
    );
    if (missing !== undefined)
      throw this.fault(0, 'csv.column-missing', `There is no column \`${missing}\`, which the mapping names.`);
  }

  private requireOnce(of: (column: Column) => string | null, code: string, says: (name: string) => string): void {
    const seen = new Set<string>();
    for (const column of this.columns) {
      const name = of(column);
      if (name === null) continue;
      if (seen.has(name)) throw this.fault(column.number - 1, code, says(name));
      seen.add(name);
    }
  }

  /** The column is the header's, counted in columns of the table. */
  private fault(at: number, code: string, message: string): FileFault {
    const position: Position = { line: this.options.line, column: at + 1 };
    return new FileFault(code, message, position);
  }
}

function isFilling(column: Column): column is Column & { target: Exclude<Target, typeof ignored> } {
  return column.target !== null && column.target !== ignored;
}

function isWithin(pointer: string, own: string): boolean {
  return pointer === own || pointer.startsWith(`${own}/`);
}
