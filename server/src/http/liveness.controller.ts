import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { firstValueFrom, from, timeout } from 'rxjs';
import { Cache } from '../cache/cache.js';
import { Sql } from '../database/sql.js';
import { Unavailable } from './domain-error.js';
import { Public } from './role.js';

const patienceMs = 2_000;

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

  /** So does what it needs, within two seconds. */
  @Get('ready')
  async ready(): Promise<{ status: 'ok'; database: 'ok'; cache: 'ok' }> {
    const away = (what: string) => () => {
      throw new Unavailable('dependency.unavailable', `${what} does not answer.`);
    };
    const soon = (answer: Promise<unknown>) => firstValueFrom(from(answer).pipe(timeout(patienceMs)));
    await soon(this.sql.rows('SELECT 1')).catch(away('The database'));
    await this.cache.ping().catch(away('Redis'));
    return { status: 'ok', database: 'ok', cache: 'ok' };
  }
}
