import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Client, until, type Answer } from '../fleet.js';
import type { Program } from '../program.js';

/** A client that keeps every answer it gets. */
export class Recorder extends Client {
  constructor(
    url: string,
    token?: string,
    readonly heard: string[] = [],
  ) {
    super(url, token);
  }

  override async send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>> {
    const answer = await super.send<Body>(method, path, body, headers);
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    this.heard.push(`${method} ${answer.status}\n${[...answer.headers].join('\n')}\n\n${text}\n`);
    return answer;
  }

  override async login(email: string, password: string): Promise<Recorder> {
    const { body } = await this.post<{ accessToken: string }>('/auth/login', { email, password });
    return new Recorder(this.url, body.accessToken, this.heard);
  }
}

/** Every row of every table, as PostgreSQL writes it: bytes in hex. */
export async function tablesOf(db: pg.Client): Promise<Buffer> {
  const { rows: tables } = await db.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await db.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    texts.push(name, ...rows.map(({ text }) => text));
  }
  return Buffer.from(texts.join('\n'));
}

/** The database's own files, and the journal of its server. */
export async function filesOf(db: pg.Client): Promise<{ files: Buffer; journal: Buffer }> {
  await db.query('CHECKPOINT');
  const { rows } = await db.query<{ root: string; oid: string }>(
    `SELECT current_setting('data_directory') AS root, oid::text FROM pg_database WHERE datname = current_database()`,
  );
  const [{ root, oid }] = rows as [{ root: string; oid: string }];
  return { files: contentOf(join(root, 'base', oid)), journal: contentOf(join(root, 'pg_wal')) };
}

/** Of all files there, also below; one that is gone meanwhile was not the database's. */
export function contentOf(directory: string): Buffer {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
  return Buffer.concat(
    paths.flatMap((path) => {
      const isFile = statSync(path, { throwIfNoEntry: false })?.isFile();
      return isFile ? [readFileSync(path)] : [];
    }),
  );
}

const signals = { heap: 'SIGUSR2', report: 'SIGQUIT' } as const;

/** A heap of 80 MB, while others use the processor too. */
const writesWithinMs = 60_000;

/** Has a process write its heap and its report. A string of any length is written as a whole. */
export const nodeArguments = (directory: string): string[] => [
  `--diagnostic-dir=${directory}`,
  `--report-directory=${directory}`,
  `--heapsnapshot-signal=${signals.heap}`,
  '--heap-snapshot-string-limit=10000000',
  '--report-on-signal',
  `--report-signal=${signals.report}`,
];

/** Written while nothing else runs: who is answered afterwards knows that it is complete. */
export async function writtenBy(program: Program, kind: keyof typeof signals, directory: string): Promise<Buffer> {
  const ending = { heap: '.heapsnapshot', report: '.json' }[kind];
  program.child.kill(signals[kind]);
  const name = await until(() => readdirSync(directory).find((each) => each.endsWith(ending)), writesWithinMs);
  // Connections that were kept open may have ended of old age meanwhile.
  const answers = () => fetch(`${program.url}/api/health/live`).catch(() => undefined);
  await until(answers, writesWithinMs);
  return readFileSync(join(directory, name));
}
