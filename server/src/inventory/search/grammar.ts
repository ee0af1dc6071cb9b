import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain';
import { refusal } from './refusal.js';
import {
  And,
  BoundText,
  Close,
  Comparison,
  Field,
  Not,
  Open,
  Or,
  Plain,
  Quoted,
  RangeClose,
  RangeOpen,
  To,
  vocabulary,
} from './tokens.js';
import type { Bound, Exact, Operand, Operator, Pattern, Tree } from './tree.js';

const mostTerms = 64;
const mostDepth = 16;

/** The field whose values a parenthesis holds, if any. */
type Part = ParserMethod<[field?: string], Tree>;

/**
 * The grammar, in the order of how tightly things bind: OR, AND (also implied), NOT, one term. It builds the tree as
 * it reads, and counts as it goes down, so that no text can exhaust the stack.
 */
class Grammar extends EmbeddedActionsParser {
  private depth = 0;
  private terms = 0;

  constructor() {
    super(vocabulary, { maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  readonly query = this.RULE('query', (): Tree => {
    this.depth = 0;
    this.terms = 0;
    let tree: Tree = { kind: 'and', parts: [], position: 0 };
    this.OPTION(() => {
      tree = this.SUBRULE(this.either);
    });
    return tree;
  });

  private readonly either: Part = this.RULE('either', (field?: string): Tree => {
    const parts = [this.SUBRULE(this.all, { ARGS: [field] })];
    this.MANY(() => {
      this.CONSUME(Or);
      parts.push(this.SUBRULE2(this.all, { ARGS: [field] }));
    });
    return joined('or', parts);
  });

  private readonly all: Part = this.RULE('all', (field?: string): Tree => {
    const parts = [this.SUBRULE(this.part, { ARGS: [field] })];
    this.MANY(() => {
      this.OPTION(() => this.CONSUME(And));
      parts.push(this.SUBRULE2(this.part, { ARGS: [field] }));
    });
    return joined('and', parts);
  });

  private readonly part: Part = this.RULE('part', (field?: string): Tree =>
    this.OR([
      { ALT: () => this.SUBRULE(this.negation, { ARGS: [field] }) },
      { ALT: () => this.SUBRULE(this.parenthesis, { ARGS: [field] }) },
      { ALT: () => this.SUBRULE(this.condition) },
      { ALT: () => this.SUBRULE(this.term, { ARGS: [field] }) },
    ]),
  );

  private readonly negation: Part = this.RULE('negation', (field?: string): Tree => {
    const { startOffset: position } = this.CONSUME(Not);
    const part = this.deeper(position, () => this.SUBRULE(this.part, { ARGS: [field] }));
    return { kind: 'not', part, position };
  });

  private readonly parenthesis: Part = this.RULE('parenthesis', (field?: string): Tree => {
    const { startOffset } = this.CONSUME(Open);
    const inner = this.deeper(startOffset, () => this.SUBRULE(this.either, { ARGS: [field] }));
    this.CONSUME(Close);
    return inner;
  });

  private readonly condition = this.RULE('condition', (): Tree => {
    const { image, startOffset: position } = this.CONSUME(Field);
    const field = image.slice(0, -1);
    return this.OR([
      { ALT: () => this.SUBRULE(this.parenthesis, { ARGS: [field] }) },
      { ALT: () => ({ ...this.SUBRULE(this.term, { ARGS: [field] }), position }) },
    ]);
  });

  private readonly term: Part = this.RULE('term', (field?: string): Tree => {
    const operand = this.OR([
      { ALT: () => this.SUBRULE(this.comparison) },
      { ALT: () => this.SUBRULE(this.range) },
      { ALT: () => this.SUBRULE(this.text) },
    ]);
    const { position } = operand;
    this.ACTION(() => {
      if (++this.terms > mostTerms)
        throw refusal('search.too-long', `A query has at most ${mostTerms} terms (character ${position}).`, position);
    });
    if (field === undefined) return { kind: 'word', operand: operand as Exact | Pattern, position };
    const isPresence = operand.kind === 'pattern' && /^\*+$/.test(operand.text);
    return { kind: 'condition', field, operand: isPresence ? { kind: 'presence', position } : operand, position };
  });

  private readonly comparison = this.RULE('comparison', (): Operand => {
    const operator = this.CONSUME(Comparison).image as Operator;
    const { text, position } = this.SUBRULE(this.text);
    return { kind: 'comparison', operator, text, position };
  });

  private readonly range = this.RULE('range', (): Operand => {
    const opening = this.CONSUME(RangeOpen);
    const from = this.SUBRULE(this.bound);
    this.CONSUME(To);
    const to = this.SUBRULE2(this.bound);
    const closing = this.CONSUME(RangeClose);
    return {
      kind: 'range',
      from: from && { ...from, isIncluded: opening.image === '[' },
      to: to && { ...to, isIncluded: closing.image === ']' },
      position: opening.startOffset,
    };
  });

  private readonly bound = this.RULE('bound', (): Bound | undefined =>
    this.OR([
      {
        ALT: () => {
          const { image: text, startOffset: position } = this.CONSUME(BoundText);
          return text === '*' ? undefined : { text, isIncluded: true, position };
        },
      },
      { ALT: () => ({ ...unquoted(this.CONSUME(Quoted)), isIncluded: true }) },
    ]),
  );

  private readonly text = this.RULE('text', (): Exact | Pattern =>
    this.OR([
      { ALT: (): Exact | Pattern => ({ kind: 'exact', ...unquoted(this.CONSUME(Quoted)) }) },
      {
        ALT: (): Exact | Pattern => {
          const { image: text, startOffset: position } = this.CONSUME(Plain);
          return { kind: text.includes('*') ? 'pattern' : 'exact', text, position };
        },
      },
    ]),
  );

  private deeper(position: number, read: () => Tree): Tree {
    this.ACTION(() => {
      if (++this.depth > mostDepth)
        throw refusal('search.too-long', `A query nests at most ${mostDepth} deep (character ${position}).`, position);
    });
    const tree = read();
    this.depth--;
    return tree;
  }
}

function joined(kind: 'and' | 'or', parts: Tree[]): Tree {
  const [first] = parts;
  return parts.length === 1 && first ? first : { kind, parts, position: first?.position ?? 0 };
}

function unquoted({ image, startOffset }: IToken): { text: string; position: number } {
  return { text: image.slice(1, -1).replace(/\\([^])/g, '$1'), position: startOffset };
}

export const grammar = new Grammar();
