import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Config } from '../config/config.js';

/** JSON lines, pretty on a terminal. Requests are not logged one by one: the audit keeps what changed, the metrics the rest. */
export function logging({ logLevel }: Config): DynamicModule {
  const isTerminal = process.stdout.isTTY;
  return LoggerModule.forRoot({
    forRoutes: [],
    pinoHttp: {
      level: logLevel,
      redact: ['req.headers.authorization', 'req.headers.cookie', 'password', 'accessToken'],
      ...(isTerminal
        ? {
            transport: {
              target: 'pino-pretty',
              options: { singleLine: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' },
            },
          }
        : {}),
    },
  });
}
