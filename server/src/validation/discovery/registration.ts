import type { Blueprint } from '../../inventory/blueprint.js';
import { registered, type Columns } from '../../inventory/declared-fields.js';
import type { RegisterServer } from '../../inventory/servers.dto.js';
import type { ExaminedHost } from '../../probing/scan/examined-host.js';
import { readAddress } from '../address/address.js';
import type { ImportHosts } from './import.dto.js';

export type Found = Pick<ExaminedHost, 'address' | 'names' | 'ports'> & { guess: ExaminedHost['guess'] | null };

/** Its name in the name service, else one that its certificates have, else one that is made of its address. */
export function hostnameOf({ address, names, ports }: Found): string {
  const certified = ports.flatMap(({ tls }) => tls?.names ?? []);
  const named = [...names, ...certified].map(nameIn).find((name) => name !== undefined);
  return named ?? `host-${address.replace(/[.:]+/g, '-').replace(/^-|-$/g, '')}`;
}

function nameIn(text: string): string | undefined {
  const { kind, normal } = readAddress(text);
  return (kind === 'hostname' || kind === 'fqdn') && normal !== null ? normal : undefined;
}

/**
 * The server that a host becomes. What the request says wins over the template, and that over what was seen: a role and a system
 * are only guessed. @throws BadRequest
 */
export function registrationOf(host: Found, wanted: ImportHosts, blueprint?: Blueprint): Columns {
  const { fields = {}, tags, lifecycle = 'planned' } = wanted;
  const { guess } = host;
  const defaults = blueprint?.defaults ?? {};
  const sshPort = host.ports.find(({ service }) => service === 'ssh')?.port;
  const seen: Partial<RegisterServer> = {
    ...(guess?.role && !defaults.role ? { role: guess.role } : {}),
    ...(guess?.os && !defaults.os ? { os: { name: guess.os } } : {}),
    ...(sshPort !== undefined && !defaults.ssh?.port ? { ssh: { port: sshPort } } : {}),
  };
  return registered(
    {
      ...seen,
      ...fields,
      ...(seen.ssh && fields.ssh ? { ssh: { ...seen.ssh, ...fields.ssh } } : {}),
      hostname: hostnameOf(host),
      ipAddress: host.address,
      lifecycle,
      ...(tags ? { tags } : {}),
    },
    blueprint,
  );
}
