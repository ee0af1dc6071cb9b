/**
 * The words of a query with their places, as the server's search language reads them, but of any text: also of one that
 * is still being typed. What a text means depends on where it stands, so a field is followed by one value, and within
 * `field:(…)` everything is a value.
 */
export interface Token {
  kind: 'and' | 'or' | 'not' | 'open' | 'close' | 'field' | 'value' | 'word' | 'range';
  from: number;
  to: number;
  /** What a value or a word says, without its quotes; the name of a field. */
  text: string;
  /** Of a value: whose it is. */
  field?: string;
}

interface Scanner {
  q: string;
  at: number;
  tokens: Token[];
  /** One for each parenthesis that is open: the field whose values it holds, or nothing. */
  groups: (string | undefined)[];
}

const operators: [RegExp, Token['kind']][] = [
  [/AND(?![^\s()"])/y, 'and'],
  [/OR(?![^\s()"])/y, 'or'],
  [/NOT(?![^\s()"])|-(?=[^\s)])/y, 'not'],
];
/** An IPv6 or a hardware address, or a pattern of one, is a word. */
const field = /(?!(?:[\da-fA-F]{0,4}:){2}[\da-fA-F:.*/]*(?![^\s()"]))[A-Za-z_][\w-]*(?:\.[^\s()":]+)?:/y;
const quoted = /"(?:[^"\\]|\\[^])*"?/y;
const plain = /[^\s()"]+/y;
const range = /[[{][^\]}]*[\]}]?/y;

export function scanned(q: string): Token[] {
  const scanner: Scanner = { q, at: 0, tokens: [], groups: [] };
  while (scanner.at < q.length) step(scanner);
  return scanner.tokens;
}

function step(scanner: Scanner): void {
  const { q, groups } = scanner;
  const inField = groups.at(-1);
  if (/\s/.test(q[scanner.at] ?? '')) scanner.at += 1;
  else if (q[scanner.at] === '(') {
    groups.push(inField);
    push(scanner, 'open', 1);
  } else if (q[scanner.at] === ')') {
    groups.pop();
    push(scanner, 'close', 1);
  } else {
    const operator = operators.find(([pattern]) => lengthOf(pattern, scanner) > 0);
    if (operator) push(scanner, operator[1], lengthOf(operator[0], scanner));
    else if (inField === undefined && lengthOf(field, scanner) > 0) readField(scanner);
    else readValue(scanner, inField);
  }
}

/** A field and what follows its colon at once. */
function readField(scanner: Scanner): void {
  const length = lengthOf(field, scanner);
  const name = scanner.q.slice(scanner.at, scanner.at + length - 1);
  scanner.tokens.push({ kind: 'field', from: scanner.at, to: scanner.at + length, text: name });
  scanner.at += length;
  const next = scanner.q[scanner.at];
  if (next === '(') {
    scanner.groups.push(name);
    push(scanner, 'open', 1);
  } else if (next !== undefined && !/[\s)]/.test(next)) readValue(scanner, name);
}

function readValue(scanner: Scanner, name: string | undefined): void {
  if (name !== undefined && lengthOf(range, scanner) > 0) {
    push(scanner, 'range', lengthOf(range, scanner), name);
    return;
  }
  const isQuoted = lengthOf(quoted, scanner);
  const kind = name === undefined ? 'word' : 'value';
  push(scanner, kind, isQuoted || Math.max(1, lengthOf(plain, scanner)), name);
}

function push(scanner: Scanner, kind: Token['kind'], length: number, name?: string): void {
  const { q, at } = scanner;
  const text = unquoted(q.slice(at, at + length));
  scanner.tokens.push({ kind, from: at, to: at + length, text, ...(name !== undefined && { field: name }) });
  scanner.at += length;
}

function lengthOf(pattern: RegExp, { q, at }: Scanner): number {
  pattern.lastIndex = at;
  return pattern.exec(q)?.[0].length ?? 0;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  return text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined).replace(/\\([^])/g, '$1');
}

/** A value as it is written in a query, in quotes where it would otherwise be read as something else. */
export function written(value: string): string {
  const isPlain = /^[\w.][\w.:/@+-]*$/.test(value) && !/^(AND|OR|NOT|TO)$/.test(value);
  return isPlain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
