import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Cache } from '../cache/cache.js';
import { Sql } from '../database/sql.js';
import { Unavailable } from './domain-error.js';
import { Public } from './role.js';

/** For whoever restarts us, and whoever sends us traffic. */
@ApiExcludeController()
@Controller({ path: '/api/health' })
@Public()
export class LivenessController {
  constructor(
    private readonly sql: Sql,
    private readonly cache: Cache,
  ) {}

  /** The process answers. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** So does what it needs. */
  @Get('ready')
  async ready(): Promise<{ status: 'ok'; database: 'ok'; cache: 'ok' }> {
    const away = (what: string) => () => {
      throw new Unavailable('dependency.unavailable', `${what} does not answer.`);
    };
    await this.sql.rows('SELECT 1').catch(away('The database'));
    await this.cache.ping().catch(away('Redis'));
    return { status: 'ok', database: 'ok', cache: 'ok' };
  }
}
