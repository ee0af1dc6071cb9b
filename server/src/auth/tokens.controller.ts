import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../audit/actor.js';
import { Id } from '../http/id.pipe.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { AddToken, NewToken, TokenList } from './auth.dto.js';
import { Actor, Caller, type Principal } from './principal.js';
import { TokensService } from './tokens.service.js';

@ApiTags('auth')
@Controller('tokens')
@Role('viewer')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Get()
  @Answers({ summary: 'My API tokens', ok: TokenList })
  async list(@Caller() caller: Principal): Promise<TokenList> {
    return { items: await this.tokens.list(caller) };
  }

  @Post()
  @Answers({ summary: 'Make an API token; its text is shown once', ok: NewToken, status: 201, refuses: [400] })
  add(@Actor() actor: ActorOf, @Caller() caller: Principal, @Body() token: AddToken): Promise<NewToken> {
    return this.tokens.add(actor, caller, token);
  }

  @Delete(':id')
  @HttpCode(204)
  @Answers({ summary: 'Delete one of my API tokens', refuses: [404] })
  remove(@Actor() actor: ActorOf, @Caller() caller: Principal, @Param('id', Id) id: string): Promise<void> {
    return this.tokens.remove(actor, caller, id);
  }
}
