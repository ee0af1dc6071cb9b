import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which keys servers know, or may know: a row is written before a server is touched, so that whatever ends the work, what may be in
 * its authorized_keys is on record. And how the newest test of each login went.
 */
export class Placements1764000000021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE key_placements (
        server_id uuid NOT NULL CONSTRAINT key_placements_server REFERENCES servers ON DELETE CASCADE,
        credential_id uuid NOT NULL,
        key_version integer NOT NULL,
        -- Of what is being done nobody knows whether it happened.
        state text NOT NULL CONSTRAINT key_placements_state_known CHECK (state IN ('placing', 'placed', 'removing', 'removed')),
        -- When the server last accepted the key, or of one that was removed, refused it.
        verified_at timestamptz,
        -- Why the last attempt ended before that.
        error text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT key_placements_place PRIMARY KEY (server_id, credential_id, key_version),
        CONSTRAINT key_placements_key FOREIGN KEY (credential_id, key_version) REFERENCES credential_versions
      );
      CREATE INDEX key_placements_by_credential ON key_placements (credential_id, server_id, key_version);

      CREATE TABLE login_tests (
        credential_id uuid NOT NULL CONSTRAINT login_tests_credential REFERENCES credentials ON DELETE CASCADE,
        server_id uuid NOT NULL CONSTRAINT login_tests_server REFERENCES servers ON DELETE CASCADE,
        ok boolean NOT NULL,
        phases jsonb NOT NULL,
        tested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT login_tests_place PRIMARY KEY (credential_id, server_id)
      );
      CREATE INDEX login_tests_by_server ON login_tests (server_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE login_tests, key_placements');
  }
}
