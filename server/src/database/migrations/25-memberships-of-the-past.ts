import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which groups a server was in is looked up for each server of a page of the past, as it is for one of now. */
export class MembershipsOfThePast1764000000025 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `CREATE INDEX group_members_ended ON group_members (server_id, valid_to) WHERE valid_to IS NOT NULL`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX group_members_ended`);
  }
}
