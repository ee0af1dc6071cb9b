import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbedded } from '../../src/database/embedded/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { seedFleet } from './fleet-seed.js';

const builtMain = fileURLToPath(new URL('../../../../dist/main.js', import.meta.url));
const password = 'a password for benchmarks';

export interface App {
  url: string;
  pid: number;
  token: string;
}

/** A database of the benchmark's own with the product's durable settings, and programs beside it; all gone at the end. */
export class Stage implements AsyncDisposable {
  private readonly children: ChildProcess[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly database: pg.Client,
    private readonly directory: string,
    private readonly stopDatabase: () => Promise<void>,
  ) {}

  static async set(): Promise<Stage> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-bench-'));
    const { databaseUrl, stop } = await startEmbedded(directory, () => undefined);
    await migrate(databaseUrl);
    const database = new pg.Client(databaseUrl);
    await database.connect();
    return new Stage(databaseUrl, database, directory, stop);
  }

  /** Servers that are watched at `127.x.y.z:port`, and at which nobody looked yet. */
  async seed(count: number, port: number): Promise<void> {
    await seedFleet(this.database, { servers: count, port, isLived: false });
  }

  /** A directory in which the database may write files that this process can read. */
  async writable(): Promise<string> {
    const { rows } = await this.database.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]?.data_directory ?? '';
  }

  async app(environment: Record<string, string>): Promise<App> {
    const child = this.start(builtMain, {
      FLEET_DATABASE_URL: this.databaseUrl,
      FLEET_DATA_DIR: join(this.directory, 'app'),
      FLEET_PORT: '0',
      FLEET_ADMIN_PASSWORD: password,
      FLEET_LOG_LEVEL: 'warn',
      ...environment,
    });
    const { url } = await told<{ url: string }>(child);
    const response = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'admin@fleet.local', password }),
    });
    const { accessToken } = (await response.json()) as { accessToken: string };
    return { url, pid: child.pid ?? 0, token: accessToken };
  }

  /** A program beside us, which tells its parent one message when it is ready or done. */
  async program<Message>(name: string, environment: Record<string, string> = {}): Promise<Message> {
    return told<Message>(this.start(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), environment));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await this.database.end();
    await this.stopDatabase();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private start(path: string, environment: Record<string, string>): ChildProcess {
    const child = fork(path, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.children.push(child);
    return child;
  }
}

async function told<Message>(child: ChildProcess): Promise<Message> {
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnfile} ended with ${String(code)} before it was ready`);
  });
  const [message] = (await Promise.race([once(child, 'message'), gone])) as [Message];
  gone.catch(() => undefined);
  return message;
}
