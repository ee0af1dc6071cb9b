import { Cache } from './cache.js';

interface Entry {
  value: unknown;
  /** In ms since the epoch. */
  expiresAt: number;
}

const tidyAt = 50_000;

/** For one process: nothing to install, nothing to lose but what may be lost. */
export class MemoryCache extends Cache {
  readonly isShared = false;
  private readonly entries = new Map<string, Entry>();
  private nextTidy = tidyAt;

  get<Value>(key: string): Promise<Value | undefined> {
    return Promise.resolve(this.living(key)?.value as Value | undefined);
  }

  setMany(entries: [string, unknown][], ttlSeconds: number): Promise<void> {
    const expiresAt = Date.now() + ttlSeconds * 1_000;
    for (const [key, value] of entries) this.entries.set(key, { value, expiresAt });
    this.tidy();
    return Promise.resolve();
  }

  deleteMany(keys: string[]): Promise<void> {
    for (const key of keys) this.entries.delete(key);
    return Promise.resolve();
  }

  increment(key: string, by: number, ttlSeconds?: number): Promise<number> {
    const known = this.living(key);
    const value = ((known?.value as number | undefined) ?? 0) + by;
    const expiresAt = known?.expiresAt ?? (ttlSeconds ? Date.now() + ttlSeconds * 1_000 : Infinity);
    this.entries.set(key, { value, expiresAt });
    this.tidy();
    return Promise.resolve(value);
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private living(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    return entry && entry.expiresAt > Date.now() ? entry : undefined;
  }

  /** Forgets what expired, whenever the number of entries has doubled since the last time. */
  private tidy(): void {
    if (this.entries.size < this.nextTidy) return;
    const now = Date.now();
    for (const [key, { expiresAt }] of this.entries) if (expiresAt <= now) this.entries.delete(key);
    this.nextTidy = Math.max(tidyAt, this.entries.size * 2);
  }
}
