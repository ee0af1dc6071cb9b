import { spellingsOf, tellingLength } from './spellings.js';

interface Needle {
  /** What it is a piece of. */
  of: string;
  spelling: string;
  bytes: Buffer;
}

/** Of a piece that is longer by this than what tells, some needle is found, wherever it was cut. */
const stride = 4;
const { imul } = Math;
const base = 0x01000193;
const slots = 1 << 24;
const leaving = Array.from({ length: tellingLength }).reduce<number>((power) => imul(power, base), 1);

/** Pieces of everything that must not be found, looked for all at once (by the rolling hash of Rabin and Karp). */
export class Needles {
  private readonly known = new Map<number, Needle[]>();
  private readonly marked = new Uint8Array(slots);

  get count(): number {
    return this.known.size;
  }

  add(of: string, secret: Buffer | string): void {
    for (const { name, text, size } of spellingsOf(Buffer.from(secret)))
      for (let at = 0; at + size <= text.length; at += stride)
        this.keep({ of, spelling: name, bytes: Buffer.from(text.subarray(at, at + size)) });
  }

  /** What of the secrets stands there, each as `its name, as hex`. */
  foundIn(haystack: Buffer): string[] {
    const found = new Set<string>();
    const { marked } = this;
    let hash = 0;
    for (let at = 0; at < haystack.length; at++) {
      hash = imul(hash, base) + (haystack[at] as number);
      if (at >= tellingLength) hash -= imul(leaving, haystack[at - tellingLength] as number);
      if (at + 1 < tellingLength || marked[slotOf(hash)] === 0) continue;
      const start = at + 1 - tellingLength;
      for (const { of, spelling, bytes } of this.known.get(hash | 0) ?? [])
        if (haystack.subarray(start, start + bytes.length).equals(bytes)) found.add(`${of}, as ${spelling}`);
    }
    return [...found];
  }

  private keep(needle: Needle): void {
    let hash = 0;
    for (const byte of needle.bytes.subarray(0, tellingLength)) hash = (imul(hash, base) + byte) | 0;
    const others = this.known.get(hash) ?? [];
    if (others.some(({ bytes }) => bytes.equals(needle.bytes))) return;
    this.known.set(hash, [...others, needle]);
    this.marked[slotOf(hash)] = 1;
  }
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 11)) & (slots - 1);
}
