import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys for servers. What is secret stands in one table and nowhere else: sealed with a key of its own, which is wrapped by the master key.
 * A credential has versions, because a rotation needs the old key until no server knows it any more.
 */
export class Credentials1764000000018 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE secrets (
        kind text NOT NULL CONSTRAINT secrets_kind_known CHECK (kind IN ('credential', 'authority')),
        subject_id uuid NOT NULL,
        version integer NOT NULL,
        -- Names the master key that wraps the data key; says nothing about it.
        master_key_id text NOT NULL,
        data_key bytea NOT NULL,
        content bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT secrets_place PRIMARY KEY (kind, subject_id, version)
      );
      CREATE INDEX secrets_by_master_key ON secrets (master_key_id, kind, subject_id, version);

      CREATE TABLE credentials (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        algorithm text NOT NULL CONSTRAINT credentials_algorithm_known CHECK (algorithm IN ('ed25519', 'ecdsa', 'rsa')),
        -- The version of the key that servers should know.
        key_version integer NOT NULL DEFAULT 1,
        expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        rotated_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        deleted_at timestamptz,
        version integer NOT NULL DEFAULT 1
      );
      CREATE UNIQUE INDEX credentials_name_unique_among_living ON credentials (lower(name)) WHERE deleted_at IS NULL;

      CREATE TABLE credential_versions (
        credential_id uuid NOT NULL CONSTRAINT credential_versions_credential REFERENCES credentials,
        key_version integer NOT NULL,
        bits integer NOT NULL,
        -- As in authorized_keys, without the comment.
        public_key text NOT NULL,
        comment text NOT NULL DEFAULT '',
        fingerprint text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- No server knows it any more, and its secret is gone.
        retired_at timestamptz,
        CONSTRAINT credential_versions_place PRIMARY KEY (credential_id, key_version)
      );
      CREATE UNIQUE INDEX credential_versions_fingerprint_unique ON credential_versions (fingerprint) WHERE retired_at IS NULL;

      -- Rows of before credentials existed may name anything.
      ALTER TABLE servers ADD CONSTRAINT servers_ssh_credential FOREIGN KEY (ssh_credential_id) REFERENCES credentials NOT VALID;
      CREATE INDEX servers_by_ssh_credential ON servers (ssh_credential_id) WHERE ssh_credential_id IS NOT NULL AND deleted_at IS NULL;

      -- What a server showed of itself. It may have several: one of each type.
      CREATE TABLE host_keys (
        id uuid PRIMARY KEY,
        server_id uuid NOT NULL CONSTRAINT host_keys_server REFERENCES servers ON DELETE CASCADE,
        type text NOT NULL,
        -- As in known_hosts.
        public_key text NOT NULL,
        fingerprint text NOT NULL,
        state text NOT NULL CONSTRAINT host_keys_state_known CHECK (state IN ('trusted', 'waiting', 'refused', 'former')),
        source text NOT NULL CONSTRAINT host_keys_source_known
          CHECK (source IN ('first-use', 'pinned', 'known-hosts', 'discovery', 'presented')),
        reason text,
        decided_by text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        seen_at timestamptz,
        version integer NOT NULL DEFAULT 1
      );
      CREATE UNIQUE INDEX host_keys_once ON host_keys (server_id, fingerprint);
      CREATE INDEX host_keys_by_fingerprint ON host_keys (fingerprint);
      CREATE INDEX host_keys_waiting ON host_keys (created_at, id) WHERE state = 'waiting';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE host_keys;
      ALTER TABLE servers DROP CONSTRAINT servers_ssh_credential;
      DROP INDEX servers_by_ssh_credential;
      DROP TABLE credential_versions, credentials, secrets;
    `);
  }
}
