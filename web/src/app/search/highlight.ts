import { Span } from '../ui/choosing';
import { Token, scanned } from './scan';

/** A query as it is shown while one types. Together the pieces are the query, unchanged. */
export interface Piece {
  text: string;
  kind: 'space' | 'field' | 'value' | 'word' | 'operator' | 'not' | 'paren';
  isWrong: boolean;
}

type Part = Omit<Piece, 'text'> & { from: number; to: number };

const kinds: Record<Token['kind'], Piece['kind']> = {
  and: 'operator',
  or: 'operator',
  not: 'not',
  open: 'paren',
  close: 'paren',
  field: 'field',
  value: 'value',
  word: 'word',
  range: 'value',
};

/** What is wrong is a piece of its own, also where it is nothing: behind the end, where something is missing. */
export function piecesOf(q: string, fault: Pick<Span, 'from' | 'to'> | null = null): Piece[] {
  const parts = withSpaces(
    scanned(q).flatMap((token) => partsOf(q, token)),
    q.length,
  );
  const pieces = parts
    .flatMap((part) => split(part, fault))
    .map(({ from, to, kind, isWrong }) => ({ text: q.slice(from, to), kind, isWrong }));
  const isMissing = fault !== null && fault.from >= q.length;
  return isMissing ? [...pieces, { text: ' ', kind: 'space', isWrong: true }] : pieces;
}

/** A value that is compared begins with an operator. */
function partsOf(q: string, { kind, from, to }: Token): Part[] {
  const sign = kind === 'value' ? (/^[<>]=?/.exec(q.slice(from, to))?.[0].length ?? 0) : 0;
  const value: Part = { from: from + sign, to, kind: kinds[kind], isWrong: false };
  return sign === 0 ? [value] : [{ from, to: from + sign, kind: 'operator', isWrong: false }, value];
}

function withSpaces(parts: readonly Part[], length: number): Part[] {
  const all: Part[] = [];
  let end = 0;
  const space = (to: number) => to > end && all.push({ from: end, to, kind: 'space', isWrong: false });
  for (const part of parts) {
    space(part.from);
    if (part.to > part.from) all.push(part);
    end = part.to;
  }
  space(length);
  return all;
}

function split(part: Part, fault: Pick<Span, 'from' | 'to'> | null): Part[] {
  if (!fault || fault.to <= part.from || part.to <= fault.from) return [part];
  const bounds = [part.from, Math.max(part.from, fault.from), Math.min(part.to, fault.to), part.to];
  return [0, 1, 2]
    .map((i) => ({ ...part, from: bounds[i]!, to: bounds[i + 1]!, isWrong: i === 1 }))
    .filter(({ from, to }) => to > from);
}
