import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/actor.js';
import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { ordered } from '../../jobs/job.js';
import type { Definition } from './definition.js';

export const scanKind = 'scan';

export interface ScanOrder {
  name: string | null;
  rate: number | null;
  definition: Definition;
  scheduleId: string | null;
}

/** A scan and its job, within somebody's transaction: there is one if and only if there is the other. */
export async function orderedScan(write: Write, actor: Actor, order: ScanOrder): Promise<string> {
  const { name, rate, scheduleId, definition } = order;
  const { cidrs, ports, addresses, digest } = definition;
  const id = uuidv7();
  const title = `Scan ${name ?? cidrs.slice(0, 3).join(', ')}${name === null && cidrs.length > 3 ? ', …' : ''}`;
  const jobId = await ordered(write.tx, actor, { kind: scanKind, title, params: { scanId: id }, total: addresses });
  await rowsIn(
    write.tx,
    `INSERT INTO scans (id, name, cidrs, ports, rate, definition, addresses, schedule_id, job_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, name, cidrs, JSON.stringify(ports), rate, digest, addresses, scheduleId, jobId],
  );
  await write.record({
    action: 'scan.ordered',
    subject: { type: 'scan', id, name },
    after: { cidrs, ports, rate, scheduleId, jobId },
  });
  return id;
}
