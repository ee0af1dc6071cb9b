/**
 * What may be lost: snapshots, counters, rate limits. In process for one machine, in Redis for many; the same promises either way.
 * Values are plain JSON. Every method of the Redis one rejects while Redis is away or silent.
 */
export abstract class Cache {
  /** Whether anybody but this process can read it. */
  abstract readonly isShared: boolean;
  abstract get<Value>(key: string): Promise<Value | undefined>;
  abstract setMany(entries: [key: string, value: unknown][], ttlSeconds: number): Promise<void>;
  abstract deleteMany(keys: string[]): Promise<void>;
  /** Adds to a counter that starts at 0, and answers its value; `ttlSeconds` counts from the first addition. */
  abstract increment(key: string, by: number, ttlSeconds?: number): Promise<number>;
  abstract ping(): Promise<void>;
  abstract close(): Promise<void>;
}
