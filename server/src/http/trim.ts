import type { Type } from '@nestjs/common';
import { nearest } from '../config/nearest.js';
import { BadRequest } from './domain-error.js';

/** What can be named: the members of a class, anything in free JSON, nothing in a plain value. */
type Shape = ReadonlyMap<string, Shape> | 'anything' | 'nothing';

/** The members to keep, each whole or some of its own. */
type Wanted = Map<string, Wanted | 'whole'>;

/** `fields` of a query, for `Text` and for the documentation. */
export const fieldsParam = {
  optional: true,
  min: 1,
  max: 2_000,
  description: 'Only these members of each item, separated by commas, nested by dots. Not given: all.',
  example: 'id,hostname,health.status',
} as const;

/**
 * Cuts views down to the members that `fields` names (`id,hostname,health.status`); in a list of objects, each of them.
 * What can be named is what the documented class has.
 * @throws BadRequest with the position and the nearest name of the first one that is unknown
 */
export function trimming<View extends object>(
  type: Type<View>,
  fields: string | undefined,
): (view: View) => Partial<View> {
  if (fields === undefined) return (view) => view;
  const shape = shapeOf(type);
  const wanted: Wanted = new Map();
  let position = 0;
  for (const path of fields.split(',')) {
    const names = path.trim().split('.');
    requireKnown(names, shape, position + path.length - path.trimStart().length);
    want(names, wanted);
    position += path.length + 1;
  }
  return (view) => trimmed(view, wanted) as Partial<View>;
}

function requireKnown(names: string[], shape: Shape, position: number): void {
  for (const name of names) {
    const inner = name === '' || shape === 'anything' ? shape : shape === 'nothing' ? undefined : shape.get(name);
    if (name === '' || inner === undefined) throw unknown(name, shape, position);
    shape = inner;
    position += name.length + 1;
  }
}

function want([name = '', ...within]: string[], wanted: Wanted): void {
  const known = wanted.get(name);
  if (known === 'whole') return;
  const inner = known ?? new Map<string, Wanted | 'whole'>();
  wanted.set(name, within.length === 0 ? 'whole' : inner);
  if (within.length > 0) want(within, inner);
}

function trimmed(value: unknown, wanted: Wanted | 'whole'): unknown {
  if (wanted === 'whole' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => trimmed(each, wanted));
  const kept = Object.entries(value).filter(([name]) => wanted.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, trimmed(inner, wanted.get(name) ?? 'whole')]));
}

/** Where Swagger notes what `@ApiProperty` says of a class: its names, and of each what it is. */
const namesKey = 'swagger/apiModelPropertiesArray';
const propertyKey = 'swagger/apiModelProperties';

function shapeOf(type: unknown): Shape {
  const prototype: unknown = typeof type === 'function' ? type.prototype : undefined;
  if (typeof prototype !== 'object' || prototype === null) return 'nothing';
  const names = Reflect.getMetadata(namesKey, prototype) as string[] | undefined;
  if (!names) return 'nothing';
  return new Map(
    names.map((noted) => {
      const name = noted.slice(1); // they are noted with a colon in front
      const property = Reflect.getMetadata(propertyKey, prototype, name) as Record<string, unknown>;
      return [name, property['additionalProperties'] ? 'anything' : shapeOf(property['type'])];
    }),
  );
}

function unknown(name: string, shape: Shape, position: number): BadRequest {
  const known = typeof shape === 'string' ? [] : [...shape.keys()];
  const near = nearest(name, known);
  const hint = near ? ` Did you mean \`${near}\`?` : known.length > 0 ? ` Possible: ${known.join(', ')}.` : '';
  const message =
    name === ''
      ? `A name is missing in \`fields\` (character ${position}).`
      : `There is no member \`${name}\` (character ${position}).${hint}`;
  return new BadRequest('request.invalid', message, [
    { pointer: '/fields', code: 'fields.unknown', message, position },
  ]);
}
