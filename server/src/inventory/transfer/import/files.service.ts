import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../audit/actor.js';
import { ContentTooLarge, TooManyRequests } from '../../../http/domain-error.js';
import type { Upload } from '../../../http/upload.js';
import { formatOf, type Reading } from '../formats.js';
import { mappingOf } from '../mapping.js';
import type { Row, Rows } from '../row.js';
import { textOf } from '../text.js';
import type { FileQuery, ImportQuery, ImportResult } from './import.dto.js';
import { Imports } from './imports.service.js';

const mostBytes = 1_073_741_824;
const mostRows = 5_000_000;
/** Of one process. Each holds a connection of the pool now and then, an atomic one as long as it takes. */
const mostAtOnce = 4;

/** A body, its format and its rows. */
@Injectable()
export class FilesService {
  private underWay = 0;

  constructor(private readonly imports: Imports) {}

  async import(actor: Actor, query: ImportQuery, upload: Upload): Promise<ImportResult> {
    const { mode = 'create', key = 'hostname', dryRun = false, atomic = false, reason = null } = query;
    const format = formatOf(query.format, upload.mediaType, readingOf(query));
    if (this.underWay >= mostAtOnce)
      throw new TooManyRequests('import.busy', `${mostAtOnce} imports are under way already.`, 10);
    this.underWay++;
    try {
      const rows = limited(format.read(textOf(upload.bytes(mostBytes)), readingOf(query)));
      const updatesBy = mode === 'upsert' ? key : undefined;
      return await this.imports.carryOut(actor, rows, {
        updatesBy,
        dryRun,
        atomic,
        reason,
        isAbandoned: upload.isAbandoned,
      });
    } finally {
      this.underWay--;
    }
  }
}

/** @throws BadRequest */
function readingOf({ mapping, empty }: FileQuery): Reading {
  return { ...(mapping === undefined ? {} : { mapping: mappingOf(mapping) }), empty };
}

/** @throws ContentTooLarge */
function limited(rows: Rows): Rows {
  return {
    get warnings() {
      return rows.warnings;
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
      let count = 0;
      for await (const row of rows) {
        if (++count > mostRows)
          throw new ContentTooLarge(
            'file.too-many-rows',
            `The file has more than ${mostRows.toLocaleString('en')} rows.`,
          );
        yield row;
      }
    },
  };
}
