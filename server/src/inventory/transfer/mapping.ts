import { BadRequest } from '../../http/domain-error.js';
import { hint, isTarget, pathOf, pointerTo, put, type Target } from './fields.js';
import { unplaced, type Place } from './row.js';

/** What becomes of each column of the file: a field, or nothing. A column that is not named here keeps its own name. */
export type Mapping = ReadonlyMap<string, Target | null>;

/** @throws BadRequest naming each fault below `/mapping` */
export function mappingOf(json: string): Mapping {
  const mapping = parsed(json);
  const known = new Map<string, string>();
  for (const [column, target] of Object.entries(mapping)) {
    const pointer = pointerTo(['mapping', column]);
    if (target === null) continue;
    if (typeof target !== 'string' || !isTarget(target)) {
      const name = typeof target === 'string' ? target : JSON.stringify(target);
      throw refusal(pointer, 'mapping.field-unknown', `\`${name}\` is not a field. ${hint(name)}`);
    }
    const other = known.get(target);
    if (other !== undefined)
      throw refusal(pointer, 'mapping.field-twice', `\`${target}\` is filled by \`${other}\` already.`);
    known.set(target, column);
  }
  return new Map(Object.entries(mapping) as [string, Target | null][]);
}

function parsed(json: string): Record<string, unknown> {
  const fault = (message: string) => refusal('/mapping', 'mapping.malformed', message);
  let mapping: unknown;
  try {
    mapping = JSON.parse(json);
  } catch (error) {
    throw fault(`The mapping is no JSON: ${(error as Error).message}.`);
  }
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping))
    throw fault('The mapping must be an object: columns, and the field of each or null.');
  return mapping as Record<string, unknown>;
}

function refusal(pointer: string, code: string, message: string): BadRequest {
  return new BadRequest('request.invalid', message, [{ pointer, code, message }]);
}

/** An object with its members moved to where the mapping says. A member is named whole, or by a path with dots. */
export function remapped(row: Record<string, unknown>, mapping: Mapping): Record<string, unknown> {
  const rest = structuredClone(row);
  const moved: [Target, unknown][] = [];
  for (const [source, target] of mapping) {
    const found = taken(rest, source);
    if (found && target !== null) moved.push([target, found.value]);
  }
  for (const [target, value] of moved) put(rest, pathOf(target), value);
  return rest;
}

/** Where a fault of a remapped row stands in the row of the file. */
export function unmapped(mapping: Mapping): (pointer: string) => Place {
  const sources = [...mapping].flatMap(([source, target]) =>
    target === null ? [] : [{ from: pointerTo(pathOf(target)), source }],
  );
  return (pointer) => {
    const found = sources.find(({ from }) => pointer === from || pointer.startsWith(`${from}/`));
    return found
      ? { ...unplaced(pointerTo(found.source.split('.')) + pointer.slice(found.from.length)), column: found.source }
      : unplaced(pointer);
  };
}

/** Takes a member out, and what is empty without it. */
function taken(row: Record<string, unknown>, source: string): { value: unknown } | undefined {
  const [name = '', ...rest] = Object.hasOwn(row, source) ? [source] : source.split('.');
  if (!Object.hasOwn(row, name)) return undefined;
  const value = row[name];
  if (rest.length === 0) {
    Reflect.deleteProperty(row, name);
    return { value };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const found = taken(value as Record<string, unknown>, rest.join('.'));
  if (found && Object.keys(value).length === 0) Reflect.deleteProperty(row, name);
  return found;
}
