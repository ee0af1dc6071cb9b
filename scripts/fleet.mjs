#!/usr/bin/env node
// Runs on the Node of the host (20 or later); everything that it starts runs on Node 24.
import { verbs } from './verbs.mjs';
import { Refusal } from './refusal.mjs';

const usage = `Usage: node scripts/fleet.mjs <verb> [options], or npm run <verb> -- [options]

${Object.entries(verbs)
  .map(([name, { usage, summary }]) => `  ${`${name} ${usage}`.trimEnd().padEnd(30)}${summary}`)
  .join('\n')}

Variables (FLEET_PORT, FLEET_DATA_DIR, …) are described in docs/configuration.md.
`;

const [name = '--help', ...rest] = process.argv.slice(2);

try {
  if (name === '--help' || name === 'help') process.stdout.write(usage);
  else if (!Object.hasOwn(verbs, name)) throw new Refusal(`There is no verb ${name}.\n\n${usage}`, 64);
  else process.exitCode = await verbs[name].run(rest);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
