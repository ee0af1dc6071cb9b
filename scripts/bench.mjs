import { readdirSync } from 'node:fs';
import { inRoot, program } from './places.mjs';
import { built } from './prepared.mjs';
import { ending, forwarding, quietly, shown } from './processes.mjs';
import { progress } from './progress.mjs';
import { Refusal } from './refusal.mjs';

/** Runs the benchmark of that name, or all of them one after the other. */
export async function bench([name, ...rest]) {
  const names = readdirSync(inRoot('server', 'bench'))
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.replace('.bench.ts', ''));
  if (name !== undefined && !names.includes(name)) {
    throw new Refusal(`There is no benchmark ${name} (there are: ${names.join(', ')}).`, 64);
  }
  const node = await built(['server']);
  await progress('Compiling the benchmarks', () =>
    quietly('Compiling', node, [
      program('typescript', 'tsc'),
      ...['-p', inRoot('server', 'tsconfig.json'), '--noEmit', 'false', '--outDir', inRoot('server', 'bench', 'dist')],
    ]),
  );
  for (const each of name === undefined ? names : [name]) {
    const path = inRoot('server', 'bench', 'dist', 'bench', `${each}.bench.js`);
    const child = shown(node, ['--enable-source-maps', path, ...rest]);
    const forget = forwarding([child]);
    const code = await ending(child);
    forget();
    if (code !== 0) return code;
  }
  return 0;
}
