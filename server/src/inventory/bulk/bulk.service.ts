import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { refusedAt } from '../../http/domain-error.js';
import { BulkActions } from './bulk-actions.js';
import type { BulkRequest, BulkResult, Selection } from './bulk.dto.js';
import type { Selected } from './undertaking.js';
import { Undertakings } from './undertakings.js';

/** What a request asks to be done to many servers. */
@Injectable()
export class BulkService {
  constructor(
    private readonly actions: BulkActions,
    private readonly undertakings: Undertakings,
  ) {}

  /** The outcome of each server, or the id of the job. @throws BadRequest */
  async carryOut(actor: Actor, request: BulkRequest): Promise<BulkResult | { jobId: string }> {
    const action = this.actions.named(request.action);
    const params = await this.actions.paramsOf(action, request.params);
    const { dryRun = false, atomic = false, reason = (params as { reason?: string }).reason ?? null } = request;
    const undertaking = { action: action.name, params, dryRun, atomic, reason, ifMatch: ifMatchOf(request.select) };
    return this.undertakings.undertake(actor, undertaking, selectedBy(request.select));
  }
}

/** @throws BadRequest */
function selectedBy({ ids, q }: Selection): Selected {
  if (ids !== undefined && q === undefined) return [...new Set(ids)];
  if (ids === undefined && q !== undefined) return { q };
  throw refusedAt('/select', 'must name either `ids` or `q`');
}

/** @throws BadRequest */
function ifMatchOf({ ids, ifMatch = {} }: Selection): Record<string, string> {
  const etags = Object.entries(ifMatch).map(([id, etag]): [string, string] => {
    if (!ids?.includes(id)) throw refusedAt(`/select/ifMatch/${id}`, 'is not one of the chosen ids');
    if (typeof etag !== 'string') throw refusedAt(`/select/ifMatch/${id}`, 'must be an ETag');
    return [id, etag];
  });
  return Object.fromEntries(etags);
}
