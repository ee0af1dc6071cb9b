import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Sql } from '../../database/sql.js';

const tidyEveryMs = 5_000;

/**
 * Sorts into the index of substrings what writers put aside there, before so much has gathered that one of them has to. Several processes
 * may do so at once; who has nothing to sort in reads one page.
 */
@Injectable()
export class TextIndex {
  private readonly log = new Logger('inventory');

  constructor(private readonly sql: Sql) {}

  @Interval(tidyEveryMs)
  async tidy(): Promise<void> {
    await this.sql
      .rows(`SELECT gin_clean_pending_list(to_regclass('servers_search'))`, [], 'tidy-text-index')
      .catch((error: unknown) => this.log.warn(`could not tidy the index of texts: ${(error as Error).message}`));
  }
}
