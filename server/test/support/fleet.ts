import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import { createApp } from '../../src/app.js';
import { configFrom } from '../../src/config/config.js';
import { testDatabase } from './postgres.js';

export const adminPassword = 'a password for tests';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** A caller with one token, or none. */
export class Client {
  constructor(
    readonly url: string,
    readonly token?: string,
  ) {}

  get<Body>(path: string, headers?: Record<string, string>): Promise<Answer<Body>> {
    return this.send('GET', path, undefined, headers);
  }

  post<Body>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Body>> {
    return this.send('POST', path, body, headers);
  }

  patch<Body>(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer<Body>> {
    return this.send('PATCH', path, body, headers);
  }

  delete<Body>(path: string, headers?: Record<string, string>): Promise<Answer<Body>> {
    return this.send('DELETE', path, undefined, headers);
  }

  async send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(
      `${this.url}${path.startsWith('/api') || path === '/metrics' ? '' : '/api/v1'}${path}`,
      {
        method,
        headers: {
          ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
    );
    // A stream has no end to wait for.
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (isStream) await response.body?.cancel();
    const text = isStream ? '' : await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  async login(email: string, password: string): Promise<Client> {
    const { body } = await this.post<{ accessToken: string }>('/auth/login', { email, password });
    return new Client(this.url, body.accessToken);
  }
}

export interface Fleet {
  /** What it is made of, for what no route leads to. */
  app: INestApplicationContext;
  url: string;
  databaseUrl: string;
  anonymous: Client;
  admin: Client;
  close(): Promise<void>;
}

/** The real app on a database of its own (or on the one given), with an admin signed in. */
export async function startFleet(environment: Record<string, string> = {}): Promise<Fleet> {
  const database = environment.FLEET_DATABASE_URL ? undefined : await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'fleet-test-'));
  const config = configFrom({
    FLEET_DATA_DIR: dataDir,
    FLEET_PORT: '0',
    FLEET_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    FLEET_ADMIN_PASSWORD: adminPassword,
    FLEET_PROBE_ALLOW: '127.0.0.0/8',
    FLEET_LOG_LEVEL: 'silent',
    ...(database ? { FLEET_DATABASE_URL: database.url } : {}),
    ...environment,
  });
  const databaseUrl = config.databaseUrl ?? '';
  const { app } = await createApp({ ...config, databaseUrl });
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const anonymous = new Client(url);
  return {
    app,
    url,
    databaseUrl,
    anonymous,
    admin: config.role === 'worker' ? anonymous : await anonymous.login('admin@fleet.local', adminPassword),
    close: async () => {
      await app.close();
      await database?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Looks until the condition yields something, and yields that. */
export async function until<Value>(
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  withinMs = 15_000,
): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`did not happen within ${withinMs} ms: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
