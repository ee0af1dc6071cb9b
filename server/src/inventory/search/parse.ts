import { BadRequest } from '../../http/domain-error.js';

/** One condition of a query, and where it stands in the text. */
export interface Term {
  negated: boolean;
  /** Not given: a bare word. */
  field?: string;
  text: string;
  position: number;
}

const mostTerms = 64;
const term = /(?<negated>-)?(?:(?<field>[A-Za-z][\w.]*):)?(?:"(?<quoted>[^"]*)"|(?<plain>[^\s"]+))/y;

/**
 * The terms of a query; all of them must hold.
 * @throws BadRequest with the position of the first character that cannot be read
 */
export function parsed(query: string): Term[] {
  const terms: Term[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(query[at] ?? '')) at++;
    if (at >= query.length) return terms;
    term.lastIndex = at;
    const found = term.exec(query)?.groups;
    if (!found) throw unreadable(query, at);
    terms.push({
      negated: found.negated !== undefined,
      field: found.field,
      text: found.quoted ?? found.plain ?? '',
      position: at,
    });
    at = term.lastIndex;
    if (terms.length > mostTerms) throw refusal('search.too-long', `A query has at most ${mostTerms} terms.`, at);
  }
}

export function refusal(code: string, message: string, position: number): BadRequest {
  return new BadRequest(code, message, [{ pointer: '/q', code, message, position }]);
}

function unreadable(query: string, at: number): BadRequest {
  const isQuote = query.includes('"', at);
  const message = isQuote
    ? `The quote at character ${at} is not closed.`
    : `Cannot read the query from character ${at} on.`;
  return refusal('search.syntax', message, at);
}
