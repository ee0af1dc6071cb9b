import { ServerView } from '../api/wire';
import { clockOf } from '../ui/time';

/** Why a server is shown as it is, in as few words as will do. Healthy needs none, unless that may no longer be true. */
export function whyOf(server: ServerView): string {
  const { health, lifecycle, deletedAt } = server;
  if (deletedAt !== null) return 'deleted';
  const notes = [
    health.suppressedBy !== null && 'suppressed: another server is the cause',
    health.inMaintenance && `in maintenance${health.maintenance ? `: ${health.maintenance.reason}` : ''}`,
    health.flapping && 'flapping',
    health.stale && 'not checked in time',
  ].filter((note) => note !== false);
  if (health.status !== 'healthy') {
    notes.unshift(health.reason ?? (lifecycle === 'planned' ? 'not watched while planned' : 'no reason given'));
  }
  return notes.join(' · ');
}

/** Of a server in maintenance: until when, and why. */
export function quietOf({ health: { maintenance } }: ServerView, now: number): string {
  return maintenance
    ? `In maintenance until ${clockOf(maintenance.until, now)}: ${maintenance.reason}`
    : 'In maintenance';
}
