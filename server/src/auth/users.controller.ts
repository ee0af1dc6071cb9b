import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../audit/actor.js';
import { tagged } from '../http/etag.js';
import { Id } from '../http/id.pipe.js';
import { IfMatch } from '../http/if-match.js';
import { Role } from '../http/role.js';
import { Answers } from '../http/swagger.js';
import { AddUser, ChangeUser, UserList, UserView } from './auth.dto.js';
import { Actor } from './principal.js';
import { UsersService } from './users.service.js';

@ApiTags('auth')
@Controller('users')
@Role('admin')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Answers({ summary: 'All users', ok: UserList })
  async list(): Promise<UserList> {
    return { items: await this.users.list() };
  }

  @Post()
  @Answers({ summary: 'Add a user', ok: UserView, status: 201, refuses: [400, 409] })
  async add(
    @Actor() actor: ActorOf,
    @Body() user: AddUser,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserView> {
    const added = await this.users.add(actor, user);
    response.setHeader('Location', `/api/v1/users/${added.id}`);
    return tagged(response, added);
  }

  @Get(':id')
  @Answers({ summary: 'One user', ok: UserView, refuses: [404] })
  async get(@Param('id', Id) id: string, @Res({ passthrough: true }) response: Response): Promise<UserView> {
    return tagged(response, await this.users.get(id));
  }

  @Patch(':id')
  @Answers({ summary: 'Change a user', ok: UserView, refuses: [400, 404, 409] })
  async change(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() change: ChangeUser,
    @Res({ passthrough: true }) response: Response,
    @IfMatch() ifMatch?: string,
  ): Promise<UserView> {
    return tagged(response, await this.users.change(actor, id, change, ifMatch));
  }

  @Delete(':id')
  @HttpCode(204)
  @Answers({ summary: 'Delete a user', refuses: [404, 409] })
  remove(@Actor() actor: ActorOf, @Param('id', Id) id: string, @IfMatch() ifMatch?: string): Promise<void> {
    return this.users.remove(actor, id, ifMatch);
  }
}
