import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What requests leave behind: the keys under which they were sent, and the views that people save. */
export class Requests1764000000007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A key is claimed in the transaction of the write that it stands for: both are there, or neither. The answer follows
      -- when it is known. The principal is no foreign key: its row would be locked by every write, for a row that is gone in a day.
      CREATE TABLE idempotency_keys (
        principal uuid NOT NULL,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        claimed_at timestamptz NOT NULL DEFAULT now(),
        answer bytea,
        CONSTRAINT idempotency_keys_claimed PRIMARY KEY (principal, key)
      );
      CREATE INDEX idempotency_keys_by_age ON idempotency_keys (claimed_at);

      -- Waits for a transaction that holds the same key, but not as long as a statement may take: a connection waits with it.
      CREATE FUNCTION fleet_claim(principal uuid, key text, fingerprint bytea) RETURNS void LANGUAGE sql SET lock_timeout = '5s' AS $$
        INSERT INTO idempotency_keys (principal, key, fingerprint) VALUES ($1, $2, $3)
      $$;

      ALTER TABLE users ADD COLUMN version integer NOT NULL DEFAULT 1;

      CREATE TABLE views (
        id uuid PRIMARY KEY,
        owner_id uuid CONSTRAINT views_owner REFERENCES users ON DELETE SET NULL,
        name text NOT NULL,
        page text NOT NULL CONSTRAINT views_page_known CHECK (page IN ('servers', 'map', 'audit')),
        query jsonb NOT NULL,
        shared boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT views_owned_or_shared CHECK (owner_id IS NOT NULL OR shared)
      );
      CREATE UNIQUE INDEX views_name_unique ON views (owner_id, page, lower(name));
      CREATE INDEX views_shared ON views (lower(name), id) WHERE shared;

      -- What a person shared outlives their account, what they kept to themselves goes with it.
      CREATE FUNCTION users_leaving_views() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        DELETE FROM views WHERE owner_id = OLD.id AND NOT shared;
        RETURN OLD;
      END $$;
      CREATE TRIGGER users_leaving_views BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION users_leaving_views();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER users_leaving_views ON users;
      DROP FUNCTION users_leaving_views, fleet_claim;
      DROP TABLE views, idempotency_keys;
      ALTER TABLE users DROP COLUMN version;
    `);
  }
}
