import { tokenMatcher, type IToken } from 'chevrotain';
import type { BadRequest } from '../../http/domain-error.js';
import { grammar } from './grammar.js';
import { refusal } from './refusal.js';
import { Close, Comparison, Field, lexer, Open } from './tokens.js';
import type { Tree } from './tree.js';

export const mostCharacters = 2_000;

/**
 * What the query says.
 * @throws BadRequest with the position of the first character that cannot be read
 */
export function parsed(query: string): Tree {
  if (query.length > mostCharacters) {
    const message = `A query has at most ${mostCharacters} characters (this one: ${query.length}).`;
    throw refusal('search.too-long', message, mostCharacters);
  }
  const nul = query.indexOf('\0');
  if (nul >= 0) throw syntax(`No text can hold the NUL at character ${nul}.`, nul);
  const { tokens, errors } = lexer.tokenize(query);
  const [unread] = errors;
  if (unread) throw unreadable(query, unread.offset);
  grammar.input = tokens;
  const tree = grammar.query();
  const [misplaced] = grammar.errors;
  if (misplaced) throw unexpected(query, tokens, tokens.indexOf(misplaced.token));
  return tree;
}

function unreadable(query: string, at: number): BadRequest {
  return syntax(
    query[at] === '"'
      ? `The quote at character ${at} is not closed.`
      : `Cannot read the query from character ${at} on.`,
    at,
  );
}

/** Why the token at that index (-1: the end) stands where nothing in the grammar allows it. */
function unexpected(query: string, tokens: IToken[], index: number): BadRequest {
  const wrong = tokens[index];
  const before = wrong ? tokens[index - 1] : tokens.at(-1);
  const at = wrong?.startOffset ?? query.length;
  if (before && (tokenMatcher(before, Field) || tokenMatcher(before, Comparison)))
    return syntax(`\`${before.image}\` needs a value right behind it (character ${at}).`, at);
  if (wrong && tokenMatcher(wrong, Close) && !unclosed(tokens.slice(0, index)))
    return syntax(`Nothing opens the parenthesis at character ${at}.`, at);
  if (wrong) return syntax(`\`${wrong.image}\` cannot stand at character ${at}.`, at);
  const open = unclosed(tokens);
  if (open) return syntax(`The parenthesis at character ${open.startOffset} is not closed.`, open.startOffset);
  return syntax(`The query ends where something must follow (character ${at}).`, at);
}

function unclosed(tokens: IToken[]): IToken | undefined {
  const open: IToken[] = [];
  for (const token of tokens) {
    if (tokenMatcher(token, Open)) open.push(token);
    if (tokenMatcher(token, Close)) open.pop();
  }
  return open.at(-1);
}

function syntax(message: string, position: number): BadRequest {
  return refusal('search.syntax', message, position);
}
