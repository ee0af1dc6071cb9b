import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may ask: users, their sessions and tokens, and what they did. */
export class People1764000000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        email text NOT NULL,
        name text NOT NULL,
        password_hash text NOT NULL,
        role text NOT NULL CONSTRAINT users_role_known CHECK (role IN ('viewer', 'operator', 'admin')),
        must_change_password boolean NOT NULL DEFAULT false,
        disabled boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_login_at timestamptz
      );
      CREATE UNIQUE INDEX users_email_unique ON users (lower(email));

      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT sessions_user REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        ip inet
      );
      CREATE INDEX sessions_of_user ON sessions (user_id) WHERE ended_at IS NULL;

      CREATE TABLE tokens (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL CONSTRAINT tokens_user REFERENCES users ON DELETE CASCADE,
        name text NOT NULL,
        role text NOT NULL CONSTRAINT tokens_role_known CHECK (role IN ('viewer', 'operator', 'admin')),
        hash bytea NOT NULL CONSTRAINT tokens_hash_unique UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        last_used_at timestamptz
      );

      CREATE TABLE audit (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor_type text NOT NULL,
        actor_id uuid,
        actor_name text NOT NULL,
        ip inet,
        request_id text,
        action text NOT NULL,
        subject_type text NOT NULL,
        subject_id uuid,
        subject_name text,
        reason text,
        before jsonb,
        after jsonb
      );
      CREATE INDEX audit_of_subject ON audit (subject_id, id);
      CREATE INDEX audit_of_actor ON audit (actor_id, id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE audit, tokens, sessions, users');
  }
}
