import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Scans of networks and what they found. How far a scan came and what was found up to there are written in one transaction,
 * so that whoever goes on with it neither loses a host nor has it twice. Its status is that of its job.
 */
export class Discovery1764000000017 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE scan_schedules (
        id uuid PRIMARY KEY,
        name text,
        cron text NOT NULL,
        cidrs text[] NOT NULL,
        ports jsonb NOT NULL,
        rate integer,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        next_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      CREATE INDEX scan_schedules_due ON scan_schedules (next_at) WHERE ended_at IS NULL;
      CREATE INDEX scan_schedules_by_time ON scan_schedules (created_at, id) WHERE ended_at IS NULL;

      CREATE TABLE scans (
        id uuid PRIMARY KEY,
        name text,
        cidrs text[] NOT NULL,
        ports jsonb NOT NULL,
        rate integer,
        -- Scans of the same networks and ports, however they were written down, have the same.
        definition text NOT NULL,
        addresses integer NOT NULL,
        schedule_id uuid CONSTRAINT scans_schedule REFERENCES scan_schedules,
        job_id uuid NOT NULL CONSTRAINT scans_job REFERENCES jobs,
        -- The last one of the same definition that was finished when this one began.
        compared_with uuid CONSTRAINT scans_compared_with REFERENCES scans,
        next_block integer NOT NULL DEFAULT 0,
        recall jsonb,
        hosts integer NOT NULL DEFAULT 0,
        open_ports integer NOT NULL DEFAULT 0,
        found_new integer NOT NULL DEFAULT 0,
        found_known integer NOT NULL DEFAULT 0,
        found_changed integer NOT NULL DEFAULT 0,
        found_missing integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz
      );
      CREATE UNIQUE INDEX scans_of_job ON scans (job_id);
      CREATE INDEX scans_by_time ON scans (created_at, id);
      CREATE INDEX scans_of_schedule ON scans (schedule_id, created_at) WHERE schedule_id IS NOT NULL;
      CREATE INDEX scans_finished ON scans (definition, finished_at) WHERE finished_at IS NOT NULL;

      CREATE TABLE scan_hosts (
        id uuid PRIMARY KEY,
        scan_id uuid NOT NULL CONSTRAINT scan_hosts_scan REFERENCES scans ON DELETE CASCADE,
        address inet NOT NULL,
        names text[] NOT NULL DEFAULT '{}',
        ports jsonb NOT NULL DEFAULT '[]',
        port_numbers integer[] NOT NULL DEFAULT '{}',
        ssh_host_key jsonb,
        guess jsonb,
        match text NOT NULL CONSTRAINT scan_hosts_match_known CHECK (match IN ('new', 'known', 'changed', 'missing')),
        -- Not a reference: what was found stays when the server is purged.
        server_id uuid,
        -- What is otherwise than when it was seen before.
        changes jsonb NOT NULL DEFAULT '[]',
        -- Whether the scan before, of the same definition, said something else.
        differs boolean NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX scan_hosts_in_order ON scan_hosts (scan_id, address, id);
      -- Of those that are missing, two may share an address.
      CREATE UNIQUE INDEX scan_hosts_once ON scan_hosts (scan_id, address) WHERE match <> 'missing';
      CREATE INDEX scan_hosts_of_address ON scan_hosts (address, scan_id) WHERE match <> 'missing';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE scan_hosts, scans, scan_schedules');
  }
}
