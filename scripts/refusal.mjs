/** What ends the launcher with a sentence and no stack. Exit codes of sysexits.h: 64 usage, 78 configuration. */
export class Refusal extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
