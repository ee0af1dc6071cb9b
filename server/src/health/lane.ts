/** A number of things that may be under way at once; whoever comes later waits, in order. */
export class Lane {
  private readonly waiting: (() => void)[] = [];
  private free: number;

  constructor(most: number) {
    this.free = most;
  }

  /** Resolves with a place, to be left again. Undefined: there was one at once. */
  enter(): Promise<void> | undefined {
    if (this.free === 0) return new Promise((resolve) => this.waiting.push(resolve));
    this.free--;
    return undefined;
  }

  /** Whoever leaves hands its place on. */
  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free++;
  }
}
