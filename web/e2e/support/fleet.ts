import { ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until';

export const email = 'admin@fleet.local';
export const password = 'a password for stories';

const main = join(import.meta.dirname, '../../../server/dist/main.js');

/** The built server with its own embedded database, on a port that it keeps when it is started again. */
export class Fleet {
  private child: ChildProcess | null = null;
  private output = '';

  private constructor(
    private readonly port: number,
    private readonly directory: string,
    private readonly environment: Record<string, string>,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<Fleet> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-story-'));
    chmodSync(directory, 0o755); // the database runs as somebody else
    const fleet = new Fleet(await freePort(), directory, environment);
    await fleet.resume();
    return fleet;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get dataDirectory(): string {
    return join(this.directory, 'data');
  }

  /** Starts it again where it was. */
  async resume(): Promise<void> {
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env['PATH'],
        FLEET_PORT: String(this.port),
        FLEET_DATA_DIR: this.dataDirectory,
        FLEET_ADMIN_PASSWORD: password,
        FLEET_PROBE_ALLOW: '127.0.0.0/8',
        FLEET_CHECK_INTERVAL: '1s',
        FLEET_LOG_LEVEL: 'warn',
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.child = child;
    await until(async () => child.exitCode !== null || (await this.isReady()), 'the server became ready');
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${this.output}`);
  }

  async pause(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  async end(): Promise<void> {
    await this.pause();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Whoever signs in this way is not in a browser. */
  async api(as = { email, password }): Promise<Api> {
    const response = await fetch(`${this.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(as),
    });
    const { accessToken } = (await response.json()) as { accessToken: string };
    return new Api(this.url, accessToken);
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/api/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

/** What a colleague does elsewhere while somebody looks at the screen. */
export class Api {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
