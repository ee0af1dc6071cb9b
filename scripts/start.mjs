import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { inRoot, root } from './places.mjs';
import { built } from './prepared.mjs';
import { ending, forwarding, shown } from './processes.mjs';
import { Refusal } from './refusal.mjs';

/** Runs the server in the foreground until it ends. */
export async function start(args) {
  if (args.length > 0) throw new Refusal('`npm start` takes no options; docs/configuration.md has its variables.', 64);
  return ending(serve(await built(), {}).server);
}

/** Runs the server and, once it answers, a simulated fleet for it to watch. */
export async function demo(args) {
  const node = await built();
  const settings = demoSettings(process.env);
  const { server, children } = serve(node, settings);
  let failure = 0;
  server.on('message', ({ url }) => {
    if (settings.FLEET_ADMIN_PASSWORD !== undefined) {
      console.log(
        `  Sign in as     ${settings.FLEET_ADMIN_EMAIL}\n  with password  ${settings.FLEET_ADMIN_PASSWORD}\n`,
      );
    }
    const simulation = shown(node, [inRoot('server', 'dist', 'simulation', 'main.js'), '--url', url, ...args], {
      env: settings,
    });
    children.push(simulation);
    simulation.once('exit', (code) => {
      if (!code) return; // it was told to end
      failure = code;
      server.kill('SIGTERM');
    });
  });
  return (await ending(server)) || failure;
}

/** The channel beside its output tells when the server is ready, and tells the server when this process dies. */
function serve(node, settings) {
  const server = shown(node, ['--enable-source-maps', inRoot('server', 'dist', 'main.js')], {
    env: { NODE_COMPILE_CACHE: inRoot('.cache', 'compiled'), ...settings },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const children = [server];
  forwarding(children);
  return { server, children };
}

/** Loopback may be probed, and the same person can sign in at every start. What the environment says goes first. */
function demoSettings(environment) {
  const dataDir = resolve(root, environment.FLEET_DATA_DIR || join('.fleet', 'demo'));
  const settings = {
    FLEET_DATA_DIR: dataDir,
    FLEET_PROBE_ALLOW: environment.FLEET_PROBE_ALLOW || '127.0.0.0/8',
    FLEET_ADMIN_EMAIL: environment.FLEET_ADMIN_EMAIL || 'admin@fleet.local',
  };
  if (environment.FLEET_ADMIN_PASSWORD || environment.FLEET_ADMIN_PASSWORD_FILE) return settings;
  return { ...settings, FLEET_ADMIN_PASSWORD: keptPassword(dataDir) };
}

function keptPassword(dataDir) {
  const path = join(dataDir, 'demo.password');
  // Root's database user passes through on its way to the database.
  mkdirSync(dirname(dataDir), { recursive: true, mode: 0o711 });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(12).toString('base64url')}\n`, { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}
