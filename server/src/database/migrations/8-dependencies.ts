import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which server needs which. An edge is closed, never deleted nor opened again, so that the past can be asked; only a purge
 * of one of its ends takes it away. That no cycle comes to be is a constraint of the table like any other, with a name: what a
 * person, an import or an undo adds passes the same look, and one after the other.
 */
export class Dependencies1764000000008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE dependencies (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        server_id uuid NOT NULL CONSTRAINT dependencies_server REFERENCES servers ON DELETE CASCADE,
        depends_on_id uuid NOT NULL CONSTRAINT dependencies_depends_on REFERENCES servers ON DELETE CASCADE,
        note text,
        valid_from timestamptz NOT NULL DEFAULT clock_timestamp(),
        valid_to timestamptz CONSTRAINT dependencies_end_after_beginning CHECK (valid_to >= valid_from),
        created_by jsonb DEFAULT fleet_actor(),
        change_set_id uuid DEFAULT nullif(current_setting('fleet.change_set', true), '')::uuid,
        CONSTRAINT dependencies_not_itself CHECK (server_id <> depends_on_id)
      );
      -- The living graph, upwards and downwards. The second index and the third also find what a purge takes along.
      CREATE UNIQUE INDEX dependencies_unique_while_valid ON dependencies (server_id, depends_on_id) WHERE valid_to IS NULL;
      CREATE INDEX dependencies_downwards ON dependencies (depends_on_id, server_id) INCLUDE (valid_to);
      CREATE INDEX dependencies_of_server ON dependencies (server_id, valid_from);

      -- The servers along the cycle that an edge would close, the first again at the end; null when it closes none. Also through
      -- deleted servers: they can be restored.
      CREATE FUNCTION dependencies_cycle(dependent uuid, needed uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
        WITH RECURSIVE above(id) AS (
          SELECT needed
          UNION
          SELECT d.depends_on_id FROM above JOIN dependencies d ON d.server_id = above.id AND d.valid_to IS NULL
        ), edges AS (
          SELECT d.server_id, d.depends_on_id FROM above JOIN dependencies d ON d.server_id = above.id AND d.valid_to IS NULL
        ), between(id) AS (
          SELECT id FROM above WHERE id = dependent
          UNION
          SELECT e.server_id FROM between JOIN edges e ON e.depends_on_id = between.id
        ), path(id, step) AS (
          SELECT id, 1 FROM between WHERE id = needed
          UNION ALL
          SELECT next.id, path.step + 1 FROM path CROSS JOIN LATERAL (
            SELECT e.depends_on_id AS id FROM edges e
            WHERE e.server_id = path.id AND e.depends_on_id IN (SELECT id FROM between) LIMIT 1) next
          WHERE path.id <> dependent
        ), ring(id, step) AS (
          SELECT dependent, 0 FROM path WHERE step = 1 UNION ALL SELECT id, step FROM path
        )
        SELECT jsonb_agg(jsonb_build_object('id', s.id, 'hostname', s.hostname, 'isDeleted', s.deleted_at IS NOT NULL) ORDER BY r.step)
        FROM ring r JOIN servers s USING (id)
      $$;

      -- Before the first row is written, so that who waits here holds no edge that the one before could need.
      CREATE FUNCTION dependencies_one_after_the_other() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(4716008);
        RETURN NULL;
      END $$;

      CREATE FUNCTION dependencies_added() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        closed jsonb;
      BEGIN
        -- Only who is needed by somebody can close one: a thousand new servers are not searched for.
        WITH needed AS MATERIALIZED (
          SELECT a.server_id, a.depends_on_id FROM added a WHERE a.valid_to IS NULL
            AND EXISTS (SELECT FROM dependencies d WHERE d.depends_on_id = a.server_id AND d.valid_to IS NULL)
        ), looked AS MATERIALIZED (SELECT dependencies_cycle(server_id, depends_on_id) AS cycle FROM needed)
        SELECT cycle INTO closed FROM looked WHERE cycle IS NOT NULL LIMIT 1;
        IF closed IS NOT NULL THEN
          RAISE EXCEPTION 'a dependency would close a cycle'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dependencies_acyclic', TABLE = 'dependencies', DETAIL = closed::text;
        END IF;
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'server.linked', s.id, s.version, fleet_actor(),
            jsonb_build_object('hostname', s.hostname, 'dependsOnId', a.depends_on_id)
          FROM added a JOIN servers s ON s.id = a.server_id WHERE a.valid_to IS NULL ORDER BY a.id;
        IF FOUND THEN PERFORM pg_notify('fleet_changes', ''); END IF;
        RETURN NULL;
      END $$;

      CREATE FUNCTION dependencies_only_closed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a dependency can only be closed; what holds anew is a new row'
          USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'dependencies_only_closed', TABLE = 'dependencies';
      END $$;

      CREATE FUNCTION dependencies_closed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'server.unlinked', s.id, s.version, fleet_actor(),
            jsonb_build_object('hostname', s.hostname, 'dependsOnId', n.depends_on_id)
          FROM changed_to n JOIN changed_from o USING (id) JOIN servers s ON s.id = n.server_id
          WHERE n.valid_to IS NOT NULL AND o.valid_to IS NULL ORDER BY n.id;
        IF FOUND THEN PERFORM pg_notify('fleet_changes', ''); END IF;
        RETURN NULL;
      END $$;

      -- A purge: whoever needed the purged server loses the edge. The purged one itself has its own last change.
      CREATE FUNCTION dependencies_gone() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'server.unlinked', s.id, s.version, fleet_actor(),
            jsonb_build_object('hostname', s.hostname, 'dependsOnId', g.depends_on_id)
          FROM gone g JOIN servers s ON s.id = g.server_id WHERE g.valid_to IS NULL ORDER BY g.id;
        IF FOUND THEN PERFORM pg_notify('fleet_changes', ''); END IF;
        RETURN NULL;
      END $$;

      CREATE TRIGGER dependencies_one_after_the_other BEFORE INSERT ON dependencies
        FOR EACH STATEMENT EXECUTE FUNCTION dependencies_one_after_the_other();
      CREATE TRIGGER dependencies_added AFTER INSERT ON dependencies
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION dependencies_added();
      CREATE TRIGGER dependencies_only_closed BEFORE UPDATE ON dependencies FOR EACH ROW
        WHEN (OLD.valid_to IS NOT NULL OR (NEW.server_id, NEW.depends_on_id, NEW.valid_from) IS DISTINCT FROM (OLD.server_id, OLD.depends_on_id, OLD.valid_from))
        EXECUTE FUNCTION dependencies_only_closed();
      CREATE TRIGGER dependencies_closed AFTER UPDATE ON dependencies
        REFERENCING NEW TABLE AS changed_to OLD TABLE AS changed_from FOR EACH STATEMENT EXECUTE FUNCTION dependencies_closed();
      CREATE TRIGGER dependencies_gone AFTER DELETE ON dependencies
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION dependencies_gone();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE dependencies;
      DROP FUNCTION dependencies_cycle, dependencies_one_after_the_other, dependencies_added, dependencies_only_closed, dependencies_closed,
        dependencies_gone;
    `);
  }
}
