import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where and when a host key was seen, who decided on it, and an event for each that waits for somebody to decide. */
export class HostKeys1764000000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE host_keys
        DROP CONSTRAINT host_keys_source_known,
        ADD CONSTRAINT host_keys_source_known
          CHECK (source IN ('first-use', 'pinned', 'known-hosts', 'discovery', 'announced', 'presented')),
        ADD COLUMN decided_at timestamptz,
        -- The address that showed it last.
        ADD COLUMN seen_address text,
        -- How many logins it was refused; of a trusted key, before it was.
        ADD COLUMN refusals integer NOT NULL DEFAULT 0;
      CREATE INDEX host_keys_by_time ON host_keys (created_at, id);
      CREATE INDEX host_keys_by_state ON host_keys (state, server_id);

      -- What discovery saw of a server, newest first.
      CREATE INDEX scan_hosts_of_server ON scan_hosts (server_id, seen_at)
        WHERE server_id IS NOT NULL AND ssh_host_key IS NOT NULL AND match <> 'missing';

      -- Whoever lets a key wait has locked the server, so that this is its version when the event is told.
      CREATE FUNCTION host_key_waits() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO changes (type, server_id, version, actor, data)
          SELECT 'host-key.changed', s.id, s.version, fleet_actor(),
            jsonb_build_object('hostname', s.hostname, 'hostKeyId', NEW.id, 'fingerprint', NEW.fingerprint)
          FROM servers s WHERE s.id = NEW.server_id;
        PERFORM pg_notify('fleet_changes', '');
        RETURN NULL;
      END $$;
      CREATE TRIGGER host_keys_new_waits AFTER INSERT ON host_keys
        FOR EACH ROW WHEN (NEW.state = 'waiting') EXECUTE FUNCTION host_key_waits();
      CREATE TRIGGER host_keys_known_waits AFTER UPDATE ON host_keys
        FOR EACH ROW WHEN (NEW.state = 'waiting' AND OLD.state <> 'waiting') EXECUTE FUNCTION host_key_waits();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER host_keys_new_waits ON host_keys;
      DROP TRIGGER host_keys_known_waits ON host_keys;
      DROP FUNCTION host_key_waits;
      DROP INDEX scan_hosts_of_server, host_keys_by_time, host_keys_by_state;
      -- The source before knows no better word for it.
      UPDATE host_keys SET source = 'presented' WHERE source = 'announced';
      ALTER TABLE host_keys
        DROP COLUMN decided_at, DROP COLUMN seen_address, DROP COLUMN refusals,
        DROP CONSTRAINT host_keys_source_known,
        ADD CONSTRAINT host_keys_source_known CHECK (source IN ('first-use', 'pinned', 'known-hosts', 'discovery', 'presented'));
    `);
  }
}
