import { nearest } from '../../config/nearest.js';
import { likePattern, type SearchField } from './fields.js';
import { parsed, refusal, type Term } from './parse.js';

/** The SQL condition of a query over `s` (servers) and `h` (server_health); `params` grows by its values. */
export function compiled(query: string, fields: Record<string, SearchField>, params: unknown[]): string {
  const terms = parsed(query);
  const conditions = terms.map((term) => conditionOf(term, fields, (value) => `$${params.push(value)}`));
  // Deleted servers are only found by those who ask for them.
  if (!terms.some((term) => term.field === 'deleted')) conditions.unshift('s.deleted_at IS NULL');
  return conditions.join(' AND ');
}

function conditionOf(term: Term, fields: Record<string, SearchField>, value: (of: unknown) => string): string {
  const condition =
    term.field === undefined ? bareWord(term.text, value) : fieldCondition(term.field, term, fields, value);
  return term.negated ? `NOT coalesce(${condition}, false)` : condition;
}

function bareWord(text: string, value: (of: unknown) => string): string {
  return `s.search_text LIKE ${value(`%${likePattern(text.toLowerCase())}%`)}`;
}

function fieldCondition(
  name: string,
  term: Term,
  fields: Record<string, SearchField>,
  value: (of: unknown) => string,
): string {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) {
    const near = nearest(name, Object.keys(fields));
    const hint = near ? `Did you mean \`${near}\`?` : `Possible: ${Object.keys(fields).join(', ')}.`;
    throw refusal(
      'search.unknown-field',
      `There is no field \`${name}\` (character ${term.position}). ${hint}`,
      term.position,
    );
  }
  if (field.values && !field.values.includes(term.text)) {
    const possible = field.values.join(', ');
    throw refusal(
      'search.bad-value',
      `\`${term.text}\` is no ${name} (character ${term.position}; possible: ${possible}).`,
      term.position + name.length + 1,
    );
  }
  if (term.text === '')
    throw refusal('search.bad-value', `\`${name}:\` needs a value (character ${term.position}).`, term.position);
  return field.condition(term.text, value);
}
