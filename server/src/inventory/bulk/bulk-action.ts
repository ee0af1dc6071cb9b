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
  /**
   * What it changes: what is declared of a server, which makes a version of it (so it is when nothing is said); something beside
   * that; or nothing, and then there is no change set, and nothing to take back.
   */
  changes?: 'declaration' | 'beside' | 'nothing';
  /** For people: `Add pci to 12 servers`. */
  title(params: Params, count: number): string;
  /** Looks before anything is begun at what the parameters name. @throws BadRequest naming the place below `/params` */
  check?(params: Params): Promise<void>;
  carryOut(batch: Batch, params: Params): Promise<Outcome[]>;
}
