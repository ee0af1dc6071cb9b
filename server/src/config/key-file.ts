import {
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { keys } from './meanings.js';

/** A file of master keys holds one in base64 on each line, the newest first. */
export function keysIn(path: string): Buffer[] {
  return keys(readFileSync(path, 'utf8').trim());
}

/** Whoever reads the file sees the former keys or these, never a part of them, also after a crash. Owner and mode stay. */
export function replaceKeys(path: string, content: readonly Buffer[]): void {
  const draft = `${path}.${process.pid}`;
  const { uid, gid } = statSync(path);
  try {
    const lines = content.map((each) => `${each.toString('base64')}\n`).join('');
    writeFileSync(draft, lines, { mode: 0o600, flush: true });
    if (uid !== process.geteuid?.()) chownSync(draft, uid, gid);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  const directory = openSync(dirname(path), 'r');
  fsyncSync(directory);
  closeSync(directory);
}
