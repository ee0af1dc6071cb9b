import { ScanOrder } from '../api/wire';
import { wordsOf } from '../server/form-rules';

/** A scan as somebody writes it: every field a text. */
export interface ScanDraft {
  name: string;
  cidrs: string;
  ports: string;
  rate: string;
  schedule: string;
}

export const newScan: ScanDraft = { name: '', cidrs: '', ports: '22 80 443', rate: '', schedule: '' };

/** Ports that are often asked for together. */
export const portPresets = [
  { name: 'Common', ports: '22 80 443' },
  { name: 'Linux', ports: '22 25 53 80 111 443 2049 8080 8443 9100' },
  { name: 'Windows', ports: '135 139 445 3389 5985 5986' },
  { name: 'Databases', ports: '1433 1521 3306 5432 6379 9042 9200 11211 27017' },
  { name: 'First 1000', ports: '1-1000' },
] as const;

export const schedulePresets = [
  { name: 'Once', schedule: '' },
  { name: 'Hourly', schedule: '0 * * * *' },
  { name: 'Nightly', schedule: '0 3 * * *' },
  { name: 'Weekly', schedule: '0 3 * * 1' },
] as const;

/** What is wrong with the networks as far as one sees without the server. */
export function cidrsFault(text: string): string | null {
  if (wordsOf(text).length === 0) return 'Which networks? Such as 10.2.0.0/24, or a single address.';
  const bad = wordsOf(text).find((word) => !/^[\d.]+(\/\d{1,2})?$|^[\da-f:.]*:[\da-f:.]*(\/\d{1,3})?$/i.test(word));
  return bad === undefined ? null : `"${bad}" is no network, such as 10.2.0.0/24.`;
}

export function portsFault(text: string): string | null {
  if (wordsOf(text).length === 0) return 'Which ports? Such as 22 443 8000-8010.';
  const bad = wordsOf(text).find((word) => !isPorts(word));
  return bad === undefined ? null : `"${bad}" is no port from 1 to 65535, and no range such as 8000-8010.`;
}

function isPorts(word: string): boolean {
  const [from, to = from, ...more] = word.split('-');
  const isPort = (text = '') => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
  return more.length === 0 && isPort(from) && isPort(to) && Number(from) <= Number(to);
}

/** What the server is asked for; what was left empty is left to it. */
export function orderOf({ name, cidrs, ports, rate, schedule }: ScanDraft): ScanOrder {
  return {
    cidrs: wordsOf(cidrs),
    ports: wordsOf(ports).map((word) => (/^\d+$/.test(word) ? Number(word) : word)),
    ...(rate.trim() !== '' && { rate: Number(rate) }),
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(schedule.trim() !== '' && { schedule: schedule.trim() }),
  };
}

/** The field that a refusal points at, and what it says there: of many words in a field it names the one. */
export function placed(
  draft: ScanDraft,
  { pointer, message }: { pointer: string; message: string },
): { field: keyof ScanDraft; message: string } | null {
  const [, field = '', index] = pointer.split('/');
  if (!isField(field)) return null;
  const word = index === undefined ? undefined : wordsOf(draft[field])[Number(index)];
  return { field, message: word === undefined || message.includes(word) ? message : `${word}: ${message}` };
}

function isField(name: string): name is keyof ScanDraft {
  return name in newScan;
}
