const range = /\[([^[\]]*)\]/;
const numbers = /^(\d+):(\d+)(?::(\d+))?$/;
const letters = /^([a-z]):([a-z])(?::(\d+))?$/i;

/** More than this in one name is a slip. */
const mostNames = 100_000;
/** No host has a longer one, ranges not counted. */
const mostLength = 1_024;

/** The names that `web[01:03].example.com` or `db-[a:c]` stands for; undefined for a range that is none. */
export function namesIn(pattern: string): string[] | undefined {
  if (pattern.length > mostLength) return undefined;
  const found = range.exec(pattern);
  if (!found) return pattern.includes('[') || pattern.includes(']') ? undefined : [pattern];
  const members = membersOf(found[1] ?? '');
  const rest = members && namesIn(pattern.slice(found.index + found[0].length));
  if (!rest || members.length * rest.length > mostNames) return undefined;
  const before = pattern.slice(0, found.index);
  return members.flatMap((member) => rest.map((after) => before + member + after));
}

function membersOf(text: string): string[] | undefined {
  const [, first, last, by] = numbers.exec(text) ?? [];
  if (first !== undefined && last !== undefined) {
    // A zero in front says how wide the numbers are.
    const width = first.startsWith('0') ? first.length : 0;
    return steps(Number(first), Number(last), by)?.map((each) => String(each).padStart(width, '0'));
  }
  const [, from, to, step] = letters.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return steps(from.charCodeAt(0), to.charCodeAt(0), step)?.map((each) => String.fromCharCode(each));
}

function steps(first: number, last: number, by = '1'): number[] | undefined {
  const step = Number(by);
  const count = Math.floor((last - first) / step) + 1;
  if (step < 1 || count < 1 || count > mostNames) return undefined;
  return Array.from({ length: count }, (_, at) => first + at * step);
}

/** `name:port`, `[address]:port`, or neither. */
export function addressed(text: string): { name: string; port?: number } {
  const bracketed = /^\[([\da-f:.]*:[\da-f:.]*:[\da-f:.]*)\](?::(\d+))?$/i.exec(text);
  const [, name = text, port] = bracketed ?? /^((?:[^:[\]]|\[[^\]]*\])+):(\d+)$/.exec(text) ?? [];
  return { name, ...(port === undefined ? {} : { port: Number(port) }) };
}
