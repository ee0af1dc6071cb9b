const kept = 8_192;

/** How late the last checks began, in ms: a ring, read rarely. */
export class Lateness {
  private readonly ring = new Float64Array(kept);
  private count = 0;

  add(ms: number): void {
    this.ring[this.count++ % kept] = ms;
  }

  /** Null when nothing was measured. */
  percentile(share: number): number | null {
    const size = Math.min(this.count, kept);
    if (size === 0) return null;
    const sorted = this.ring.slice(0, size).sort();
    return sorted[Math.min(size - 1, Math.floor(share * size))] ?? null;
  }
}
