import { ServerDefaults } from '../api/wire';

/** A declared field that a template can give, by its path. */
export interface DefaultField {
  path: string;
  label: string;
  placeholder?: string;
  /** A whole number from 1 to this. */
  most?: number;
}

export const whereabouts: readonly DefaultField[] = [
  { path: 'environment', label: 'Environment', placeholder: 'prod' },
  { path: 'region', label: 'Region', placeholder: 'eu-west-1' },
  { path: 'site', label: 'Site' },
  { path: 'role', label: 'Role', placeholder: 'web' },
  { path: 'owner', label: 'Owner', placeholder: 'core' },
  { path: 'ssh.port', label: 'SSH port', placeholder: '22', most: 65_535 },
  { path: 'ssh.user', label: 'SSH user' },
];

export const equipment: readonly DefaultField[] = [
  { path: 'os.family', label: 'OS family', placeholder: 'debian' },
  { path: 'os.name', label: 'OS name' },
  { path: 'os.version', label: 'OS version' },
  { path: 'os.kernel', label: 'Kernel' },
  { path: 'os.arch', label: 'Architecture' },
  { path: 'provider.name', label: 'Provider', placeholder: 'aws' },
  { path: 'provider.type', label: 'Instance type' },
  { path: 'hardware.cpuCores', label: 'CPU cores', most: 100_000 },
  { path: 'hardware.memoryMb', label: 'Memory, MB', most: Number.MAX_SAFE_INTEGER },
  { path: 'hardware.diskGb', label: 'Disk, GB', most: Number.MAX_SAFE_INTEGER },
  { path: 'hardware.vendor', label: 'Vendor' },
  { path: 'hardware.model', label: 'Model' },
];

export const defaultFields: readonly DefaultField[] = [...whereabouts, ...equipment];

/** What the template says of a field, as text; empty when it leaves it to the server. */
export function defaultAt(defaults: ServerDefaults, path: string): string {
  const [name = '', member] = path.split('.');
  const value = (defaults as Record<string, unknown>)[name];
  const told = member === undefined ? value : (value as Record<string, unknown> | null | undefined)?.[member];
  return typeof told === 'string' || typeof told === 'number' ? String(told) : '';
}

/** The defaults with these texts; what the form does not know of stays as it was. Empty texts go. */
export function withDefaults(base: ServerDefaults, texts: Readonly<Record<string, string>>): ServerDefaults {
  const defaults = structuredClone(base) as Record<string, unknown>;
  for (const { path, most } of defaultFields) {
    const text = (texts[path] ?? '').trim();
    const value = text === '' ? null : most === undefined ? text : Number(text);
    const [name = '', member] = path.split('.');
    if (member === undefined) defaults[name] = value;
    else defaults[name] = { ...(defaults[name] as object | null), [member]: value };
  }
  return withoutNothing(defaults);
}

function withoutNothing(fields: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(fields).map(([name, value]): [string, unknown] => {
    const isNested = typeof value === 'object' && value !== null && name !== 'attributes';
    return [name, isNested ? withoutNothing(value as Record<string, unknown>) : value];
  });
  return Object.fromEntries(kept.filter(([, value]) => !isNothing(value)));
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);
}
