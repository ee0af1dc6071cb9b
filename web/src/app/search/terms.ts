import { Token, scanned, written } from './scan';

/** What a query asks of one value of a field. */
export type Stance = 'wanted' | 'refused' | null;

/** A term that stands alone at the top of a query and is about one field: `owner:core`, `-owner:(core OR data)`. */
interface Term {
  field: string;
  isNegated: boolean;
  values: string[];
  from: number;
  to: number;
}

/** The field of a value that is not there: its term is `-owner:*`. */
const none = null;

/** The values of a field that a query wants or refuses, as far as it says so in terms of their own. */
export function stanceOn(q: string, field: string, value: string | null): Stance {
  const terms = termsOn(q, field);
  if (value === none) {
    const presence = terms.find(({ values }) => values.includes('*'));
    return presence ? (presence.isNegated ? 'wanted' : 'refused') : null;
  }
  const term = terms.find(({ values }) => values.some((each) => isSame(field, each, value)));
  return term ? (term.isNegated ? 'refused' : 'wanted') : null;
}

/** The query with this value wanted, or no longer. Values of one field add up; those of many-valued ones narrow. */
export function wanting(q: string, field: string, value: string | null, isOneValued: boolean): string {
  const stance = stanceOn(q, field, value);
  const without = stance === null ? q : freeOf(q, field, value);
  if (stance === 'wanted') return without;
  if (value === none) return withTerm(without, `-${field}:*`);
  const term = isOneValued
    ? termsOn(without, field).find((each) => !each.isNegated && !each.values.includes('*'))
    : undefined;
  if (!term) return withTerm(without, `${field}:${written(value)}`);
  return spliced(without, term, textOf({ ...term, values: [...term.values, value] }));
}

/** The query with this value refused, or no longer. */
export function refusing(q: string, field: string, value: string | null): string {
  const stance = stanceOn(q, field, value);
  const without = stance === null ? q : freeOf(q, field, value);
  if (stance === 'refused') return without;
  return withTerm(without, value === none ? `${field}:*` : `-${field}:${written(value)}`);
}

/** The query without what it says of a field: what there would be to choose from. */
export function openIn(q: string, field: string): string {
  return termsOn(q, field).reduceRight((text, term) => spliced(text, term, ''), q.trim());
}

/** The values of a field of which the query says something, in its order; `null` stands for none at all. */
export function mentionedOf(q: string, field: string): (string | null)[] {
  return termsOn(q, field).flatMap(({ values }) => values.map((value) => (value === '*' ? none : value)));
}

/** The query and one more term. Alternatives are bracketed first, so that the term is about all of them. */
export function withTerm(q: string, term: string): string {
  const text = q.trim();
  if (text === '') return term;
  return `${isAlternatives(text) ? `(${text})` : text} ${term}`;
}

function freeOf(q: string, field: string, value: string | null): string {
  const isMeant = (each: string) => (value === none ? each === '*' : isSame(field, each, value));
  return termsOn(q, field)
    .filter(({ values }) => values.some(isMeant))
    .reduceRight(
      (text, term) => spliced(text, term, textOf({ ...term, values: term.values.filter((v) => !isMeant(v)) })),
      q,
    );
}

function textOf({ field, isNegated, values }: Term): string {
  if (values.length === 0) return '';
  const texts = values.map((value) => (value === '*' ? '*' : written(value)));
  return `${isNegated ? '-' : ''}${field}:${texts.length === 1 ? texts[0] : `(${texts.join(' OR ')})`}`;
}

function spliced(q: string, { from, to }: Term, by: string): string {
  const [before, after] = [q.slice(0, from).trimEnd(), q.slice(to).trimStart()];
  return [before, by, after]
    .filter((part) => part !== '')
    .join(' ')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')');
}

function termsOn(q: string, field: string): Term[] {
  if (isAlternatives(q)) return [];
  return termsOf(q).filter((term) => term.field.toLowerCase() === field.toLowerCase());
}

/** The terms at the top, of fields with a value or with alternatives of values. */
function termsOf(q: string): Term[] {
  const tokens = scanned(q);
  const terms: Term[] = [];
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token.kind === 'field' && depth === 0) {
      const term = termAt(tokens, i);
      if (term) terms.push(term);
    }
    if (token.kind === 'open') depth += 1;
    else if (token.kind === 'close') depth -= 1;
  });
  return terms;
}

function termAt(tokens: Token[], i: number): Term | null {
  const { text: field, from, to } = tokens[i]!;
  const before = tokens[i - 1];
  const isNegated = before?.kind === 'not';
  const start = isNegated ? before.from : from;
  const next = tokens[i + 1];
  if (next?.kind === 'value' && next.from === to)
    return { field, isNegated, values: [next.text], from: start, to: next.to };
  if (next?.kind !== 'open' || next.from !== to) return null;
  const end = tokens.findIndex(({ kind }, j) => j > i && kind === 'close');
  const inside = tokens.slice(i + 2, end);
  const isPlain = end !== -1 && inside.every(({ kind }, j) => kind === (j % 2 === 0 ? 'value' : 'or'));
  if (!isPlain || inside.length % 2 === 0) return null;
  const values = inside.filter(({ kind }) => kind === 'value').map(({ text }) => text);
  return { field, isNegated, values, from: start, to: tokens[end]!.to };
}

function isAlternatives(q: string): boolean {
  let depth = 0;
  return scanned(q).some(({ kind }) => {
    if (kind === 'open') depth += 1;
    else if (kind === 'close') depth -= 1;
    return kind === 'or' && depth === 0;
  });
}

/** Tags are what they are; in all other fields the case does not matter. */
function isSame(field: string, one: string, other: string): boolean {
  return field === 'tag' ? one === other : one.toLowerCase() === other.toLowerCase();
}
