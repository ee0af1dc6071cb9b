import { Choice, Text } from '../../../http/fields.js';
import { SearchText } from '../../search/search-text.js';
import { AtMoment } from '../../servers.dto.js';
import { exportFormats, type ExportFormat } from './writers.js';

export class ExportQuery extends AtMoment {
  @Choice(exportFormats, { optional: true, name: 'ExportFormat', default: 'csv' })
  format?: ExportFormat;
  @SearchText()
  q?: string;
  @Text({
    optional: true,
    max: 200,
    description: 'Fields, each with - for descending.',
    default: 'hostname',
    example: '-health,hostname',
  })
  sort?: string;
  @Text({
    optional: true,
    min: 1,
    max: 2_000,
    description:
      'Only these members, separated by commas, nested by dots; also what an import does not read, such as `health.status`. Not given: the id, and all that an import reads.',
    example: 'hostname,owner,os.version,health.status',
  })
  fields?: string;
}
