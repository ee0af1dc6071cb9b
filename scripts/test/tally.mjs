/** Counts tests and gates alike, and remembers what failed for the end. */
export class Tally {
  #passed = 0;
  #failures = [];

  passed(count = 1) {
    this.#passed += count;
  }

  failed(name, output = '') {
    this.#failures.push(name);
    if (output) console.log(`\n${output.trim()}\n`);
  }

  /** Prints every failure's name and, as the last line, the count. Answers with the exit code. */
  told() {
    if (this.#failures.length > 0) console.log(`\nFailed:\n${this.#failures.map((name) => `  ${name}`).join('\n')}`);
    console.log(`\n${this.#passed} passed, ${this.#failures.length} failed`);
    return this.#failures.length === 0 && this.#passed > 0 ? 0 : 1;
  }
}
