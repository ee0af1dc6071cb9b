import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inRoot, program, root } from './places.mjs';
import { built } from './prepared.mjs';
import { quietly } from './processes.mjs';
import { Refusal } from './refusal.mjs';

const description = inRoot('server', 'openapi.json');
const types = inRoot('web', 'src', 'app', 'api', 'schema.ts');

/** Writes the API's description and the console's types of it, or checks that the written ones are what it would write. */
export async function openapi(args) {
  const isCheck = args.length === 1 && args[0] === '--check';
  if (args.length > 0 && !isCheck) throw new Refusal('The only option is --check.', 64);
  const node = await built(['server']);
  if (!isCheck) {
    await write(node, description, types);
    return 0;
  }
  const outdated = await outdatedFiles(node);
  for (const path of outdated) console.error(`${path} is not what the routes say: run \`npm run openapi\`.`);
  return outdated.length > 0 ? 1 : 0;
}

/** Paths, relative to the clone, of the written files that the routes have moved away from. */
async function outdatedFiles(node) {
  const directory = mkdtempSync(join(tmpdir(), 'fleet-openapi-'));
  try {
    const fresh = { [description]: join(directory, 'openapi.json'), [types]: join(directory, 'schema.ts') };
    await write(node, fresh[description], fresh[types]);
    return Object.entries(fresh)
      .filter(([written, wanted]) => contentOf(written) !== readFileSync(wanted, 'utf8'))
      .map(([written]) => relative(root, written));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function write(node, descriptionPath, typesPath) {
  const generator = program('openapi-typescript');
  await quietly("Describing the API's routes", node, [inRoot('server', 'dist', 'openapi.js'), descriptionPath]);
  await quietly("Generating the console's types", node, [generator, descriptionPath, '--output', typesPath]);
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
