import { trimming } from '../../../http/trim.js';
import { ServerView } from '../../servers.dto.js';
import { fieldNames, ignored } from '../fields.js';
import { columnsOf, headerOf, recordOf } from './table.js';

/** A file that is written piece by piece. */
export interface Writer {
  mediaType: string;
  head: string;
  /** Some servers; `isFirst` when none were written before. */
  rows(views: readonly ServerView[], isFirst: boolean): string;
  tail: string;
}

interface Members {
  names: readonly string[];
  trim(view: ServerView): Partial<ServerView>;
}

const writers = {
  csv: ({ names }: Members): Writer => {
    const columns = columnsOf(names);
    return {
      mediaType: 'text/csv; charset=utf-8; header=present',
      head: headerOf(columns),
      rows: (views) => views.map((view) => recordOf(view, columns)).join(''),
      tail: '',
    };
  },
  ndjson: ({ trim }: Members): Writer => ({
    mediaType: 'application/x-ndjson; charset=utf-8',
    head: '',
    rows: (views) => views.map((view) => `${JSON.stringify(trim(view))}\n`).join(''),
    tail: '',
  }),
  json: ({ trim }: Members): Writer => ({
    mediaType: 'application/json; charset=utf-8',
    head: '[',
    rows: (views, isFirst) => `${isFirst ? '\n' : ',\n'}${views.map((view) => JSON.stringify(trim(view))).join(',\n')}`,
    tail: '\n]\n',
  }),
} as const satisfies Record<string, (members: Members) => Writer>;

export type ExportFormat = keyof typeof writers;
export const exportFormats = Object.keys(writers) as ExportFormat[];

/** Which server it was, and all that an import reads. */
const everything = [ignored, ...new Set(fieldNames.map((name) => name.split('.')[0]))].join(',');

/** @throws BadRequest for a member that there is not */
export function writerOf(format: ExportFormat, fields = everything): Writer {
  return writers[format]({
    names: fields.split(',').map((name) => name.trim()),
    trim: trimming(ServerView, fields),
  });
}
