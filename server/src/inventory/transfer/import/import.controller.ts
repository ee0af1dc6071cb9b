import { Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../../../audit/actor.js';
import { Actor } from '../../../auth/principal.js';
import { Role } from '../../../http/role.js';
import { Answers } from '../../../http/swagger.js';
import { Uploaded, type Upload } from '../../../http/upload.js';
import { ImportPreview, PreviewQuery } from '../preview/preview.dto.js';
import { Previews } from '../preview/previews.service.js';
import { ImportQuery, ImportResult } from './import.dto.js';
import { FilesService } from './files.service.js';

@ApiTags('import and export')
@Controller('servers/import')
@Role('operator')
export class ImportController {
  constructor(
    private readonly files: FilesService,
    private readonly previews: Previews,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiConsumes('text/csv', 'application/x-ndjson', 'application/json', 'text/plain', 'application/yaml')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Answers({
    summary: 'Register or change the servers of a file',
    description:
      'The file is the body, read as it arrives. Every bad row is named by its line and column and fails alone; a file that cannot be read on is a 400 that names the place and has in `result` what was imported before it.',
    ok: ImportResult,
    refuses: [400, 409, 413, 415],
  })
  import(@Actor() actor: ActorOf, @Query() query: ImportQuery, @Uploaded() upload: Upload): Promise<ImportResult> {
    return this.files.import(actor, query, upload);
  }

  @Post('preview')
  @HttpCode(200)
  @ApiConsumes('text/csv', 'application/x-ndjson', 'application/json', 'text/plain', 'application/yaml')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Answers({
    summary: 'What an import would read of a file',
    description:
      'Reads the beginning: what format it seems to be, its columns and the fields that they could fill, the first rows and what is wrong with them. Writes nothing.',
    ok: ImportPreview,
    refuses: [400, 413, 415],
  })
  preview(@Query() query: PreviewQuery, @Uploaded() upload: Upload): Promise<ImportPreview> {
    return this.previews.of(query, upload);
  }
}
