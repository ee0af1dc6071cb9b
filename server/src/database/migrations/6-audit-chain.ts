import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit can only grow, and shows it when somebody got around that. Entries are sealed in a chain of hashes after they were committed, by
 * the one process that numbers the feed: were each entry to hash its predecessor in its own transaction, all writers would wait for each other.
 */
export class AuditChain1764000000006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE audit ADD COLUMN change_set_id uuid;
      ALTER TABLE audit ALTER COLUMN change_set_id SET DEFAULT fleet_change_set();

      -- What kind of entry it is: what was done to what, and which fields it names. There are some hundred kinds however many entries there are,
      -- so those that a search means are found by leaping from kind to kind, and each kind is read newest first.
      CREATE FUNCTION fleet_audit_kind(subject_type text, action text, before jsonb, after jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT hashtextextended(subject_type || ' ' || action || ' ' ||
          jsonb_path_query_array(coalesce(before, '{}') || coalesce(after, '{}'), '$.keyvalue().key', '{}', true)::text, 0)
      $$;
      ALTER TABLE audit ADD COLUMN kind bigint GENERATED ALWAYS AS (fleet_audit_kind(subject_type, action, before, after)) STORED;

      DROP INDEX audit_of_subject, audit_of_actor;
      CREATE INDEX audit_by_time ON audit (at, id);
      CREATE INDEX audit_of_subject ON audit (subject_id, at, id) WHERE subject_id IS NOT NULL;
      CREATE INDEX audit_of_actor ON audit (actor_id, at, id) WHERE actor_id IS NOT NULL;
      CREATE INDEX audit_of_actor_name ON audit (lower(actor_name), at, id);
      CREATE INDEX audit_by_kind ON audit (kind, at, id);
      CREATE INDEX audit_from_ip ON audit (ip, at, id) WHERE ip IS NOT NULL;
      CREATE INDEX audit_of_request ON audit (request_id) WHERE request_id IS NOT NULL;
      CREATE INDEX audit_of_change_set ON audit (change_set_id, at, id) WHERE change_set_id IS NOT NULL;
      CREATE INDEX audit_by_reason ON audit USING gin (reason gin_trgm_ops) WHERE reason IS NOT NULL;

      -- Everything of an entry (its kind follows from the rest), the same in every session: no time zone and no setting has a say in it. A
      -- column that is added later stays out of it, or old entries would no longer match their seals.
      CREATE FUNCTION fleet_audit_text(entry audit) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT jsonb_build_array(entry.id, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.actor_type, entry.actor_id, entry.actor_name,
          entry.ip::text, entry.request_id, entry.action, entry.subject_type, entry.subject_id, entry.subject_name, entry.reason,
          entry.before, entry.after, entry.change_set_id)::text
      $$;

      -- The first seal follows this one.
      CREATE FUNCTION fleet_audit_origin() RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT decode(repeat('00', 32), 'hex')
      $$;

      CREATE FUNCTION fleet_audit_seal(previous bytea, entry text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT sha256(previous || convert_to(entry, 'UTF8'))
      $$;

      -- The seal of each entry of a window, where the first follows 'previous'.
      CREATE FUNCTION fleet_audit_next_seal(seal bytea, entry text, previous bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
      BEGIN
        RETURN fleet_audit_seal(coalesce(seal, previous), entry);
      END $$;
      CREATE AGGREGATE fleet_audit_seals(entry text, previous bytea) (SFUNC = fleet_audit_next_seal, STYPE = bytea);

      CREATE TABLE audit_seals (
        position bigint PRIMARY KEY,
        audit_id uuid NOT NULL CONSTRAINT audit_seals_once UNIQUE,
        hash bytea NOT NULL
      );

      -- Entries that wait for their seal, in the order in which they were written.
      CREATE TABLE audit_unsealed (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        audit_id uuid NOT NULL
      );
      INSERT INTO audit_unsealed (audit_id) SELECT id FROM audit ORDER BY at, id;

      CREATE FUNCTION audit_written() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO audit_unsealed (audit_id) SELECT id FROM added ORDER BY at, id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER audit_written AFTER INSERT ON audit REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_written();

      -- Seals up to 'batch' entries that have become visible, in the order in which they were written. Answers how many.
      CREATE FUNCTION fleet_seal_audit(batch integer) RETURNS integer LANGUAGE plpgsql AS $$
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

      CREATE FUNCTION audit_refused() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% of % is refused: the audit only grows', TG_OP, TG_TABLE_NAME
          USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_only_grows', TABLE = TG_TABLE_NAME;
      END $$;
      CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refused();
      CREATE TRIGGER audit_seals_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION audit_refused();

      -- Also in a session that says it only replicates.
      ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_written;
      ALTER TABLE audit ENABLE ALWAYS TRIGGER audit_only_grows;
      ALTER TABLE audit_seals ENABLE ALWAYS TRIGGER audit_seals_only_grow;

      -- Positions are counted on from the last one, which is always kept, so that they have no gaps.
      DROP SEQUENCE changes_position_seq;

      -- How a server was when something else of it changed.
      CREATE INDEX changes_of_health ON changes (server_id, position) WHERE type = 'health.changed';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX changes_of_health;
      CREATE SEQUENCE changes_position_seq OWNED BY changes.position;
      SELECT setval('changes_position_seq', (SELECT max(position) FROM changes)) WHERE EXISTS (SELECT FROM changes WHERE position IS NOT NULL);
      DROP TRIGGER audit_written ON audit;
      DROP TRIGGER audit_only_grows ON audit;
      DROP TABLE audit_seals, audit_unsealed;
      DROP FUNCTION audit_written, audit_refused, fleet_seal_audit;
      DROP AGGREGATE fleet_audit_seals(text, bytea);
      DROP FUNCTION fleet_audit_next_seal, fleet_audit_seal, fleet_audit_origin, fleet_audit_text;
      DROP INDEX audit_by_time, audit_of_subject, audit_of_actor, audit_of_actor_name, audit_by_kind, audit_from_ip, audit_of_request,
        audit_of_change_set, audit_by_reason;
      ALTER TABLE audit DROP COLUMN kind, DROP COLUMN change_set_id;
      DROP FUNCTION fleet_audit_kind;
      CREATE INDEX audit_of_subject ON audit (subject_id, id);
      CREATE INDEX audit_of_actor ON audit (actor_id, id);
    `);
  }
}
