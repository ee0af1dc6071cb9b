import type { Socket } from 'node:net';

/** What a peer said is not what its protocol allows. */
export class Unexpected extends Error {}

const mostBytes = 8_192;

/** Reads what a peer says, a line or a number of bytes at a time, before the connection is handed on. Bounded. */
export class Reading {
  private buffer = Buffer.alloc(0);
  private wake: (() => void) | undefined;
  private ended: Error | undefined;
  private readonly onData = (chunk: Buffer) => {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    if (this.buffer.length > mostBytes) this.socket.pause();
    this.wake?.();
  };
  private readonly onEnd = () => this.finish(new Unexpected('the peer closed the connection'));
  private readonly onError = (error: Error) => this.finish(error);

  constructor(private readonly socket: Socket) {
    socket.on('data', this.onData).on('end', this.onEnd).on('close', this.onEnd).on('error', this.onError);
  }

  /** Without its end. @throws Unexpected */
  async line(): Promise<string> {
    const end = await this.until(() => {
      const at = this.buffer.indexOf('\n');
      return at >= 0 ? at : undefined;
    });
    return this.take(end + 1)
      .toString('latin1')
      .trimEnd();
  }

  /** @throws Unexpected */
  async bytes(count: number): Promise<Buffer> {
    await this.until(() => (this.buffer.length >= count ? count : undefined));
    return this.take(count);
  }

  /** Bytes that have come and that nobody read. */
  get unread(): number {
    return this.buffer.length;
  }

  /** Listens no more. */
  release(): void {
    this.socket.off('data', this.onData).off('end', this.onEnd).off('close', this.onEnd).off('error', this.onError);
  }

  private async until(found: () => number | undefined): Promise<number> {
    for (;;) {
      const at = found();
      if (at !== undefined) return at;
      if (this.buffer.length > mostBytes) throw new Unexpected('the peer says too much');
      if (this.ended) throw this.ended;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private finish(why: Error): void {
    this.ended ??= why;
    this.wake?.();
  }

  private take(count: number): Buffer {
    const taken = this.buffer.subarray(0, count);
    this.buffer = this.buffer.subarray(count);
    return taken;
  }
}
