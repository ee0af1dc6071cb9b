import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor as ActorOf } from '../../audit/actor.js';
import { Actor } from '../../auth/principal.js';
import { Id } from '../../http/id.pipe.js';
import { Role } from '../../http/role.js';
import { Answers } from '../../http/swagger.js';
import { JobOrdered } from '../../jobs/jobs.dto.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { ServerChoice } from '../many/server-choice.dto.js';
import { LoginTests, LoginTestsQuery, NewestLoginTests } from './login-tests.dto.js';
import { LoginTestsReader } from './login-tests.reader.js';
import { LoginTestsService } from './login-tests.service.js';

@ApiTags('credentials')
@Controller('credentials/:id')
@Role('viewer')
export class LoginTestsController {
  constructor(
    private readonly tests: LoginTestsService,
    private readonly reader: LoginTestsReader,
    private readonly jobs: JobsService,
  ) {}

  @Post('test')
  @Role('operator')
  @HttpCode(200)
  @Answers({
    summary: 'Log in to servers with it, and say how far that came',
    description: 'Up to 20 servers: each with its steps and their times. More: a job, whose items tell the same.',
    ok: LoginTests,
    accepted: JobOrdered,
    refuses: [400, 404],
  })
  async test(
    @Actor() actor: ActorOf,
    @Param('id', Id) id: string,
    @Body() choice: ServerChoice,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LoginTests | JobOrdered> {
    return this.jobs.answered(response, await this.tests.test(actor, id, choice));
  }

  @Get('tests')
  @Answers({
    summary: 'How the newest test of its login to each server went, by hostname',
    ok: NewestLoginTests,
    refuses: [400, 404],
  })
  list(@Param('id', Id) id: string, @Query() query: LoginTestsQuery): Promise<NewestLoginTests> {
    return this.reader.list(id, query);
  }
}
