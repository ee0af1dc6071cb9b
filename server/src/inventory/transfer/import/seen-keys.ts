import { hash } from 'node:crypto';

const bytesOfKey = 8;
const smallest = 1_024;

/**
 * In which line a key was seen first, for millions of keys in 12 to 34 bytes each: of a key only 64 bits of its hash are kept, so that
 * among five million rows one in a million files may be told of a duplicate that is none.
 */
export class SeenKeys {
  private slots = new BigUint64Array(smallest);
  private lines = new Uint32Array(smallest);
  private size = 0;

  /** The line in which the key was seen before; undefined for a new one, which is remembered. */
  seen(key: string, line: number): number | undefined {
    const fingerprint = Buffer.from(hash('sha1', key, 'buffer')).readBigUInt64LE(0) || 1n;
    const slot = this.slotOf(fingerprint);
    if (this.slots[slot] === fingerprint) return this.lines[slot];
    this.slots[slot] = fingerprint;
    this.lines[slot] = line;
    if (++this.size * 10 > this.slots.length * 7) this.grow();
    return undefined;
  }

  get bytes(): number {
    return this.slots.length * (bytesOfKey + Uint32Array.BYTES_PER_ELEMENT);
  }

  /** Where the key is, or the free slot where it belongs. */
  private slotOf(fingerprint: bigint): number {
    const mask = this.slots.length - 1;
    let slot = Number(fingerprint & 0xffffffffn) & mask;
    for (;;) {
      const found = this.slots[slot];
      if (found === 0n || found === fingerprint) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const { slots, lines } = this;
    this.slots = new BigUint64Array(slots.length * 2);
    this.lines = new Uint32Array(slots.length * 2);
    slots.forEach((fingerprint, at) => {
      if (fingerprint === 0n) return;
      const slot = this.slotOf(fingerprint);
      this.slots[slot] = fingerprint;
      this.lines[slot] = lines[at] ?? 0;
    });
  }
}
