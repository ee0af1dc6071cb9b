import { openapi } from '../openapi.mjs';
import { program } from '../places.mjs';
import { quietly } from '../processes.mjs';
import { Refusal } from '../refusal.mjs';

/** What must hold of the sources themselves. Each throws a Refusal with the tool's own words. */
const gates = {
  'lint: eslint': (node) => quietly('eslint', node, [program('eslint'), '.', '--max-warnings=0']),
  'lint: prettier': (node) => quietly('prettier', node, [program('prettier'), '--check', '.']),
  'lint: arrows between rooms': (node) =>
    quietly('dependency-cruiser', node, [
      program('dependency-cruiser', 'depcruise'),
      ...['--config', '.dependency-cruiser.cjs', 'server/src', 'web/src'],
    ]),
  'types: server': (node) =>
    quietly('tsc', node, [program('typescript', 'tsc'), '-p', 'server/tsconfig.json', '--noEmit']),
  'types: console': (node) =>
    quietly('tsc', node, [program('typescript', 'tsc'), '-p', 'web/tsconfig.json', '--noEmit']),
  'types: stories in the browser': (node) =>
    quietly('tsc', node, [program('typescript', 'tsc'), '-p', 'web/e2e/tsconfig.json', '--noEmit']),
  'openapi: written files are current': async () => {
    if ((await openapi(['--check'])) !== 0) throw new Refusal('');
  },
};

/** Two at a time: each of them keeps one core busy. */
export async function runGates({ node, tally }) {
  console.log('\nSources');
  const waiting = Object.entries(gates);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await judge(...next, node, tally);
  };
  await Promise.all([work(), work()]);
}

async function judge(name, gate, node, tally) {
  const since = Date.now();
  const took = () => `${((Date.now() - since) / 1000).toFixed(1)} s`;
  try {
    await gate(node);
    tally.passed();
    console.log(`PASS ${name} (${took()})`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.log(`FAIL ${name} (${took()})`);
    tally.failed(name, error.message);
  }
}
