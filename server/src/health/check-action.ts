import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { rowsIn } from '../database/sql.js';
import { Conflict, NotFound } from '../http/domain-error.js';
import { requireMatch } from '../http/etag.js';
import type { Batch, BulkAction } from '../inventory/bulk/bulk-action.js';
import { BulkActions } from '../inventory/bulk/bulk-actions.js';
import { changed, failed, type Outcome } from '../inventory/bulk/outcome.js';
import type { Lifecycle } from '../inventory/lifecycle.js';
import { WithReason } from '../inventory/servers.dto.js';
import { requireWatched } from './watched.js';

interface Looked {
  id: string;
  hostname: string;
  version: number;
  lifecycle: Lifecycle;
  deleted: boolean;
  checks: number;
}

/** PostgreSQL carries 8,000 bytes a signal: a name for it, and the ids. */
const idsASignal = 200;

/**
 * Asks whoever probes to look at servers now, beside the schedule. The answer says who was asked, not what was seen: that
 * comes as health does. Changes nothing by itself, so there is nothing to take back. The signal leaves with the commit.
 */
@Injectable()
export class CheckAction implements BulkAction<WithReason>, OnModuleInit {
  readonly name = 'check';
  readonly params = WithReason;
  readonly changes = 'nothing';

  constructor(private readonly actions: BulkActions) {}

  onModuleInit(): void {
    this.actions.register(this);
  }

  title(_: WithReason, count: number): string {
    return `Check ${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'} now`;
  }

  async carryOut({ write: { tx }, ids, ifMatch }: Batch): Promise<Outcome[]> {
    const servers = new Map((await lookedUp(tx, ids)).map((server) => [server.id, server]));
    const outcomes = ids.map((id) => outcomeOf(id, servers.get(id), ifMatch.get(id)));
    const asked = outcomes.filter(({ status }) => status === 'changed').map(({ id }) => id);
    for (let at = 0; at < asked.length; at += idsASignal)
      await rowsIn(tx, `SELECT pg_notify('fleet_look', $1)`, [[uuidv7(), ...asked.slice(at, at + idsASignal)].join()]);
    return outcomes;
  }
}

function outcomeOf(id: string, server: Looked | undefined, ifMatch: string | undefined): Outcome {
  if (!server) return failed({ id, version: null }, null, new NotFound('server', id));
  try {
    requireMatch(ifMatch, server.version);
    requireWatched(server.lifecycle, server.deleted);
    if (server.checks === 0)
      throw new Conflict('server.no-checks', 'No checks are declared; there is nothing to look at.');
  } catch (error) {
    return failed(server, server.hostname, error);
  }
  return changed(server, server.hostname, null, { checksAsked: server.checks });
}

function lookedUp(tx: EntityManager, ids: string[]): Promise<Looked[]> {
  return rowsIn(
    tx,
    `SELECT s.id, s.hostname, s.version, s.lifecycle, s.deleted_at IS NOT NULL AS deleted,
       (SELECT count(*)::integer FROM checks c WHERE c.server_id = s.id) AS checks
     FROM servers s WHERE s.id = ANY ($1::uuid[])`,
    [ids],
  );
}
