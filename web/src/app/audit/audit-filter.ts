import { AuditFilter } from '../api/fleet-api';
import { named } from '../ui/moment';

/** What is written down, by what it is done to. */
export const actions: Record<string, readonly string[]> = {
  server: ['created', 'changed', 'moved', 'deleted', 'restored', 'purged', 'reverted', 'grouped'],
  dependency: ['created', 'deleted'],
  group: ['created', 'changed', 'deleted'],
  template: ['created', 'changed', 'deleted'],
  maintenance: ['scheduled', 'ended'],
  view: ['created', 'changed', 'deleted'],
  user: ['created', 'changed', 'deleted'],
  token: ['created', 'deleted'],
  auth: ['login', 'logout', 'login-failed', 'password-changed'],
};

/** What things can be. */
export const subjectTypes = ['server', 'group', 'template', 'maintenance', 'view', 'user', 'token', 'auth'] as const;

/** Fields of servers that people ask after; any other can be typed. */
export const askedFields = [
  'owner',
  'lifecycle',
  'tags',
  'environment',
  'region',
  'role',
  'hostname',
  'ipAddress',
  'checks',
  'attributes',
  'notes',
] as const;

const hour = 3_600_000;
/** How far back from now. */
export const lasts: Record<string, { name: string; ms: number }> = {
  '1h': { name: 'the last hour', ms: hour },
  '24h': { name: 'the last 24 hours', ms: 24 * hour },
  '7d': { name: 'the last 7 days', ms: 7 * 24 * hour },
  '30d': { name: 'the last 30 days', ms: 30 * 24 * hour },
};

/** What an address asks; all of it is narrowed. `last` counts back from now, so that a link stays meaningful. */
export interface Asked extends AuditFilter {
  last?: string;
}

/** What to ask the API at this time. */
export function filterOf({ last, ...asked }: Asked, now: number): AuditFilter {
  const span = last === undefined ? undefined : lasts[last];
  const given = Object.entries(asked).filter(([, value]) => value);
  const filter = Object.fromEntries(given) as AuditFilter;
  return span ? { ...filter, from: named(now - span.ms), to: undefined } : filter;
}

/** Whether anything is narrowed at all. */
export function isNarrowed(asked: Asked): boolean {
  return Object.values(asked).some((value) => Boolean(value));
}
