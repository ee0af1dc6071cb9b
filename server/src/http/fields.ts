import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  isInt,
  IsInt,
  isIP,
  IsIP,
  IsNumber,
  IsObject,
  isString,
  IsString,
  isUUID,
  IsUUID,
  length,
  Length,
  Matches,
  Max,
  Min,
  NotContains,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Elements } from './elements.js';
import { instantIn } from './instant.js';

interface FieldOptions {
  /** May be left out. */
  optional?: boolean;
  /** May be null, which clears it. Only sensible together with optional. */
  nullable?: boolean;
  description?: string;
  example?: unknown;
  default?: unknown;
}

/** One declaration a field: what is refused and what the documentation says come from the same line. */
function field(options: FieldOptions, schema: ApiPropertyOptions, ...rules: PropertyDecorator[]): PropertyDecorator {
  const { optional, nullable, ...words } = options;
  const api = { ...words, ...schema, ...(nullable ? { nullable: true } : {}) };
  const absent = ValidateIf((_, value) => !((optional && value === undefined) || (nullable && value === null)));
  return applyDecorators((optional ? ApiPropertyOptional : ApiProperty)(api), absent, ...rules);
}

export function Text(
  options: FieldOptions & {
    min?: number;
    max?: number;
    pattern?: RegExp;
    says?: string;
    trim?: boolean;
    lower?: boolean;
  } = {},
) {
  const { min = options.optional ? 0 : 1, max = 255, pattern, says, trim, lower, ...words } = options;
  return field(
    words,
    { type: String, minLength: min, maxLength: max, ...(pattern ? { pattern: pattern.source } : {}) },
    ...(trim || lower
      ? [Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? tidy(value, lower) : value))]
      : []),
    IsString(),
    Length(min, max),
    // PostgreSQL's text cannot hold it.
    NotContains('\0', { message: 'must not contain a NUL character' }),
    ...(pattern ? [Matches(pattern, says ? { message: says } : {})] : []),
  );
}

function tidy(value: string, lower?: boolean): string {
  return lower ? value.trim().toLowerCase() : value.trim();
}

/** A moment with its offset from UTC. */
export function Instant(options: FieldOptions = {}) {
  return field(
    options,
    { type: String, format: 'date-time' },
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: (value) => typeof value === 'string' && instantIn(value) !== undefined,
        defaultMessage: () => 'must be an RFC 3339 time such as 2026-11-24T10:00:00Z',
      },
    }),
  );
}

export function Whole(options: FieldOptions & { min?: number; max?: number } = {}) {
  const { min = 0, max = 2_147_483_647, ...words } = options;
  return field(words, { type: 'integer', minimum: min, maximum: max }, IsInt(), Min(min), Max(max));
}

/** A whole number in a query string. */
export function WholeParam(options: FieldOptions & { min?: number; max?: number } = {}) {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
    ),
    Whole(options),
  );
}

/** A number that need not be whole. */
export function Decimal(options: FieldOptions & { min: number; max: number }) {
  const { min, max, ...words } = options;
  return field(
    words,
    { type: Number, minimum: min, maximum: max },
    IsNumber({ allowNaN: false, allowInfinity: false }),
    Min(min),
    Max(max),
  );
}

export function Choice(values: readonly string[], options: FieldOptions & { name?: string } = {}) {
  const { name, ...words } = options;
  return field(words, { enum: [...values], ...(name ? { enumName: name } : {}) }, IsIn(values));
}

/** Some of the values, each once. */
export function ChoiceList(values: readonly string[], options: FieldOptions & { name: string }) {
  const { name, ...words } = options;
  return field(
    words,
    { enum: [...values], enumName: name, isArray: true, maxItems: values.length },
    IsArray(),
    ArrayMaxSize(values.length),
    Elements([
      { name: 'in', isMet: (each) => values.includes(String(each)), says: `must be one of ${values.join(', ')}` },
    ]),
    ArrayUnique(),
  );
}

/** Some of the values, separated by commas, in a query string. */
export function ChoicesParam(values: readonly string[], options: FieldOptions = {}) {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value)),
    field(
      options,
      { type: String },
      IsArray(),
      IsIn(values, { each: true, message: `each must be one of ${values.join(', ')}` }),
    ),
  );
}

export function Flag(options: FieldOptions = {}) {
  return field(options, { type: Boolean }, IsBoolean());
}

/** `true` or `false` in a query string. */
export function FlagParam(options: FieldOptions = {}) {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (value === 'true' || value === 'false' ? value === 'true' : value)),
    Flag(options),
  );
}

/** A time in a query string (RFC 3339), or a date, which is its first moment in UTC. */
export function Moment(options: FieldOptions = {}) {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && rfc3339.test(value) ? new Date(value.replace(' ', '+')) : value,
    ),
    field(
      options,
      { type: String, format: 'date-time' },
      IsDate({ message: 'must be a time (RFC 3339), for example 2026-11-24T12:00:00Z' }),
    ),
  );
}

/** A `+` of the offset that was not escaped in the URL arrives as a space. */
const rfc3339 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+ -]\d\d:\d\d))?$/;

export function Uuid(options: FieldOptions = {}) {
  return field(options, { type: String, format: 'uuid' }, IsUUID());
}

export function Address(options: FieldOptions = {}) {
  return field(
    options,
    { type: String, format: 'ip' },
    IsIP(undefined, { message: 'must be an IPv4 or IPv6 address' }),
    NotContains('%', { message: 'must be an address without a zone' }),
  );
}

export function AddressList(options: FieldOptions & { most?: number } = {}) {
  const { most = 64, ...words } = options;
  return field(
    words,
    { type: [String], maxItems: most },
    IsArray(),
    ArrayMaxSize(most),
    Elements([
      { name: 'ip', isMet: (each) => isIP(each), says: 'must be an IPv4 or IPv6 address' },
      { name: 'not-contains', isMet: (each) => !String(each).includes('%'), says: 'must be an address without a zone' },
    ]),
    ArrayUnique(),
  );
}

export function TextList(
  options: FieldOptions & { least?: number; most?: number; max?: number; pattern?: RegExp; says?: string } = {},
) {
  const { least = 0, most = 64, max = 255, pattern, says, ...words } = options;
  return field(
    words,
    { type: [String], ...(least > 0 ? { minItems: least } : {}), maxItems: most },
    IsArray(),
    ArrayMinSize(least),
    ArrayMaxSize(most),
    Elements([
      { name: 'string', isMet: isString, says: 'must be a text' },
      { name: 'length', isMet: (each) => length(each, 1, max), says: `must have 1 to ${max} characters` },
      ...(pattern
        ? [
            {
              name: 'matches',
              isMet: (each: unknown) => pattern.test(String(each)),
              says: says ?? `must match ${pattern.source}`,
            },
          ]
        : []),
    ]),
  );
}

export function WholeList(options: FieldOptions & { min: number; max: number; most: number }) {
  const { min, max, most, ...words } = options;
  return field(
    words,
    { type: 'array', items: { type: 'integer' }, maxItems: most },
    IsArray(),
    ArrayMaxSize(most),
    Elements([
      { name: 'int', isMet: isInt, says: 'must be a whole number' },
      { name: 'min', isMet: (each) => Number(each) >= min, says: `must not be less than ${min}` },
      { name: 'max', isMet: (each) => Number(each) <= max, says: `must not be greater than ${max}` },
    ]),
  );
}

export function Nested(type: () => new () => object, options: FieldOptions = {}) {
  return field(options, { type: type() }, IsObject(), ValidateNested(), Type(type));
}

export function NestedList(type: () => new () => object, options: FieldOptions & { most?: number } = {}) {
  const { most = 64, ...words } = options;
  return field(
    words,
    { type: [type()], maxItems: most },
    IsArray(),
    ArrayMaxSize(most),
    // Of a list within the list `ValidateNested` looks at the members and lets the list itself pass.
    ValidateBy({
      name: 'isFlat',
      validator: {
        validate: (value) => Array.isArray(value) && !value.some((each) => Array.isArray(each)),
        defaultMessage: () => 'must be a list of objects, not of lists',
      },
    }),
    ValidateNested({ each: true, message: 'must be a list of objects' }),
    Type(type),
  );
}

export function FreeObject(options: FieldOptions = {}) {
  return field(options, { type: 'object', additionalProperties: true }, IsObject());
}

/** Small letters, as ids are answered. */
export function UuidList(options: FieldOptions & { most: number }) {
  const { most, ...words } = options;
  return field(
    words,
    { type: 'array', items: { type: 'string', format: 'uuid' }, maxItems: most },
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value)
        ? value.map((each: unknown) => (typeof each === 'string' ? each.toLowerCase() : each))
        : value,
    ),
    IsArray(),
    ArrayMaxSize(most),
    Elements([{ name: 'uuid', isMet: (each) => isUUID(each), says: 'must be an id' }]),
  );
}
