import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which master keys there were, and which one wraps new secrets: one, also while many processes start or one rotates. */
export class MasterKeys1764000000019 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE master_keys (
        -- Says which one it is, and nothing of what it is.
        id text CONSTRAINT master_keys_id PRIMARY KEY,
        provider text NOT NULL CONSTRAINT master_keys_provider_known CHECK (provider IN ('local', 'vault')),
        -- Known bytes, wrapped by the key like a data key: the wrong one does not open it.
        canary bytea NOT NULL,
        state text NOT NULL CONSTRAINT master_keys_state_known CHECK (state IN ('current', 'retiring', 'retired')),
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        retired_at timestamptz
      );
      CREATE UNIQUE INDEX master_keys_one_current ON master_keys (state) WHERE state = 'current';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE master_keys');
  }
}
