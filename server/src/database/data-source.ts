import type { DataSourceOptions } from 'typeorm';
import { SnakeNamingStrategy } from './snake-naming.js';
import { migrations } from './migrations/index.js';

/** A session that nobody used for so long is closed. Another has nothing prepared and everything to look up, which costs as much as a page. */
const idleMs = 300_000;

/** After so much silence the network is asked whether the other end is still there: a machine that vanished sends no farewell. */
export const quietMs = 10_000;

/** Every session speaks UTC and gives up on a statement that a person would have given up on. */
export function optionsFor(
  databaseUrl: string,
  poolSize: number,
  patience = '60s',
): DataSourceOptions & { type: 'postgres' } {
  return {
    type: 'postgres',
    url: databaseUrl,
    poolSize,
    namingStrategy: new SnakeNamingStrategy(),
    migrations,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    synchronize: false,
    applicationName: 'infrawatch-fleet',
    connectTimeoutMS: 10_000,
    extra: {
      options: `-c TimeZone=UTC -c jit=off -c statement_timeout=${patience}`,
      keepAlive: true,
      keepAliveInitialDelayMillis: quietMs,
      idleTimeoutMillis: idleMs,
    },
  };
}
