import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a version of a server is made of. A column of `servers` that is not here is not remembered. */
const remembered = [
  'id',
  'hostname',
  'external_id',
  'ip_address',
  'addresses',
  'lifecycle',
  'lifecycle_since',
  'environment',
  'region',
  'site',
  'role',
  'owner',
  'provider',
  'os',
  'hardware',
  'ssh_port',
  'ssh_user',
  'ssh_credential_id',
  'tags',
  'template_id',
  'template_version',
  'checks',
  'attributes',
  'notes',
  'created_at',
  'updated_at',
  'deleted_at',
  'version',
  'search_text',
  'valid_from',
  'change_set_id',
];
const of = (alias: string) => remembered.map((column) => `${alias}.${column}`).join(', ');

/**
 * What the inventory said, and in which set of changes. The version that counts stands in `servers`, the ones before it in
 * `server_history`; a version is valid from the moment at which its row was locked and written, not from the start of its transaction,
 * so that it lies between the request and its answer.
 */
export class History1764000000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- One undertaking that touched many servers: a bulk action, an import, a merge of tags, the revert of another one.
      CREATE TABLE change_sets (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        title text NOT NULL,
        reason text,
        actor jsonb NOT NULL,
        request jsonb NOT NULL DEFAULT '{}',
        total integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        failed integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz,
        reverts_id uuid CONSTRAINT change_sets_reverts REFERENCES change_sets
      );
      CREATE INDEX change_sets_by_time ON change_sets (created_at, id);
      CREATE INDEX change_sets_reverting ON change_sets (reverts_id) WHERE reverts_id IS NOT NULL;

      CREATE FUNCTION fleet_change_set() RETURNS uuid LANGUAGE sql STABLE AS $$
        SELECT nullif(current_setting('fleet.change_set', true), '')::uuid
      $$;

      ALTER TABLE changes ADD COLUMN change_set_id uuid;
      ALTER TABLE changes ALTER COLUMN change_set_id SET DEFAULT fleet_change_set();

      ALTER TABLE servers ADD COLUMN template_version integer, ADD COLUMN valid_from timestamptz, ADD COLUMN change_set_id uuid;
      -- What a server was before this migration is not known: its row is certain since it was last written.
      ALTER TABLE servers DISABLE TRIGGER USER;
      UPDATE servers SET valid_from = updated_at;
      ALTER TABLE servers ENABLE TRIGGER USER;
      ALTER TABLE servers
        ALTER COLUMN valid_from SET DEFAULT clock_timestamp(),
        ALTER COLUMN valid_from SET NOT NULL,
        ALTER COLUMN change_set_id SET DEFAULT fleet_change_set();

      -- The third column lets a walk in the order of names skip what is younger than the moment asked for.
      DROP INDEX servers_by_hostname;
      CREATE INDEX servers_by_hostname ON servers (hostname, id, valid_from) WHERE deleted_at IS NULL;
      CREATE INDEX servers_of_change_set ON servers (change_set_id) WHERE change_set_id IS NOT NULL;

      CREATE TABLE server_history AS SELECT ${of('s')}, s.valid_from AS valid_to FROM servers s LIMIT 0;
      ALTER TABLE server_history
        ALTER COLUMN valid_to SET NOT NULL,
        ADD CONSTRAINT server_history_version PRIMARY KEY (id, version);
      CREATE INDEX server_history_by_hostname ON server_history (hostname, id, valid_from, valid_to);
      CREATE INDEX server_history_by_validity ON server_history (id, valid_from);
      CREATE INDEX server_history_by_end ON server_history (valid_to);
      CREATE INDEX server_history_of_change_set ON server_history (change_set_id) WHERE change_set_id IS NOT NULL;

      CREATE FUNCTION servers_versioned() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- Whoever forgot to count is counted for; two versions never share a moment, even when the clock was set back.
        IF NEW.version <= OLD.version THEN NEW.version := OLD.version + 1; END IF;
        NEW.valid_from := greatest(clock_timestamp(), OLD.valid_from + interval '1 microsecond');
        NEW.change_set_id := fleet_change_set();
        RETURN NEW;
      END $$;
      CREATE TRIGGER servers_versioned BEFORE UPDATE ON servers FOR EACH ROW EXECUTE FUNCTION servers_versioned();

      CREATE FUNCTION servers_changed_history() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO server_history (${remembered.join(', ')}, valid_to)
          SELECT ${of('o')}, n.valid_from FROM changed_from o JOIN changed_to n USING (id);
        RETURN NULL;
      END $$;
      CREATE FUNCTION servers_purged_history() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO server_history (${remembered.join(', ')}, valid_to)
          SELECT ${of('o')}, greatest(clock_timestamp(), o.valid_from + interval '1 microsecond') FROM gone o;
        RETURN NULL;
      END $$;
      CREATE TRIGGER servers_changed_history AFTER UPDATE ON servers
        REFERENCING NEW TABLE AS changed_to OLD TABLE AS changed_from FOR EACH STATEMENT EXECUTE FUNCTION servers_changed_history();
      CREATE TRIGGER servers_purged_history AFTER DELETE ON servers
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION servers_purged_history();

      -- How many living servers carry a tag: what every statement added and took away, summed when it is asked for and folded now and
      -- then. Counts kept in one row a tag would make all writers of a common tag wait for each other.
      CREATE TABLE tag_uses (
        tag text NOT NULL,
        uses integer NOT NULL
      );
      CREATE INDEX tag_uses_by_tag ON tag_uses (tag text_pattern_ops);
      INSERT INTO tag_uses SELECT tag, count(*) FROM servers, unnest(tags) tag WHERE deleted_at IS NULL GROUP BY tag;

      CREATE FUNCTION servers_created_tags() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO tag_uses SELECT tag, count(*) FROM added, unnest(tags) tag WHERE deleted_at IS NULL GROUP BY tag;
        RETURN NULL;
      END $$;
      CREATE FUNCTION servers_changed_tags() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO tag_uses
          SELECT tag, sum(use) FROM (
            SELECT tag, -1 AS use FROM changed_from o JOIN changed_to n USING (id), unnest(o.tags) tag
              WHERE o.deleted_at IS NULL AND (o.tags <> n.tags OR n.deleted_at IS NOT NULL)
            UNION ALL
            SELECT tag, 1 FROM changed_to n JOIN changed_from o USING (id), unnest(n.tags) tag
              WHERE n.deleted_at IS NULL AND (o.tags <> n.tags OR o.deleted_at IS NOT NULL)) moved
          GROUP BY tag HAVING sum(use) <> 0;
        RETURN NULL;
      END $$;
      CREATE TRIGGER servers_created_tags AFTER INSERT ON servers
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION servers_created_tags();
      CREATE TRIGGER servers_changed_tags AFTER UPDATE ON servers
        REFERENCING NEW TABLE AS changed_to OLD TABLE AS changed_from FOR EACH STATEMENT EXECUTE FUNCTION servers_changed_tags();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER servers_versioned ON servers;
      DROP TRIGGER servers_changed_history ON servers;
      DROP TRIGGER servers_purged_history ON servers;
      DROP TRIGGER servers_created_tags ON servers;
      DROP TRIGGER servers_changed_tags ON servers;
      DROP FUNCTION servers_versioned, servers_changed_history, servers_purged_history, servers_created_tags, servers_changed_tags;
      DROP TABLE server_history, tag_uses;
      DROP INDEX servers_by_hostname, servers_of_change_set;
      CREATE INDEX servers_by_hostname ON servers (hostname, id) WHERE deleted_at IS NULL;
      ALTER TABLE servers DROP COLUMN template_version, DROP COLUMN valid_from, DROP COLUMN change_set_id;
      ALTER TABLE changes DROP COLUMN change_set_id;
      DROP FUNCTION fleet_change_set;
      DROP TABLE change_sets;
    `);
  }
}
