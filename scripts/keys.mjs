import { inRoot } from './places.mjs';
import { built } from './prepared.mjs';
import { ending, forwarding, shown } from './processes.mjs';

/** Looks after the master key of stored secrets; talks to the database directly, whether the service runs or not. */
export async function keys(args) {
  const node = await built(['server']);
  const child = shown(node, ['--enable-source-maps', inRoot('server', 'dist', 'keys.js'), ...args]);
  const forget = forwarding([child]);
  const code = await ending(child);
  forget();
  return code;
}
