import type { ClientChannel } from 'ssh2';

export interface CommandResult {
  /** Null when a signal ended it. */
  code: number | null;
  /** `KILL`, without its `SIG`. */
  signal: string | null;
  /** The first mebibyte. What is no UTF-8 in it is U+FFFD. */
  stdout: string;
  stderr: string;
}

const mostOutput = 1_048_576;
/** What a command leaves behind in the background may hold its output open for ever. */
const graceMs = 1_000;

/** What becomes of a command that was begun: to the end of its output, or a moment longer than itself. */
export function collected(channel: ClientChannel, input: string | Buffer | undefined): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const [out, err] = [new Kept(), new Kept()];
    let [code, signal]: [number | null, string | null] = [null, null];
    let grace: NodeJS.Timeout | undefined;
    const over = () => {
      clearTimeout(grace);
      resolve({ code, signal, stdout: out.text, stderr: err.text });
    };
    channel.on('data', (chunk: Buffer) => out.add(chunk));
    channel.stderr.on('data', (chunk: Buffer) => err.add(chunk));
    channel.once('exit', (status: number | null, name?: string) => {
      [code, signal] = [status, name?.replace(/^SIG/, '') ?? null];
      grace = setTimeout(() => {
        channel.close();
        over();
      }, graceMs);
    });
    channel.once('close', over);
    channel.on('error', reject);
    channel.end(input);
  });
}

/** The beginning of what was said; the rest is heard and forgotten, so that whoever says it is not kept waiting. */
class Kept {
  private readonly chunks: Buffer[] = [];
  private left = mostOutput;

  add(chunk: Buffer): void {
    if (this.left > 0) this.chunks.push(chunk.subarray(0, this.left));
    this.left -= Math.min(this.left, chunk.length);
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}
