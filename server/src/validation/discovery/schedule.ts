import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../audit/actor.js';
import type { Write } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { nextAfter } from './cron.js';
import type { Definition } from './definition.js';

interface Wanted {
  cron: string;
  name: string | null;
  rate: number | null;
  definition: Definition;
}

/** From when to when a scan begins by itself. @throws BadRequest for an expression that means no time */
export async function scheduled(write: Write, actor: Actor, { cron, name, rate, definition }: Wanted): Promise<string> {
  const id = uuidv7();
  const nextAt = nextAfter(cron, new Date());
  const { cidrs, ports } = definition;
  await rowsIn(
    write.tx,
    `INSERT INTO scan_schedules (id, name, cron, cidrs, ports, rate, created_by, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, name, cron, cidrs, JSON.stringify(ports), rate, actor.name, nextAt],
  );
  await write.record({
    action: 'scan.scheduled',
    subject: { type: 'scan-schedule', id, name },
    after: { cron, cidrs, ports, rate },
  });
  return id;
}
