import type { EventView } from '../../src/inventory/events.dto.js';

/** A client of the stream that remembers all it heard. */
export class StreamEar {
  readonly events: EventView[] = [];
  /** Names of the blocks, also of those that are no events of the feed. */
  readonly names: string[] = [];
  /** As a browser keeps it: also of blocks without data. */
  lastId = '';
  readonly ended: Promise<void>;
  private readonly stop = new AbortController();

  private constructor(response: Response) {
    this.ended = this.listen(response);
  }

  static async open(url: string, token: string | undefined, query = '', last?: string): Promise<StreamEar> {
    const headers = { authorization: `Bearer ${token}`, ...(last ? { 'last-event-id': last } : {}) };
    const stop = new AbortController();
    const response = await fetch(`${url}/api/v1/events/stream${query}`, { headers, signal: stop.signal });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const ear = new StreamEar(response);
    ear.stop.signal.addEventListener('abort', () => stop.abort());
    return ear;
  }

  close(): void {
    this.stop.abort();
  }

  private async listen(response: Response): Promise<void> {
    let rest = '';
    try {
      for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) this.hear(block);
      }
    } catch (error) {
      if (!this.stop.signal.aborted) throw error;
    }
  }

  private hear(block: string): void {
    const fields = block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? []);
    const { id, event, data } = Object.fromEntries(fields) as Record<string, string | undefined>;
    if (id !== undefined) this.lastId = id;
    if (event === undefined) return;
    this.names.push(event);
    if (id !== undefined && data !== undefined) this.events.push(JSON.parse(data) as EventView);
  }
}
