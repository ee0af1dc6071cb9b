import type { IncomingMessage } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import type { Request } from 'express';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { FirstAdmin } from './auth/first-admin.js';
import type { Config } from './config/config.js';
import { migrate } from './database/migrate.js';
import { consoleFiles } from './http/console.js';
import { onlyJson } from './http/only-json.js';
import { onlyLiveness } from './http/only-liveness.js';
import { nameRequest } from './http/request-id.js';
import { securityHeaders } from './http/security-headers.js';
import { soundJson } from './http/sound-json.js';
import { openApiOf } from './http/swagger.js';
import { unstored } from './http/unstored.js';
import { inTime, isUpload } from './http/upload.js';

const bodyLimit = '1mb';
const isParsed = (request: IncomingMessage): boolean =>
  /^application\/json\b/i.test(request.headers['content-type'] ?? '') && !isUpload(request as Request);

/**
 * The whole program, ready to listen.
 * @throws StartupFault for a database that is newer than the code, or too old
 */
export async function createApp(
  config: Config & { databaseUrl: string },
): Promise<{ app: NestExpressApplication; firstAdmin?: { email: string; password?: string } }> {
  await migrate(config.databaseUrl);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.holding(config), {
    logger: ['fatal', 'error', 'warn'],
    abortOnError: false,
    bodyParser: false,
  });
  app.disable('x-powered-by');
  app.set('etag', false);
  if (config.trustProxy !== undefined) app.set('trust proxy', config.trustProxy);
  app.use(nameRequest, securityHeaders, unstored, onlyJson, inTime);
  app.useBodyParser('json', { limit: bodyLimit, type: isParsed });
  app.getHttpServer().requestTimeout = 0; // `inTime` says when
  app.use(soundJson);
  routed(app);
  SwaggerModule.setup('api/docs', app, () => openApiOf(app), {
    jsonDocumentUrl: 'api/docs-json',
    customSiteTitle: 'InfraWatch Fleet API',
  });
  app.use(config.role === 'worker' ? onlyLiveness : consoleFiles());
  await app.init();
  app.useLogger(app.get(Logger)); // not before: a hundred lines of what is wired to what help nobody
  return { app, firstAdmin: app.get(FirstAdmin).made };
}

/** Where the routes hang; the documentation needs to know it too. */
export function routed<App extends INestApplication>(app: App): App {
  app.setGlobalPrefix('api/v1', { exclude: ['api/health/live', 'api/health/ready', 'metrics'] });
  return app;
}
