/** What keeps the process from starting and an operator can mend: printed without a stack, then exit 78 (EX_CONFIG of sysexits.h). */
export class StartupFault extends Error {
  static readonly exitCode = 78;

  /** One full sentence a line. */
  readonly lines: readonly string[];

  constructor(lines: string | readonly string[], options?: ErrorOptions) {
    const all = typeof lines === 'string' ? [lines] : lines;
    super(all.join('\n'), options);
    this.lines = all;
  }
}
