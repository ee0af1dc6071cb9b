import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../audit/actor.js';
import { Ledger, type AuditAction, type Write } from '../audit/ledger.js';
import { Conflict, NotFound } from '../http/domain-error.js';
import { requireMatch } from '../http/etag.js';
import { Blueprints } from './blueprints.js';
import { changesOf, declaredOf, requireDeleted, requireLiving, serverRefusals, type Declared } from './declared.js';
import { changed, registered } from './declared-fields.js';
import { moved, type Lifecycle } from './lifecycle.js';
import { requireCredentials } from './living-credentials.js';
import { ServerNews } from './news.js';
import { Server } from './server.entity.js';
import type { ChangeServer, RegisterServer, ServerView } from './servers.dto.js';
import { ServersReader } from './servers.reader.js';

/** The ways in which the declared fleet changes. Each is one transaction: lock, rule, change, audit. The triggers write the feed. */
@Injectable()
export class ServersService {
  constructor(
    private readonly ledger: Ledger,
    private readonly reader: ServersReader,
    private readonly news: ServerNews,
    private readonly blueprints: Blueprints,
  ) {}

  async register(actor: Actor, fields: RegisterServer): Promise<ServerView> {
    const id = uuidv7();
    const blueprint = fields.templateId ? await this.blueprints.get(fields.templateId) : undefined;
    const view = await this.ledger.write(
      actor,
      null,
      async ({ tx, record }) => {
        const now = new Date();
        const columns = registered(fields, blueprint);
        await requireCredentials(tx, [columns.sshCredentialId]);
        await tx.insert(Server, {
          ...columns,
          id,
          version: 1,
          lifecycleSince: now,
          updatedAt: now,
          deletedAt: null,
        });
        await record({
          action: 'server.created',
          subject: { type: 'server', id, name: columns.hostname },
          after: columns,
        });
        return this.reader.getIn(tx, id);
      },
      serverRefusals,
    );
    return this.told(view);
  }

  change(actor: Actor, id: string, change: ChangeServer, ifMatch?: string): Promise<ServerView> {
    return this.write(actor, id, 'server.changed', null, ifMatch, (server) => {
      requireLiving(server);
      return changed(server, change);
    });
  }

  /** Takes the row lock first, so that of two moves the second sees the first. */
  move(actor: Actor, id: string, to: Lifecycle, reason: string, ifMatch?: string): Promise<ServerView> {
    return this.write(actor, id, 'server.moved', reason, ifMatch, (server) => {
      requireLiving(server);
      return { lifecycle: moved(server.lifecycle, to), lifecycleSince: new Date() };
    });
  }

  /** Soft: the row stays, unwatched, and can be restored. */
  async remove(actor: Actor, id: string, reason: string | null, ifMatch?: string): Promise<void> {
    await this.write(actor, id, 'server.deleted', reason, ifMatch, (server) => {
      requireLiving(server);
      return { deletedAt: new Date() };
    });
  }

  restore(actor: Actor, id: string, reason: string | null, ifMatch?: string): Promise<ServerView> {
    return this.write(actor, id, 'server.restored', reason, ifMatch, (server) => {
      requireDeleted(server);
      return { deletedAt: null };
    });
  }

  /** For ever, and only of a deleted server. The audit and the feed keep what it was. */
  async purge(actor: Actor, id: string, reason: string | null, ifMatch?: string): Promise<void> {
    await this.ledger.write(actor, reason, async (write) => {
      const server = await locked(write, id);
      requireMatch(ifMatch, server.version);
      if (!server.deletedAt)
        throw new Conflict('server.not-deleted', 'Only a deleted server can be purged. Delete it first.');
      await write.tx.delete(Server, id);
      await write.record({
        action: 'server.purged',
        subject: { type: 'server', id, name: server.hostname },
        before: declaredOf(server),
      });
    });
    this.news.tell([id]);
  }

  /** The shape of every change: lock, compare, apply, audit, commit. What changes nothing writes nothing. */
  private async write(
    actor: Actor,
    id: string,
    action: AuditAction,
    reason: string | null,
    ifMatch: string | undefined,
    apply: (server: Server) => Partial<Declared>,
  ): Promise<ServerView> {
    const view = await this.ledger.write(
      actor,
      reason,
      async (write) => {
        const before = await locked(write, id);
        requireMatch(ifMatch, before.version);
        const changes = changesOf(before, apply(before));
        if (changes) {
          await requireCredentials(write.tx, [changes.after.sshCredentialId]);
          await write.tx.update(Server, id, { ...changes.after, version: before.version + 1, updatedAt: new Date() });
          const name = changes.after.hostname ?? before.hostname;
          await write.record({ action, subject: { type: 'server', id, name }, ...changes });
        }
        return this.reader.getIn(write.tx, id);
      },
      serverRefusals,
    );
    return this.told(view);
  }

  /** The view is of the writer's own transaction: who writes next does not show in the answer, nor in its ETag. */
  private told(view: ServerView): Promise<ServerView> {
    this.news.tell([view.id]);
    return this.reader.completed(view);
  }
}

async function locked({ tx }: Write, id: string): Promise<Server> {
  const server = await tx.findOne(Server, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!server) throw new NotFound('server', id);
  return server;
}
