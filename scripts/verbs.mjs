import { bench } from './bench.mjs';
import { dev } from './dev.mjs';
import { keys } from './keys.mjs';
import { openapi } from './openapi.mjs';
import { demo, start } from './start.mjs';
import { test } from './test.mjs';

/** What the launcher can do; each answers with the exit code. */
export const verbs = {
  start: { usage: '', summary: 'installs and builds what is missing, then runs everything on one port', run: start },
  demo: { usage: '[--servers N] [--seed N]', summary: 'the same with a simulated fleet', run: demo },
  dev: { usage: '', summary: 'the API and the console, rebuilt at every change', run: dev },
  test: { usage: '[unit|int|e2e|compose]', summary: 'everything that is checked, or one layer of it', run: test },
  bench: { usage: '[name]', summary: 'the benchmarks of docs/performance.md', run: bench },
  keys: { usage: '<command>', summary: 'status, self-test and rotation of the master key', run: keys },
  openapi: {
    usage: '[--check]',
    summary: "writes the API's description and the console's types from it",
    run: openapi,
  },
};
