import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a version of a group is made of. */
const definition = 'id, name, description, query, children, created_at, updated_at, version, valid_from';

/**
 * Sets of servers: those that were put in, those that match a query, those of other groups. Who matches is never stored. Definitions
 * and memberships remember from when to when they were valid, so that the past can be asked.
 */
export class Groups1764000000011 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- In the order in which tags are listed; serves what they begin with too.
      DROP INDEX tag_uses_by_tag;
      CREATE INDEX tag_uses_in_order ON tag_uses (tag COLLATE "C") INCLUDE (uses);

      -- Children stand on the row, so that a version of a group is a row.
      CREATE TABLE groups (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        description text,
        query text,
        children uuid[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        version integer NOT NULL DEFAULT 1,
        valid_from timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE UNIQUE INDEX groups_name_unique ON groups (lower(name));

      CREATE TABLE group_history AS SELECT ${definition}, valid_from AS valid_to FROM groups LIMIT 0;
      ALTER TABLE group_history
        ALTER COLUMN valid_to SET NOT NULL,
        ADD CONSTRAINT group_history_version PRIMARY KEY (id, version);

      -- Counts the versions of all definitions, so that whoever keeps them in memory can ask whether they still hold.
      CREATE TABLE group_generation (generation bigint NOT NULL);
      INSERT INTO group_generation VALUES (0);

      -- A row is a membership from its beginning to its end. It outlives group and server: the past has it still.
      CREATE TABLE group_members (
        group_id uuid NOT NULL,
        server_id uuid NOT NULL,
        valid_from timestamptz NOT NULL DEFAULT clock_timestamp(),
        valid_to timestamptz,
        change_set_id uuid DEFAULT fleet_change_set(),
        ended_change_set_id uuid,
        CONSTRAINT group_members_period PRIMARY KEY (group_id, server_id, valid_from)
      );
      CREATE UNIQUE INDEX group_members_current ON group_members (server_id, group_id) WHERE valid_to IS NULL;
      CREATE INDEX group_members_of_group ON group_members (group_id, server_id) WHERE valid_to IS NULL;
      CREATE INDEX group_members_of_change_set ON group_members (change_set_id, server_id) WHERE change_set_id IS NOT NULL;
      CREATE INDEX group_members_ended_by ON group_members (ended_change_set_id, server_id) WHERE ended_change_set_id IS NOT NULL;

      CREATE FUNCTION groups_versioned() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.version := OLD.version + 1;
        NEW.updated_at := clock_timestamp();
        NEW.valid_from := greatest(clock_timestamp(), OLD.valid_from + interval '1 microsecond');
        RETURN NEW;
      END $$;
      CREATE FUNCTION groups_changed_history() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO group_history (${definition}, valid_to)
          VALUES (OLD.id, OLD.name, OLD.description, OLD.query, OLD.children, OLD.created_at, OLD.updated_at, OLD.version, OLD.valid_from,
            CASE TG_OP WHEN 'UPDATE' THEN NEW.valid_from ELSE greatest(clock_timestamp(), OLD.valid_from + interval '1 microsecond') END);
        RETURN NULL;
      END $$;
      -- Before, while the group still has its name.
      CREATE FUNCTION groups_deleted_members() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE group_members SET valid_to = clock_timestamp() WHERE group_id = OLD.id AND valid_to IS NULL;
        RETURN OLD;
      END $$;
      CREATE FUNCTION groups_counted() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE group_generation SET generation = generation + 1;
        PERFORM pg_notify('fleet_groups', '');
        RETURN NULL;
      END $$;
      CREATE TRIGGER groups_versioned BEFORE UPDATE ON groups FOR EACH ROW EXECUTE FUNCTION groups_versioned();
      CREATE TRIGGER groups_changed_history AFTER UPDATE OR DELETE ON groups FOR EACH ROW EXECUTE FUNCTION groups_changed_history();
      CREATE TRIGGER groups_deleted_members BEFORE DELETE ON groups FOR EACH ROW EXECUTE FUNCTION groups_deleted_members();
      CREATE TRIGGER groups_counted AFTER INSERT OR UPDATE OR DELETE ON groups FOR EACH STATEMENT EXECUTE FUNCTION groups_counted();

      CREATE FUNCTION group_members_ended() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.valid_to := greatest(clock_timestamp(), OLD.valid_from + interval '1 microsecond');
        NEW.ended_change_set_id := fleet_change_set();
        RETURN NEW;
      END $$;
      CREATE FUNCTION group_members_joined_feed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'server.grouped', s.id, s.version, fleet_actor(),
            jsonb_build_object('hostname', s.hostname, 'added', jsonb_agg(g.name ORDER BY lower(g.name)), 'removed', '[]'::jsonb)
          FROM joined m JOIN servers s ON s.id = m.server_id JOIN groups g ON g.id = m.group_id
          GROUP BY s.id ORDER BY s.id;
        IF FOUND THEN PERFORM pg_notify('fleet_changes', ''); END IF;
        RETURN NULL;
      END $$;
      CREATE FUNCTION group_members_left_feed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'server.grouped', s.id, s.version, fleet_actor(),
            jsonb_build_object('hostname', s.hostname, 'added', '[]'::jsonb, 'removed', jsonb_agg(g.name ORDER BY lower(g.name)))
          FROM ended m JOIN servers s ON s.id = m.server_id JOIN groups g ON g.id = m.group_id
          GROUP BY s.id ORDER BY s.id;
        IF FOUND THEN PERFORM pg_notify('fleet_changes', ''); END IF;
        RETURN NULL;
      END $$;
      CREATE FUNCTION servers_purged_members() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE group_members m SET valid_to = clock_timestamp() FROM gone WHERE m.server_id = gone.id AND m.valid_to IS NULL;
        RETURN NULL;
      END $$;
      CREATE TRIGGER group_members_ended BEFORE UPDATE ON group_members
        FOR EACH ROW WHEN (OLD.valid_to IS NULL AND NEW.valid_to IS NOT NULL) EXECUTE FUNCTION group_members_ended();
      CREATE TRIGGER group_members_joined_feed AFTER INSERT ON group_members
        REFERENCING NEW TABLE AS joined FOR EACH STATEMENT EXECUTE FUNCTION group_members_joined_feed();
      -- A membership is only ever written to end it.
      CREATE TRIGGER group_members_left_feed AFTER UPDATE ON group_members
        REFERENCING NEW TABLE AS ended FOR EACH STATEMENT EXECUTE FUNCTION group_members_left_feed();
      CREATE TRIGGER servers_purged_members AFTER DELETE ON servers
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION servers_purged_members();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER servers_purged_members ON servers;
      DROP TABLE groups, group_history, group_generation, group_members;
      DROP FUNCTION groups_versioned, groups_changed_history, groups_deleted_members, groups_counted, group_members_ended,
        group_members_joined_feed, group_members_left_feed, servers_purged_members;
      DROP INDEX tag_uses_in_order;
      CREATE INDEX tag_uses_by_tag ON tag_uses (tag text_pattern_ops);
    `);
  }
}
