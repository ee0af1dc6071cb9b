import type { Type } from '@nestjs/common';
import type { AuditAction } from '../../audit/ledger.js';
import { Nested, NestedList, TextList } from '../../http/fields.js';
import { Check } from '../checks.dto.js';
import { declared } from '../declared-checks.js';
import { changed } from '../declared-fields.js';
import { retagged } from '../declared-tags.js';
import { requireDeleted, requireLiving, type Declared } from '../declared.js';
import { moved } from '../lifecycle.js';
import type { Server } from '../server.entity.js';
import { ChangeServer, MoveServer, tag, WithReason } from '../servers.dto.js';
import type { BulkAction } from './bulk-action.js';
import { changeAll } from './server-batches.js';

class ChangeTags {
  @TextList({ ...tag, optional: true })
  add?: string[];
  @TextList({ ...tag, optional: true })
  remove?: string[];
}

class ChangeFields {
  @Nested(() => ChangeServer)
  fields: ChangeServer;
}

class ReplaceChecks {
  @NestedList(() => Check, { most: 20 })
  set: Check[];
}

interface DeclaredAction<Params> {
  name: string;
  params: Type<Params>;
  audit: AuditAction;
  title(params: Params, servers: string): string;
  apply(server: Server, params: Params): Partial<Declared>;
}

/** An action that changes what is declared of each server by itself. */
function declaring<Params extends object>({ name, params, audit, title, apply }: DeclaredAction<Params>): BulkAction {
  const action: BulkAction<Params> = {
    name,
    params,
    title: (given, count) => title(given, `${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`),
    carryOut: ({ write, ids, ifMatch }, given) =>
      changeAll(write, ids, { action: audit, ifMatch, apply: (server) => apply(server, given) }),
  };
  return action;
}

export const declaredActions: BulkAction[] = [
  declaring({
    name: 'lifecycle',
    params: MoveServer,
    audit: 'server.moved',
    title: ({ to }, servers) => `Move ${servers} to ${to}`,
    apply: (server, { to }) => {
      requireLiving(server);
      return { lifecycle: moved(server.lifecycle, to), lifecycleSince: new Date() };
    },
  }),
  declaring({
    name: 'tag',
    params: ChangeTags,
    audit: 'server.changed',
    title: ({ add = [], remove = [] }, servers) =>
      `Tag ${servers} (${[...add.map((each) => `+${each}`), ...remove.map((each) => `-${each}`)].join(' ')})`,
    apply: (server, { add = [], remove = [] }) => {
      requireLiving(server);
      return { tags: retagged(server.tags, add, remove) };
    },
  }),
  declaring({
    name: 'patch',
    params: ChangeFields,
    audit: 'server.changed',
    title: ({ fields }, servers) => `Change ${Object.keys(fields).join(', ')} of ${servers}`,
    apply: (server, { fields }) => {
      requireLiving(server);
      return changed(server, fields);
    },
  }),
  declaring({
    name: 'checks',
    params: ReplaceChecks,
    audit: 'server.changed',
    title: ({ set }, servers) => `Give ${servers} ${set.length} ${set.length === 1 ? 'check' : 'checks'}`,
    apply: (server, { set }) => {
      requireLiving(server);
      return { checks: declared(set, server.sshPort) };
    },
  }),
  declaring({
    name: 'delete',
    params: WithReason,
    audit: 'server.deleted',
    title: (_, servers) => `Delete ${servers}`,
    apply: (server) => {
      requireLiving(server);
      return { deletedAt: new Date() };
    },
  }),
  declaring({
    name: 'restore',
    params: WithReason,
    audit: 'server.restored',
    title: (_, servers) => `Restore ${servers}`,
    apply: (server) => {
      requireDeleted(server);
      return { deletedAt: null };
    },
  }),
];
