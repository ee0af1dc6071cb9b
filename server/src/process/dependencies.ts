import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { StartupFault } from '../config/startup-fault.js';

const patienceMs = 60_000;
const betweenTriesMs = 500;
const betweenSentencesMs = 5_000;

/** PostgreSQL's codes for what waiting does not mend: who may log in, and into which database. */
const refusals = new Set(['28000', '28P01', '3D000']);

interface Dependency {
  /** Without the password. */
  name: string;
  /** Throws while it is not there, a StartupFault when it never will be. */
  reach(): Promise<void>;
}

export function databaseAt(databaseUrl: string): Dependency {
  const { host, port } = new pg.Client(databaseUrl);
  const name = `PostgreSQL at ${host}:${port}`;
  return {
    name,
    async reach() {
      const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
      client.on('error', () => undefined);
      try {
        await client.connect();
      } catch (error) {
        const { code = '', message } = error as pg.DatabaseError;
        throw refusals.has(code)
          ? new StartupFault(`${name} refuses the login of FLEET_DATABASE_URL: ${message}.`)
          : error;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

export function redisAt(redisUrl: string): Dependency {
  const { host } = new URL(redisUrl);
  const name = `Redis at ${host}`;
  return {
    name,
    async reach() {
      const client = new Redis(redisUrl, { lazyConnect: true, retryStrategy: null, connectTimeout: 5_000 });
      let reason: Error | undefined;
      client.on('error', (error) => (reason = error));
      try {
        await client.connect();
        const [, version = '0'] = /redis_version:(\d+)/.exec(await client.info('server')) ?? [];
        if (Number(version) < 7) throw new StartupFault(`${name} has version ${version}; 7 or later is needed.`);
      } catch (error) {
        const { message } = error as Error;
        if (!/WRONGPASS|NOAUTH|NOPERM/.test(message)) throw reason ?? error;
        throw new StartupFault(`${name} refuses the login of FLEET_REDIS_URL: ${message}.`);
      } finally {
        client.disconnect();
      }
    },
  };
}

/** What is started beside this process may need a while. Waits for all of them, and says for which. */
export async function reached(
  dependencies: Dependency[],
  say: (sentence: string) => void,
  stop: AbortSignal,
): Promise<void> {
  await Promise.all(dependencies.map((dependency) => available(dependency, say, stop)));
}

async function available(
  { name, reach }: Dependency,
  say: (sentence: string) => void,
  stop: AbortSignal,
): Promise<void> {
  const since = Date.now();
  let saidAt = since;
  while (!stop.aborted) {
    try {
      await reach();
      return;
    } catch (error) {
      if (error instanceof StartupFault) throw error;
      const reason = reasonOf(error);
      if (Date.now() - since > patienceMs) {
        throw new StartupFault(`${name} could not be reached for ${patienceMs / 1_000} seconds: ${reason}.`, {
          cause: error,
        });
      }
      if (saidAt === since || Date.now() - saidAt > betweenSentencesMs) {
        say(`Waiting for ${name}: ${reason}.`);
        saidAt = Date.now();
      }
    }
    await wait(betweenTriesMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** A connection tried on several addresses fails with all their errors and no message of its own. */
function reasonOf(error: unknown): string {
  const { message, errors = [] } = error as { message: string; errors?: Error[] };
  return message || errors.map((each) => each.message).join(', ') || 'no connection';
}
