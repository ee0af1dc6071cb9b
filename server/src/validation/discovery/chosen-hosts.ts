import { isIP } from 'node:net';
import type { EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';
import { BadRequest, type Fault } from '../../http/domain-error.js';
import { hostCondition, hostRows } from './host-conditions.js';
import { mostHosts, type ImportedHost, type ImportHosts } from './import.dto.js';
import { owners, type Owner } from './owners.js';
import type { Found } from './registration.js';

/** A host that can be registered, or why not. */
export type ChosenHost = Found | { address: string; fault: NonNullable<ImportedHost['error']> };

type HostRow = Found & { match: string };

const columns = 'host(h.address) AS address, h.names, h.ports, h.guess, h.match';

/** Those that were asked for, each with its fault if it has one; or all that match the rule and are nobody's yet. @throws BadRequest */
export async function chosen(tx: EntityManager, scanId: string, wanted: ImportHosts): Promise<ChosenHost[]> {
  return wanted.addresses ? these(tx, scanId, wanted.addresses) : byRule(tx, scanId, wanted);
}

async function byRule(tx: EntityManager, scanId: string, { match, port, role }: ImportHosts): Promise<ChosenHost[]> {
  const params: unknown[] = [];
  const where = hostCondition(scanId, { match, port, role }, params);
  const hosts = await rowsIn<HostRow>(
    tx,
    `SELECT ${columns} FROM ${hostRows} WHERE ${where} AND h.match <> 'missing' ORDER BY h.address LIMIT ${mostHosts + 1}`,
    params,
  );
  if (hosts.length > mostHosts) {
    const message = `More than ${mostHosts.toLocaleString('en')} hosts match. Narrow the rule.`;
    throw new BadRequest('import.too-many', message, [{ pointer: '', code: 'import.too-many', message }]);
  }
  const owned = await ownersOf(tx, hosts);
  return hosts.filter((_, at) => !owned.has(at + 1));
}

async function these(tx: EntityManager, scanId: string, given: string[]): Promise<ChosenHost[]> {
  const faults = given.flatMap((address, at): Fault[] =>
    isIP(address) !== 0 && !address.includes('%')
      ? []
      : [{ pointer: `/addresses/${at}`, code: 'address.invalid', message: 'must be an IPv4 or IPv6 address' }],
  );
  if (faults.length > 0) throw new BadRequest('request.invalid', 'Not all of `/addresses` are addresses.', faults);
  const rows = await rowsIn<HostRow & { place: number }>(
    tx,
    `SELECT f.place::integer, ${columns} FROM unnest($2::inet[]) WITH ORDINALITY f (address, place)
       JOIN scan_hosts h ON h.scan_id = $1 AND h.address = f.address`,
    [scanId, given],
  );
  const found = new Map(rows.map((row) => [row.place, row]));
  const owned = await ownersOf(
    tx,
    given.map((address) => ({ address })),
  );
  const hosts = given.flatMap((address, at): ChosenHost[] => {
    const host = found.get(at + 1);
    const owner = owned.get(at + 1);
    if (owner) return [refused(address, 'scan.host-known', `${owner.hostname} has this address already.`, owner.id)];
    if (host?.match === 'missing') return [refused(address, 'scan.host-silent', 'It did not answer.')];
    return [host ?? refused(address, 'scan.host-not-found', 'The scan found nobody at this address.')];
  });
  // Twice the same address is the same host.
  return [...new Map(hosts.map((host) => [host.address, host])).values()];
}

async function ownersOf(tx: EntityManager, hosts: { address: string }[]): Promise<Map<number, Owner>> {
  const rows = await rowsIn<Owner>(tx, owners, [hosts.map(({ address }) => address)]);
  return new Map(rows.map((row) => [row.place, row]));
}

function refused(address: string, code: string, message: string, serverId: string | null = null): ChosenHost {
  return { address, fault: { code, message, serverId } };
}
