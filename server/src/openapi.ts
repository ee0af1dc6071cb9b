import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { routed } from './app.js';
import { configFrom } from './config/config.js';
import { openApiOf } from './http/swagger.js';

/** Writes server/openapi.json from the routes alone: nothing is started, no database is asked. */
const config = {
  ...configFrom({ FLEET_MASTER_KEY: Buffer.alloc(32).toString('base64') }),
  databaseUrl: 'postgres://unused',
};
const app = routed(
  await NestFactory.create(AppModule.holding(config), { preview: true, logger: false, abortOnError: false }),
);
const target = process.argv[2] ?? fileURLToPath(new URL('../openapi.json', import.meta.url));
writeFileSync(target, `${JSON.stringify(openApiOf(app), null, 2)}\n`);
