import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../../http/id.pipe.js';
import { PageQuery } from '../../http/page.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { ServerPage } from '../../inventory/servers.dto.js';
import { ServersReader } from '../../inventory/servers.reader.js';
import { MembershipView } from '../groups.dto.js';
import { GroupsReader } from '../groups.reader.js';
import { fieldName } from '../definitions/references.js';
import { WhyReader } from './why.reader.js';

/** Who is in a group. More than this page asks is `GET /servers?q=group:…`. */
@ApiTags('groups')
@Controller('groups/:id/members')
@Role('viewer')
export class MembersController {
  constructor(
    private readonly groups: GroupsReader,
    private readonly servers: ServersReader,
    private readonly reasons: WhyReader,
  ) {}

  @Get()
  @Answers({
    summary: 'The living members of a group, by name',
    description: 'Those of nested groups included. Any other question is `GET /servers?q=group:…`.',
    ok: ServerPage,
    refuses: [400, 404],
  })
  async list(@Param('id', Id) id: string, @Query() query: PageQuery): Promise<ServerPage> {
    await this.groups.requireThere(id);
    return this.servers.list({ ...query, q: `${fieldName}:${id}` });
  }

  @Get(':serverId')
  @Answers({
    summary: 'Why a server is a member of a group, or that it is none',
    ok: MembershipView,
    refuses: [400, 404],
  })
  why(@Param('id', Id) id: string, @Param('serverId', Id) serverId: string): Promise<MembershipView> {
    return this.reasons.why(id, serverId);
  }
}
