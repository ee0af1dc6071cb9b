import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Sql } from '../database/sql.js';
import { oneVersion } from './as-of.js';
import { derivedBy } from './derived.js';
import type { EventView } from './events.dto.js';
import { columnsOf, viewOf, type ServerRow } from './server-view.js';

/** A change of the feed, and the server after it when that is still kept. */
interface EventRow extends ServerRow {
  event_position: string;
  event_type: EventView['type'];
  event_at: Date;
  event_server_id: string;
  event_version: number;
  event_actor: EventView['actor'];
  is_kept: boolean;
  put_into: string[] | null;
}

/**
 * The health of `s` right after the change `c`, as far as the feed had told it by then: so whoever follows the feed never reads of a
 * health that it has not heard of. What the feed no longer keeps is known from the moves of the status.
 */
const healthAfter = `
  LEFT JOIN LATERAL (
    SELECT p.data FROM changes p WHERE p.server_id = c.server_id AND p.type = 'health.changed' AND p.position <= c.position
    ORDER BY p.position DESC LIMIT 1) told ON TRUE
  LEFT JOIN LATERAL (
    SELECT t.at, t.to_status, t.reason FROM health_transitions t WHERE told.data IS NULL AND t.server_id = c.server_id AND t.at <= c.at
    ORDER BY t.at DESC, t.id DESC LIMIT 1) moved ON TRUE
  CROSS JOIN LATERAL (
    SELECT coalesce(told.data ->> 'status', moved.to_status, 'unknown') AS status,
      coalesce((told.data ->> 'since')::timestamptz, moved.at, s.created_at) AS since,
      CASE
        WHEN told.data IS NOT NULL THEN told.data ->> 'reason'
        WHEN moved.at IS NOT NULL THEN moved.reason
        ELSE health_unwatched_reason(s.lifecycle, s.deleted_at, s.checks)
      END AS reason,
      coalesce((told.data ->> 'flapping')::boolean, false) AS flapping,
      (told.data ->> 'suppressedBy')::uuid AS suppressed_by,
      coalesce((told.data ->> 'inMaintenance')::boolean, false) AS in_maintenance,
      nullif(told.data -> 'maintenance', 'null') AS maintenance) h`;

/** The groups that it was in of itself. Who matches a query is a question about now, which a feed cannot answer. */
const putInto = `
  LEFT JOIN LATERAL (
    SELECT array_agg(g.name ORDER BY lower(g.name)) AS put_into FROM group_members m JOIN groups g ON g.id = m.group_id
    WHERE m.server_id = c.server_id AND m.valid_from <= c.at AND (m.valid_to IS NULL OR m.valid_to > c.at)) grouped ON TRUE`;

/** Events with the servers as they were after each. One statement a page: a range of positions, and beside each change a few looks by key. */
@Injectable()
export class EventsReader {
  private readonly text: string;
  private readonly defaultIntervalSeconds: number;

  constructor(
    private readonly sql: Sql,
    @Inject(CONFIG) config: Config,
  ) {
    this.defaultIntervalSeconds = config.checkIntervalSeconds;
    this.text = `
      SELECT c.position AS event_position, c.type AS event_type, c.at AS event_at, c.server_id AS event_server_id,
        c.version AS event_version, c.actor AS event_actor, s.id IS NOT NULL AS is_kept, grouped.put_into,
        ${columnsOf(derivedBy(config.checkIntervalSeconds))}, NULL AS check_states
      FROM (
        SELECT * FROM changes WHERE position > $1 AND position <= $2 AND ($3::text[] IS NULL OR type = ANY ($3)) ORDER BY position LIMIT $4) c
      LEFT JOIN LATERAL ${oneVersion('c.server_id', 'c.version')} s ON c.type <> 'server.purged'
      ${healthAfter} ${putInto} ORDER BY c.position`;
  }

  /** Of the places after `after`, up to and with `upTo`. */
  async between(after: number, upTo: number, limit: number, types?: readonly string[]): Promise<EventView[]> {
    const rows = await this.sql.rows<EventRow>(this.text, [after, upTo, types ?? null, limit], 'events');
    const now = Date.now();
    return rows.map((row) => ({
      id: row.event_position,
      type: row.event_type,
      at: row.event_at.toISOString(),
      serverId: row.event_server_id,
      version: row.event_version,
      actor: row.event_actor,
      server: row.is_kept ? viewOf(row, this.defaultIntervalSeconds, now, row.put_into ?? []) : null,
    }));
  }
}
