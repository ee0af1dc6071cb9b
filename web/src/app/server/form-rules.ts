/** Rules of the form, the same as the server's; it has the last word. Each answers what is wrong, or nothing. */
type Fault = string | null;

/** RFC 1123: labels of letters, digits and hyphens, not at either end of one, and not only digits. */
export function hostnameFault(text: string): Fault {
  const name = text.trim();
  if (name === '') return 'A server needs a host name.';
  if (name.length > 253) return 'A host name has at most 253 characters.';
  const bad = /[^a-z\d.-]/i.exec(name);
  if (bad) return `A host name has letters, digits, hyphens and dots, no "${bad[0] === ' ' ? 'space' : bad[0]}".`;
  if (name.split('.').some((label) => label === ''))
    return 'There is nothing between two dots, or before or after one.';
  if (name.split('.').some((label) => label.length > 63)) return 'Between two dots are at most 63 characters.';
  if (name.split('.').some((label) => /^-|-$/.test(label))) return 'A part neither begins nor ends with a hyphen.';
  if (/^\d+(\.\d+)*$/.test(name)) return 'Only digits is an address. Put it into the field for that.';
  return null;
}

export function addressFault(text: string): Fault {
  const address = text.trim();
  if (address === '' || isV4(address) || isV6(address)) return null;
  return 'Neither an IPv4 nor an IPv6 address, such as 10.2.0.7 or 2001:db8::7.';
}

export function tagsFault(text: string): Fault {
  const bad = tagsOf(text).find((tag) => !/^[^\s:,"()][^\s,"()]*$/.test(tag) || tag.length > 128);
  return bad === undefined ? null : `"${bad}" is no tag: a word, or key:value, without quotes or parentheses.`;
}

/** Empty means the default. */
export function wholeFault(text: string, least: number, most: number): Fault {
  const digits = text.trim();
  if (digits === '') return null;
  const value = Number(digits);
  if (!/^\d+$/.test(digits) || value < least || value > most) return `A whole number from ${least} to ${most}.`;
  return null;
}

export function pathFault(text: string): Fault {
  return text === '' || /^\/[\x21-\x7e]*$/.test(text) ? null : 'Begins with / and has no spaces.';
}

export function statusesFault(text: string): Fault {
  const bad = wordsOf(text).find((word) => !/^[1-5]\d\d$/.test(word));
  return bad === undefined ? null : `"${bad}" is no HTTP status.`;
}

/** A line each: `name: part of the value`; the part may be missing. */
export function headersFault(text: string): Fault {
  const bad = linesOf(text).find((line) => !/^[\w!#$%&'*+.^`|~-]{1,100}\s*(:|$)/.test(line));
  return bad === undefined ? null : `"${bad}" is no header: a line each, name: part of its value.`;
}

/** Of a certificate. Empty means the server's own name. */
export function servernameFault(text: string): Fault {
  return /^[\w.-]*$/.test(text.trim()) ? null : 'A host name, without a port or a path.';
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

export function tagsOf(text: string): string[] {
  return [...new Set(wordsOf(text))];
}

function isV4(address: string): boolean {
  const parts = address.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isV6(address: string): boolean {
  const [head = '', tail, ...more] = address.split('::');
  if (!address.includes(':') || more.length > 0) return false;
  const count = groupsOf(head) + (tail === undefined ? 0 : groupsOf(tail));
  return tail === undefined ? count === 8 : count <= 7;
}

/** How many 16-bit groups these are; far too many when they are none. */
function groupsOf(text: string): number {
  if (text === '') return 0;
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const isMapped = isV4(last);
  const groups = isMapped ? parts.slice(0, -1) : parts;
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group)) ? groups.length + (isMapped ? 2 : 0) : 99;
}
