/** What one look at a target showed. */
export interface Seen {
  /** `unseen`: the look itself could not be had (policy, no descriptors, no DNS server); it says nothing of the target. */
  outcome: 'up' | 'down' | 'unseen';
  /** Stable and short: `connected`, `refused`, `timeout`, `http-503`, … */
  code: string;
  /** For people, without the latency: "connection refused". */
  message: string;
  /** Null when there was no answer to time. */
  latencyMs: number | null;
  observed: object | null;
  /** It is up, and somebody should see to it before it is not: a certificate that ends soon. */
  isPoor?: boolean;
}

export function up(code: string, message: string, latencyMs: number, observed: object | null = null): Seen {
  return { outcome: 'up', code, message, latencyMs, observed };
}

export function down(
  code: string,
  message: string,
  latencyMs: number | null = null,
  observed: object | null = null,
): Seen {
  return { outcome: 'down', code, message, latencyMs, observed };
}

export function unseen(code: string, message: string): Seen {
  return { outcome: 'unseen', code, message, latencyMs: null, observed: null };
}
