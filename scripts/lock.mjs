import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inRoot } from './places.mjs';

/** Of several launchers in one clone only one installs or builds at a time; the others wait, then find it done. */
export async function alone(work) {
  const path = inRoot('.cache', 'launcher.lock');
  const draft = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draft, String(process.pid));
  let isSaid = false;
  try {
    while (!isLinked(draft, path)) {
      if (!isAlive(contentOf(path))) discard(path);
      else {
        if (!isSaid) console.log('Another start is preparing this clone; waiting for it.');
        isSaid = true;
        await wait(200);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function isLinked(draft, path) {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** A dead launcher's lock is moved away, and back when it turns out to be another one's by now. */
function discard(path) {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
    if (isAlive(contentOf(aside))) isLinked(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** True also for a lock that has gone meanwhile: it is tried for again. */
function isAlive(pid) {
  if (pid === undefined) return true;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
