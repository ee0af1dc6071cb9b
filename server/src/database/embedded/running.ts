import { readFileSync } from 'node:fs';
import { urlOf } from './embedded.js';
import { clusterIn, knownHome } from './home.js';
import { runningIn } from './leftover.js';

/** Where the database of a data directory answers, while another process has it running. */
export function runningAt(dataDir: string): string | undefined {
  const home = knownHome(dataDir);
  if (home === undefined) return undefined;
  const running = runningIn(clusterIn(home));
  if (running?.socketDirectory === undefined) return undefined;
  return urlOf(readFileSync(`${clusterIn(home)}.password`, 'utf8').trim(), running.socketDirectory, 'fleet');
}
