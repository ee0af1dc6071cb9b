import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who signs SSH certificates, what they signed, and what of it is revoked. An authority and those that replaced it are one line:
 * servers trust several of a line while one replaces the other, and read one revocation list for all of them.
 */
export class Authorities1764000000023 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE authorities (
        id uuid PRIMARY KEY,
        -- The first authority of the line.
        line_id uuid NOT NULL CONSTRAINT authorities_line REFERENCES authorities,
        name text NOT NULL,
        purpose text NOT NULL CONSTRAINT authorities_purpose_known CHECK (purpose IN ('user', 'host')),
        algorithm text NOT NULL CONSTRAINT authorities_algorithm_known CHECK (algorithm IN ('ed25519', 'ecdsa', 'rsa')),
        bits integer NOT NULL,
        public_key text NOT NULL,
        fingerprint text NOT NULL,
        state text NOT NULL DEFAULT 'active' CONSTRAINT authorities_state_known CHECK (state IN ('active', 'retiring', 'retired')),
        successor_id uuid CONSTRAINT authorities_successor REFERENCES authorities,
        last_serial bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        retired_at timestamptz,
        deleted_at timestamptz,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT authorities_retired_when CHECK ((state = 'retired') = (retired_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX authorities_name_unique_among_living ON authorities (lower(name)) WHERE deleted_at IS NULL;
      -- Also of the dead: what they signed may still be around.
      CREATE UNIQUE INDEX authorities_fingerprint_unique ON authorities (fingerprint);
      CREATE INDEX authorities_by_line ON authorities (line_id);

      -- Who may have certificates for whom: a role and those above it, or one user.
      CREATE TABLE authority_rules (
        authority_id uuid NOT NULL CONSTRAINT authority_rules_authority REFERENCES authorities ON DELETE CASCADE,
        ordinal integer NOT NULL,
        role text CONSTRAINT authority_rules_role_known CHECK (role IN ('viewer', 'operator', 'admin')),
        user_id uuid CONSTRAINT authority_rules_user REFERENCES users ON DELETE CASCADE,
        principals text[] NOT NULL,
        CONSTRAINT authority_rules_place PRIMARY KEY (authority_id, ordinal),
        CONSTRAINT authority_rules_for_one CHECK ((role IS NULL) <> (user_id IS NULL))
      );

      CREATE TABLE certificates (
        id uuid PRIMARY KEY,
        authority_id uuid NOT NULL CONSTRAINT certificates_authority REFERENCES authorities,
        serial bigint NOT NULL,
        purpose text NOT NULL CONSTRAINT certificates_purpose_known CHECK (purpose IN ('user', 'host')),
        key_id text NOT NULL,
        principals text[] NOT NULL,
        fingerprint text NOT NULL,
        -- As in a file …-cert.pub: public, like the key in it.
        certificate text NOT NULL,
        credential_id uuid CONSTRAINT certificates_credential REFERENCES credentials,
        key_version integer,
        server_id uuid CONSTRAINT certificates_server REFERENCES servers ON DELETE SET NULL,
        critical_options jsonb NOT NULL,
        extensions text[] NOT NULL,
        valid_after timestamptz NOT NULL,
        valid_before timestamptz NOT NULL,
        actor_id uuid,
        actor_name text NOT NULL,
        reason text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        revoked_at timestamptz,
        revoked_reason text,
        CONSTRAINT certificates_serial_unique UNIQUE (authority_id, serial)
      );
      CREATE INDEX certificates_by_time ON certificates (created_at, id);
      CREATE INDEX certificates_by_authority ON certificates (authority_id, created_at, id);
      CREATE INDEX certificates_revoked ON certificates (authority_id, serial) WHERE revoked_at IS NOT NULL;
      CREATE INDEX certificates_by_principal ON certificates USING gin (principals);
      CREATE INDEX certificates_by_fingerprint ON certificates (fingerprint);
      CREATE INDEX certificates_of_credential ON certificates (credential_id, authority_id, valid_before) WHERE credential_id IS NOT NULL;
      CREATE INDEX certificates_of_server ON certificates (server_id) WHERE server_id IS NOT NULL;

      -- What is revoked without naming a certificate: a key, a fingerprint, a key id, or serials.
      CREATE TABLE revocations (
        id uuid PRIMARY KEY,
        authority_id uuid NOT NULL CONSTRAINT revocations_authority REFERENCES authorities,
        kind text NOT NULL CONSTRAINT revocations_kind_known CHECK (kind IN ('key', 'fingerprint', 'key-id', 'serials')),
        -- The line of the key, the fingerprint, or the key id.
        value text,
        serial_from bigint,
        serial_to bigint,
        reason text NOT NULL,
        actor_name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT revocations_of_something CHECK (
          (kind = 'serials') = (value IS NULL) AND (kind = 'serials') = (serial_from IS NOT NULL AND serial_from <= serial_to))
      );
      CREATE INDEX revocations_by_authority ON revocations (authority_id, created_at, id);

      -- One list a line. Its version moves when what it says is otherwise than when it was last asked for.
      CREATE TABLE revocation_lists (
        line_id uuid PRIMARY KEY CONSTRAINT revocation_lists_line REFERENCES authorities,
        version bigint NOT NULL DEFAULT 0,
        digest bytea,
        generated_at timestamptz,
        -- SHA-256 of what a server downloads it with.
        token_hash bytea
      );
      CREATE UNIQUE INDEX revocation_lists_by_token ON revocation_lists (token_hash) WHERE token_hash IS NOT NULL;

      -- Which server trusts which authority, and how that is known.
      CREATE TABLE authority_trust (
        server_id uuid NOT NULL CONSTRAINT authority_trust_server REFERENCES servers ON DELETE CASCADE,
        authority_id uuid NOT NULL CONSTRAINT authority_trust_authority REFERENCES authorities,
        state text NOT NULL CONSTRAINT authority_trust_state_known CHECK (state IN ('deploying', 'deployed', 'proven', 'refused', 'removed')),
        -- Where its line stands: with the keys of one user, or with sshd, for every user.
        way text NOT NULL DEFAULT 'authorized-keys' CONSTRAINT authority_trust_way_known CHECK (way IN ('authorized-keys', 'sshd')),
        -- Whom the server lets in with its certificates, where that was deployed; empty: whoever bears the user's name.
        principals text[] NOT NULL DEFAULT '{}',
        deployed_at timestamptz,
        proven_at timestamptz,
        looked_at timestamptz,
        error text,
        CONSTRAINT authority_trust_once PRIMARY KEY (authority_id, server_id)
      );
      CREATE INDEX authority_trust_by_server ON authority_trust (server_id);

      -- Credentials that log in with a certificate for their key.
      CREATE TABLE credential_certificates (
        credential_id uuid PRIMARY KEY CONSTRAINT credential_certificates_credential REFERENCES credentials ON DELETE CASCADE,
        authority_id uuid NOT NULL CONSTRAINT credential_certificates_authority REFERENCES authorities,
        principals text[] NOT NULL,
        valid_seconds integer NOT NULL
      );
      CREATE INDEX credential_certificates_by_authority ON credential_certificates (authority_id);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(
      'DROP TABLE credential_certificates, authority_trust, revocation_lists, revocations, certificates, authority_rules, authorities',
    );
  }
}
