import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../audit/actor.js';
import { Actor } from '../auth/principal.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { MergeTags, RenameTag, TagPage, TagsQuery, TagsReplaced } from './tags.dto.js';
import { TagUses } from './tag-uses.js';
import { TagsService } from './tags.service.js';

@ApiTags('tags')
@Controller('tags')
@Role('viewer')
export class TagsController {
  constructor(
    private readonly tags: TagsService,
    private readonly uses: TagUses,
  ) {}

  @Get()
  @Answers({ summary: 'The tags of the living fleet and how many carry each', ok: TagPage, refuses: [400] })
  list(@Query() query: TagsQuery): Promise<TagPage> {
    return this.uses.list(query);
  }

  @Post('rename')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Rename a tag on every living server',
    description: 'One transaction and one change set, however many they are. A name that is in use is refused: merge.',
    ok: TagsReplaced,
    refuses: [400, 404, 409],
  })
  rename(@Actor() actor: ActorOf, @Body() { from, to, reason }: RenameTag): Promise<TagsReplaced> {
    return this.tags.rename(actor, from, to, reason);
  }

  @Post('merge')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Let one tag stand for several, on every living server',
    description: 'One transaction and one change set, however many they are.',
    ok: TagsReplaced,
    refuses: [400, 404],
  })
  merge(@Actor() actor: ActorOf, @Body() { from, into, reason }: MergeTags): Promise<TagsReplaced> {
    return this.tags.merge(actor, from, into, reason);
  }
}
