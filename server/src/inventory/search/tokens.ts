import { createToken, Lexer, type ITokenConfig, type TokenType } from 'chevrotain';

/**
 * The words of the language. What a text means depends on where it stands: `tag:env:prod` is one field and one value,
 * `region:OR` asks for Oregon, and within `field:(…)` everything is a value. So there are four modes: among `terms`,
 * at the `value` of a field, in a `group` of values, and in a `range`.
 */
const token = (name: string, pattern: RegExp, more: Partial<ITokenConfig> = {}) =>
  createToken({ name, pattern, line_breaks: false, ...more });

const quoted = /"(?:[^"\\]|\\[^])*"/;
const plain = /[^\s()"]+/;
const comparison = /[<>]=?/;

const Space = token('Space', /\s+/, { group: Lexer.SKIPPED });
export const And = token('And', /AND(?![^\s()"])/);
export const Or = token('Or', /OR(?![^\s()"])/);
export const Not = token('Not', /NOT(?![^\s()"])|-(?=[^\s)])/);
export const Quoted = token('Quoted', quoted);
export const Plain = token('Plain', plain);
export const Open = token('Open', /\(/);
export const Close = token('Close', /\)/);

/** A name and a colon, unless the whole is an IPv6 or a hardware address (or a pattern of one), which is a word. */
export const Field = token(
  'Field',
  /(?!(?:[\da-fA-F]{0,4}:){2}[\da-fA-F:.*/]*(?![^\s()"]))[A-Za-z][\w-]*(?:\.[^\s()":]+)?:/,
  { push_mode: 'value' },
);

export const Comparison = token('Comparison', comparison);
export const RangeOpen = token('RangeOpen', /[[{]/, { push_mode: 'range' });
const ValueRange = token('ValueRange', /[[{]/, { pop_mode: true, push_mode: 'range', categories: RangeOpen });
const ValueGroup = token('ValueGroup', /\(/, { pop_mode: true, push_mode: 'group', categories: Open });
const ValueQuoted = token('ValueQuoted', quoted, { pop_mode: true, categories: Quoted });
const ValuePlain = token('ValuePlain', plain, { pop_mode: true, categories: Plain });
/** No value stands where one must. The grammar has no place for it. */
const NoValue = token('NoValue', /[\s)]/, { pop_mode: true });

const GroupOpen = token('GroupOpen', /\(/, { push_mode: 'group', categories: Open });
const GroupClose = token('GroupClose', /\)/, { pop_mode: true, categories: Close });
const GroupComparison = token('GroupComparison', comparison, { push_mode: 'value', categories: Comparison });

export const To = token('To', /TO(?![^\s\]}])/);
export const RangeClose = token('RangeClose', /[\]}]/, { pop_mode: true });
export const BoundText = token('BoundText', /[^\s\]}"]+/);

const modes = {
  terms: [Space, And, Or, Not, Field, Open, Close, Quoted, Plain],
  value: [Comparison, ValueRange, ValueGroup, NoValue, ValueQuoted, ValuePlain],
  group: [Space, And, Or, Not, GroupComparison, RangeOpen, GroupOpen, GroupClose, Quoted, Plain],
  range: [Space, To, RangeClose, Quoted, BoundText],
};

export const vocabulary: TokenType[] = [...new Set(Object.values(modes).flat())];
export const lexer = new Lexer({ modes, defaultMode: 'terms' }, { positionTracking: 'onlyOffset' });
