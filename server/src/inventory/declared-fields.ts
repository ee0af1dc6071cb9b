import ipaddr from 'ipaddr.js';
import { BadRequest } from '../http/domain-error.js';
import { madeFrom, type Blueprint } from './blueprint.js';
import { declared, defaultChecks } from './declared-checks.js';
import type { Server } from './server.entity.js';
import type { ChangeServer, RegisterServer } from './servers.dto.js';

/** What a request can set. */
export type Columns = Omit<Server, 'id' | 'lifecycleSince' | 'createdAt' | 'updatedAt' | 'deletedAt' | 'version'>;

const attributesMostBytes = 16_384;

/** The columns of a new server. `blueprint` is what its `templateId` stands for. */
export function registered(given: RegisterServer, blueprint?: Blueprint): Columns {
  const fields = blueprint ? madeFrom(given, blueprint) : given;
  const { lifecycle = 'planned' } = fields;
  const columns = {
    ...changed(blank(fields.hostname, lifecycle), fields),
    templateId: blueprint?.id ?? null,
    templateVersion: blueprint?.version ?? null,
  };
  const isWatchedByDefault = lifecycle === 'active' && (fields.checks === undefined || fields.checks === null);
  return isWatchedByDefault ? { ...columns, checks: defaultChecks(columns.sshPort) } : columns;
}

function blank(hostname: string, lifecycle: Columns['lifecycle']): Columns {
  return {
    hostname,
    lifecycle,
    externalId: null,
    ipAddress: null,
    addresses: [],
    environment: null,
    region: null,
    site: null,
    role: null,
    owner: null,
    provider: null,
    os: null,
    hardware: null,
    sshPort: 22,
    sshUser: null,
    sshCredentialId: null,
    tags: [],
    templateId: null,
    templateVersion: null,
    checks: [],
    attributes: {},
    notes: null,
  };
}

/** The columns after a change: absent fields stay, null clears, objects merge (RFC 7396), lists are replaced. */
export function changed(server: Columns, change: ChangeServer): Columns {
  const { ssh } = change;
  const sshPort = ssh === null ? 22 : kept(server.sshPort, ssh?.port, 22);
  const attributes = merged(server.attributes, change.attributes) ?? {};
  if (Buffer.byteLength(JSON.stringify(attributes)) > attributesMostBytes) {
    throw new BadRequest('request.invalid', 'The attributes are larger than 16 KiB.', [
      { pointer: '/attributes', code: 'attributes.too-large', message: 'must be at most 16 KiB as JSON' },
    ]);
  }
  return {
    hostname: change.hostname ?? server.hostname,
    lifecycle: server.lifecycle,
    externalId: worded(server.externalId, change.externalId),
    ipAddress: kept(server.ipAddress, change.ipAddress && canonical(change.ipAddress), null),
    addresses: kept(server.addresses, change.addresses?.map(canonical) ?? change.addresses, []),
    environment: worded(server.environment, change.environment),
    region: worded(server.region, change.region),
    site: worded(server.site, change.site),
    role: worded(server.role, change.role),
    owner: worded(server.owner, change.owner),
    provider: grouped(server.provider, change.provider),
    os: grouped(server.os, change.os),
    hardware: grouped(server.hardware, change.hardware),
    sshPort,
    sshUser: ssh === null ? null : worded(server.sshUser, ssh?.user),
    sshCredentialId: ssh === null ? null : kept(server.sshCredentialId, ssh?.credentialId, null),
    templateId: server.templateId,
    templateVersion: server.templateVersion,
    tags: change.tags === undefined ? server.tags : [...new Set(change.tags ?? [])].sort(),
    checks: change.checks === undefined ? server.checks : declared(change.checks ?? [], sshPort),
    attributes,
    notes: worded(server.notes, change.notes),
  };
}

function kept<Value>(known: Value, given: Value | null | undefined, cleared: Value): Value {
  return given === undefined ? known : (given ?? cleared);
}

/** As PostgreSQL writes it: RFC 5952, and an IPv4 address within an IPv6 one (RFC 4291, 2.5.5) with its dots. */
function canonical(address: string): string {
  if (!address.includes(':')) return ipaddr.parse(address).toString();
  const parsed = ipaddr.IPv6.parse(withoutDots(address));
  const [prefix = 0, high = 0, low = 0] = parsed.parts.slice(5);
  const isMapped = prefix === 0xffff;
  const isCompatible = prefix === 0 && high > 0;
  if (parsed.parts.slice(0, 5).some((part) => part !== 0) || !(isMapped || isCompatible)) return parsed.toString();
  return `::${isMapped ? 'ffff:' : ''}${[high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')}`;
}

/** The parser takes `::10.1.2.3` for `::ffff:10.1.2.3`, which is another address. */
function withoutDots(address: string): string {
  const pair = (one: string, other: string) => (Number(one) * 256 + Number(other)).toString(16);
  return address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a: string, b: string, c: string, d: string) => `${pair(a, b)}:${pair(c, d)}`,
  );
}

/** An empty text is none. */
function worded(known: string | null, given: string | null | undefined): string | null {
  return given === undefined ? known : given || null;
}

/** As single fields do: an empty text is none, and a group of fields that all say nothing is none. */
function grouped(known: object | null, given: object | null | undefined): object | null {
  if (given === undefined) return known;
  const said = Object.entries(merged(known, given) ?? {}).filter(([, value]) => value !== '');
  return said.length > 0 ? Object.fromEntries(said) : null;
}

function merged<Fields extends object>(known: Fields | null, given: object | null | undefined): Fields | null {
  if (given === undefined) return known;
  if (given === null) return null;
  const entries = Object.entries({ ...known, ...given }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as Fields;
}
