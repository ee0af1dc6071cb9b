import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Controller, HttpCode, Module, Post, Req, Res, StreamableFile, type INestApplication } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import { configFrom } from '../src/config/config.js';
import { ConfigModule } from '../src/config/config.module.js';
import { DatabaseModule } from '../src/database/database.module.js';
import { isCalledBy } from '../src/http/caller.js';
import { IdempotencyKeys } from '../src/http/idempotency-keys.js';
import { Idempotency } from '../src/http/idempotency.interceptor.js';
import { ProblemFilter } from '../src/http/problem.filter.js';
import { Client } from './support/fleet.js';
import { testDatabase, type TestDatabase } from './support/postgres.js';

/** How often a handler was entered. */
let runs = 0;

@Controller()
class Streams {
  @Post('imports')
  @HttpCode(200)
  async read(@Req() request: Request): Promise<{ run: number; read: number }> {
    return { run: ++runs, read: (await text(request)).length };
  }

  @Post('jobs')
  begin(@Res({ passthrough: true }) response: Response): { jobId: string } {
    response.status(202).setHeader('Location', '/jobs/7');
    return { jobId: String(++runs) };
  }

  @Post('exports')
  write(): StreamableFile {
    return new StreamableFile(Buffer.from(String(++runs)));
  }
}

@Module({})
class StreamsModule {}

let database: TestDatabase;
let app: INestApplication;
let client: Client;
beforeAll(async () => {
  database = await testDatabase();
  const config = configFrom({ FLEET_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') });
  const module = {
    module: StreamsModule,
    imports: [ConfigModule.holding(config), DatabaseModule.at(database.url, 4)],
    controllers: [Streams],
    providers: [
      IdempotencyKeys,
      { provide: APP_INTERCEPTOR, useClass: Idempotency },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
  };
  app = await NestFactory.create(module, { logger: false, bodyParser: false });
  app.setGlobalPrefix('api/v1');
  app.use((request: Request, _response: Response, next: NextFunction) => {
    isCalledBy(request, { userId: '01a20aa6-bd53-7604-90f9-a9c5bc8c43a3', role: 'operator' });
    next();
  });
  await app.listen(0, '127.0.0.1');
  client = new Client(`http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`);
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const csv = (key: string, body: string) =>
  client.post<{ run: number; read: number }>('/imports', body, { 'idempotency-key': key, 'content-type': 'text/csv' });
const replayed = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed') === 'true';

test('a body that is streamed past us is read once, and its answer given again', async () => {
  const first = await csv('import', 'hostname\nweb-1\n');
  const again = await csv('import', 'hostname\nweb-1\n');
  expect(first.body.read).toBe(15);
  expect([again.status, again.body, replayed(again)]).toEqual([200, first.body, true]);
  expect(await csv('import', 'hostname\nweb-10\n')).toMatchObject({
    status: 409,
    body: { code: 'idempotency.key-reused' },
  });
});

test('a 202 is given again with the place of its job', async () => {
  const begin = () => client.post('/jobs', undefined, { 'idempotency-key': 'job' });
  const [first, again] = [await begin(), await begin()];
  expect(again.body).toEqual(first.body);
  expect([again.status, again.headers.get('location'), replayed(again)]).toEqual([202, '/jobs/7', true]);
});

test('an answer that is a stream is not kept: it is made anew', async () => {
  const write = () => client.post<string>('/exports', undefined, { 'idempotency-key': 'export' });
  const [first, again] = [await write(), await write()];
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(Number(again.body)).toBe(Number(first.body) + 1);
});
