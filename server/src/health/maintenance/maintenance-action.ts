import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Write } from '../../audit/ledger.js';
import { Conflict, NotFound, refusedAt } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import type { Batch, BulkAction } from '../../inventory/bulk/bulk-action.js';
import { BulkActions } from '../../inventory/bulk/bulk-actions.js';
import { changed, failed, unchanged, type Outcome } from '../../inventory/bulk/outcome.js';
import { MaintenanceParams } from './maintenance.dto.js';
import { ended, lockedServers, lockPeriods, moment, opened, runningAt, type Running } from './periods.js';
import { requireAhead } from './window-times.js';
import { shown, type Told } from './told.js';

/** What is to become of one server. */
interface Planned {
  id: string;
  hostname: string;
  version: number;
  before: Told | null;
  after: Told | null;
}

/**
 * Puts servers in maintenance or ends it: probed as ever, paging nobody. Without `from` it is set: what ran is replaced. With it
 * a window is added, which takes nothing away from others.
 */
@Injectable()
export class MaintenanceAction implements BulkAction<MaintenanceParams>, OnModuleInit {
  readonly name = 'maintenance';
  readonly params = MaintenanceParams;
  readonly changes = 'beside';

  constructor(private readonly actions: BulkActions) {}

  onModuleInit(): void {
    this.actions.register(this);
  }

  title({ until }: MaintenanceParams, count: number): string {
    const servers = `${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`;
    if (until === null) return `End the maintenance of ${servers}`;
    return `Maintenance of ${servers} until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  }

  check({ from, until, reason }: MaintenanceParams): Promise<void> {
    if (until === null) {
      if (from !== undefined)
        throw refusedAt('/params/from', 'says nothing where `until` is null: what runs ends at once');
    } else {
      if (!reason) throw refusedAt('/params/reason', 'must say why');
      requireAhead({ from, until }, new Date(), '/params');
    }
    return Promise.resolve();
  }

  async carryOut({ write, ids, ifMatch }: Batch, { from, until, reason = '' }: MaintenanceParams): Promise<Outcome[]> {
    const { tx } = write;
    const servers = new Map((await lockedServers(tx, ids)).map((server) => [server.id, server]));
    await lockPeriods(tx, ids);
    const at = await moment(tx);
    const running = Map.groupBy(await runningAt(tx, ids, at), ({ serverId }) => serverId);
    const after = until === null ? null : { from: new Date(from ?? at).toISOString(), until: iso(until), reason };
    const outcomes = new Map<string, Outcome>();
    const planned: Planned[] = [];
    for (const { deleted, ...server } of servers.values()) {
      try {
        requireMatch(ifMatch.get(server.id), server.version);
        if (deleted && after) throw new Conflict('server.deleted', 'This server is deleted. Restore it first.');
        const runs = running.get(server.id) ?? [];
        if (isSo(runs, after, from !== undefined)) outcomes.set(server.id, unchanged(server, server.hostname));
        else planned.push({ ...server, before: from === undefined ? shown(runs[0]) : null, after });
      } catch (error) {
        outcomes.set(server.id, failed(server, server.hostname, error));
      }
    }
    const isDone = await this.written(write, planned, { from, until, reason }, at);
    for (const { id, hostname, version, before, after } of planned)
      outcomes.set(
        id,
        isDone
          ? changed({ id, version }, hostname, { maintenance: before }, { maintenance: after })
          : failed({ id, version }, hostname, new Conflict('maintenance.over', 'This window is over by now.')),
      );
    return ids.map((id) => outcomes.get(id) ?? failed({ id, version: null }, null, new NotFound('server', id)));
  }

  /** Whether it could be: a window may be over when its turn comes. */
  private async written(
    write: Write,
    planned: Planned[],
    { from, until, reason = '' }: MaintenanceParams,
    at: string,
  ): Promise<boolean> {
    if (planned.length === 0) return true;
    const ids = planned.map(({ id }) => id);
    const windowId =
      until === null ? undefined : await opened(write.tx, ids, { from: from ?? null, until, reason }, at);
    if (until !== null && windowId === undefined) return false;
    if (from === undefined) await ended(write.tx, ids, at, windowId);
    await write.recordAll(
      planned.map(({ id, hostname, before, after }) => ({
        action: after ? 'maintenance.scheduled' : 'maintenance.ended',
        subject: { type: 'server', id, name: hostname },
        before: { maintenance: before },
        after: { maintenance: after },
      })),
    );
    return true;
  }
}

/** Whether a server is already what it is to become. What is added is never there already. */
function isSo(running: Running[], after: Told | null, isAdded: boolean): boolean {
  if (isAdded) return false;
  const [only, another] = running;
  if (!after || !only) return !after && !only;
  return !another && iso(only.until) === after.until && only.reason === after.reason;
}

function iso(time: string): string {
  return new Date(time).toISOString();
}
