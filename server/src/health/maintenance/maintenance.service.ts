import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { difference } from '../../audit/difference.js';
import { Ledger, type AuditAction, type Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { BadRequest, Conflict, NotFound, refusedAt } from '../../http/domain-error.js';
import { requireMatch } from '../../http/etag.js';
import type { Outcome } from '../../inventory/bulk/outcome.js';
import { Undertakings } from '../../inventory/bulk/undertakings.js';
import { mostAtOnce } from '../../inventory/bulk/bulk.dto.js';
import { ServersReader } from '../../inventory/servers.reader.js';
import type { ChangeMaintenance, MaintenanceWindow, PlanMaintenance } from './maintenance.dto.js';
import { MaintenanceReader } from './maintenance.reader.js';
import { requireAhead } from './window-times.js';

interface Window {
  id: string;
  reason: string;
  from: Date;
  until: Date;
  version: number;
  state: 'planned' | 'running' | 'over';
}

interface Touched {
  id: string;
  hostname: string;
}

/** Windows as things of their own: planned for some servers, moved, ended. All or nothing. */
@Injectable()
export class MaintenanceService {
  constructor(
    private readonly ledger: Ledger,
    private readonly undertakings: Undertakings,
    private readonly servers: ServersReader,
    private readonly reader: MaintenanceReader,
  ) {}

  /** The window, or the job that makes it for many servers. @throws BadRequest */
  async plan(
    actor: Actor,
    { serverIds, q, from, until, reason }: PlanMaintenance,
  ): Promise<MaintenanceWindow | { jobId: string }> {
    const now = new Date();
    requireAhead({ from, until }, now);
    if ((serverIds === undefined) === (q === undefined)) throw refusedAt('', 'must name either `serverIds` or `q`');
    const ids = serverIds ? [...new Set(serverIds)] : await this.servers.idsOf(q ?? '', mostAtOnce);
    if (ids?.length === 0) throw nobody(serverIds ? '/serverIds' : '/q');
    const params = { from: from ?? now.toISOString(), until, reason };
    const undertaking = { action: 'maintenance', params, dryRun: false, atomic: true, reason, ifMatch: {} };
    const done = await this.undertakings.undertake(actor, undertaking, ids ?? { q: q ?? '' });
    if ('jobId' in done) return done;
    if (!done.applied || !done.changeSetId) throw refusedServers(done.results, serverIds ?? []);
    return this.reader.get(done.changeSetId);
  }

  /** @throws NotFound, Conflict once it is over */
  change(actor: Actor, id: string, change: ChangeMaintenance, ifMatch?: string): Promise<MaintenanceWindow> {
    return this.ledger.write(actor, change.reason ?? null, async (write) => {
      const window = await locked(write, id);
      requireMatch(ifMatch, window.version);
      const before = { until: window.until.toISOString(), reason: window.reason };
      const after = {
        until: change.until === undefined ? before.until : new Date(change.until).toISOString(),
        reason: change.reason ?? before.reason,
      };
      const changes = difference(before, after);
      if (Object.keys(changes.after).length === 0) return this.reader.getIn(write.tx, id);
      if (changes.after.until) {
        const from = window.state === 'planned' ? window.from.toISOString() : undefined;
        requireAhead({ from, until: changes.after.until }, new Date());
      }
      const servers = await lockedPeriods(write, id);
      await rowsIn(
        write.tx,
        `WITH moved AS (
           UPDATE maintenance_periods SET until_at = $2, planned_until = $2
           WHERE window_id = $1 AND until_at > clock_timestamp() AND until_at <> $2)
         UPDATE maintenance_windows SET reason = $3, until_at = $2, planned_until = $2, version = version + 1,
           updated_at = clock_timestamp(), amended_at = clock_timestamp() WHERE id = $1`,
        [id, after.until, after.reason],
      );
      await record(write, 'maintenance.changed', { id, reason: after.reason }, servers, changes);
      return this.reader.getIn(write.tx, id);
    });
  }

  /** Ends what runs, or lets not begin what was planned. @throws NotFound, Conflict once it is over */
  async end(actor: Actor, id: string, reason: string | null, ifMatch?: string): Promise<void> {
    await this.ledger.write(actor, reason, async (write) => {
      const window = await locked(write, id);
      requireMatch(ifMatch, window.version);
      const servers = await lockedPeriods(write, id);
      await rowsIn(
        write.tx,
        `WITH moment AS (SELECT clock_timestamp() AS now),
         cut AS (
           UPDATE maintenance_periods SET until_at = greatest(from_at, now), ended_at = now, ended_change_set_id = fleet_change_set()
           FROM moment WHERE window_id = $1 AND until_at > now)
         UPDATE maintenance_windows SET until_at = greatest(from_at, now), version = version + 1, updated_at = now, amended_at = now
         FROM moment WHERE id = $1`,
        [id],
      );
      const { reason: why, from, until } = window;
      const before = { from: from.toISOString(), until: until.toISOString(), reason: why };
      await record(write, 'maintenance.ended', window, servers, { before, after: null });
    });
  }
}

/** @throws NotFound, Conflict */
async function locked({ tx }: Write, id: string): Promise<Window> {
  const [window] = await rowsIn<Window>(
    tx,
    `SELECT id, reason, from_at AS "from", until_at AS until, version,
       CASE WHEN until_at <= greatest(clock_timestamp(), from_at) THEN 'over' WHEN from_at <= clock_timestamp() THEN 'running' ELSE 'planned' END AS state
     FROM maintenance_windows WHERE id = $1 FOR UPDATE`,
    [id],
  );
  if (!window) throw new NotFound('maintenance-window', id);
  if (window.state === 'over')
    throw new Conflict('maintenance.over', 'This window is over. What was cannot be changed.');
  return window;
}

/** The servers of a window whose period is not over. */
function lockedPeriods({ tx }: Write, id: string): Promise<Touched[]> {
  return rowsIn(
    tx,
    `SELECT p.server_id AS id, s.hostname FROM maintenance_periods p JOIN servers s ON s.id = p.server_id
     WHERE p.window_id = $1 AND p.until_at > now() ORDER BY p.server_id, p.id FOR UPDATE OF p`,
    [id],
  );
}

/** An entry of the window, and one of each server that is concerned. */
function record(
  write: Write,
  action: AuditAction,
  { id, reason }: Pick<Window, 'id' | 'reason'>,
  servers: Touched[],
  { before, after }: { before: object; after: object | null },
): Promise<void> {
  return write.recordAll([
    { action, subject: { type: 'maintenance-window', id, name: reason }, before, after },
    ...servers.map((server) => ({
      action,
      subject: { type: 'server', id: server.id, name: server.hostname },
      before: { maintenance: before },
      after: { maintenance: after },
    })),
  ]);
}

function refusedServers(results: Outcome[], serverIds: string[]): BadRequest {
  const faults = results.flatMap(({ id, error }) =>
    error ? [{ pointer: `/serverIds/${serverIds.indexOf(id)}`, code: error.code, message: error.message }] : [],
  );
  return new BadRequest('request.invalid', `Nothing was planned: ${faults[0]?.message ?? 'no server can be'}`, faults);
}

function nobody(pointer: string): BadRequest {
  return refusedAt(pointer, 'finds no server', 'maintenance.nobody');
}
