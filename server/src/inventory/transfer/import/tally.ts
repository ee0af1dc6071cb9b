import type { ImportResult, RowFault, RowView } from './import.dto.js';
import { rowCountsOf, sum, type RowOutcome } from './outcome.js';
import type { Fault } from '../../../http/domain-error.js';
import type { Row, Warning } from '../row.js';

/** How much of a large file an answer lists. */
const mostErrors = 1_000;
const mostRows = 100;
const mostWarnings = 1_000;

/** What an import has come to so far. */
export class Tally {
  counts = rowCountsOf([]);
  changeSetId: string | null = null;
  private readonly errors: RowFault[] = [];
  private readonly rows: RowView[] = [];
  private isTruncated = false;

  add(outcomes: RowOutcome[]): void {
    this.counts = sum(this.counts, rowCountsOf(outcomes));
    for (const outcome of outcomes) {
      const faults = rowFaultsOf(outcome.row, outcome.faults);
      const room = mostErrors - this.errors.length;
      this.errors.push(...faults.slice(0, room));
      this.isTruncated ||= faults.length > room;
      if (this.rows.length < mostRows) this.rows.push(viewOf(outcome, faults));
    }
  }

  result(isApplied: boolean, dryRun: boolean, warnings: readonly Warning[] = []): ImportResult {
    const { counts, errors, rows, changeSetId } = this;
    return {
      dryRun,
      applied: isApplied,
      ...counts,
      changeSetId: isApplied ? changeSetId : null,
      errors,
      errorsTruncated: this.isTruncated,
      rows,
      warnings: warnings.slice(0, mostWarnings),
    };
  }
}

/** Faults with their places in the file. */
export function rowFaultsOf(row: Row, faults: readonly Fault[]): RowFault[] {
  return faults.map(({ pointer, code, message, position }) => {
    const place = row.place(pointer);
    const columnNumber = place.columnNumber ?? (position === undefined ? null : position + 1);
    return { line: row.line, ...place, columnNumber, code, message };
  });
}

function viewOf({ row, status, id, hostname, before, after }: RowOutcome, errors: RowFault[]): RowView {
  return { line: row.line, status, id, hostname, before, after, errors };
}
