import type { MigrationInterface, QueryRunner } from 'typeorm';

const columns = 'h.server_id, h.status, h.since, h.reason, h.flapping, h.suppressed_by, h.cause';
const now = 'p.server_id = h.server_id AND p.from_at <= now() AND p.until_at > now()';

/** The health of now, with the maintenance read off its periods. */
const healthNow = (offset: string) => `
  CREATE OR REPLACE VIEW server_health_now AS
    SELECT ${columns}, m.is_on AS in_maintenance,
      CASE WHEN m.is_on THEN fleet_maintenance(h.server_id, now()) END AS maintenance
    FROM server_health h CROSS JOIN LATERAL (
      SELECT EXISTS (SELECT FROM maintenance_periods p WHERE ${now} ${offset}) AS is_on) m;`;

/** A page of servers looks up the maintenance of those that it shows; many processors may share the work. */
export class MaintenanceLookedUp1764000000016 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER FUNCTION fleet_maintenance(uuid, timestamptz) PARALLEL SAFE;
      -- With OFFSET 0 the planner keeps the question as it is, and does not read all who are in maintenance to answer it for a few.
      ${healthNow('OFFSET 0')}
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER FUNCTION fleet_maintenance(uuid, timestamptz) PARALLEL UNSAFE;
      ${healthNow('')}
    `);
  }
}
