import type { Maintenance } from './health.dto.js';

/** PostgreSQL's JSON times have microseconds and an offset; ours have milliseconds and Z. */
export function maintenanceOf({ windowId, from, until, reason }: Maintenance): Maintenance {
  return { windowId, from: new Date(from).toISOString(), until: new Date(until).toISOString(), reason };
}
