import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The observed fleet. `checks` holds what is watched now and nothing else: triggers keep it in step with the declared
 * servers inside the transaction that declares, so a retired server has no row that a sweep could find or a late result could touch.
 */
export class Health1764000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION fleet_watched(lifecycle text, deleted_at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT deleted_at IS NULL AND lifecycle IN ('provisioning', 'active', 'draining')
      $$;

      -- Where in its interval a server is looked at, in 2^20ths: the fleet is dealt evenly, and needs no row written to say so.
      CREATE FUNCTION fleet_phase(id uuid) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT (uuid_hash_extended(id, 0) & 1048575)::integer
      $$;

      CREATE TABLE server_health (
        server_id uuid PRIMARY KEY CONSTRAINT server_health_server REFERENCES servers ON DELETE CASCADE,
        status text NOT NULL DEFAULT 'unknown' CONSTRAINT server_health_status_known
          CHECK (status IN ('unknown', 'healthy', 'degraded', 'unhealthy')),
        since timestamptz NOT NULL DEFAULT now(),
        reason text,
        flapping boolean NOT NULL DEFAULT false,
        in_maintenance boolean NOT NULL DEFAULT false,
        suppressed_by uuid,
        cause text
      ) WITH (fillfactor = 80);
      CREATE INDEX server_health_failing ON server_health (status, since) WHERE status <> 'healthy';
      CREATE INDEX server_health_by_status ON server_health (status, server_id);

      -- Settings and state of one check. Every sweep updates the state, so no index may hold a column of it (HOT). Pages are pruned
      -- as they are written, so the table needs little vacuum; its statistics hardly move.
      CREATE TABLE checks (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        server_id uuid NOT NULL CONSTRAINT checks_server REFERENCES servers ON DELETE CASCADE,
        name text NOT NULL,
        ordinal smallint NOT NULL,
        type text NOT NULL,
        target text NOT NULL,
        hostname text NOT NULL,
        settings jsonb NOT NULL,
        interval_seconds integer NOT NULL,
        phase integer NOT NULL,
        status text NOT NULL DEFAULT 'unknown',
        since timestamptz NOT NULL DEFAULT now(),
        history integer NOT NULL DEFAULT 0,
        unseen smallint NOT NULL DEFAULT 0,
        checked_at timestamptz,
        last_up_at timestamptz,
        latency_ms real,
        code text,
        message text,
        observed jsonb,
        CONSTRAINT checks_name_unique UNIQUE (server_id, name)
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.5, autovacuum_analyze_scale_factor = 5);
      CREATE INDEX checks_due ON checks (interval_seconds, phase);

      CREATE TABLE health_transitions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        server_id uuid NOT NULL,
        at timestamptz NOT NULL,
        from_status text NOT NULL,
        to_status text NOT NULL,
        reason text
      );
      CREATE INDEX health_transitions_of_server ON health_transitions (server_id, at);
      CREATE INDEX health_transitions_by_time ON health_transitions (at);

      -- The fleet each minute: how many countable servers were in which health.
      CREATE TABLE fleet_minutes (
        at timestamptz PRIMARY KEY,
        healthy integer NOT NULL,
        degraded integer NOT NULL,
        unhealthy integer NOT NULL,
        unknown integer NOT NULL
      );

      CREATE FUNCTION health_unwatched_reason(lifecycle text, deleted_at timestamptz, checks jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE
          WHEN deleted_at IS NOT NULL THEN 'not watched: the server is deleted'
          WHEN NOT fleet_watched(lifecycle, NULL) THEN 'not watched while ' || lifecycle
          WHEN jsonb_array_length(checks) = 0 THEN 'no checks are declared'
          ELSE 'not checked yet'
        END
      $$;

      -- Several ids a message, so that a bulk statement is one; beyond that the sweep finds the rest by itself.
      CREATE FUNCTION fleet_notify_watch(ids uuid[]) RETURNS void LANGUAGE sql AS $$
        SELECT pg_notify('fleet_watch', CASE WHEN cardinality(ids) > 200 THEN 'many' ELSE array_to_string(ids, ',') END)
        WHERE cardinality(ids) > 0
      $$;

      CREATE FUNCTION servers_created_health() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO server_health (server_id, reason) SELECT id, health_unwatched_reason(lifecycle, deleted_at, checks) FROM added;
        INSERT INTO checks (server_id, name, ordinal, type, target, hostname, settings, interval_seconds, phase)
          SELECT n.id, c.value ->> 'name', c.ordinality, c.value ->> 'type', coalesce(host(n.ip_address), n.hostname), n.hostname,
            c.value - 'name' - 'type' - 'intervalSeconds', coalesce((c.value ->> 'intervalSeconds')::integer, 0), fleet_phase(n.id)
          FROM added n, jsonb_array_elements(n.checks) WITH ORDINALITY c
          WHERE fleet_watched(n.lifecycle, n.deleted_at);
        PERFORM fleet_notify_watch(array(SELECT id FROM added WHERE fleet_watched(lifecycle, deleted_at) LIMIT 201));
        RETURN NULL;
      END $$;

      CREATE FUNCTION servers_changed_health() RETURNS trigger LANGUAGE plpgsql AS $$
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

      CREATE FUNCTION servers_purged_health() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM fleet_notify_watch(array(SELECT id FROM gone LIMIT 201));
        RETURN NULL;
      END $$;

      CREATE TRIGGER servers_created_health AFTER INSERT ON servers
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION servers_created_health();
      CREATE TRIGGER servers_changed_health AFTER UPDATE ON servers
        REFERENCING NEW TABLE AS changed_to OLD TABLE AS changed_from FOR EACH STATEMENT EXECUTE FUNCTION servers_changed_health();
      CREATE TRIGGER servers_purged_health AFTER DELETE ON servers
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION servers_purged_health();

      CREATE FUNCTION health_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO health_transitions (server_id, at, from_status, to_status, reason)
          SELECT n.server_id, n.since, o.status, n.status, n.reason
          FROM changed_to n JOIN changed_from o USING (server_id) WHERE n.status <> o.status;
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'health.changed', n.server_id, s.version, NULL, jsonb_build_object('hostname', s.hostname,
            'status', n.status, 'previous', o.status, 'since', n.since, 'reason', n.reason, 'flapping', n.flapping,
            'suppressedBy', n.suppressed_by, 'inMaintenance', n.in_maintenance)
          FROM changed_to n JOIN changed_from o USING (server_id) JOIN servers s ON s.id = n.server_id
          WHERE (n.status, n.reason, n.flapping, n.suppressed_by, n.in_maintenance)
            IS DISTINCT FROM (o.status, o.reason, o.flapping, o.suppressed_by, o.in_maintenance);
        IF FOUND THEN PERFORM pg_notify('fleet_changes', ''); END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER health_changed AFTER UPDATE ON server_health
        REFERENCING NEW TABLE AS changed_to OLD TABLE AS changed_from FOR EACH STATEMENT EXECUTE FUNCTION health_changed();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER servers_created_health ON servers;
      DROP TRIGGER servers_changed_health ON servers;
      DROP TRIGGER servers_purged_health ON servers;
      DROP TABLE fleet_minutes, health_transitions, checks, server_health;
      DROP FUNCTION servers_created_health, servers_changed_health, servers_purged_health, health_changed, fleet_notify_watch,
        health_unwatched_reason, fleet_phase, fleet_watched;
    `);
  }
}
