const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const padding = 0x3d;
const sextets = new Int8Array(128).fill(-1);
alphabet.forEach((letter, sextet) => (sextets[letter] = sextet));

/** Base64 without a string on the way: a buffer can be zeroed, a string lies about until nobody knows when. */
export function base64Of(bytes: Buffer): Buffer {
  const text = Buffer.alloc(Math.ceil(bytes.length / 3) * 4, padding);
  for (let at = 0, to = 0; at < bytes.length; at += 3, to += 4) {
    const left = bytes.length - at;
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let letter = 0; letter <= Math.min(left, 3); letter++) {
      text[to + letter] = alphabet[(three >> (18 - 6 * letter)) & 63] as number;
    }
  }
  return text;
}

/** The way back; undefined when it is none. */
export function bytesOf(text: Buffer): Buffer | undefined {
  let end = text.length;
  while (end > 0 && text.length - end < 2 && text[end - 1] === padding) end--;
  if (text.length % 4 !== 0 || end % 4 === 1) return undefined;
  const bytes = Buffer.alloc(Math.floor((end * 3) / 4));
  let bits = 0;
  for (let at = 0, to = 0; at < end; at++) {
    const sextet = sextets[text[at] as number] ?? -1;
    if (sextet < 0) {
      bytes.fill(0);
      return undefined;
    }
    bits = ((bits << 6) | sextet) & 0xffffff;
    if (at % 4 !== 0) bytes[to++] = (bits >> (6 - 2 * (at % 4))) & 255;
  }
  return bytes;
}
