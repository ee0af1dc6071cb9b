import type { Lifecycle } from '../../../lifecycle.js';
import { pointerTo, put } from '../../fields.js';

/** A device or virtual machine as NetBox exports it: members of its API, or cells under the names of these. */
export type Device = Record<string, unknown>;

/** What becomes of a device, and which of its members a field came from. */
export interface Converted {
  fields: Record<string, unknown>;
  memberOf(pointer: string): string;
  /** Members that mean something we have no word for. */
  unknown: { member: string; says: string }[];
}

interface Source {
  path: readonly string[];
  /** The first that says something counts. */
  members: readonly string[];
  of(value: unknown): unknown;
}

const states: Record<string, Lifecycle> = {
  planned: 'planned',
  inventory: 'planned',
  staged: 'provisioning',
  active: 'active',
  // That it fails is health, which the monitor sees for itself.
  failed: 'active',
  decommissioning: 'draining',
  offline: 'decommissioned',
};

const sources: readonly Source[] = [
  { path: ['hostname'], members: ['name'], of: worded },
  { path: ['externalId'], members: ['asset_tag'], of: worded },
  { path: ['lifecycle'], members: ['status'], of: (value) => states[stateIn(value)] },
  {
    path: ['ipAddress'],
    members: ['primary_ip4', 'ipv4_address', 'primary_ip', 'ip_address', 'primary_ip6', 'ipv6_address'],
    of: addressIn,
  },
  { path: ['region'], members: ['region'], of: nameIn },
  { path: ['site'], members: ['site'], of: nameIn },
  { path: ['role'], members: ['role', 'device_role'], of: nameIn },
  { path: ['owner'], members: ['tenant'], of: nameIn },
  { path: ['os', 'name'], members: ['platform'], of: nameIn },
  { path: ['hardware', 'vendor'], members: ['device_type'], of: makerIn },
  { path: ['hardware', 'vendor'], members: ['manufacturer'], of: nameIn },
  { path: ['hardware', 'model'], members: ['device_type', 'type'], of: modelIn },
  { path: ['hardware', 'serial'], members: ['serial', 'serial_number'], of: worded },
  { path: ['hardware', 'cpuCores'], members: ['vcpus'], of: (value) => rounded(value) },
  { path: ['hardware', 'memoryMb'], members: ['memory', 'memory_mb'], of: (value) => rounded(value) },
  { path: ['tags'], members: ['tags'], of: tagsIn },
  { path: ['notes'], members: ['comments'], of: worded },
  { path: ['attributes', 'netboxId'], members: ['id'], of: (value) => rounded(value) },
  ...['description', 'location', 'rack', 'position', 'face', 'cluster'].map((member) => ({
    path: ['attributes', member],
    members: [member],
    of: nameIn,
  })),
];

/** Members that say what is said elsewhere, or what another inventory has no use for. */
export const knownMembers: ReadonlySet<string> = new Set(sources.flatMap(({ members }) => members));

export function converted(device: Device): Converted {
  const fields: Record<string, unknown> = {};
  const origins = new Map(sources.map(({ path, members }) => [pointerTo(path), members[0] ?? '']));
  for (const { path, members, of } of sources) {
    const said = members.map((member) => ({ member, value: of(device[member] ?? undefined) }));
    const found = said.find(({ value }) => value !== undefined);
    if (!found) continue;
    put(fields, path, found.value);
    origins.set(pointerTo(path), found.member);
  }
  const addresses = [...new Set(addressMembers.map((member) => addressIn(device[member])).filter(Boolean))];
  if (addresses.length > 1) put(fields, ['addresses'], addresses);
  for (const [name, { member, value }] of customFieldsOf(device)) {
    put(fields, ['attributes', name], value);
    origins.set(pointerTo(['attributes', name]), member);
  }
  const isUnknown = device['status'] !== undefined && device['status'] !== '' && fields['lifecycle'] === undefined;
  return {
    fields,
    unknown: isUnknown ? [{ member: 'status', says: stateIn(device['status']) }] : [],
    memberOf: (pointer) => {
      for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
        const member = origins.get(at);
        if (member !== undefined) return member;
      }
      return 'name';
    },
  };
}

const addressMembers = ['primary_ip4', 'ipv4_address', 'primary_ip6', 'ipv6_address'];

type CustomField = [name: string, { member: string; value: unknown }];

/** `custom_fields` of the API, `cf_…` of a table. */
function customFieldsOf(device: Device): CustomField[] {
  const custom: unknown = device['custom_fields'];
  const inApi = typeof custom === 'object' && custom !== null ? Object.entries(custom) : [];
  const inTable = Object.entries(device).filter(([member]) => member.startsWith('cf_'));
  const all: CustomField[] = [
    ...inApi.map(([name, value]: [string, unknown]): CustomField => [name, { member: 'custom_fields', value }]),
    ...inTable.map(([member, value]): CustomField => [member.slice('cf_'.length), { member, value }]),
  ];
  return all.filter(([, { value }]) => value !== null && value !== '');
}

function worded(value: unknown): unknown {
  return value === undefined || value === '' ? undefined : value;
}

/** The API has objects, whole or shortened, a table has their names. */
function nameIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return worded(value);
  const { name, display, label, value: bare } = value as Record<string, unknown>;
  return worded(name ?? display ?? label ?? bare);
}

function stateIn(value: unknown): string {
  const state = typeof value === 'object' && value !== null ? (value as { value?: unknown }).value : value;
  return typeof state === 'string' ? state.toLowerCase() : '';
}

/** Without the length of its network. */
function addressIn(value: unknown): unknown {
  const address: unknown =
    typeof value === 'object' && value !== null ? (value as { address?: unknown }).address : value;
  return typeof address === 'string' ? worded(address.replace(/\/\d+$/, '')) : undefined;
}

/** A table's `device_type` is a model, and says nothing of who makes it. */
function makerIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? nameIn((value as { manufacturer?: unknown }).manufacturer)
    : undefined;
}

function modelIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? worded((value as { model?: unknown }).model) : worded(value);
}

function rounded(value: unknown): unknown {
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? Math.ceil(number) : worded(number);
}

/** By their slugs, or made like them. */
function tagsIn(value: unknown): unknown {
  const tags = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const names = tags.map((tag: unknown) => {
    const { slug, name } = (typeof tag === 'object' && tag !== null ? tag : { name: tag }) as Record<string, unknown>;
    return [slug, name, '']
      .find((each) => typeof each === 'string')
      ?.trim()
      .replaceAll(/[\s,"()]+/g, '-');
  });
  const said = names.filter((name) => name !== '');
  return said.length > 0 ? said : undefined;
}
