import type { NextFunction, Request, Response } from 'express';
import { BadRequest } from './domain-error.js';
import { stepUnknown } from './pointer.js';

const mostLevels = 32;

/** A value and how to get to it; the pointer is only spelt out for a fault. */
interface Place {
  value: unknown;
  level: number;
  name?: string;
  parent?: Place;
}

/** A body is one object that can be kept as it was sent. */
export function soundJson(request: Request, _response: Response, next: NextFunction): void {
  const body: unknown = request.body;
  if (Array.isArray(body)) throw refusal({ value: body, level: 0 }, 'json.no-object', 'must be an object');
  if (body !== undefined) requireSound(body);
  next();
}

/**
 * JSON can say what a database cannot keep and a stack cannot hold: such values would be altered in silence or fail late.
 * @throws BadRequest that names the place
 */
export function requireSound(value: unknown): void {
  const rest: Place[] = [{ value, level: 0 }];
  for (let place = rest.pop(); place; place = rest.pop()) {
    if (typeof place.value === 'string') requireText(place.value, place);
    else if (typeof place.value === 'number') requireFinite(place.value, place);
    else if (typeof place.value === 'object' && place.value !== null)
      for (const inner of within(place, place.value)) rest.push(inner);
  }
}

function within(parent: Place, value: object): Place[] {
  const level = parent.level + 1;
  if (level > mostLevels) throw refusal(parent, 'json.too-deep', `is nested deeper than ${mostLevels} levels`);
  return Object.entries(value).map(([name, inner]: [string, unknown]) => {
    const place = { value: inner, level, name, parent };
    requireText(name, place);
    // Names that class-transformer leaves out without a word.
    if (name === '__proto__' || name === 'constructor')
      throw refusal(place, 'json.reserved-name', 'is a name that cannot be used');
    return place;
  });
}

function requireText(text: string, place: Place): void {
  if (text.includes('\0')) throw refusal(place, 'json.nul', 'must not contain a NUL character');
  if (!text.isWellFormed()) throw refusal(place, 'json.no-unicode', 'must not contain half of a surrogate pair');
}

function requireFinite(number: number, place: Place): void {
  if (!Number.isFinite(number)) throw refusal(place, 'json.number-too-large', 'is too large for a number');
}

function refusal(place: Place, code: string, message: string): BadRequest {
  const pointer = pointerTo(place);
  return new BadRequest('request.invalid', `The request has a fault: \`${pointer}\` ${message}.`, [
    { pointer, code, message },
  ]);
}

function pointerTo({ name, parent }: Place): string {
  if (name === undefined || !parent) return '';
  return pointerTo(parent) + stepUnknown(name);
}
