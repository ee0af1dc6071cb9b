import type { EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';
import type { RotationTask, ServerTask } from './rotation-task.js';
import { placementsAt, type Step } from './steps.js';

/** What was seen to work, or to be refused, was seen just now. */
const seen = `CASE WHEN $4 IN ('placed', 'removed') THEN clock_timestamp() END`;
const upsert = `
  INSERT INTO key_placements AS p (server_id, credential_id, key_version, state, verified_at) VALUES ($1, $2, $3, $4, ${seen})
  ON CONFLICT (server_id, credential_id, key_version) DO UPDATE
    SET state = excluded.state, verified_at = coalesce(excluded.verified_at, p.verified_at), error = NULL, updated_at = clock_timestamp()
  WHERE NOT (excluded.state = 'placing' AND p.state = 'placed')`;
const update = `
  UPDATE key_placements SET state = $4, verified_at = coalesce(${seen}, verified_at), error = NULL, updated_at = clock_timestamp()
  WHERE server_id = $1 AND credential_id = $2 AND key_version = ANY ($3) AND state NOT IN ('removed', $4)`;
const updateOthers = update.replace('key_version = ANY ($3)', 'key_version <> $3');

/** Puts on record what a step means for the keys of a server. */
export async function recordStep(
  tx: EntityManager,
  { credentialId, toVersion }: RotationTask,
  { serverId, oldVersion }: ServerTask,
  step: Step,
): Promise<void> {
  const { old, new: fresh } = placementsAt[step];
  if (fresh === 'removing' || fresh === 'removed')
    await rowsIn(tx, update, [serverId, credentialId, [toVersion], fresh]);
  else if (fresh) await rowsIn(tx, upsert, [serverId, credentialId, toVersion, fresh]);
  if (old === 'removing' || old === 'removed') await rowsIn(tx, updateOthers, [serverId, credentialId, toVersion, old]);
  else if (old && oldVersion !== null) await rowsIn(tx, upsert, [serverId, credentialId, oldVersion, old]);
}
