import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is due in the same second lies together: a sweep of ten thousand servers reads and writes some twenty pages a second instead
 * of more than three hundred. A result stays in the page of its check (HOT), so the order lasts.
 */
export class ChecksInOrder1764000000027 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(createdHealth('ORDER BY 8, 9'));
    await db.query('CLUSTER checks USING checks_due');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`${createdHealth('')}; ALTER TABLE checks SET WITHOUT CLUSTER`);
  }
}

/** Of the checks of one statement: the 8th column is their interval, the 9th their phase. */
function createdHealth(order: string): string {
  return `
    CREATE OR REPLACE FUNCTION servers_created_health() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO server_health (server_id, reason) SELECT id, health_unwatched_reason(lifecycle, deleted_at, checks) FROM added;
      INSERT INTO checks (server_id, name, ordinal, type, target, hostname, settings, interval_seconds, phase)
        SELECT n.id, c.value ->> 'name', c.ordinality, c.value ->> 'type', coalesce(host(n.ip_address), n.hostname), n.hostname,
          c.value - 'name' - 'type' - 'intervalSeconds', coalesce((c.value ->> 'intervalSeconds')::integer, 0), fleet_phase(n.id)
        FROM added n, jsonb_array_elements(n.checks) WITH ORDINALITY c
        WHERE fleet_watched(n.lifecycle, n.deleted_at) ${order};
      PERFORM fleet_notify_watch(array(SELECT id FROM added WHERE fleet_watched(lifecycle, deleted_at) LIMIT 201));
      RETURN NULL;
    END $$`;
}
