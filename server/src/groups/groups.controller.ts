import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../audit/actor.js';
import { Actor } from '../auth/principal.js';
import { tagged } from '../http/etag.js';
import { Id } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import type { Page } from '../http/page.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { trimming } from '../http/trim.js';
import { ChangeGroup, CreateGroup, GroupPage, GroupsQuery, GroupView } from './groups.dto.js';
import { GroupsReader } from './groups.reader.js';
import { GroupsService } from './groups.service.js';

@ApiTags('groups')
@Controller('groups')
@Role('viewer')
export class GroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly reader: GroupsReader,
  ) {}

  @Get()
  @Answers({ summary: 'The groups, by name, with the health of their members', ok: GroupPage, refuses: [400] })
  async list(@Query() query: GroupsQuery): Promise<Page<Partial<GroupView>>> {
    const trim = trimming(GroupView, query.fields);
    const page = await this.reader.list(query);
    return { ...page, items: page.items.map(trim) };
  }

  @Post()
  @Role('operator')
  @Answers({
    summary: 'Create a group',
    description:
      'Static by `members`, dynamic by `query`, nested by `children`; a group may be all three. 409 when it would lead back to itself (`group.cycle`) or too deep (`group.too-deep`): `way` lists the groups on it.',
    ok: GroupView,
    status: 201,
    refuses: [400, 409],
  })
  async create(
    @Actor() actor: ActorOf,
    @Body() fields: CreateGroup,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GroupView> {
    const view = await this.groups.create(actor, fields);
    response.setHeader('Location', `/api/v1/groups/${view.id}`);
    return tagged(response, view);
  }

  @Get(':id')
  @Answers({ summary: 'One group, with the health of its members', ok: GroupView, refuses: [400, 404] })
  async get(@Param('id', Id) id: string, @Res({ passthrough: true }) response: Response): Promise<GroupView> {
    return tagged(response, await this.reader.get(id));
  }

  @Patch(':id')
  @Role('operator')
  @Answers({ summary: 'Define a group anew', ok: GroupView, refuses: [400, 404, 409] })
  async change(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() change: ChangeGroup,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<GroupView> {
    return tagged(response, await this.groups.change(actor, id, change, ifMatch));
  }

  @Delete(':id')
  @Role('operator')
  @HttpCode(204)
  @Answers({
    summary: 'Delete a group',
    description: 'Its servers stay. While another group holds it or names it, it is a 409 that lists them in `usedBy`.',
    refuses: [400, 404, 409],
  })
  remove(@Actor() actor: ActorOf, @Param('id', Id) id: string, @IfMatch() ifMatch?: string): Promise<void> {
    return this.groups.remove(actor, id, ifMatch);
  }
}
