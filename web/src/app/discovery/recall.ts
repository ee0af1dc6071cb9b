import { Scan, ScanRecall } from '../api/wire';
import { counted, percentOf } from '../ui/number';

/** How complete a scan is, in words: `complete`, or what is missing of it. */
export function wordsOfRecall({ givenUp, refused, loss }: ScanRecall): string {
  const parts = [
    ...(givenUp > 0 ? [`${counted(givenUp, 'probe')} given up`] : []),
    ...(refused > 0 ? [`${counted(refused, 'address', 'addresses')} not looked at`] : []),
    ...(loss >= noticedLoss ? [`${percentOf(loss)} lost at first`] : []),
  ];
  return parts.length === 0 ? 'complete' : parts.join(', ');
}

/** A loss below this is what any network has. */
const noticedLoss = 0.001;

/** All that became of the probes, for whoever wants the numbers. */
export function sentenceOfRecall({ probes, open, closed, silent, givenUp, retries }: ScanRecall): string {
  const ends = [
    `${counted(open, 'port')} open`,
    `${counted(closed, 'port')} closed`,
    `${counted(silent, 'probe')} where nobody is`,
    `${givenUp} unanswered where somebody is`,
  ];
  return `Of ${counted(probes, 'probe')}: ${ends.join(', ')}; ${counted(retries, 'retry', 'retries')}.`;
}

/** It may still find something. */
export function isUnderWay({ status }: Pick<Scan, 'status'>): boolean {
  return status === 'queued' || status === 'running' || status === 'paused';
}

/** From 0 to 1. A scan of nothing is done. */
export function shareOf({ done, total }: Scan['progress']): number {
  return total === 0 ? 1 : Math.min(1, done / total);
}

/** What people call it: its name, or what it looks at. */
export function titleOf({ name, cidrs }: Pick<Scan, 'name' | 'cidrs'>): string {
  return name ?? networksOf(cidrs);
}

/** `10.2.0.0/16, 10.3.0.0/16 and 4 more` */
export function networksOf(cidrs: readonly string[]): string {
  const [first, second, ...rest] = cidrs;
  const shown = [first, second].filter((cidr) => cidr !== undefined).join(', ');
  return rest.length === 0 ? shown : `${shown} and ${rest.length} more`;
}

/** The scans after news of one; null where it is not among them. */
export function heard(scans: readonly Scan[], scan: Scan): readonly Scan[] | null {
  return scans.some(({ id }) => id === scan.id) ? scans.map((each) => (each.id === scan.id ? scan : each)) : null;
}
