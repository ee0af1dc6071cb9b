import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What servers should be. Every version of a template is kept; a server remembers which one it was made from. */
export class Templates1764000000012 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE templates (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        description text,
        defaults jsonb NOT NULL DEFAULT '{}',
        tags text[] NOT NULL DEFAULT '{}',
        checks jsonb,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        deleted_at timestamptz
      );
      CREATE UNIQUE INDEX templates_name_unique_among_living ON templates (lower(name)) WHERE deleted_at IS NULL;

      CREATE TABLE template_versions (
        template_id uuid NOT NULL CONSTRAINT template_versions_template REFERENCES templates,
        version integer NOT NULL,
        name text NOT NULL,
        description text,
        defaults jsonb NOT NULL,
        tags text[] NOT NULL,
        checks jsonb,
        actor jsonb,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT template_versions_version PRIMARY KEY (template_id, version)
      );

      CREATE FUNCTION templates_versioned() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO template_versions (template_id, version, name, description, defaults, tags, checks, actor)
          VALUES (NEW.id, NEW.version, NEW.name, NEW.description, NEW.defaults, NEW.tags, NEW.checks, fleet_actor());
        RETURN NULL;
      END $$;
      CREATE TRIGGER templates_created_version AFTER INSERT ON templates FOR EACH ROW EXECUTE FUNCTION templates_versioned();
      CREATE TRIGGER templates_changed_version AFTER UPDATE ON templates
        FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION templates_versioned();

      -- The servers of a template in the order of a page; with the version in it their count reads nothing else.
      CREATE INDEX servers_of_template ON servers (template_id, hostname, id) INCLUDE (template_version)
        WHERE template_id IS NOT NULL AND deleted_at IS NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX servers_of_template;
      DROP TABLE template_versions, templates;
      DROP FUNCTION templates_versioned;
    `);
  }
}
