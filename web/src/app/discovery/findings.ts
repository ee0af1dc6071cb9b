import { Finding, FindingItem } from '../api/wire';

/** What an item is about: what it is called, and what is known of it. */
export interface FindingWords {
  name: string;
  detail: string;
}

/** An item of a finding in words, by the kind of the finding. */
export function wordsOfItem(kind: Finding['kind'], { what }: FindingItem): FindingWords {
  switch (kind) {
    case 'never-answered':
      return { name: textOf(what['hostname']), detail: joined(what['address'], what['lifecycle'], what['reason']) };
    case 'unregistered':
      return {
        name: textOf(what['address']),
        detail: joined(listOf(what['names']).join(', '), portsOf(what['openPorts']), what['role'], what['os']),
      };
    case 'shared-host-key':
      return { name: textOf(what['fingerprint']), detail: listOf(what['hosts']).map(hostOf).join(', ') };
    case 'unknown-certificate-name':
      return { name: textOf(what['name']), detail: `shown by ${listOf(what['shownBy']).map(placeOf).join(', ')}` };
  }
}

function hostOf(host: unknown): string {
  const [name, address] = [textOf(fieldOf(host, 'name')), textOf(fieldOf(host, 'address'))];
  return name === address ? address : `${name} (${address})`;
}

function placeOf(place: unknown): string {
  return `${textOf(fieldOf(place, 'hostname')) || textOf(fieldOf(place, 'address'))}:${textOf(fieldOf(place, 'port'))}`;
}

function portsOf(ports: unknown): string {
  const list = listOf(ports);
  return list.length === 0 ? '' : `${list.length === 1 ? 'port' : 'ports'} ${list.join(', ')}`;
}

function joined(...parts: unknown[]): string {
  return parts
    .map(textOf)
    .filter((text) => text !== '')
    .join('; ');
}

function fieldOf(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
