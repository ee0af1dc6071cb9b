import { nearest } from '../../config/nearest.js';
import type { ImportServer } from '../servers.dto.js';

type PathOf<Name extends string, Value> = Value extends readonly unknown[] | string | number
  ? Name
  : string extends keyof Value
    ? Name
    : `${Name}.${keyof Value & string}`;
type Paths<Shape> = { [Name in keyof Shape & string]: PathOf<Name, NonNullable<Shape[Name]>> }[keyof Shape & string];

/** What can be said of a server, as a table has it: what stands within another field, with a dot. */
export type FieldName = Paths<Required<ImportServer>>;

/** How a cell holds a value: a list of words has spaces or commas between them, everything deeper is JSON. */
export type Kind = 'text' | 'number' | 'list' | 'json';

/** All of them, in the order of an export. A field that a server can be registered with and that is missing here does not compile. */
export const kinds = {
  hostname: 'text',
  externalId: 'text',
  ipAddress: 'text',
  addresses: 'list',
  lifecycle: 'text',
  environment: 'text',
  region: 'text',
  site: 'text',
  role: 'text',
  owner: 'text',
  'provider.name': 'text',
  'provider.instanceId': 'text',
  'provider.type': 'text',
  'os.family': 'text',
  'os.name': 'text',
  'os.version': 'text',
  'os.kernel': 'text',
  'os.arch': 'text',
  'hardware.cpuCores': 'number',
  'hardware.memoryMb': 'number',
  'hardware.diskGb': 'number',
  'hardware.vendor': 'text',
  'hardware.model': 'text',
  'hardware.serial': 'text',
  'ssh.port': 'number',
  'ssh.user': 'text',
  'ssh.credentialId': 'text',
  tags: 'list',
  checks: 'json',
  attributes: 'json',
  notes: 'text',
} as const satisfies Record<FieldName, Kind>;

export const fieldNames = Object.keys(kinds) as FieldName[];

/** What an export has and an import does not need: which server it was. */
export const ignored = 'id';

/** A field, one attribute (`attr.rack`), or what is ignored. */
export type Target = FieldName | `attr.${string}` | typeof ignored;

export function isTarget(name: string): name is Target {
  return Object.hasOwn(kinds, name) || name === ignored || isAttribute(name);
}

export function isAttribute(name: string): name is `attr.${string}` {
  return name.startsWith('attr.') && name.length > 'attr.'.length;
}

/** What to say of a name that is none: the nearest, or all. */
export function hint(name: string): string {
  const near = nearest(name, fieldNames);
  return near ? `Did you mean \`${near}\`?` : `Possible: ${fieldNames.join(', ')}, attr.<name>.`;
}

/** Sets what stands at the end of a path, making what is on the way. */
export function put(fields: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let within = fields;
  for (const name of path.slice(0, -1)) {
    const known = Object.hasOwn(within, name) ? within[name] : undefined;
    const next = typeof known === 'object' && known !== null ? (known as Record<string, unknown>) : {};
    within[name] = next;
    within = next;
  }
  const last = path.at(-1) ?? '';
  // Plain assignment of `__proto__` would change the object instead of telling of it.
  Object.defineProperty(within, last, { value, enumerable: true, writable: true, configurable: true });
}

/** Where a target stands in a row. */
export function pathOf(target: Target): string[] {
  return isAttribute(target) ? ['attributes', target.slice('attr.'.length)] : target.split('.');
}

/** RFC 6901. */
export function pointerTo(path: readonly (string | number)[]): string {
  return path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
