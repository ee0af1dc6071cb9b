import { Unreadable } from './refusals.js';

/** Reads what RFC 4251 (section 5) calls strings and numbers, one after the other. */
export class WireReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  get rest(): Buffer {
    return this.bytes.subarray(this.at);
  }

  number(): number {
    return this.taken(4).readUInt32BE();
  }

  /** A view of the bytes, not a copy. */
  field(): Buffer {
    return this.taken(this.number());
  }

  text(): string {
    return this.field().toString('utf8');
  }

  /** @throws Unreadable where the file ends too early */
  taken(length: number): Buffer {
    const end = this.at + length;
    if (end > this.bytes.length) throw new Unreadable('it ends in the middle of the key');
    const part = this.bytes.subarray(this.at, end);
    this.at = end;
    return part;
  }
}
