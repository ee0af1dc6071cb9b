import { wordsOf } from '../server/form-rules';

export const mostPorts = 100;
const last = 65_535;

/** `22 80, 8000-8002` as numbers, each once, in that order. Of a text without a fault only. */
export function portsOf(text: string): number[] {
  const ports = wordsOf(text).flatMap((word) => {
    const [from = 0, to = from] = word.split('-').map(Number);
    return Array.from({ length: Math.max(0, Math.min(to - from + 1, last)) }, (_, at) => from + at);
  });
  return [...new Set(ports)];
}

export function portsFault(text: string): string | null {
  const bad = wordsOf(text).find((word) => !/^\d{1,5}(-\d{1,5})?$/.test(word) || !isRange(word));
  if (bad !== undefined) return `"${bad}" is no port: a number from 1 to ${last}, or two with a hyphen.`;
  const count = portsOf(text).length;
  return count > mostPorts ? `These are ${count} ports; ${mostPorts} at once.` : null;
}

function isRange(word: string): boolean {
  const [from = 0, to = from] = word.split('-').map(Number);
  return from >= 1 && from <= to && to <= last;
}
