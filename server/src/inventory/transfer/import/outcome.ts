import type { Fault } from '../../../http/domain-error.js';
import type { Row } from '../row.js';

export const rowStatuses = ['created', 'updated', 'unchanged', 'failed'] as const;
export type RowStatus = (typeof rowStatuses)[number];

/** What became of a row. `before` and `after` hold the fields that differ. */
export interface RowOutcome {
  row: Row;
  status: RowStatus;
  id: string | null;
  hostname: string | null;
  before: object | null;
  after: object | null;
  faults: Fault[];
}

/** How many rows became what. */
export type RowCounts = Record<RowStatus, number> & { total: number };

export function rowCountsOf(outcomes: readonly RowOutcome[]): RowCounts {
  const counts = { total: outcomes.length, created: 0, updated: 0, unchanged: 0, failed: 0 };
  for (const { status } of outcomes) counts[status]++;
  return counts;
}

export function sum(one: RowCounts, other: RowCounts): RowCounts {
  return Object.fromEntries(
    (['total', ...rowStatuses] as const).map((name) => [name, one[name] + other[name]]),
  ) as RowCounts;
}
