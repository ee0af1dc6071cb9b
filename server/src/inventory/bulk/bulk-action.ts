import type { Type } from '@nestjs/common';
import type { Write } from '../../audit/ledger.js';
import type { Outcome } from './outcome.js';

/** Some hundred servers within one transaction. */
export interface Batch {
  write: Write;
  ids: string[];
  /** The ETag that a server must have, by its id. */
  ifMatch: ReadonlyMap<string, string>;
  /** The transaction will be rolled back: nothing may leave it. */
  isDryRun: boolean;
}

/** Something that can be done to many servers. */
export interface BulkAction<Params extends object = object> {
  name: string;
  params: Type<Params>;
  /** It changes what stands beside the rows of servers, whose versions stay. */
  keepsVersion?: boolean;
  /** For people: `Add pci to 12 servers`. */
  title(params: Params, count: number): string;
  /** Looks before anything is begun at what the parameters name. @throws BadRequest naming the place below `/params` */
  check?(params: Params): Promise<void>;
  carryOut(batch: Batch, params: Params): Promise<Outcome[]>;
}
