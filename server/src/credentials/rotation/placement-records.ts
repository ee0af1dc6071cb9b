import type { EntityManager } from 'typeorm';
import { rowsIn } from '../../database/sql.js';
import type { RotationTask, ServerTask } from './rotation-task.js';
import { placementsAt, type Step } from './steps.js';

const upsert = `
  INSERT INTO key_placements AS p (server_id, credential_id, key_version, state) VALUES ($1, $2, $3, $4)
  ON CONFLICT (server_id, credential_id, key_version) DO UPDATE SET state = EXCLUDED.state, changed_at = clock_timestamp()
  WHERE p.state <> EXCLUDED.state AND NOT (EXCLUDED.state = 'placing' AND p.state = 'placed')`;
const update = `
  UPDATE key_placements SET state = $4, changed_at = clock_timestamp()
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
