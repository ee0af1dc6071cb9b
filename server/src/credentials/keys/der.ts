import type { Scratch } from './scratch.js';

const sequenceTag = 0x30;
const integerTag = 0x02;
const octetsTag = 0x04;
/** `[0]`, constructed. */
const firstTag = 0xa0;

/** Object identifiers with their tag and length. */
const ed25519Oid = Buffer.from('06032b6570', 'hex');
const curveOids = {
  nistp256: Buffer.from('06082a8648ce3d030107', 'hex'),
  nistp384: Buffer.from('06052b81040022', 'hex'),
  nistp521: Buffer.from('06052b81040023', 'hex'),
};
const scalarBytes = { nistp256: 32, nistp384: 48, nistp521: 66 };
export type Curve = keyof typeof curveOids;

export function isCurve(name: string): name is Curve {
  return Object.hasOwn(curveOids, name);
}

/** PKCS #8 (RFC 8410, section 7). */
export function ed25519Der(seed: Buffer, scratch: Scratch): Buffer {
  const inner = tagged(scratch, octetsTag, seed);
  return tagged(
    scratch,
    sequenceTag,
    integer(scratch, Buffer.from([0])),
    tagged(scratch, sequenceTag, ed25519Oid),
    tagged(scratch, octetsTag, inner),
  );
}

/** SEC 1 (RFC 5915), without the public part: the crypto library works it out. */
export function ecdsaDer(curve: Curve, scalar: Buffer, scratch: Scratch): Buffer {
  const digits = magnitude(scalar);
  const padded = scratch.keep(Buffer.alloc(Math.max(scalarBytes[curve], digits.length)));
  digits.copy(padded, padded.length - digits.length);
  return tagged(
    scratch,
    sequenceTag,
    integer(scratch, Buffer.from([1])),
    tagged(scratch, octetsTag, padded),
    tagged(scratch, firstTag, curveOids[curve]),
  );
}

export interface RsaNumbers {
  n: Buffer;
  e: Buffer;
  d: Buffer;
  p: Buffer;
  q: Buffer;
  /** The inverse of q modulo p. */
  qInverse: Buffer;
}

/** PKCS #1 (RFC 8017, appendix A.1.2). The two exponents that SSH's files leave out are worked out. */
export function rsaDer({ n, e, d, p, q, qInverse }: RsaNumbers, scratch: Scratch): Buffer {
  const reduced = (prime: Buffer) => remainder(d, prime, scratch);
  const numbers = [Buffer.from([0]), n, e, d, p, q, reduced(p), reduced(q), qInverse];
  return tagged(scratch, sequenceTag, ...numbers.map((number) => integer(scratch, number)));
}

/** `d mod (prime - 1)`. */
function remainder(d: Buffer, prime: Buffer, scratch: Scratch): Buffer {
  const modulus = numberIn(prime) - 1n;
  const bytes = scratch.keep(Buffer.alloc(prime.length));
  let rest = modulus > 0n ? numberIn(d) % modulus : 0n;
  for (let at = bytes.length - 1; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 0xffn);
  return bytes;
}

/** The number that the bytes spell, most significant first. By way of no text: it may be secret. */
export function numberIn(bytes: Buffer): bigint {
  const ahead = bytes.length % 8;
  let number = 0n;
  for (const byte of bytes.subarray(0, ahead)) number = (number << 8n) | BigInt(byte);
  for (let at = ahead; at < bytes.length; at += 8) number = (number << 64n) | bytes.readBigUInt64BE(at);
  return number;
}

function integer(scratch: Scratch, number: Buffer): Buffer {
  const digits = magnitude(number);
  const isSigned = digits.length === 0 || (digits[0] ?? 0) >= 0x80;
  return isSigned ? tagged(scratch, integerTag, Buffer.from([0]), digits) : tagged(scratch, integerTag, digits);
}

function magnitude(number: Buffer): Buffer {
  const from = number.findIndex((byte) => byte !== 0);
  return from < 0 ? number.subarray(number.length) : number.subarray(from);
}

function tagged(scratch: Scratch, tag: number, ...contents: Buffer[]): Buffer {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  const header =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return scratch.keep(Buffer.concat([Buffer.from(header), ...contents]));
}

interface Element {
  tag: number;
  content: Buffer;
}

/** What a sequence holds, one level deep; what is no sound DER holds nothing more. */
function elementsOf(bytes: Buffer): Element[] {
  const found: Element[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1] ?? 0;
    const more = first < 0x80 ? 0 : first & 0x7f;
    if (more > 3 || at + 2 + more > bytes.length) break;
    const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
    const from = at + 2 + more;
    found.push({ tag, content: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return found;
}

/** The contents of the members of a sequence: views of its bytes, not copies. */
export function membersOf(sequence: Buffer): Buffer[] {
  return elementsOf(elementsOf(sequence)[0]?.content ?? Buffer.alloc(0)).map(({ content }) => content);
}

/** Every number within, however deep. */
export function integersIn(bytes: Buffer): bigint[] {
  return elementsOf(bytes).flatMap(({ tag, content }) => {
    if (tag === integerTag) return [numberIn(content)];
    return tag === sequenceTag ? integersIn(content) : [];
  });
}
