import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rotations of keys, and how far each server is. A step of a server and what is on record of its keys are written in one
 * transaction, before the next step touches it.
 */
export class Rotation1764000000022 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE rotations (
        id uuid PRIMARY KEY,
        credential_id uuid NOT NULL CONSTRAINT rotations_credential REFERENCES credentials,
        from_version integer NOT NULL,
        to_version integer NOT NULL,
        status text NOT NULL DEFAULT 'running' CONSTRAINT rotations_status_known CHECK (status IN
          ('running', 'paused', 'halted', 'waiting', 'finished', 'failed', 'cancelled', 'rolling-back', 'rolled-back')),
        direction text NOT NULL DEFAULT 'forwards' CONSTRAINT rotations_direction_known CHECK (direction IN ('forwards', 'backwards')),
        -- Why it does not go on by itself.
        because text,
        reason text,
        -- So many servers may fail.
        failure_budget integer NOT NULL,
        keep_old_hours integer NOT NULL,
        servers integer NOT NULL,
        -- One for its whole life: whoever carries it out holds it, so that two never touch one server.
        job_id uuid NOT NULL CONSTRAINT rotations_job REFERENCES jobs,
        requested_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- Since when nothing is to be done any more.
        ended_at timestamptz,
        -- Since when there is no way back.
        closed_at timestamptz
      );
      CREATE UNIQUE INDEX rotations_one_under_way ON rotations (credential_id)
        WHERE status IN ('running', 'paused', 'halted', 'waiting', 'rolling-back');
      CREATE UNIQUE INDEX rotations_of_job ON rotations (job_id);
      CREATE INDEX rotations_by_time ON rotations (created_at, id);
      CREATE INDEX rotations_of_credential ON rotations (credential_id, created_at);
      CREATE INDEX rotations_to_close ON rotations (ended_at) WHERE closed_at IS NULL;

      CREATE TABLE rotation_servers (
        rotation_id uuid NOT NULL CONSTRAINT rotation_servers_rotation REFERENCES rotations ON DELETE CASCADE,
        -- Not a reference: what was done stays when the server is purged.
        server_id uuid NOT NULL,
        hostname text NOT NULL,
        -- The first, 0, is the canary.
        wave integer NOT NULL,
        ordinal integer NOT NULL,
        step text NOT NULL DEFAULT 'pending' CONSTRAINT rotation_servers_step_known CHECK (step IN ('pending', 'placing', 'placed',
          'verified', 'switched', 'removing', 'removed', 'done', 'restoring', 'restored', 'withdrawing', 'rolled-back')),
        trouble text CONSTRAINT rotation_servers_trouble_known CHECK (trouble IN ('failed', 'waiting', 'skipped')),
        code text,
        message text,
        -- The key that it knew when it was first logged in to.
        old_version integer,
        attempts integer NOT NULL DEFAULT 0,
        tried_at timestamptz,
        changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        state text NOT NULL GENERATED ALWAYS AS (coalesce(trouble, step)) STORED,
        CONSTRAINT rotation_servers_once PRIMARY KEY (rotation_id, server_id)
      );
      CREATE UNIQUE INDEX rotation_servers_in_order ON rotation_servers (rotation_id, ordinal);
      CREATE INDEX rotation_servers_by_state ON rotation_servers (rotation_id, state, ordinal);
      CREATE INDEX rotation_servers_of_server ON rotation_servers (server_id);
      CREATE INDEX rotation_servers_waiting ON rotation_servers (tried_at) WHERE trouble = 'waiting';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE rotation_servers, rotations');
  }
}
