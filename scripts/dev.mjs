import { rmSync } from 'node:fs';
import { inRoot, program } from './places.mjs';
import { built } from './prepared.mjs';
import { ending, forwarding, shown } from './processes.mjs';

/** Three programs side by side: the compiler, the server that restarts on what it writes, and the console's own server. */
export async function dev() {
  const node = await built(['server']);
  // From here on the compiler writes there; the next start must not take it for what was built.
  rmSync(inRoot('server', 'dist', '.sources'), { force: true });
  const api = `http://127.0.0.1:${process.env.FLEET_PORT || 3000}`;
  const children = [
    shown(node, [program('typescript', 'tsc'), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'], {
      cwd: inRoot('server'),
    }),
    shown(node, ['--watch', '--watch-preserve-output', '--enable-source-maps', inRoot('server', 'dist', 'main.js')]),
    shown(node, [program('@angular/cli', 'ng'), 'serve'], {
      cwd: inRoot('web'),
      env: { FLEET_DEV_API: api },
    }),
  ];
  forwarding(children);
  const endings = children.map((child) => ending(child));
  const code = await Promise.race(endings);
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(endings);
  return code;
}
