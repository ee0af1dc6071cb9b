import { isIP } from 'node:net';
import { likeWithin } from '../../inventory/search/like.js';
import type { Match } from './comparison.js';

export interface HostsWanted {
  match?: Match;
  changes?: boolean;
  q?: string;
  port?: number;
  role?: string;
}

/** What a scan found, beside the server that it is, as long as that is there. */
export const hostRows = 'scan_hosts h LEFT JOIN servers s ON s.id = h.server_id AND s.deleted_at IS NULL';

/** A host whose server is deleted again (an import that was undone) is as new as before. */
export const matchNow = `CASE WHEN h.match = 'known' AND s.id IS NULL THEN 'new' ELSE h.match END`;

/** The condition of a WHERE; `params` grows by the values used. */
export function hostCondition(
  scanId: string,
  { match, changes, q, port, role }: HostsWanted,
  params: unknown[],
): string {
  const place = (value: unknown) => `$${params.push(value)}`;
  const conditions = [`h.scan_id = ${place(scanId)}`];
  if (match) conditions.push(`${matchNow} = ${place(match)}`);
  if (changes) conditions.push('h.differs');
  if (port !== undefined) conditions.push(`${place(port)}::integer = ANY (h.port_numbers)`);
  if (role) conditions.push(`lower(h.guess ->> 'role') = lower(${place(role)})`);
  const text = q?.trim() ?? '';
  if (isNetwork(text)) conditions.push(`h.address <<= ${place(text)}::inet`);
  else if (text !== '') conditions.push(mentions(place(likeWithin(text))));
  return conditions.join(' AND ');
}

function mentions(pattern: string): string {
  return `(host(h.address) LIKE ${pattern} OR s.hostname ILIKE ${pattern} OR h.guess ->> 'role' ILIKE ${pattern} OR h.guess ->> 'os' ILIKE ${pattern}
    OR EXISTS (SELECT FROM unnest(h.names) name WHERE name ILIKE ${pattern})
    OR EXISTS (SELECT FROM jsonb_array_elements(h.ports) p WHERE p ->> 'service' ILIKE ${pattern} OR p ->> 'banner' ILIKE ${pattern}
      OR p #>> '{http,title}' ILIKE ${pattern} OR p #>> '{tls,names}' ILIKE ${pattern}))`;
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits) <= (version === 6 ? 128 : 32);
}
