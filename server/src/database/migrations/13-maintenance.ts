import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the feed says when the health of a server changes; `inMaintenance` and what else is told of it stand in `told`. */
const healthChanged = (compared: (row: string) => string, told: string) => `
      CREATE OR REPLACE FUNCTION health_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO health_transitions (server_id, at, from_status, to_status, reason)
          SELECT n.server_id, n.since, o.status, n.status, n.reason
          FROM changed_to n JOIN changed_from o USING (server_id) WHERE n.status <> o.status;
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'health.changed', n.server_id, s.version, NULL, jsonb_build_object('hostname', s.hostname,
            'status', n.status, 'previous', o.status, 'since', n.since, 'reason', n.reason, 'flapping', n.flapping,
            'suppressedBy', n.suppressed_by, ${told})
          FROM changed_to n JOIN changed_from o USING (server_id) JOIN servers s ON s.id = n.server_id
          WHERE (${compared('n')}) IS DISTINCT FROM (${compared('o')});
        IF FOUND THEN PERFORM pg_notify('fleet_changes', ''); END IF;
        RETURN NULL;
      END $$;`;

const comparing = (column: string) => (row: string) =>
  ['status', 'reason', 'flapping', 'suppressed_by', column].map((each) => `${row}.${each}`).join(', ');

/**
 * Who is in maintenance, from when until when, and why. Whether a server is in it is read off the periods and the clock, never off a
 * flag, so it is right at every moment, whoever runs. A period only ever changes ahead of now: what it says of the past was so.
 */
export class Maintenance1764000000013 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- What was said once, for however many servers. Its id is that of the change set that made it.
      CREATE TABLE maintenance_windows (
        id uuid PRIMARY KEY,
        reason text NOT NULL,
        from_at timestamptz NOT NULL,
        until_at timestamptz NOT NULL,
        planned_until timestamptz NOT NULL,
        created_by jsonb DEFAULT fleet_actor(),
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        amended_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT maintenance_windows_end_after_beginning CHECK (until_at >= from_at)
      );
      CREATE INDEX maintenance_windows_by_beginning ON maintenance_windows (from_at, id);
      CREATE INDEX maintenance_windows_by_end ON maintenance_windows (until_at);

      -- What became of it for one server. One that was ended before its time keeps the end that was planned. Outlives the server.
      CREATE TABLE maintenance_periods (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        window_id uuid NOT NULL CONSTRAINT maintenance_periods_window REFERENCES maintenance_windows,
        server_id uuid NOT NULL,
        from_at timestamptz NOT NULL,
        until_at timestamptz NOT NULL,
        planned_until timestamptz NOT NULL,
        due_at timestamptz,
        opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        change_set_id uuid DEFAULT fleet_change_set(),
        ended_at timestamptz,
        ended_change_set_id uuid,
        CONSTRAINT maintenance_periods_end_after_beginning CHECK (until_at >= from_at)
      );
      CREATE INDEX maintenance_periods_of_window ON maintenance_periods (window_id, server_id, until_at);
      CREATE INDEX maintenance_periods_of_server ON maintenance_periods (server_id, until_at);
      CREATE INDEX maintenance_periods_by_end ON maintenance_periods (until_at) INCLUDE (from_at, server_id);
      CREATE INDEX maintenance_periods_due ON maintenance_periods (due_at) WHERE due_at IS NOT NULL;
      CREATE INDEX maintenance_periods_of_change_set ON maintenance_periods (change_set_id, server_id) WHERE change_set_id IS NOT NULL;
      CREATE INDEX maintenance_periods_ended_by ON maintenance_periods (ended_change_set_id, server_id) WHERE ended_change_set_id IS NOT NULL;

      -- Of several that run it is the one that ends last.
      CREATE FUNCTION fleet_maintenance(server uuid, moment timestamptz) RETURNS jsonb LANGUAGE sql STABLE AS $$
        SELECT jsonb_build_object('windowId', p.window_id, 'from', p.from_at, 'until', p.until_at, 'reason', w.reason)
        FROM maintenance_periods p JOIN maintenance_windows w ON w.id = p.window_id
        WHERE p.server_id = server AND p.from_at <= moment AND p.until_at > moment
        ORDER BY p.until_at DESC, p.window_id LIMIT 1
      $$;

      -- What the feed was told last. Who wants to know what is so asks server_health_now.
      ALTER TABLE server_health DROP COLUMN in_maintenance, ADD COLUMN maintenance jsonb;
      ${healthChanged(comparing('maintenance'), `'inMaintenance', n.maintenance IS NOT NULL, 'maintenance', n.maintenance`)}

      CREATE VIEW server_health_now AS
        SELECT h.server_id, h.status, h.since, h.reason, h.flapping, h.suppressed_by, h.cause, m.is_on AS in_maintenance,
          CASE WHEN m.is_on THEN fleet_maintenance(h.server_id, now()) END AS maintenance
        FROM server_health h CROSS JOIN LATERAL (
          SELECT EXISTS (SELECT FROM maintenance_periods p WHERE p.server_id = h.server_id AND p.from_at <= now() AND p.until_at > now()) AS is_on) m;

      -- Tells the feed what is so now. Locked before it is looked at, and in the order of every batch, so that of two that look at
      -- once the second sees what the first saw, and neither waits for itself.
      CREATE FUNCTION fleet_tell_maintenance(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        moment timestamptz;
      BEGIN
        PERFORM FROM server_health WHERE server_id = ANY (ids) ORDER BY server_id FOR UPDATE;
        moment := clock_timestamp();
        UPDATE server_health h SET maintenance = m.found
          FROM (SELECT id, fleet_maintenance(id, moment) AS found FROM unnest(ids) id) m
          WHERE h.server_id = m.id AND h.maintenance IS DISTINCT FROM m.found;
      END $$;

      -- When there is next something to tell; the clock that passes it by is not written anywhere else.
      CREATE FUNCTION maintenance_periods_due() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        moment timestamptz := clock_timestamp();
      BEGIN
        NEW.due_at := CASE
          WHEN NEW.until_at <= NEW.from_at OR NEW.until_at <= moment THEN NULL
          WHEN NEW.from_at > moment THEN NEW.from_at
          ELSE NEW.until_at
        END;
        RETURN NEW;
      END $$;
      CREATE FUNCTION maintenance_periods_told() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM fleet_tell_maintenance(array(SELECT DISTINCT server_id FROM written));
        RETURN NULL;
      END $$;
      CREATE FUNCTION maintenance_windows_told() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM fleet_tell_maintenance(array(
          SELECT DISTINCT p.server_id FROM maintenance_periods p WHERE p.window_id = NEW.id AND p.until_at > clock_timestamp()));
        RETURN NULL;
      END $$;
      CREATE TRIGGER maintenance_periods_due BEFORE INSERT OR UPDATE ON maintenance_periods
        FOR EACH ROW EXECUTE FUNCTION maintenance_periods_due();
      CREATE TRIGGER maintenance_periods_opened AFTER INSERT ON maintenance_periods
        REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION maintenance_periods_told();
      CREATE TRIGGER maintenance_periods_changed AFTER UPDATE ON maintenance_periods
        REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION maintenance_periods_told();
      CREATE TRIGGER maintenance_windows_told AFTER UPDATE ON maintenance_windows
        FOR EACH ROW WHEN (OLD.reason <> NEW.reason) EXECUTE FUNCTION maintenance_windows_told();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP VIEW server_health_now;
      DROP TABLE maintenance_periods, maintenance_windows;
      DROP FUNCTION fleet_maintenance, fleet_tell_maintenance, maintenance_periods_due, maintenance_periods_told, maintenance_windows_told;
      ALTER TABLE server_health DROP COLUMN maintenance, ADD COLUMN in_maintenance boolean NOT NULL DEFAULT false;
      ${healthChanged(comparing('in_maintenance'), `'inMaintenance', n.in_maintenance`)}
    `);
  }
}
