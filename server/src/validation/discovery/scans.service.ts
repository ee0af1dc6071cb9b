import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Ledger, type AuditAction } from '../../audit/ledger.js';
import { rowsIn } from '../../database/sql.js';
import { NotFound } from '../../http/domain-error.js';
import { turned, type Turn } from '../../jobs/turn.js';
import { Dialler } from '../../probing/dialler.js';
import { defined } from './definition.js';
import { orderedScan } from './order-scan.js';
import type { OrderScan, ScanView } from './scans.dto.js';
import { ScansReader } from './scans.reader.js';
import { scheduled } from './schedule.js';

const actions: Record<Turn, AuditAction> = { cancel: 'scan.cancelled', pause: 'scan.paused', resume: 'scan.resumed' };

/** Who wants which networks looked at, and when no longer. */
@Injectable()
export class ScansService {
  constructor(
    private readonly ledger: Ledger,
    private readonly reader: ScansReader,
    private readonly dialler: Dialler,
  ) {}

  /** Begins now; with a schedule, again by itself. @throws BadRequest, Forbidden */
  async order(actor: Actor, request: OrderScan): Promise<ScanView> {
    const definition = defined(request, this.dialler);
    const { rate = null } = request;
    const name = request.name || null;
    const id = await this.ledger.write(actor, null, async (write) => {
      const scheduleId = request.schedule
        ? await scheduled(write, actor, { cron: request.schedule, name, rate, definition })
        : null;
      return orderedScan(write, actor, { name, rate, definition, scheduleId });
    });
    return this.reader.get(id);
  }

  /** @throws NotFound, Conflict when it is over, or cannot turn so from where it is */
  async turn(actor: Actor, id: string, turn: Turn): Promise<ScanView> {
    await this.ledger.write(actor, null, async (write) => {
      const [scan] = await rowsIn<{ name: string | null; job_id: string }>(
        write.tx,
        'SELECT name, job_id FROM scans WHERE id = $1 FOR UPDATE',
        [id],
      );
      if (!scan) throw new NotFound('scan', id);
      await turned(write.tx, scan.job_id, turn);
      await write.record({ action: actions[turn], subject: { type: 'scan', id, name: scan.name } });
    });
    return this.reader.get(id);
  }
}
