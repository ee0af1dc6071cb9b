import { OfferedValue, SearchField } from '../api/wire';
import { replaced } from '../ui/choosing';
import { countOf } from '../ui/number';
import { Typed } from './caret';
import { written } from './scan';

/** Something that can be put in the place of what is being typed. */
export interface Offer {
  kind: 'recent' | 'field' | 'value' | 'operator';
  /** As the list shows it. */
  name: string;
  /** What it is, or how many have it. */
  hint: string;
  /** What is written for it. */
  text: string;
  /** Of a value: whose. */
  field?: string;
}

/** What is known of the words that may be meant. */
export interface Vocabulary {
  fields: readonly SearchField[];
  /** Of the field whose value is being typed. */
  values: readonly OfferedValue[];
  isExact: boolean;
  /** Queries of before, the latest first. */
  recent: readonly string[];
}

const fieldsShown = 8;
const recentShown = 4;
const valuesShown = 12;

const operators = [
  { name: 'OR', hint: 'one of two' },
  { name: 'AND', hint: 'both; a space says the same' },
  { name: 'NOT', hint: 'the opposite; a minus says the same' },
];
/** What a value of some kinds begins with. */
const beginnings: Partial<Record<SearchField['kind'], { name: string; hint: string }[]>> = {
  time: [
    { name: '<1h', hint: 'within the last hour' },
    { name: '<24h', hint: 'within the last day' },
    { name: '<7d', hint: 'within the last week' },
    { name: '>30d', hint: 'longer ago than 30 days' },
  ],
  number: [
    { name: '>=', hint: 'at least' },
    { name: '<=', hint: 'at most' },
    { name: '>', hint: 'more than' },
    { name: '<', hint: 'less than' },
  ],
  size: [
    { name: '>=', hint: 'at least, such as >=64g' },
    { name: '<=', hint: 'at most, such as <=512m' },
  ],
};

/** What may be meant, the likeliest first. What is there already is not offered. */
export function offersFor(q: string, typed: Typed | null, vocabulary: Vocabulary): Offer[] {
  const recent = recentFor(q, vocabulary.recent);
  if (typed === null) return recent;
  if (typed.field !== null) return valuesFor(typed, vocabulary);
  const fields = fieldsFor(typed.begun, vocabulary.fields).filter(({ text }) => text !== typed.text);
  return [...recent, ...fields, ...operatorsFor(typed.begun)];
}

/** The query with the offer in its place, and where the caret then belongs; a field or an operator is not yet a term. */
export function completed(
  q: string,
  typed: Typed | null,
  offer: Offer,
): { text: string; caret: number; isTerm: boolean } {
  if (offer.kind === 'recent' || typed === null) return { text: offer.text, caret: offer.text.length, isTerm: true };
  const isTerm = offer.kind === 'value' && !/^[<>]=?$/.test(offer.text);
  const isFollowed = /^[\s)]/.test(q.slice(typed.to));
  const space = offer.kind === 'operator' || (isTerm && !isFollowed) ? ' ' : '';
  const { text, caret } = replaced(q, typed, offer.text + space);
  return { text, caret: isTerm && /^\s/.test(q.slice(typed.to)) ? caret + 1 : caret, isTerm };
}

/** By its name or another one of it, without regard to case. */
export function fieldNamed(name: string, fields: readonly SearchField[]): SearchField | undefined {
  const folded = name.toLowerCase();
  return fields.find((field) => [field.name, ...field.aliases].some((each) => each.toLowerCase() === folded));
}

function recentFor(q: string, recent: readonly string[]): Offer[] {
  const folded = q.trim().toLowerCase();
  return recent
    .filter((each) => each.toLowerCase().startsWith(folded) && each !== q.trim())
    .slice(0, folded === '' ? recentShown : 2)
    .map((each) => ({ kind: 'recent', name: each, hint: 'recent', text: each }));
}

/** Those that begin like it first, then those that contain it, then those that are about it. */
function fieldsFor(begun: string, fields: readonly SearchField[]): Offer[] {
  return fields
    .map((field) => ({ field, rank: rankOf(begun.toLowerCase(), field) }))
    .filter(({ rank }) => rank !== null)
    .sort((one, other) => one.rank! - other.rank!)
    .slice(0, fieldsShown)
    .map(({ field }) => fieldOffer(field));
}

function rankOf(begun: string, { name, aliases, description }: SearchField): number | null {
  if (name.toLowerCase().startsWith(begun)) return 0;
  if (aliases.some((alias) => alias.toLowerCase().startsWith(begun))) return 1;
  if (begun.length < 2) return null;
  if (name.toLowerCase().includes(begun)) return 2;
  return begun.length > 2 && description.toLowerCase().includes(begun) ? 3 : null;
}

/** `attr.<path>` is as many fields as there are paths: it is written up to the point. */
function fieldOffer({ name, description }: SearchField): Offer {
  const [head = name, ...rest] = name.split('<');
  return { kind: 'field', name, hint: description.replaceAll('`', ''), text: rest.length > 0 ? head : `${name}:` };
}

function operatorsFor(begun: string): Offer[] {
  if (begun === '') return [];
  return operators
    .filter(({ name }) => name.startsWith(begun) && name !== begun)
    .map(({ name, hint }) => ({ kind: 'operator', name, hint, text: name }));
}

function valuesFor({ field: name, begun, text }: Typed, { fields, values, isExact }: Vocabulary): Offer[] {
  const field = fieldNamed(name ?? '', fields);
  if (!field) return [];
  const folded = begun.toLowerCase();
  const offer = (value: string, hint: string, as = written(value)): Offer => ({
    kind: 'value',
    name: value,
    hint,
    text: as,
    field: field.name,
  });
  const few = (field.values ?? []).map((value) => offer(value, ''));
  const many = values.map(({ value, count }) => offer(value, `${isExact ? '' : '~'}${countOf(count)}`));
  const begins = (beginnings[field.kind] ?? []).map(({ name: value, hint }) => offer(value, hint, value));
  const any = field.completes ? [offer('*', `has a value of ${field.name}`, '*')] : [];
  return [...few, ...many, ...begins, ...any]
    .filter((each) => each.name.toLowerCase().startsWith(folded) && each.text !== text)
    .slice(0, valuesShown);
}
