/** One line that tells how far something is: rewritten on a terminal, otherwise a line at every tenth. */
export class Progress {
  private shown = '';

  constructor(
    private readonly out: NodeJS.WritableStream & { isTTY?: boolean },
    private readonly what: string,
    private readonly total: number,
  ) {}

  at(done: number): void {
    const tenths = Math.floor((done / this.total) * 10);
    const line = this.out.isTTY ? `${this.what} ${done} of ${this.total}` : `${this.what} ${tenths * 10} %`;
    if (line === this.shown) return;
    this.shown = line;
    this.out.write(this.out.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  }

  /** What stands there in the end. */
  done(line: string): void {
    this.out.write(this.out.isTTY && this.shown ? `\r\x1b[2K${line}\n` : `${line}\n`);
  }
}
