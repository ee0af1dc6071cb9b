import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import type { Secrets } from '../sealing/secrets.js';

interface Retired {
  key_version: number;
  fingerprint: string;
  name: string;
}

/**
 * Keys that nobody can need any more: not the one that servers should know, on record of no server as one that it knows or may
 * know, and of no rotation that could still be taken back. As long as a server uses the credential and nothing is on record of it,
 * it may know any of them.
 */
const idle = `
  SELECT v.key_version FROM credential_versions v JOIN credentials c ON c.id = v.credential_id
  WHERE v.credential_id = $1 AND v.retired_at IS NULL AND v.key_version <> c.key_version
    AND NOT EXISTS (SELECT FROM key_placements p
      WHERE p.credential_id = v.credential_id AND p.key_version = v.key_version AND p.state <> 'removed')
    AND NOT EXISTS (SELECT FROM rotations r WHERE r.credential_id = v.credential_id AND r.closed_at IS NULL)
    AND NOT EXISTS (SELECT FROM servers s WHERE s.ssh_credential_id = v.credential_id AND s.deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM key_placements p WHERE p.server_id = s.id AND p.credential_id = s.ssh_credential_id AND p.state = 'placed'))`;

/** Forgets their secrets, and says so. The credential's row is locked before, so that no rotation begins meanwhile. */
export async function retireIdle(write: Write, secrets: Secrets, credentialId: string): Promise<void> {
  const retired = await rowsIn<Retired>(
    write.tx,
    `WITH retired AS (
       UPDATE credential_versions v SET retired_at = clock_timestamp() FROM credentials c
       WHERE c.id = v.credential_id AND v.credential_id = $1 AND v.key_version IN (${idle})
       RETURNING v.key_version, v.fingerprint, c.name)
     SELECT * FROM retired ORDER BY key_version`,
    [credentialId],
  );
  for (const { key_version: keyVersion, fingerprint, name } of retired) {
    await secrets.forget(write.tx, { kind: 'credential', id: credentialId, version: keyVersion });
    const subject = { type: 'credential', id: credentialId, name };
    await write.record({ action: 'credential.retired', subject, before: { keyVersion, fingerprint } });
  }
}
