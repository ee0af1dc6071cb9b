import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';
import { Conflict, NotFound } from '../../http/domain-error.js';
import type { Batch, BulkAction } from '../../inventory/bulk/bulk-action.js';
import { BulkActions } from '../../inventory/bulk/bulk-actions.js';
import { changed, failed, unchanged, type Outcome } from '../../inventory/bulk/outcome.js';
import { RevertMaintenanceParams } from './maintenance.dto.js';
import { maintenanceTraces, type Trace } from './maintenance-traces.js';
import { closeEmpty, lockedServers, lockPeriods, moment, type LockedServer } from './periods.js';

/**
 * Takes back what a change set did about maintenance, as far as it lies ahead: what it began ends, what it ended begins again.
 * A server about which somebody wrote since is left as it is.
 */
@Injectable()
export class MaintenanceRevert implements BulkAction<RevertMaintenanceParams>, OnModuleInit {
  readonly name = 'maintenance.revert';
  readonly params = RevertMaintenanceParams;
  readonly changes = 'beside';

  constructor(private readonly actions: BulkActions) {}

  onModuleInit(): void {
    this.actions.register(this);
  }

  title(_: RevertMaintenanceParams, count: number): string {
    return `Revert the maintenance of ${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`;
  }

  async carryOut({ write, ids }: Batch, { changeSetId }: RevertMaintenanceParams): Promise<Outcome[]> {
    const { tx } = write;
    const servers = new Map((await lockedServers(tx, ids)).map((server) => [server.id, server]));
    await lockWindowsOf(tx, changeSetId);
    await lockPeriods(tx, ids);
    const at = await moment(tx);
    const traces = new Map((await maintenanceTraces(tx, changeSetId, { ids })).map((trace) => [trace.serverId, trace]));
    const meant = ids.filter((id) => servers.has(id) && traces.get(id)?.changedSince === false);
    const begun = await begunAgain(tx, changeSetId, meant, at);
    const ended = await endedNow(tx, changeSetId, meant, at);
    const outcomes = ids.map((id) => {
      const [server, trace] = [servers.get(id), traces.get(id)];
      if (!server) return failed({ id, version: null }, null, new NotFound('server', id));
      return outcomeOf(server, trace, begun.has(id), ended.has(id));
    });
    await write.recordAll(
      outcomes
        .filter(({ status }) => status === 'changed')
        .map(({ id, hostname, before, after }) => ({
          action: 'server.reverted',
          subject: { type: 'server', id, name: hostname },
          before,
          after,
        })),
    );
    return outcomes;
  }
}

function outcomeOf(server: LockedServer, trace: Trace | undefined, isBegun: boolean, isEnded: boolean): Outcome {
  if (!trace || trace.changedSince) {
    const refusal = new Conflict('changeset.changed-since', 'Its maintenance was changed since, and is left as it is.');
    return failed(server, server.hostname, refusal);
  }
  if (!isBegun && !isEnded) return unchanged(server, server.hostname);
  const before = { maintenance: isEnded ? trace.after : null };
  return changed(server, server.hostname, before, { maintenance: isBegun ? trace.before : null });
}

/** Also those that are over: they may begin again. */
async function lockWindowsOf(tx: EntityManager, changeSetId: string): Promise<void> {
  await rowsIn(
    tx,
    `SELECT FROM maintenance_windows WHERE id IN (
       SELECT window_id FROM maintenance_periods WHERE change_set_id = $1
       UNION SELECT window_id FROM maintenance_periods WHERE ended_change_set_id = $1) ORDER BY id FOR UPDATE`,
    [changeSetId],
  );
}

/** A period that was ended stays as it was; what follows is a new one. */
async function begunAgain(tx: EntityManager, changeSetId: string, ids: string[], at: string): Promise<Set<string>> {
  const rows = await rowsIn<{ server_id: string }>(
    tx,
    `WITH begun AS (
       INSERT INTO maintenance_periods (window_id, server_id, from_at, until_at, planned_until)
       SELECT window_id, server_id, greatest(from_at, $3::timestamptz), planned_until, planned_until FROM maintenance_periods
       WHERE ended_change_set_id = $1 AND server_id = ANY ($2::uuid[]) AND planned_until > $3 ORDER BY server_id
       RETURNING server_id, window_id, until_at),
     windows AS (
       UPDATE maintenance_windows w SET until_at = planned_until, version = version + 1, updated_at = $3
       FROM (SELECT DISTINCT window_id FROM begun) b WHERE w.id = b.window_id AND until_at < planned_until)
     SELECT server_id FROM begun`,
    [changeSetId, ids, at],
  );
  return new Set(rows.map(({ server_id: id }) => id));
}

async function endedNow(tx: EntityManager, changeSetId: string, ids: string[], at: string): Promise<Set<string>> {
  const rows = await rowsIn<{ server_id: string; window_id: string }>(
    tx,
    `WITH ended AS (
       UPDATE maintenance_periods SET until_at = greatest(from_at, $3), ended_at = $3, ended_change_set_id = fleet_change_set()
       WHERE change_set_id = $1 AND server_id = ANY ($2::uuid[]) AND until_at > $3 RETURNING server_id, window_id)
     SELECT * FROM ended`,
    [changeSetId, ids, at],
  );
  await closeEmpty(tx, [...new Set(rows.map(({ window_id: id }) => id))], at);
  return new Set(rows.map(({ server_id: id }) => id));
}
