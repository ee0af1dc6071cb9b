import { nearest } from '../../config/nearest.js';
import { likePattern } from './like.js';
import { badValue } from './refusal.js';
import type { Asking, Place, SearchField } from './field.js';
import { noUnits, numberOf, type Units } from './numbers.js';
import { ago, spanOf, type Span } from './times.js';
import type { Operand } from './tree.js';

/** A text of a query and where it stands. */
interface Valued {
  text: string;
  position: number;
}

/** Equal without regard to case; `*` stands for anything. */
export function text(expression: string, describe: string, more: Partial<SearchField> = {}): SearchField {
  return {
    kind: 'text',
    describe,
    condition: (operand, place, asking) => {
      switch (operand.kind) {
        case 'presence':
          return `${expression} IS NOT NULL`;
        case 'exact':
          return `lower(${expression}) = lower(${place(operand.text)})`;
        case 'pattern':
          return `lower(${expression}) LIKE lower(${place(likePattern(operand.text))})`;
        default:
          throw unordered(operand, asking);
      }
    },
    ...more,
  };
}

/** One of a few words, which every server has. */
export function choice(expression: string, values: readonly string[], describe: string): SearchField {
  return {
    kind: 'choice',
    describe,
    values,
    isDecided: true,
    condition: (operand, place, asking) => {
      switch (operand.kind) {
        case 'presence':
          return 'TRUE';
        case 'exact':
          return `${expression} = ${place(oneOf(values, operand, asking))}`;
        case 'pattern':
          return `${expression} LIKE lower(${place(likePattern(operand.text))})`;
        default:
          throw unordered(operand, asking);
      }
    },
  };
}

const yesNo = ['true', 'false'] as const;

/** A condition that is asked by its name. */
export function truth(expression: string, describe: string): SearchField {
  return {
    kind: 'truth',
    describe,
    values: yesNo,
    condition: (operand, _place, asking) => {
      if (operand.kind === 'presence') return 'TRUE';
      if (operand.kind !== 'exact') throw unordered(operand, asking);
      return oneOf(yesNo, operand, asking) === 'true' ? expression : `(${expression}) IS NOT TRUE`;
    },
  };
}

export function number(expression: string, describe: string, units: Units = noUnits): SearchField {
  return {
    kind: units === noUnits ? 'number' : 'size',
    describe,
    condition: (operand, place, asking) => compared(operand, expression, units, place, asking),
  };
}

/** @throws BadRequest when the operand is no number, or ends before it begins */
export function compared(operand: Operand, expression: string, units: Units, place: Place, { name }: Asking): string {
  const valueOf = (of: Valued) => {
    const value = numberOf(of.text, units);
    if (value !== undefined) return value;
    const possible = Object.keys(units).filter((unit) => unit !== '');
    const hint = possible.length > 0 ? `, with or without ${possible.join(', ')}` : '';
    throw badValue(`\`${of.text}\` is no number for \`${name}\`${hint}`, of);
  };
  const placed = (value: number) => `${place(value)}::numeric`;
  switch (operand.kind) {
    case 'presence':
      return `${expression} IS NOT NULL`;
    case 'exact':
      return `${expression} = ${placed(valueOf(operand))}`;
    case 'comparison':
      return `${expression} ${operand.operator} ${placed(valueOf(operand))}`;
    case 'range': {
      const from = operand.from && valueOf(operand.from);
      const to = operand.to && valueOf(operand.to);
      if (from !== undefined && to !== undefined && from > to) throw reversed(operand);
      return within(expression, [
        from === undefined ? undefined : `${operand.from?.isIncluded ? '>=' : '>'} ${placed(from)}`,
        to === undefined ? undefined : `${operand.to?.isIncluded ? '<=' : '<'} ${placed(to)}`,
      ]);
    }
    case 'pattern':
      throw badValue(`\`${name}\` is a number: compare it (\`>=4\`, \`[4 TO 16]\`)`, operand);
  }
}

/** How long ago (`<7d` is younger than that), a day, or a time. */
export function time(expression: string, describe: string): SearchField {
  return {
    kind: 'time',
    describe,
    condition: (operand, place, asking) => timed(operand, expression, place, asking),
  };
}

/** @throws BadRequest when the operand is no time, or ends before it begins */
export function timed(operand: Operand, expression: string, place: Place, { name, now }: Asking): string {
  const placed = (value: Date) => `${place(value.toISOString())}::timestamptz`;
  const read = (of: Valued): Span & { isAgo: boolean } => {
    const before = ago(of.text, now);
    const span = before ? { from: before, to: before } : spanOf(of.text);
    if (span) return { ...span, isAgo: before !== undefined };
    const message = `\`${of.text}\` is no time for \`${name}\`: possible are 30s, 15m, 2h, 7d, 4w, 2026-01-31, 2026-01-31T08:00:00Z`;
    throw badValue(message, of);
  };
  const since = ({ from, to }: Span, isIncluded: boolean) => `>= ${placed(isIncluded ? from : to)}`;
  const until = ({ from, to }: Span, isIncluded: boolean) => `< ${placed(isIncluded ? to : from)}`;
  switch (operand.kind) {
    case 'presence':
      return `${expression} IS NOT NULL`;
    case 'exact': {
      const span = read(operand);
      return within(expression, [since(span, true), span.isAgo ? undefined : until(span, true)]);
    }
    case 'comparison': {
      const span = read(operand);
      const isIncluded = operand.operator.endsWith('=');
      // An age that is less is a time that is later.
      const isLater = operand.operator.startsWith('>') !== span.isAgo;
      return `${expression} ${isLater ? since(span, isIncluded) : until(span, isIncluded)}`;
    }
    case 'range': {
      let [from, to] = [operand.from && read(operand.from), operand.to && read(operand.to)];
      // Ages are often given from the lesser to the greater.
      if (from?.isAgo && to?.isAgo && from.from > to.from) [from, to] = [to, from];
      if (from && to && from.from > to.from) throw reversed(operand);
      return within(expression, [
        from && since(from, operand.from?.isIncluded ?? true),
        to && until(to, operand.to?.isIncluded ?? true),
      ]);
    }
    case 'pattern':
      throw badValue(`\`${name}\` is a time: compare it (\`<7d\`, \`>=2026-01-31\`)`, operand);
  }
}

/** Any version: ids of other tools may be given too. */
export const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function id(expression: string, describe: string): SearchField {
  return {
    kind: 'id',
    describe,
    condition: (operand, place, asking) => {
      switch (operand.kind) {
        case 'presence':
          return `${expression} IS NOT NULL`;
        case 'exact':
          if (!uuid.test(operand.text)) throw badValue(`\`${operand.text}\` is no id`, operand);
          return `${expression} = ${place(operand.text)}::uuid`;
        case 'pattern':
          return `${expression}::text LIKE lower(${place(likePattern(operand.text))})`;
        default:
          throw unordered(operand, asking);
      }
    },
  };
}

/** A field whose values have no order was asked for one. */
export function unordered(operand: Operand, { name }: Asking) {
  return badValue(`\`${name}\` takes a value, not a comparison; quote what begins with <, >, [ or {`, operand);
}

function within(expression: string, sides: (string | undefined)[]): string {
  const given = sides.filter((side) => side !== undefined).map((side) => `${expression} ${side}`);
  return given.length > 0 ? given.join(' AND ') : `${expression} IS NOT NULL`;
}

function reversed(operand: Operand) {
  return badValue('The range ends before it begins', operand);
}

function oneOf(values: readonly string[], operand: Operand & Valued, { name }: Asking): string {
  const value = operand.text.toLowerCase();
  if (values.includes(value)) return value;
  const message = `\`${operand.text}\` is no ${name}; possible: ${values.join(', ')}`;
  throw badValue(message, operand, nearest(value, values));
}
