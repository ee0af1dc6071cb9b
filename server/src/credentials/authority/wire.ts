import { field } from '../keys/blob.js';

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** Texts one after the other, within one text. */
export function packed(texts: readonly (string | Buffer)[]): Buffer {
  return field(Buffer.concat(texts.map((each) => field(each))));
}

/** The texts that a blob begins with, and what is left of it. @throws RangeError when it ends before */
export function unpacked(blob: Buffer, count: number): { fields: Buffer[]; rest: Buffer } {
  const fields: Buffer[] = [];
  let at = 0;
  while (fields.length < count) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) throw new RangeError('the blob ends within a field');
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return { fields, rest: blob.subarray(at) };
}
