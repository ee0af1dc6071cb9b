import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { alone } from './lock.mjs';
import { inRoot, program } from './places.mjs';
import { quietly } from './processes.mjs';
import { progress } from './progress.mjs';
import { hashOf } from './sources.mjs';

const isTest = (path) => path.endsWith('.spec.ts') || path.includes('/e2e/');

/** What is built, from what. A change of anything named here builds it again. */
const parts = {
  server: [
    'server/src',
    'server/package.json',
    'server/tsconfig.json',
    'server/tsconfig.build.json',
    'package-lock.json',
  ],
  web: ['web', 'package-lock.json'],
};

/** Builds the parts whose sources changed since they were built. */
export async function ensureBuilt(node, names = Object.keys(parts)) {
  if (stale(names).length === 0) return;
  await alone(async () => {
    const toBuild = stale(names);
    if (toBuild.length === 0) return;
    const sources = toBuild.map((name) => [name, sourcesOf(name)]);
    for (const name of toBuild) rmSync(inRoot(name, 'dist'), { recursive: true, force: true });
    await progress(`Building ${toBuild.join(' and ')}`, () => build(node, toBuild));
    for (const [name, hash] of sources) writeFileSync(stampOf(name), hash);
  });
}

/** Through nx, which keeps what it built before and builds side by side. */
function build(node, names) {
  const projects = names.map((name) => `@infrawatch-fleet/${name}`).join(',');
  return quietly(
    'The build',
    node,
    [program('nx'), 'run-many', '-t', 'build', '-p', projects, '--outputStyle=stream'],
    {
      env: { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' },
    },
  );
}

function stale(names) {
  return names.filter((name) => contentOf(stampOf(name)) !== sourcesOf(name));
}

function sourcesOf(name) {
  return hashOf(parts[name], isTest);
}

function stampOf(name) {
  return inRoot(name, 'dist', '.sources');
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
