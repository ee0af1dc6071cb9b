import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What follows from a statement costs each server the same, however many it changes. A session keeps the plans of its triggers: one that changed
 * a single server first would pair what a later statement changed of hundreds by a loop within a loop. So these never do.
 */
export class TriggersOfMany1764000000015 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER FUNCTION servers_changed SET enable_nestloop = off;
      ALTER FUNCTION servers_changed_history SET enable_nestloop = off;
      ALTER FUNCTION servers_changed_tags SET enable_nestloop = off;

      CREATE OR REPLACE FUNCTION servers_changed_health() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
      DECLARE
        touched uuid[] := array(
          SELECT n.id FROM changed_to n JOIN changed_from o USING (id)
          WHERE (n.checks, n.lifecycle, n.deleted_at, n.ip_address, n.hostname)
            IS DISTINCT FROM (o.checks, o.lifecycle, o.deleted_at, o.ip_address, o.hostname));
      BEGIN
        IF cardinality(touched) = 0 THEN RETURN NULL; END IF;
        -- What follows joins large tables, of which it wants a few rows.
        SET LOCAL enable_nestloop = on;

        -- A check whose target or settings changed is another check: a new row, so that a late result of the old one finds none.
        DELETE FROM checks c USING changed_to n
          WHERE c.server_id = n.id AND n.id = ANY (touched) AND (NOT fleet_watched(n.lifecycle, n.deleted_at)
            OR NOT EXISTS (SELECT FROM jsonb_array_elements(n.checks) d
              WHERE d.value ->> 'name' = c.name AND d.value ->> 'type' = c.type AND c.settings = d.value - 'name' - 'type' - 'intervalSeconds'
                AND c.target = coalesce(host(n.ip_address), n.hostname) AND c.hostname = n.hostname));
        INSERT INTO checks (server_id, name, ordinal, type, target, hostname, settings, interval_seconds, phase)
          SELECT n.id, c.value ->> 'name', c.ordinality, c.value ->> 'type', coalesce(host(n.ip_address), n.hostname), n.hostname,
            c.value - 'name' - 'type' - 'intervalSeconds', coalesce((c.value ->> 'intervalSeconds')::integer, 0), fleet_phase(n.id)
          FROM changed_to n, jsonb_array_elements(n.checks) WITH ORDINALITY c
          WHERE n.id = ANY (touched) AND fleet_watched(n.lifecycle, n.deleted_at)
          ON CONFLICT ON CONSTRAINT checks_name_unique DO NOTHING;
        UPDATE checks c SET ordinal = d.ordinality, interval_seconds = coalesce((d.value ->> 'intervalSeconds')::integer, 0)
          FROM changed_to n, jsonb_array_elements(n.checks) WITH ORDINALITY d
          WHERE n.id = ANY (touched) AND c.server_id = n.id AND c.name = d.value ->> 'name'
            AND (c.ordinal, c.interval_seconds) IS DISTINCT FROM (d.ordinality::smallint, coalesce((d.value ->> 'intervalSeconds')::integer, 0));

        -- Who is no longer watched, or is watched anew, is unknown at once and says why.
        UPDATE server_health h SET status = 'unknown', flapping = false, suppressed_by = NULL, cause = NULL,
            since = CASE WHEN h.status = 'unknown' THEN h.since ELSE clock_timestamp() END,
            reason = health_unwatched_reason(n.lifecycle, n.deleted_at, n.checks)
          FROM changed_to n JOIN changed_from o USING (id)
          WHERE h.server_id = n.id AND n.id = ANY (touched)
            AND (NOT fleet_watched(n.lifecycle, n.deleted_at) OR NOT fleet_watched(o.lifecycle, o.deleted_at) OR jsonb_array_length(n.checks) = 0)
            AND (h.status <> 'unknown' OR h.reason IS DISTINCT FROM health_unwatched_reason(n.lifecycle, n.deleted_at, n.checks));

        PERFORM fleet_notify_watch(touched[1:201]);
        RETURN NULL;
      END $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER FUNCTION servers_changed RESET enable_nestloop;
      ALTER FUNCTION servers_changed_history RESET enable_nestloop;
      ALTER FUNCTION servers_changed_tags RESET enable_nestloop;

      CREATE OR REPLACE FUNCTION servers_changed_health() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        touched uuid[] := array(
          SELECT n.id FROM changed_to n JOIN changed_from o USING (id)
          WHERE (n.checks, n.lifecycle, n.deleted_at, n.ip_address, n.hostname)
            IS DISTINCT FROM (o.checks, o.lifecycle, o.deleted_at, o.ip_address, o.hostname));
      BEGIN
        IF cardinality(touched) = 0 THEN RETURN NULL; END IF;

        -- A check whose target or settings changed is another check: a new row, so that a late result of the old one finds none.
        DELETE FROM checks c USING changed_to n
          WHERE c.server_id = n.id AND n.id = ANY (touched) AND (NOT fleet_watched(n.lifecycle, n.deleted_at)
            OR NOT EXISTS (SELECT FROM jsonb_array_elements(n.checks) d
              WHERE d.value ->> 'name' = c.name AND d.value ->> 'type' = c.type AND c.settings = d.value - 'name' - 'type' - 'intervalSeconds'
                AND c.target = coalesce(host(n.ip_address), n.hostname) AND c.hostname = n.hostname));
        INSERT INTO checks (server_id, name, ordinal, type, target, hostname, settings, interval_seconds, phase)
          SELECT n.id, c.value ->> 'name', c.ordinality, c.value ->> 'type', coalesce(host(n.ip_address), n.hostname), n.hostname,
            c.value - 'name' - 'type' - 'intervalSeconds', coalesce((c.value ->> 'intervalSeconds')::integer, 0), fleet_phase(n.id)
          FROM changed_to n, jsonb_array_elements(n.checks) WITH ORDINALITY c
          WHERE n.id = ANY (touched) AND fleet_watched(n.lifecycle, n.deleted_at)
          ON CONFLICT ON CONSTRAINT checks_name_unique DO NOTHING;
        UPDATE checks c SET ordinal = d.ordinality, interval_seconds = coalesce((d.value ->> 'intervalSeconds')::integer, 0)
          FROM changed_to n, jsonb_array_elements(n.checks) WITH ORDINALITY d
          WHERE n.id = ANY (touched) AND c.server_id = n.id AND c.name = d.value ->> 'name'
            AND (c.ordinal, c.interval_seconds) IS DISTINCT FROM (d.ordinality::smallint, coalesce((d.value ->> 'intervalSeconds')::integer, 0));

        -- Who is no longer watched, or is watched anew, is unknown at once and says why.
        UPDATE server_health h SET status = 'unknown', flapping = false, suppressed_by = NULL, cause = NULL,
            since = CASE WHEN h.status = 'unknown' THEN h.since ELSE clock_timestamp() END,
            reason = health_unwatched_reason(n.lifecycle, n.deleted_at, n.checks)
          FROM changed_to n JOIN changed_from o USING (id)
          WHERE h.server_id = n.id AND n.id = ANY (touched)
            AND (NOT fleet_watched(n.lifecycle, n.deleted_at) OR NOT fleet_watched(o.lifecycle, o.deleted_at) OR jsonb_array_length(n.checks) = 0)
            AND (h.status <> 'unknown' OR h.reason IS DISTINCT FROM health_unwatched_reason(n.lifecycle, n.deleted_at, n.checks));

        PERFORM fleet_notify_watch(touched[1:201]);
        RETURN NULL;
      END $$;
    `);
  }
}
