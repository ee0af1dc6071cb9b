import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../audit/actor.js';
import { Actor, Caller, type Principal } from '../auth/principal.js';
import { tagged } from '../http/etag.js';
import { Id } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import type { Page } from '../http/page.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { trimming } from '../http/trim.js';
import { ChangeView, SavedView, SavedViewPage, SaveView, ViewsQuery } from './views.dto.js';
import { ViewsService } from './views.service.js';

@ApiTags('views')
@Controller('views')
@Role('viewer')
export class ViewsController {
  constructor(private readonly views: ViewsService) {}

  @Get()
  @Answers({ summary: 'My saved views and the shared ones, by name', ok: SavedViewPage, refuses: [400] })
  async list(
    @Caller() caller: Principal,
    @Query() { fields, ...query }: ViewsQuery,
  ): Promise<Page<Partial<SavedView>>> {
    const trim = trimming(SavedView, fields);
    const page = await this.views.list(caller, query);
    return { ...page, items: page.items.map(trim) };
  }

  @Post()
  @Answers({ summary: 'Save a view', ok: SavedView, status: 201, refuses: [400, 409] })
  async save(
    @Actor() actor: ActorOf,
    @Caller() caller: Principal,
    @Body() view: SaveView,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SavedView> {
    const saved = await this.views.save(actor, caller, view);
    response.setHeader('Location', `/api/v1/views/${saved.id}`);
    return tagged(response, saved);
  }

  @Get(':id')
  @Answers({ summary: 'One view', ok: SavedView, refuses: [400, 404] })
  async get(
    @Caller() caller: Principal,
    @Param('id', Id) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SavedView> {
    return tagged(response, await this.views.get(caller, id));
  }

  @Patch(':id')
  @Answers({ summary: 'Change a view of mine', ok: SavedView, refuses: [400, 404, 409] })
  async change(
    @Actor() actor: ActorOf,
    @Caller() caller: Principal,
    @Param('id', Id) id: string,
    @Body() change: ChangeView,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<SavedView> {
    return tagged(response, await this.views.change(actor, caller, id, change, ifMatch));
  }

  @Delete(':id')
  @HttpCode(204)
  @Answers({ summary: 'Delete a view of mine', refuses: [400, 404] })
  remove(
    @Actor() actor: ActorOf,
    @Caller() caller: Principal,
    @Param('id', Id) id: string,
    @IfMatch() ifMatch?: string,
  ): Promise<void> {
    return this.views.remove(actor, caller, id, ifMatch);
  }
}
