/** One field before and after. A list is told by what came and what went. */
export interface FieldChange {
  field: string;
  from: string | null;
  to: string | null;
  added: string[];
  removed: string[];
}

/** What changed between two sets of fields, nested ones by their path. */
export function changesBetween(before: object | null, after: object | null): FieldChange[] {
  const one = flat(before ?? {});
  const other = flat(after ?? {});
  const fields = [...new Set([...one.keys(), ...other.keys()])];
  return fields
    .filter((field) => told(one.get(field)) !== told(other.get(field)))
    .map((field) => changeOf(field, one.get(field), other.get(field)));
}

function changeOf(field: string, before: unknown, after: unknown): FieldChange {
  if (!Array.isArray(before) && !Array.isArray(after)) {
    return { field, from: textOf(before), to: textOf(after), added: [], removed: [] };
  }
  const had = listOf(before);
  const has = listOf(after);
  return {
    field,
    from: null,
    to: null,
    added: has.filter((item) => !had.includes(item)),
    removed: had.filter((item) => !has.includes(item)),
  };
}

/** Nothing is nothing, however it is written. */
function told(value: unknown): string | undefined {
  return listOf(value).length === 0 && textOf(value) === null ? undefined : JSON.stringify(value);
}

function flat(fields: object, path = ''): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, value] of Object.entries(fields)) {
    const field = path ? `${path}.${name}` : name;
    if (isPlain(value)) flat(value, field).forEach((inner, key) => found.set(key, inner));
    else found.set(field, value);
  }
  return found;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map((item) => textOf(item) ?? 'nothing') : [];
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === '' || isEmpty(value)) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && 'name' in value && 'type' in value) return String(value.name);
  return JSON.stringify(value);
}
