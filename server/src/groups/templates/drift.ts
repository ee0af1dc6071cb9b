import { isDeepStrictEqual } from 'node:util';
import type { Blueprint } from '../../inventory/blueprint.js';
import { declared } from '../../inventory/declared-checks.js';
import type { Server } from '../../inventory/server.entity.js';
import type { Deviation } from './templates.dto.js';

/** Where a server is otherwise than the blueprint says. What the blueprint does not speak of is the server's own. */
export function deviations(server: Server, { defaults, tags, checks }: Blueprint): Deviation[] {
  const known: Record<string, unknown> = {
    ...server,
    ssh: { port: server.sshPort, user: server.sshUser, credentialId: server.sshCredentialId },
  };
  const found = Object.entries(defaults).flatMap(([name, wanted]: [string, unknown]) => {
    if (typeof wanted !== 'object' || wanted === null) return compared(name, wanted, known[name]);
    const has = (known[name] ?? {}) as Record<string, unknown>;
    return Object.entries(wanted).flatMap(([member, value]) => compared(`${name}.${member}`, value, has[member]));
  });
  const isTagged = tags.every((tag) => server.tags.includes(tag));
  return [
    ...found,
    ...(isTagged ? [] : [{ field: 'tags', expected: tags, actual: server.tags }]),
    ...(checks ? compared('checks', declared(checks, defaults.ssh?.port ?? server.sshPort), server.checks) : []),
  ];
}

function compared(field: string, expected: unknown, actual: unknown): Deviation[] {
  return isDeepStrictEqual(expected, actual) ? [] : [{ field, expected, actual: actual ?? null }];
}

/** Adds a value to the statement's parameters and answers its placeholder. */
type Place = (value: unknown) => string;

const columns: Record<string, string> = {
  environment: 's.environment',
  region: 's.region',
  site: 's.site',
  role: 's.role',
  owner: 's.owner',
  notes: 's.notes',
  'ssh.port': 's.ssh_port',
  'ssh.user': 's.ssh_user',
  'ssh.credentialId': 's.ssh_credential_id',
};

/**
 * The same in SQL over `s` (servers): whether there is any deviation. `sshPorts` are those that the servers have; where the
 * expected checks follow the port, they are spelt for each of them.
 */
export function deviates({ defaults, tags, checks }: Blueprint, sshPorts: number[], place: Place): string {
  const conditions = Object.entries(defaults).flatMap(([name, wanted]: [string, unknown]) => {
    if (typeof wanted !== 'object' || wanted === null) return [`${columns[name]} IS DISTINCT FROM ${place(wanted)}`];
    return Object.entries(wanted).map(([member, value]) => {
      const column = columns[`${name}.${member}`];
      return column
        ? `${column} IS DISTINCT FROM ${place(value)}`
        : `s.${name} -> ${place(member)}::text IS DISTINCT FROM ${place(JSON.stringify(value))}::jsonb`;
    });
  });
  if (tags.length > 0) conditions.push(`NOT s.tags @> ${place(tags)}::text[]`);
  if (checks) {
    const expected = (port: number) => `${place(JSON.stringify(declared(checks, port)))}::jsonb`;
    const byPort = sshPorts.map((port) => `WHEN ${place(port)} THEN ${expected(port)}`).join(' ');
    const fixed = defaults.ssh?.port;
    conditions.push(
      fixed !== undefined && fixed !== null
        ? `s.checks <> ${expected(fixed)}`
        : `s.checks IS DISTINCT FROM ${sshPorts.length > 0 ? `CASE s.ssh_port ${byPort} END` : expected(22)}`,
    );
  }
  return conditions.length > 0 ? `(${conditions.join(' OR ')})` : 'FALSE';
}

/** Whether the checks that are expected of a server depend on its port of SSH. */
export function followsPort({ defaults, checks }: Blueprint): boolean {
  const hasPort = defaults.ssh?.port !== undefined && defaults.ssh.port !== null;
  return (
    !hasPort &&
    (checks ?? []).some(({ type, port }) => (type === 'tcp' || type === 'ssh') && (port === undefined || port === null))
  );
}
