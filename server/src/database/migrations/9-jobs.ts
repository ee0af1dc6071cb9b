import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Long work. A job is a row written in the transaction that orders it, so it is ordered if and only if that commits. */
export class Jobs1764000000009 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        title text NOT NULL,
        status text NOT NULL DEFAULT 'queued' CONSTRAINT jobs_status_known
          CHECK (status IN ('queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled')),
        params jsonb NOT NULL DEFAULT '{}',
        done integer NOT NULL DEFAULT 0,
        total integer NOT NULL DEFAULT 0,
        result jsonb,
        error jsonb,
        actor jsonb NOT NULL,
        change_set_id uuid CONSTRAINT jobs_change_set REFERENCES change_sets,
        cancel_requested boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        started_at timestamptz,
        finished_at timestamptz
      );
      CREATE INDEX jobs_by_time ON jobs (created_at, id);
      CREATE INDEX jobs_waiting ON jobs (created_at, id) WHERE status IN ('queued', 'running');

      -- What a job has before it, an item a row, so that a process that takes it over knows what is left.
      CREATE TABLE job_items (
        job_id uuid NOT NULL CONSTRAINT job_items_job REFERENCES jobs ON DELETE CASCADE,
        ordinal integer NOT NULL,
        server_id uuid NOT NULL,
        status text NOT NULL DEFAULT 'pending',
        outcome jsonb,
        CONSTRAINT job_items_place PRIMARY KEY (job_id, ordinal)
      );
      CREATE INDEX job_items_pending ON job_items (job_id, ordinal) WHERE status = 'pending';

      -- Moves are few among the changes of health; the overview asks for the newest of them.
      CREATE INDEX changes_moves ON changes (id) WHERE type = 'server.moved';

      CREATE FUNCTION jobs_told() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('fleet_jobs', NEW.id::text);
        RETURN NULL;
      END $$;
      CREATE TRIGGER jobs_told AFTER INSERT OR UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_told();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP INDEX changes_moves;
      DROP TABLE job_items, jobs;
      DROP FUNCTION jobs_told;
    `);
  }
}
