/** Shorter than the shortest private key in base64. */
const longestTold = 40;

/** A name as part of a JSON pointer (RFC 6901). */
export function step(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Of a name that nobody but the client knows: a long one may be what was pasted in the wrong place, and is not repeated. */
export function stepUnknown(name: string): string {
  return step(name.length > longestTold ? '…' : name);
}
