import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { alone } from './lock.mjs';
import { inRoot } from './places.mjs';
import { quietly } from './processes.mjs';
import { progress } from './progress.mjs';
import { npm, npmOptions } from './runtime.mjs';

const stamp = inRoot('node_modules', '.installed');

/** Installs what package-lock.json names, unless that is what is installed. */
export async function ensureDependencies(node) {
  if (contentOf(stamp) === wanted()) return;
  await alone(async () => {
    if (contentOf(stamp) === wanted()) return;
    if (!isInstalled()) {
      await progress('Installing dependencies, which takes about a minute', () =>
        quietly('Installing dependencies', node, [npm(), 'ci', ...npmOptions]),
      );
    }
    writeFileSync(stamp, wanted());
  });
}

/** The hash of what is to be installed; read again each time, as somebody may be changing it. */
function wanted() {
  const lock = readFileSync(inRoot('package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`).digest('hex');
}

/** Whether npm's own record, written when it is done, holds all that the lock file asks for: somebody ran npm by hand. */
function isInstalled() {
  const installed = JSON.parse(contentOf(inRoot('node_modules', '.package-lock.json')) ?? '{}').packages ?? {};
  const asked = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  return Object.entries(asked).every(([path, { version, optional, link }]) => {
    if (!path.includes('node_modules/') || link) return true;
    const found = installed[path];
    return found === undefined ? Boolean(optional) : found.version === version;
  });
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
