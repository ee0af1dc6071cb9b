import { Injectable } from '@nestjs/common';
import type { Upload } from '../../../http/upload.js';
import { fieldNames, type Target } from '../fields.js';
import { FileFault } from '../file-fault.js';
import { formatOf, type Format, type Reading } from '../formats.js';
import { judged } from '../import/judged.js';
import { SeenKeys } from '../import/seen-keys.js';
import { rowFaultsOf } from '../import/tally.js';
import { mappingOf } from '../mapping.js';
import type { Row } from '../row.js';
import { textOf } from '../text.js';
import { detected } from './detected.js';
import type { ImportPreview, PreviewQuery } from './preview.dto.js';
import { proposed } from './proposed.js';
import { columnsOfTable, membersOf, valueOf, type Sampled } from './samples.js';

const mostBytes = 1_048_576;
const mostUploaded = 1_073_741_824;
const mostRead = 1_000;
const mostShown = 20;
const mostErrors = 100;

/** How a file ends that was cut. */
const cutShort = ['csv.quote-open', 'json.unfinished', 'yaml.syntax'];

/** What was read of the beginning of a file, and what ended that. */
interface Beginning {
  rows: Row[];
  fault: FileFault | null;
  warnings: ImportPreview['warnings'];
  isComplete: boolean;
}

/** Reads the beginning of a file as an import would, without the inventory. */
@Injectable()
export class Previews {
  /** @throws BadRequest for what is no text, and for a mapping that is none */
  async of(query: PreviewQuery, upload: Upload): Promise<ImportPreview> {
    const { text, isCut } = await headOf(upload, query.head ?? false);
    const name = query.format ?? detected(text);
    const given = query.mapping === undefined ? undefined : mappingOf(query.mapping);
    const format = formatOf(name, upload.mediaType, { mapping: given });
    const columns =
      name === 'csv' ? await columnsOfTable(once(text)) : membersOf((await read(format, text, isCut, {})).rows, name);
    const targets = targetsOf(columns, format, given);
    const mapping = new Map([...targets].filter(([column, target]) => target !== column));
    const reading = format.isMapped && mapping.size > 0 ? { mapping } : {};
    const { rows, fault, warnings, isComplete } = await read(format, text, isCut, reading);
    const seen = new SeenKeys();
    const errors = await Promise.all(
      rows.map(async (row) => {
        const verdict = await judged(row, { seen });
        return 'faults' in verdict ? rowFaultsOf(row, verdict.faults) : [];
      }),
    );
    return {
      format: name,
      mappable: format.isMapped,
      columns: columns.map((column) => ({ ...column, target: targets.get(column.name) ?? null })),
      mapping: Object.fromEntries(mapping),
      fields: fieldNames,
      rows: rows.slice(0, mostShown).map((row, at) => ({
        line: row.line,
        values: columns.map((column) => {
          const target = targets.get(column.name);
          return target ? valueOf(row, target) : null;
        }),
        errors: errors[at] ?? [],
      })),
      read: rows.length,
      failed: errors.filter((faults) => faults.length > 0).length,
      errors: errors.flat().slice(0, mostErrors),
      complete: isComplete,
      fault: fault && { ...fault.at, code: fault.code, message: fault.message },
      warnings,
    };
  }
}

/** As given, else as proposed; in the formats of others each column is a field already. */
function targetsOf(
  columns: readonly Sampled[],
  { isMapped }: Format,
  given: ReadonlyMap<string, Target | null> | undefined,
): ReadonlyMap<string, Target | null> {
  if (!isMapped) return new Map(columns.map(({ name }) => [name, targetNamed(name)]));
  const filled = new Set(given?.values());
  const open = columns.filter(({ name }) => !given?.has(name));
  const rest = [...proposed(open)].map(([name, target]): [string, Target | null] => [
    name,
    target !== null && filled.has(target) ? null : target,
  ]);
  return new Map([...(given ?? []), ...rest]);
}

/** An attribute by its path, or a field. */
function targetNamed(name: string): Target {
  return name.startsWith('attributes.') ? `attr.${name.slice('attributes.'.length)}` : (name as Target);
}

async function read(format: Format, text: string, isCut: boolean, reading: Reading): Promise<Beginning> {
  const rows: Row[] = [];
  const source = format.read(once(text), reading);
  const beginning = (isComplete: boolean, fault: FileFault | null = null): Beginning => ({
    ...{ rows, fault, isComplete },
    warnings: [...(source.warnings ?? [])].slice(0, mostErrors),
  });
  try {
    for await (const row of source) if (rows.push(row) >= mostRead) return beginning(false);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return isCut && cutShort.includes(error.code) && rows.length > 0 ? beginning(false) : beginning(!isCut, error);
  }
  return beginning(!isCut);
}

async function headOf(upload: Upload, isHead: boolean): Promise<{ text: string; isCut: boolean }> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of upload.bytes(mostUploaded)) {
    pieces.push(piece);
    size += piece.length;
    if (size > mostBytes) break;
  }
  const isCut = isHead || size > mostBytes;
  const bytes = Buffer.concat(pieces).subarray(0, mostBytes);
  let text = '';
  for await (const piece of textOf(once(isCut ? wholeLines(bytes) : bytes))) text += piece;
  return { text, isCut };
}

/** Without the line that was cut; of a single one without the letter. */
function wholeLines(bytes: Buffer): Buffer {
  let end = bytes.lastIndexOf('\n') + 1 || bytes.length;
  while (end > 0 && (bytes[end - 1] ?? 0) >= 0x80) end--;
  return bytes.subarray(0, end);
}

async function* once<Piece>(piece: Piece): AsyncGenerator<Piece> {
  yield await Promise.resolve(piece);
}
