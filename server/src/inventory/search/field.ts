import type { Operand } from './tree.js';

/** What kind of values a field has, and so what may be asked of it. */
export const fieldKinds = [
  'text',
  'choice',
  'truth',
  'number',
  'size',
  'time',
  'address',
  'tag',
  'id',
  'json',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Adds a value to the statement's parameters and answers its placeholder. */
export type Place = (value: unknown) => string;

/** What a field may lean on while it makes its condition. */
export interface Asking {
  /** The field, as the query spells it. */
  name: string;
  /** When: what is relative in a query counts back from here. */
  now: Date;
  /** Given when the question is about the past. */
  at?: Date;
  /** The condition of another query about the same server, such as a group's. How deep and how long that may go is bounded. */
  nested(query: string): Promise<string>;
}

/** A value that is there, and how many servers have it. */
export interface Offer {
  value: string;
  count: number;
}

/** Values to complete: those of the servers themselves, or what whoever registered the field knows better. */
export type Offers = OffersOfServers | ((prefix: string, limit: number) => Promise<Offer[]>);

export interface OffersOfServers {
  /** SQL over `s`: one value, or a set of rows. */
  value: string;
  /** All can be counted in an index. */
  isCounted?: boolean;
  /** Two spellings are two values. */
  isExact?: boolean;
  /** SQL that an index can answer and that holds for every server with a value of that beginning. */
  among?: (prefix: string, place: Place) => string;
}

/**
 * A field of the search language: how it becomes SQL over `s` (servers) and `h` (server_health), or whatever stands in
 * for them. A condition may be NULL, which counts as not holding. What is not about the two may be asked with EXISTS.
 */
export interface SearchField {
  kind: FieldKind;
  /** For people, in a line. */
  describe: string;
  /** The only values that make sense, when they are few. */
  values?: readonly string[];
  /** What completion may offer. */
  offers?: Offers;
  /** Every server has a value of it, so that no condition is NULL. */
  isDecided?: boolean;
  condition(operand: Operand, place: Place, asking: Asking): string | Promise<string>;
}
