import { Health, HealthChange, ServerView } from '../api/wire';

/** The view that is newer in each respect: the declared part by version, the observed part by time. */
export function newer(known: ServerView | undefined, fetched: ServerView): ServerView {
  if (!known) return fetched;
  const declared = fetched.version >= known.version ? fetched : known;
  const observed = observedAt(fetched.health) >= observedAt(known.health) ? fetched : known;
  return declared === observed ? declared : { ...declared, health: observed.health };
}

/** When a health was last news: the last check, or the change that needed none. */
export function observedAt({ lastCheckedAt, since }: Pick<Health, 'lastCheckedAt' | 'since'>): number {
  return Math.max(Date.parse(lastCheckedAt ?? '') || 0, Date.parse(since) || 0);
}

/** The server after a change of its health; the same object when the change is older than what is known. */
export function withChange(server: ServerView, change: HealthChange): ServerView {
  if (observedAt(change) < observedAt(server.health)) return server;
  const { status, since, latencyMs, reason, flapping, stale, lastCheckedAt, countable, pageable, ...more } = change;
  const { inMaintenance, maintenance } = more;
  const seen = { status, since, latencyMs, reason, flapping, stale, lastCheckedAt };
  const health = { ...server.health, ...seen, inMaintenance, maintenance };
  return { ...server, health, countable, pageable };
}

/** The server after one more check that changed nothing but its latency. */
export function withObservation(
  server: ServerView,
  { latencyMs, lastCheckedAt }: Pick<Health, 'latencyMs' | 'lastCheckedAt'>,
): ServerView {
  if (Date.parse(lastCheckedAt ?? '') < Date.parse(server.health.lastCheckedAt ?? '')) return server;
  return { ...server, health: { ...server.health, latencyMs, lastCheckedAt } };
}
