import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './fleet.js';

/** Several programs and databases may start at once, on two cores. */
const startsWithinMs = 60_000;

interface Surroundings {
  uid?: number;
  gid?: number;
  /** Of what was built; another copy of it when the test is about where it lies. */
  main?: string;
  args?: readonly string[];
  /** For Node.js itself. */
  nodeArguments?: readonly string[];
  /** A channel to this process, as the launcher has one. */
  isLaunched?: boolean;
}

/** The program as it is built, in a process of its own on a port of its own. */
export class Program {
  /** Everything that it wrote so far. */
  output = '';
  private readonly ended: Promise<number>;
  private exitCode: number | undefined;

  private constructor(readonly child: ChildProcess) {
    const outputs = [child.stdout, child.stderr].map(async (stream) => {
      for await (const text of stream?.setEncoding('utf8') ?? []) this.output += String(text);
    });
    this.ended = (async () => {
      const [code] = (await once(child, 'exit')) as [number | null];
      await Promise.all(outputs);
      return (this.exitCode = code ?? -1);
    })();
  }

  static run(
    environment: Record<string, string>,
    { uid, gid, main, args = [], nodeArguments = [], isLaunched }: Surroundings = {},
  ): Program {
    const built = main ?? join(import.meta.dirname, '../../dist/main.js');
    const child = spawn(process.execPath, [...nodeArguments, built, ...args], {
      uid,
      gid,
      env: { PATH: process.env['PATH'], FLEET_PORT: '0', FLEET_LOG_LEVEL: 'warn', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', ...(isLaunched ? (['ipc'] as const) : [])],
    });
    return new Program(child);
  }

  /** Running and answering. */
  static async started(environment: Record<string, string>, surroundings?: Surroundings): Promise<Program> {
    const program = Program.run(environment, surroundings);
    await program.says(/Console +http/).catch(async (error: unknown) => {
      await program.end('SIGTERM'); // nobody else could
      throw error;
    });
    return program;
  }

  get url(): string {
    return this.found(/Console +(\S+)/);
  }

  /** The first admin's, which only a first start tells. */
  get password(): string {
    return this.found(/with password +(\S+)/);
  }

  async says(pattern: RegExp): Promise<void> {
    await until(() => pattern.test(this.output) || this.exitCode !== undefined, startsWithinMs);
    if (!pattern.test(this.output)) throw new Error(`It ended with ${this.exitCode} and said:\n${this.output}`);
  }

  /** The exit code; -1 when a signal killed it. */
  end(signal?: NodeJS.Signals): Promise<number> {
    if (signal !== undefined) this.child.kill(signal);
    return this.ended;
  }

  private found(pattern: RegExp): string {
    const [, text] = pattern.exec(this.output) ?? [];
    if (text === undefined) throw new Error(`${pattern} is not in:\n${this.output}`);
    return text;
  }
}

/** Where a program may keep its data: everybody may enter, as in an ordinary clone. */
export function temporaryDirectory(mode = 0o755): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'fleet start '));
  chmodSync(path, mode);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The numbers of all processes whose command names the path. */
export function processesWith(path: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandOf(pid).includes(path));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
