/** A maintenance as outcomes and the audit tell it. */
export interface Told {
  from: string;
  until: string;
  reason: string;
}

/** Times come as PostgreSQL spells them in JSON and leave as ours: milliseconds and Z. */
export function shown(period: Told | null | undefined): Told | null {
  if (!period) return null;
  const { from, until, reason } = period;
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString(), reason };
}
