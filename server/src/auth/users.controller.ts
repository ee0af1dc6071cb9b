import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor as ActorOf } from '../audit/actor.js';
import { Id } from '../http/id.pipe.js';
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
  add(@Actor() actor: ActorOf, @Body() user: AddUser): Promise<UserView> {
    return this.users.add(actor, user);
  }

  @Get(':id')
  @Answers({ summary: 'One user', ok: UserView, refuses: [404] })
  get(@Param('id', Id) id: string): Promise<UserView> {
    return this.users.get(id);
  }

  @Patch(':id')
  @Answers({ summary: 'Change a user', ok: UserView, refuses: [400, 404, 409] })
  change(@Actor() actor: ActorOf, @Param('id', Id) id: string, @Body() change: ChangeUser): Promise<UserView> {
    return this.users.change(actor, id, change);
  }

  @Delete(':id')
  @HttpCode(204)
  @Answers({ summary: 'Delete a user', refuses: [404, 409] })
  remove(@Actor() actor: ActorOf, @Param('id', Id) id: string): Promise<void> {
    return this.users.remove(actor, id);
  }
}
