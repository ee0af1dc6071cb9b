import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The declared fleet. What follows from a declaration (the feed of changes) is written by statement triggers, so that
 * no code path can forget it and a bulk statement pays once.
 */
export class Inventory1764000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE EXTENSION IF NOT EXISTS pg_trgm;

      -- What a bare word of a search is looked for in. Immutable as used here: host() and array_to_string() of inet and text are.
      CREATE FUNCTION fleet_search_text(hostname text, ip inet, addresses inet[], tags text[], owner text, notes text)
        RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT lower(concat_ws(' ', hostname, host(ip), array_to_string(addresses, ' '), array_to_string(tags, ' '), owner, notes))
      $$;

      CREATE TABLE servers (
        id uuid PRIMARY KEY,
        hostname text NOT NULL CONSTRAINT servers_hostname_folded CHECK (hostname = lower(hostname)),
        external_id text,
        ip_address inet,
        addresses inet[] NOT NULL DEFAULT '{}',
        lifecycle text NOT NULL CONSTRAINT servers_lifecycle_known
          CHECK (lifecycle IN ('planned', 'provisioning', 'active', 'draining', 'decommissioned')),
        lifecycle_since timestamptz NOT NULL DEFAULT now(),
        environment text,
        region text,
        site text,
        role text,
        owner text,
        provider jsonb,
        os jsonb,
        hardware jsonb,
        ssh_port integer NOT NULL DEFAULT 22,
        ssh_user text,
        ssh_credential_id uuid,
        tags text[] NOT NULL DEFAULT '{}',
        template_id uuid,
        checks jsonb NOT NULL DEFAULT '[]',
        attributes jsonb NOT NULL DEFAULT '{}',
        notes text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        search_text text NOT NULL GENERATED ALWAYS AS (fleet_search_text(hostname, ip_address, addresses, tags, owner, notes)) STORED
      );
      CREATE UNIQUE INDEX servers_hostname_unique_among_living ON servers (hostname) WHERE deleted_at IS NULL;
      CREATE UNIQUE INDEX servers_external_id_unique_among_living ON servers (external_id) WHERE deleted_at IS NULL;
      CREATE INDEX servers_by_hostname ON servers (hostname, id) WHERE deleted_at IS NULL;
      CREATE INDEX servers_by_lifecycle ON servers (lifecycle, hostname) WHERE deleted_at IS NULL;
      CREATE INDEX servers_by_creation ON servers (created_at, id) WHERE deleted_at IS NULL;
      CREATE INDEX servers_by_update ON servers (updated_at, id) WHERE deleted_at IS NULL;
      CREATE INDEX servers_deleted ON servers (deleted_at) WHERE deleted_at IS NOT NULL;
      CREATE INDEX servers_search ON servers USING gin (search_text gin_trgm_ops) WITH (fastupdate = off);
      CREATE INDEX servers_tags ON servers USING gin (tags) WITH (fastupdate = off);

      -- The feed. A row is written without a position; the sequencer numbers what has become visible, in order of id.
      CREATE TABLE changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        position bigint,
        type text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        server_id uuid NOT NULL,
        version integer NOT NULL,
        actor jsonb,
        data jsonb
      );
      CREATE UNIQUE INDEX changes_position ON changes (position) WHERE position IS NOT NULL;
      CREATE INDEX changes_unnumbered ON changes (id) WHERE position IS NULL;
      CREATE INDEX changes_of_server ON changes (server_id, id);
      CREATE SEQUENCE changes_position_seq OWNED BY changes.position;

      CREATE FUNCTION fleet_actor() RETURNS jsonb LANGUAGE sql STABLE AS $$
        SELECT nullif(current_setting('fleet.actor', true), '')::jsonb
      $$;

      CREATE FUNCTION servers_created() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'server.created', id, version, fleet_actor(), jsonb_build_object('hostname', hostname) FROM added;
        PERFORM pg_notify('fleet_changes', '');
        RETURN NULL;
      END $$;

      CREATE FUNCTION servers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT CASE
              WHEN n.deleted_at IS NOT NULL AND o.deleted_at IS NULL THEN 'server.deleted'
              WHEN n.deleted_at IS NULL AND o.deleted_at IS NOT NULL THEN 'server.restored'
              WHEN n.lifecycle <> o.lifecycle THEN 'server.moved'
              ELSE 'server.changed'
            END, n.id, n.version, fleet_actor(),
            jsonb_build_object('hostname', n.hostname) ||
            CASE WHEN n.lifecycle <> o.lifecycle
              THEN jsonb_build_object('from', o.lifecycle, 'to', n.lifecycle, 'reason', nullif(current_setting('fleet.reason', true), ''))
              ELSE '{}' END
          FROM changed_to n JOIN changed_from o USING (id);
        PERFORM pg_notify('fleet_changes', '');
        RETURN NULL;
      END $$;

      CREATE FUNCTION servers_purged() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'server.purged', id, version + 1, fleet_actor(), jsonb_build_object('hostname', hostname) FROM gone;
        PERFORM pg_notify('fleet_changes', '');
        RETURN NULL;
      END $$;

      CREATE TRIGGER servers_created_feed AFTER INSERT ON servers
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION servers_created();
      CREATE TRIGGER servers_changed_feed AFTER UPDATE ON servers
        REFERENCING NEW TABLE AS changed_to OLD TABLE AS changed_from FOR EACH STATEMENT EXECUTE FUNCTION servers_changed();
      CREATE TRIGGER servers_purged_feed AFTER DELETE ON servers
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION servers_purged();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE servers, changes;
      DROP FUNCTION servers_created, servers_changed, servers_purged, fleet_actor, fleet_search_text;
    `);
  }
}
