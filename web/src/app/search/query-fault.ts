import { Problem } from '../api/problem';
import { replaced } from '../ui/choosing';
import { scanned, written } from './scan';

/** What is wrong in a query: where, why, and what may have been meant there. */
export interface QueryFault {
  from: number;
  /** The same as `from` where something is missing. */
  to: number;
  message: string;
  suggestion: string | null;
}

/** Where a refusal points to in the text that the query was taken from, which may have spaces around it. */
export function faultIn(text: string, problem: Problem | null): QueryFault | null {
  const fault = problem?.errors.find(({ pointer, position }) => pointer === '/q' && position !== undefined);
  if (fault?.position === undefined) return null;
  const q = text.trim();
  const at = Math.min(fault.position, q.length);
  const offset = text.length - text.trimStart().length;
  const to = endOf(q, at, fault.code);
  const suggestion = fault.suggestion ?? null;
  return { from: offset + at, to: offset + to, message: sentence(fault.message, suggestion), suggestion };
}

/** The text with what may have been meant in its place, and where the caret then belongs. */
export function fixed(text: string, { from, to, suggestion }: QueryFault): { text: string; caret: number } {
  const isField = text[to] === ':';
  const by = suggestion === null ? text.slice(from, to) : isField ? suggestion : written(suggestion);
  return replaced(text, { from, to, text: text.slice(from, to) }, by);
}

/** A fault begins at a character; it is the rest of the word that it stands in. */
function endOf(q: string, at: number, code: string): number {
  const token = scanned(q).find(({ from, to }) => from <= at && at < to);
  if (!token) return Math.min(at + 1, q.length);
  if (token.kind === 'field') return code === 'search.unknown-field' ? token.to - 1 : token.to;
  if (token.kind !== 'range' || at === token.from) return token.to;
  return at + (/^[^\s\]}]*/.exec(q.slice(at))?.[0].length ?? 0);
}

/** The place is underlined, and what may be meant is a button: neither need be said again. */
function sentence(message: string, suggestion: string | null): string {
  const told = message.replace(/ \(character \d+\)/, '').replaceAll('`', '');
  return suggestion === null ? told : told.replace(/ Did you mean [^?]*\?$/, '');
}
