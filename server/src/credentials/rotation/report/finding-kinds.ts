import { isOverdue, isWeak, livingUser } from './conditions.js';

/** What the report looks for; each is a question whose answers are named by a credential, a server, or both. */
export interface FindingKind {
  kind: string;
  /** What to do about it. */
  remedy: string;
  /** SQL of `credential_id`, `credential_name`, `server_id`, `hostname` and `detail`, the worst first. */
  sql: string;
}

/** What is old, shared or soon is for the asker to say: `$1` days, `$2` servers, `$3` days. */
export const finding = { oldDays: '$1::integer', sharedBy: '$2::integer', soonDays: '$3::integer' } as const;

const ofCredential =
  'c.id AS credential_id, c.name AS credential_name, NULL::uuid AS server_id, NULL::text AS hostname';
const ofServer = 'NULL::uuid AS credential_id, NULL::text AS credential_name, s.id AS server_id, s.hostname';
const ofBoth = 'c.id AS credential_id, c.name AS credential_name, s.id AS server_id, s.hostname';
const keys = 'credentials c JOIN credential_versions v ON v.credential_id = c.id AND v.key_version = c.key_version';
const users = `LATERAL (SELECT count(*)::integer AS servers, count(DISTINCT s.environment)::integer AS environments,
  string_agg(DISTINCT s.environment, ', ' ORDER BY s.environment) AS names FROM servers s WHERE s.ssh_credential_id = c.id AND ${livingUser}) u`;
const days = (from: string, to: string) => `floor(extract(epoch FROM ${to} - ${from}) / 86400)::integer`;

export const findingKinds: readonly FindingKind[] = [
  {
    kind: 'expired-keys',
    remedy: 'Rotate it, and give it another `expiresAt`.',
    sql: `SELECT ${ofCredential}, 'expired ' || ${days('c.expires_at', 'now()')} || ' days ago' AS detail
      FROM credentials c WHERE c.deleted_at IS NULL AND c.expires_at <= now() ORDER BY c.expires_at, c.id`,
  },
  {
    kind: 'expiring-keys',
    remedy: 'Rotate it before it expires, and give it another `expiresAt`.',
    sql: `SELECT ${ofCredential}, 'expires in ' || ${days('now()', 'c.expires_at')} || ' days' AS detail
      FROM credentials c WHERE c.deleted_at IS NULL AND c.expires_at > now() AND c.expires_at <= now() + ${finding.soonDays} * interval '1 day'
      ORDER BY c.expires_at, c.id`,
  },
  {
    kind: 'overdue-keys',
    remedy: 'Its rotation should have begun by itself: look whether one is halted, or rotate it now.',
    sql: `SELECT ${ofCredential}, 'should be replaced every ' || c.rotate_every_days || ' days, and is ' || ${days('coalesce(c.rotated_at, c.created_at)', 'now()')} || ' days old' AS detail
      FROM credentials c WHERE c.deleted_at IS NULL AND ${isOverdue} ORDER BY coalesce(c.rotated_at, c.created_at), c.id`,
  },
  {
    kind: 'old-keys',
    remedy: 'Rotate it, or give it a schedule with `rotateEveryDays`.',
    sql: `SELECT ${ofCredential}, ${days('v.created_at', 'now()')} || ' days old, and no schedule' AS detail
      FROM ${keys} WHERE c.deleted_at IS NULL AND c.rotate_every_days IS NULL AND v.created_at < now() - ${finding.oldDays} * interval '1 day'
      ORDER BY v.created_at, c.id`,
  },
  {
    kind: 'weak-keys',
    remedy: 'Rotate it with `{"algorithm": "ed25519"}`.',
    sql: `SELECT ${ofCredential}, c.algorithm || ' with ' || v.bits || ' bits' AS detail
      FROM ${keys} WHERE c.deleted_at IS NULL AND ${isWeak} ORDER BY v.bits, c.id`,
  },
  {
    kind: 'shared-keys',
    remedy: 'Give parts of these servers credentials of their own: who has one of them has all.',
    sql: `SELECT ${ofCredential}, 'one key for ' || u.servers || ' servers' AS detail
      FROM credentials c CROSS JOIN ${users} WHERE c.deleted_at IS NULL AND u.servers > ${finding.sharedBy} ORDER BY u.servers DESC, c.id`,
  },
  {
    kind: 'keys-across-environments',
    remedy: 'Give each environment a credential of its own.',
    sql: `SELECT ${ofCredential}, 'one key for ' || u.names AS detail
      FROM credentials c CROSS JOIN ${users} WHERE c.deleted_at IS NULL AND u.environments > 1 ORDER BY u.environments DESC, c.id`,
  },
  {
    kind: 'unfinished-rotations',
    remedy: 'Look at the rotation: resume it, or roll it back. Both keys are kept as long as it is not finished.',
    sql: `SELECT ${ofCredential}, r.status || coalesce(': ' || r.because, '') AS detail
      FROM rotations r JOIN credentials c ON c.id = r.credential_id
      WHERE r.status IN ('halted', 'failed', 'waiting', 'paused') AND NOT EXISTS (
        SELECT FROM rotations l WHERE l.credential_id = r.credential_id AND l.created_at > r.created_at) ORDER BY r.created_at, r.id`,
  },
  {
    kind: 'kept-keys',
    remedy:
      'Rotate it on the servers that may know this key; of those that are gone, purge the server. Then the key is forgotten.',
    sql: `SELECT ${ofCredential}, 'version ' || v.key_version || ' is kept: ' || (SELECT count(*) FROM key_placements p
        WHERE p.credential_id = c.id AND p.key_version = v.key_version AND p.state <> 'removed') || ' servers are on record with it, and of '
        || (SELECT count(*) FROM servers s WHERE s.ssh_credential_id = c.id AND s.deleted_at IS NULL AND NOT EXISTS (
          SELECT FROM key_placements p WHERE p.server_id = s.id AND p.credential_id = c.id AND p.state = 'placed'))
        || ' nothing is on record' AS detail
      FROM credential_versions v JOIN credentials c ON c.id = v.credential_id
      WHERE c.deleted_at IS NULL AND v.retired_at IS NULL AND v.key_version <> c.key_version
        AND NOT EXISTS (SELECT FROM rotations r WHERE r.credential_id = c.id AND r.closed_at IS NULL) ORDER BY v.created_at, c.id`,
  },
  {
    kind: 'orphaned-placements',
    remedy:
      'The server may still have the key: take it out of its authorized_keys, or make sure that the machine is gone and purge the server.',
    sql: `SELECT ${ofBoth}, 'version ' || p.key_version || ' is ' || p.state || ', and the server is ' ||
        CASE WHEN s.deleted_at IS NULL THEN 'decommissioned' ELSE 'deleted' END AS detail
      FROM key_placements p JOIN servers s ON s.id = p.server_id JOIN credentials c ON c.id = p.credential_id
      WHERE p.state <> 'removed' AND (s.deleted_at IS NOT NULL OR s.lifecycle = 'decommissioned') ORDER BY s.hostname, p.key_version`,
  },
  {
    kind: 'waiting-host-keys',
    remedy: 'Decide whether the key that the server shows now is its own: until then nobody logs in there.',
    sql: `SELECT ${ofServer}, k.type || ' ' || k.fingerprint AS detail FROM host_keys k JOIN servers s ON s.id = k.server_id
      WHERE k.state = 'waiting' AND s.deleted_at IS NULL ORDER BY k.created_at, k.id`,
  },
  {
    kind: 'servers-without-credential',
    remedy: 'Give it a credential with `ssh.credentialId`, so that its keys can be looked after.',
    sql: `SELECT ${ofServer}, s.lifecycle AS detail FROM servers s
      WHERE s.ssh_credential_id IS NULL AND s.deleted_at IS NULL AND s.lifecycle IN ('provisioning', 'active', 'draining')
      ORDER BY s.hostname, s.id`,
  },
];
