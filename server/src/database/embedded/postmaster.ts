import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { type Binaries } from './binaries.js';
import { faultFrom } from './cluster.js';
import { type DatabaseUser } from './database-user.js';
import { ended } from './leftover.js';

export interface Launch {
  binaries: Binaries;
  directory: string;
  user: DatabaseUser | undefined;
  settings: Readonly<Record<string, string>>;
  say(sentence: string): void;
}

/** Lines of the server that an operator must hear of; the rest is kept only to explain a failed start. */
const alarming = /PANIC|terminated by signal|could not (write|fsync|open|read)|No space left/;

/** Connections whose server was killed work on until they notice; as long as they do, no other server may start. */
const heldByOrphans = 'pre-existing shared memory block';
const patientAttempts = 30;
const betweenAttemptsMs = 500;

/** A running PostgreSQL server, kept running: should it end by itself it is started again in the same place. */
export class Postmaster {
  private child: ChildProcess | undefined;
  private isStopping = false;
  private tail: string[] = [];
  /** The server must not outlive this process, however it ends; only `kill -9` gets past this. */
  private readonly lastWord = (): void => void this.child?.kill('SIGINT');

  constructor(private readonly launch: Launch) {}

  /** Resolves when connections are accepted; recovery after a crash may take its time, which is said. */
  async start(): Promise<void> {
    process.once('exit', this.lastWord);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.run();
        return;
      } catch (error) {
        if (attempt === patientAttempts || !this.tail.some((line) => line.includes(heldByOrphans))) throw error;
      }
      await wait(betweenAttemptsMs);
    }
  }

  /** Ends every connection and the server: first as usual (a checkpoint), then at once (recovery at the next start). */
  async stop(): Promise<void> {
    this.isStopping = true;
    process.off('exit', this.lastWord);
    const pid = this.child?.pid;
    if (pid !== undefined) await ended(pid);
    this.child = undefined;
  }

  private async run(): Promise<void> {
    const { binaries, directory, user, settings, say } = this.launch;
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.tail = [];
    const child = spawn(binaries.postgres, ['-D', directory, ...options], {
      ...user,
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A process group of its own: Ctrl-C in the terminal reaches this process alone, which stops the server last.
      detached: true,
    });
    this.child = child;
    const patience = setInterval(() => say('The database is still recovering from its last end.'), 10_000);
    try {
      await this.isReady(child);
    } finally {
      clearInterval(patience);
    }
    child.once('exit', () => void this.restart());
  }

  private isReady(child: ChildProcess): Promise<void> {
    const { directory, say } = this.launch;
    return new Promise((resolve, reject) => {
      const failed = (): void => reject(faultFrom('The database does not start', directory, this.tail.join('\n')));
      child.once('error', failed);
      child.once('close', failed);
      const lines = child.stderr && createInterface({ input: child.stderr });
      lines?.on('line', (line) => {
        this.tail = [...this.tail.slice(-49), line];
        if (line.includes('ready to accept connections')) resolve();
        if (alarming.test(line)) say(`PostgreSQL: ${line}`);
      });
    });
  }

  private async restart(): Promise<void> {
    const { say } = this.launch;
    this.child = undefined;
    while (!this.isStopping) {
      say('The database ended unexpectedly; it is started again.');
      try {
        await this.run();
        return;
      } catch (error) {
        this.child = undefined;
        say((error as Error).message);
        await wait(betweenAttemptsMs);
      }
    }
  }
}
