import pg from 'pg';

/** Listens to what this process says to the database, on whatever connection. */
export class Statements {
  private readonly heard: { client: pg.Client; text: string }[] = [];
  private readonly original = pg.Client.prototype.query as (...given: unknown[]) => unknown;

  constructor() {
    const { heard, original } = this;
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
      const [first] = given;
      heard.push({ client: this, text: typeof first === 'string' ? first : (first as { text: string }).text });
      return original.apply(this, given);
    } as typeof pg.Client.prototype.query;
  }

  /** How often one began like this. */
  count(beginning: string): number {
    return this.heard.filter(({ text }) => text.startsWith(beginning)).length;
  }

  /** What was said between the beginning and the end of each transaction that changes something in somebody's name. */
  transactions(): string[][] {
    const open = new Map<pg.Client, string[]>();
    const all: string[][] = [];
    for (const { client, text } of this.heard) {
      if (text === 'START TRANSACTION') open.set(client, []);
      else if (text === 'COMMIT' || text === 'ROLLBACK') {
        all.push(open.get(client) ?? []);
        open.delete(client);
      } else open.get(client)?.push(text.replaceAll(/\s+/g, ' '));
    }
    return all.filter((texts) => texts.some((text) => text.includes(`set_config('fleet.actor'`)));
  }

  close(): void {
    pg.Client.prototype.query = this.original as typeof pg.Client.prototype.query;
  }
}
