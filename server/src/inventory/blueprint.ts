import type { Check } from './checks.dto.js';
import { retagged } from './declared-tags.js';
import type { ChangeServer, RegisterServer, ServerDefaults } from './servers.dto.js';
import type { Server } from './server.entity.js';

/** What a server should be, by a version of a template. */
export interface Blueprint {
  id: string;
  version: number;
  /** Nothing in it is null or empty. */
  defaults: ServerDefaults;
  tags: string[];
  /** Null: it says nothing of checks. */
  checks: Check[] | null;
}

/** A new server by the blueprint: what is given wins, objects by their members; tags are united. @throws BadRequest when they are too many */
export function madeFrom(given: RegisterServer, { defaults, tags, checks }: Blueprint): RegisterServer {
  const names = Object.keys(defaults) as (keyof ServerDefaults)[];
  return {
    ...given,
    ...Object.fromEntries(names.map((name) => [name, overlaid(defaults[name], given[name])])),
    tags: retagged(tags, given.tags ?? [], []),
    checks: given.checks === undefined ? (checks ?? undefined) : given.checks,
  };
}

function overlaid(wanted: unknown, given: unknown): unknown {
  if (given === undefined) return wanted;
  return isRecord(wanted) && isRecord(given) ? { ...wanted, ...given } : given;
}

/**
 * How a blueprint meets what a server has already: `fill` gives what is missing, `overwrite` also replaces what is otherwise. Neither
 * takes away what the blueprint does not speak of.
 */
export const applyModes = ['fill', 'overwrite'] as const;
export type ApplyMode = (typeof applyModes)[number];

/** The change that makes the server match. Port 22 of SSH is what nobody declared. @throws BadRequest */
export function matching(server: Server, { defaults, tags, checks }: Blueprint, mode: ApplyMode): ChangeServer {
  const isWanted = mode === 'overwrite' ? () => true : (known: unknown) => known === null || known === undefined;
  const known: Record<string, unknown> = {
    ...server,
    ssh: {
      port: server.sshPort === 22 ? null : server.sshPort,
      user: server.sshUser,
      credentialId: server.sshCredentialId,
    },
  };
  const change = Object.entries(defaults).flatMap(([name, wanted]: [string, unknown]): [string, unknown][] => {
    if (!isRecord(wanted)) return isWanted(known[name]) ? [[name, wanted]] : [];
    const has = (known[name] ?? {}) as Record<string, unknown>;
    const members = Object.entries(wanted).filter(([member]) => isWanted(has[member]));
    return members.length > 0 ? [[name, Object.fromEntries(members)]] : [];
  });
  return {
    ...(Object.fromEntries(change) as ServerDefaults),
    tags: retagged(server.tags, tags, []),
    ...(checks && isWanted(server.checks.length === 0 ? null : server.checks) ? { checks } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
