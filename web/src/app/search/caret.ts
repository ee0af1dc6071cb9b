import { Span } from '../ui/choosing';
import { Token, scanned } from './scan';

/** What is being typed at the caret, and the stretch of the query whose place a completion takes. */
export interface Typed extends Span {
  /** Whose value it is; without one it is a word, which may become a field. */
  field: string | null;
  /** Up to the caret, without quotes: `text` may go on behind it. */
  begun: string;
}

/** `null` where nothing can be completed: behind what is complete, in a range, within quotes that belong to no field. */
export function typedAt(q: string, caret: number): Typed | null {
  const before = scanned(q.slice(0, caret));
  const last = before.at(-1);
  const around = fieldAround(before);
  if (!last || last.to < caret || last.kind === 'open') return beginning(q, caret, around);
  switch (last.kind) {
    case 'field':
      return beginning(q, caret, last.text);
    case 'value':
      return spanned(q, last.from, { field: last.field ?? null, begun: last.text });
    case 'word': {
      if (last.text === '-') return beginning(q, caret, around);
      const isQuoted = q[last.from] === '"';
      return isQuoted ? null : spanned(q, last.from, { field: null, begun: last.text });
    }
    default:
      return null;
  }
}

/** Nothing of it is typed yet; what already stands behind the caret would be replaced. */
function beginning(q: string, caret: number, field: string | null): Typed {
  return spanned(q, caret, { field, begun: '' });
}

function spanned(q: string, from: number, typed: Pick<Typed, 'field' | 'begun'>): Typed {
  const token = scanned(q).find((each) => each.from === from && ['field', 'value', 'word'].includes(each.kind));
  const to = Math.max(token?.to ?? from, from);
  return { ...typed, from, to, text: q.slice(from, to) };
}

/** The field whose values the innermost open parenthesis holds. */
function fieldAround(tokens: readonly Token[]): string | null {
  const groups: (string | null)[] = [];
  tokens.forEach(({ kind, from }, i) => {
    const before = tokens[i - 1];
    if (kind === 'open')
      groups.push(before?.kind === 'field' && before.to === from ? before.text : (groups.at(-1) ?? null));
    else if (kind === 'close') groups.pop();
  });
  return groups.at(-1) ?? null;
}

/** Whether something must still follow: a value, a term behind an operator, the end of a parenthesis or of a quotation. */
export function isUnfinished(q: string): boolean {
  const tokens = scanned(q);
  const last = tokens.at(-1);
  if (!last) return false;
  const count = (kind: Token['kind']) => tokens.filter((token) => token.kind === kind).length;
  const written = q.slice(last.from, last.to);
  return (
    ['and', 'or', 'not', 'field'].includes(last.kind) ||
    written === '-' ||
    (last.kind === 'value' && /^[<>]=?$/.test(written)) ||
    (last.kind === 'range' && !/[\]}]$/.test(written)) ||
    /^"(?:[^"\\]|\\[^])*$/.test(written) ||
    count('open') > count('close')
  );
}
