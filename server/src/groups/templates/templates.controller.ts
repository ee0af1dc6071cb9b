import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { etagOf } from '../../http/etag.js';
import { Id } from '../../http/id.pipe.js';
import { IfMatch } from '../../http/if-match.js';
import { PageQuery } from '../../http/page.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import {
  ChangeTemplate,
  CreateTemplate,
  DeleteTemplate,
  TemplatePage,
  TemplateVersionPage,
  TemplateView,
} from './templates.dto.js';
import { TemplatesReader } from './templates.reader.js';
import { TemplatesService } from './templates.service.js';

@ApiTags('templates')
@Controller('templates')
@Role('viewer')
export class TemplatesController {
  constructor(
    private readonly templates: TemplatesService,
    private readonly reader: TemplatesReader,
  ) {}

  @Get()
  @Answers({ summary: 'The templates, by name', ok: TemplatePage, refuses: [400] })
  list(@Query() query: PageQuery): Promise<TemplatePage> {
    return this.reader.list(query);
  }

  @Post()
  @Role('operator')
  @Answers({ summary: 'Create a template', ok: TemplateView, status: 201, refuses: [400, 409] })
  async create(
    @Actor() actor: ActorOf,
    @Body() fields: CreateTemplate,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TemplateView> {
    const view = await this.templates.create(actor, fields);
    response.setHeader('Location', `/api/v1/templates/${view.id}`);
    return tagged(response, view);
  }

  @Get(':id')
  @Answers({ summary: 'One template, as it is now', ok: TemplateView, refuses: [400, 404] })
  async get(@Param('id', Id) id: string, @Res({ passthrough: true }) response: Response): Promise<TemplateView> {
    return tagged(response, await this.reader.get(id));
  }

  @Patch(':id')
  @Role('operator')
  @Answers({
    summary: 'Change a template',
    description:
      'A new version; what changes nothing makes none. Servers stay as they are until it is applied to them.',
    ok: TemplateView,
    refuses: [400, 404, 409],
  })
  async change(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() change: ChangeTemplate,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<TemplateView> {
    return tagged(response, await this.templates.change(actor, id, change, ifMatch));
  }

  @Delete(':id')
  @Role('operator')
  @HttpCode(204)
  @Answers({
    summary: 'Delete a template',
    description: 'One that servers are of is a 409 that says how many, unless it is forced.',
    refuses: [400, 404, 409],
  })
  remove(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Query() { force = false }: DeleteTemplate,
    @IfMatch() ifMatch?: string,
  ): Promise<void> {
    return this.templates.remove(actor, id, force, ifMatch);
  }

  @Get(':id/versions')
  @Answers({ summary: 'What a template said, newest first', ok: TemplateVersionPage, refuses: [400, 404] })
  versions(@Param('id', Id) id: string, @Query() query: PageQuery): Promise<TemplateVersionPage> {
    return this.reader.versions(id, query);
  }
}

function tagged(response: Response, view: TemplateView): TemplateView {
  response.setHeader('ETag', etagOf(view.version));
  return view;
}
