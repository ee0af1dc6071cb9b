/** What a query says. Positions are offsets into its text. */
export type Tree = Junction | Negation | Word | Condition;

/** All of the parts hold, or one of them. All of nothing is the empty query: it holds everywhere. */
export interface Junction {
  kind: 'and' | 'or';
  parts: Tree[];
  position: number;
}

export interface Negation {
  kind: 'not';
  part: Tree;
  position: number;
}

/** A bare word or a quoted phrase. */
export interface Word {
  kind: 'word';
  operand: Exact | Pattern;
  position: number;
}

export interface Condition {
  kind: 'condition';
  field: string;
  operand: Operand;
  position: number;
}

/** What a field is compared with. */
export type Operand = Exact | Pattern | Comparison | Range | Presence;

export interface Exact {
  kind: 'exact';
  text: string;
  position: number;
}

/** Each `*` stands for anything; it has no other. */
export interface Pattern {
  kind: 'pattern';
  text: string;
  position: number;
}

export interface Comparison {
  kind: 'comparison';
  operator: Operator;
  text: string;
  /** Of the text, behind the operator. */
  position: number;
}

export type Operator = '<' | '<=' | '>' | '>=';

/** A side that is not given is open. */
export interface Range {
  kind: 'range';
  from?: Bound;
  to?: Bound;
  position: number;
}

export interface Bound {
  text: string;
  isIncluded: boolean;
  position: number;
}

/** `field:*`: there is a value. */
export interface Presence {
  kind: 'presence';
  position: number;
}
