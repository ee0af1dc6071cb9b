import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What made many servers at once expensive. */
export class ManyAtOnce1764000000014 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Each server that is written puts some seventy trigrams into the index of substrings: more work than all its other indexes together.
      -- Put aside first and sorted in by the thousand, they cost a third. A search reads what was put aside too, some milliseconds at worst.
      ALTER INDEX servers_search SET (fastupdate = on);

      -- As before, but never a loop within a loop over the batch: the table is empty whenever statistics are taken, so the planner expected one entry.
      CREATE OR REPLACE FUNCTION fleet_seal_audit(batch integer) RETURNS integer LANGUAGE plpgsql SET enable_seqscan = off AS $$
      DECLARE
        last audit_seals;
        sealed integer;
      BEGIN
        SELECT * INTO last FROM audit_seals ORDER BY position DESC LIMIT 1;
        WITH taken AS (
          DELETE FROM audit_unsealed u
          WHERE u.number = ANY (ARRAY(SELECT number FROM audit_unsealed ORDER BY number LIMIT batch))
            AND EXISTS (SELECT FROM audit a WHERE a.id = u.audit_id)
          RETURNING number, audit_id
        )
        INSERT INTO audit_seals (position, audit_id, hash)
          SELECT coalesce(last.position, 0) + row_number() OVER in_order, a.id,
            fleet_audit_seals(fleet_audit_text(a), coalesce(last.hash, fleet_audit_origin())) OVER in_order
          FROM taken JOIN audit a ON a.id = taken.audit_id
          WINDOW in_order AS (ORDER BY taken.number ROWS UNBOUNDED PRECEDING);
        GET DIAGNOSTICS sealed = ROW_COUNT;
        RETURN sealed;
      END $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER INDEX servers_search SET (fastupdate = off);
      SELECT gin_clean_pending_list('servers_search');
      CREATE OR REPLACE FUNCTION fleet_seal_audit(batch integer) RETURNS integer LANGUAGE plpgsql AS $$
      DECLARE
        last audit_seals;
        sealed integer;
      BEGIN
        SELECT * INTO last FROM audit_seals ORDER BY position DESC LIMIT 1;
        WITH taken AS MATERIALIZED (
          SELECT number, audit_id FROM audit_unsealed ORDER BY number LIMIT batch
        ), seals AS (
          INSERT INTO audit_seals (position, audit_id, hash)
            SELECT coalesce(last.position, 0) + row_number() OVER in_order, a.id,
              fleet_audit_seals(fleet_audit_text(a), coalesce(last.hash, fleet_audit_origin())) OVER in_order
            FROM taken JOIN audit a ON a.id = taken.audit_id
            WINDOW in_order AS (ORDER BY taken.number ROWS UNBOUNDED PRECEDING)
            RETURNING audit_id
        )
        DELETE FROM audit_unsealed u USING taken, seals WHERE seals.audit_id = taken.audit_id AND u.number = taken.number;
        GET DIAGNOSTICS sealed = ROW_COUNT;
        RETURN sealed;
      END $$;
    `);
  }
}
