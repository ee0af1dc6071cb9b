import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Batch, BulkAction } from '../../inventory/bulk/bulk-action.js';
import { BulkActions } from '../../inventory/bulk/bulk-actions.js';
import type { Outcome } from '../../inventory/bulk/outcome.js';
import { AcceptObserved } from './facts.dto.js';
import { acceptAll } from './facts.service.js';

/** Takes what was observed of many servers for what is declared of them: with a preview, and a way back. */
@Injectable()
export class FactsAction implements BulkAction<AcceptObserved>, OnModuleInit {
  readonly name = 'facts';
  readonly params = AcceptObserved;

  constructor(private readonly actions: BulkActions) {}

  onModuleInit(): void {
    this.actions.register(this);
  }

  title({ fields }: AcceptObserved, count: number): string {
    const what = fields ? `the observed ${fields.join(', ')}` : 'what was observed';
    return `Accept ${what} of ${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`;
  }

  carryOut({ write, ids, ifMatch }: Batch, { fields }: AcceptObserved): Promise<Outcome[]> {
    return acceptAll(write, ids, fields, ifMatch);
  }
}
