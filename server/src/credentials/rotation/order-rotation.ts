import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/actor.js';
import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { Conflict } from '../../http/domain-error.js';
import { ordered } from '../../jobs/job.js';
import { CredentialVersion } from '../credential.entity.js';
import type { KeyPair } from '../keys/key.js';
import type { Secrets } from '../sealing/secrets.js';
import type { Plan } from './plans.js';
import { rotationKind } from './rotation-task.js';

export interface RotationOrder {
  plan: Plan;
  pair: KeyPair;
  keepOldHours: number;
  reason: string | null;
}

export const rotationRefusals = {
  rotations_one_under_way: () =>
    new Conflict(
      'rotation.under-way',
      'A rotation of this credential is under way: it has to be finished, cancelled or rolled back first.',
    ),
  credential_versions_place: () =>
    new Conflict('rotation.under-way', 'Another rotation of this credential was ordered at the same moment.'),
};

/** A rotation with its job, its servers and the new key, within somebody's transaction: there is one if and only if there are all. */
export async function orderedRotation(
  { tx, record }: Write,
  secrets: Secrets,
  actor: Actor,
  { plan, pair, keepOldHours, reason }: RotationOrder,
): Promise<string> {
  const { credentialId, credentialName, fromVersion, toVersion, failureBudget, waves } = plan;
  const id = uuidv7();
  const servers = waves.flatMap((wave, at) => wave.map(({ serverId, hostname }) => ({ serverId, hostname, wave: at })));
  const total = servers.length;
  const title = `Rotate ${credentialName} on ${total.toLocaleString('en')} ${total === 1 ? 'server' : 'servers'}`;
  const jobId = await ordered(tx, actor, { kind: rotationKind, title, params: { rotationId: id }, total });
  await rowsIn(
    tx,
    `INSERT INTO rotations (id, credential_id, from_version, to_version, reason, failure_budget, keep_old_hours, servers, job_id, requested_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, credentialId, fromVersion, toVersion, reason, failureBudget, keepOldHours, total, jobId, actor.name],
  );
  // Who wanted to go back to an older key than that of now would have done so.
  await rowsIn(
    tx,
    'UPDATE rotations SET closed_at = clock_timestamp() WHERE credential_id = $1 AND id <> $2 AND closed_at IS NULL',
    [credentialId, id],
  );
  const { bits, line: publicKey, fingerprint } = pair.public;
  const former = await tx.findOneByOrFail(CredentialVersion, { credentialId, keyVersion: fromVersion });
  await tx.insert(CredentialVersion, {
    ...{ credentialId, keyVersion: toVersion, bits, publicKey, comment: former.comment, fingerprint, retiredAt: null },
  });
  await secrets.put(tx, { kind: 'credential', id: credentialId, version: toVersion }, pair.secret);
  await rowsIn(
    tx,
    `INSERT INTO rotation_servers (rotation_id, server_id, hostname, wave, ordinal)
     SELECT $1, u.server_id, u.hostname, u.wave, u.ordinal
     FROM unnest($2::uuid[], $3::text[], $4::integer[]) WITH ORDINALITY AS u (server_id, hostname, wave, ordinal)`,
    [
      id,
      servers.map(({ serverId }) => serverId),
      servers.map(({ hostname }) => hostname),
      servers.map(({ wave }) => wave),
    ],
  );
  await record({
    action: 'rotation.ordered',
    subject: { type: 'rotation', id, name: credentialName },
    after: {
      credentialId,
      fromVersion,
      toVersion,
      servers: total,
      waves: waves.map(({ length }) => length),
      failureBudget,
      fingerprint,
    },
  });
  return id;
}
