import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { alone } from './lock.mjs';
import { inRoot } from './places.mjs';
import { quietly } from './processes.mjs';
import { progress } from './progress.mjs';
import { Refusal } from './refusal.mjs';

const least = 24;

/** The path of a Node that is new enough: the one that runs this, or one that npm installs beside the launcher. */
export async function ensureNode() {
  if (Number.parseInt(process.versions.node, 10) >= least) return process.execPath;
  const directory = inRoot('scripts', 'runtime');
  const node = join(directory, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (!isNewEnough(node)) {
    await alone(async () => {
      if (isNewEnough(node)) return;
      await progress(`Fetching Node ${least} (this host has ${process.versions.node})`, () =>
        quietly('Fetching Node', process.execPath, [npm(), 'ci', ...npmOptions], { cwd: directory }),
      );
    });
  }
  if (isNewEnough(node)) return node;
  throw new Refusal(
    `Node ${least} or later is needed, and npm has none for ${process.platform} on ${process.arch}: install it from nodejs.org.`,
    78,
  );
}

/** Whatever the host's settings say: what the build and the database need, and nothing on the screen but errors. */
export const npmOptions = [
  '--include=dev',
  '--include=optional',
  '--ignore-scripts=false',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
  '--loglevel=error',
];

/** The script of the npm that is there, so that any Node can run it. */
export function npm() {
  const given = process.env.npm_execpath;
  if (given?.endsWith('npm-cli.js') && existsSync(given)) return given;
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(directory, 'npm');
    if (directory !== '' && existsSync(candidate)) return realpathSync(candidate);
  }
  throw new Refusal('npm is needed and is not on the PATH.', 78);
}

function isNewEnough(node) {
  try {
    return Number.parseInt(execFileSync(node, ['--version'], { encoding: 'utf8' }).slice(1), 10) >= least;
  } catch {
    return false;
  }
}
