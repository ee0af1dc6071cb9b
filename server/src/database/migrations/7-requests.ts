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
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION fleet_claim;
      DROP TABLE idempotency_keys;
    `);
  }
}
