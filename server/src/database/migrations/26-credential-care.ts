import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people say of a credential beside its key, and when it was of use last. A key belongs to one credential, also when it
 * was replaced there long ago; only with the deletion of the credential is it free.
 */
export class CredentialCare1764000000026 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE credentials
        ADD COLUMN rotate_every_days integer CONSTRAINT credentials_rotation_sane CHECK (rotate_every_days BETWEEN 1 AND 3650),
        -- Of a login that succeeded; a minute old at most. No version is counted for it.
        ADD COLUMN last_used_at timestamptz;
      ALTER TABLE credential_versions ADD COLUMN deleted_at timestamptz;
      UPDATE credential_versions v SET deleted_at = c.deleted_at FROM credentials c WHERE c.id = v.credential_id;
      DROP INDEX credential_versions_fingerprint_unique;
      CREATE UNIQUE INDEX credential_versions_fingerprint_unique ON credential_versions (fingerprint) WHERE deleted_at IS NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX credential_versions_fingerprint_unique;
      CREATE UNIQUE INDEX credential_versions_fingerprint_unique ON credential_versions (fingerprint) WHERE retired_at IS NULL;
      ALTER TABLE credential_versions DROP COLUMN deleted_at;
      ALTER TABLE credentials DROP COLUMN rotate_every_days, DROP COLUMN last_used_at;
    `);
  }
}
