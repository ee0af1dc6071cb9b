import { Conflict, type Fault } from '../../../http/domain-error.js';
import type { Planned } from '../../bulk/server-batches.js';
import { changesOf, serverRefusals, type Declared } from '../../declared.js';
import { changed, registered, type Columns } from '../../declared-fields.js';
import { moved } from '../../lifecycle.js';
import { requireAmong } from '../../living-credentials.js';
import type { Server } from '../../server.entity.js';
import type { ImportServer } from '../../servers.dto.js';
import { faultsOf, type Key, type Wanted } from './judged.js';

export const modes = ['create', 'upsert'] as const;
export type Mode = (typeof modes)[number];

/** What is to be done about a row. */
export type Step =
  | { kind: 'register'; wanted: Wanted; columns: Columns }
  | { kind: 'change'; wanted: Wanted; planned: Planned }
  | { kind: 'leave'; wanted: Wanted; server: Server }
  | { kind: 'refuse'; wanted: Wanted; faults: Fault[] };

/** The living servers that rows of a batch are about, or collide with, and the credentials that they name. */
export class Living {
  private readonly servers: Record<Key, ReadonlyMap<string | null, Server>>;

  constructor(
    servers: Server[],
    private readonly credentials: ReadonlySet<string>,
  ) {
    const by = (key: Key) => new Map(servers.map((server) => [server[key], server]));
    this.servers = { hostname: by('hostname'), externalId: by('externalId') };
  }

  find(key: Key, value: string | null | undefined): Server | undefined {
    return value ? this.servers[key].get(value) : undefined;
  }

  /** @throws BadRequest */
  requireCredential(id: string | null): void {
    requireAmong(this.credentials, id);
  }
}

/** A row against the servers that there are. Without a key, every row is a new server. */
export function step(wanted: Wanted, living: Living, key: Key | undefined): Step {
  const { fields } = wanted;
  try {
    const server = key && living.find(key, fields[key]);
    requireFree('hostname', living.find('hostname', fields.hostname), server);
    requireFree('externalId', living.find('externalId', fields.externalId), server);
    if (!server) {
      const columns = registered(fields);
      living.requireCredential(columns.sshCredentialId);
      return { kind: 'register', wanted, columns };
    }
    const changes = changesOf(server, after(server, fields));
    if (!changes) return { kind: 'leave', wanted, server };
    const action = changes.after.lifecycle ? 'server.moved' : 'server.changed';
    return { kind: 'change', wanted, planned: { server, action, ...changes } };
  } catch (error) {
    return { kind: 'refuse', wanted, faults: faultsOf(error, error instanceof Conflict ? '/lifecycle' : '') };
  }
}

/** What a row leaves out stays as it is; a lifecycle moves only as it may. @throws Conflict */
function after(server: Server, fields: ImportServer): Partial<Declared> {
  const { lifecycle } = fields;
  const isMove = lifecycle !== undefined && lifecycle !== server.lifecycle;
  return {
    ...changed(server, fields),
    ...(isMove ? { lifecycle: moved(server.lifecycle, lifecycle), lifecycleSince: new Date() } : {}),
  };
}

const refusals = {
  hostname: serverRefusals.servers_hostname_unique_among_living,
  externalId: serverRefusals.servers_external_id_unique_among_living,
};

/** @throws Conflict */
function requireFree(field: Key, owner: Server | undefined, wanted: Server | undefined): void {
  if (owner && owner !== wanted) throw refusals[field]();
}
