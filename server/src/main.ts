import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { type Config, configFrom } from './config/config.js';
import { ensureDataDirectory } from './config/data-directory.js';
import { StartupFault } from './config/startup-fault.js';
import { vaultAt } from './credentials/sealing/vault-at-start.js';
import { lockDataDirectory } from './database/embedded/data-lock.js';
import { startEmbedded } from './database/embedded/embedded.js';
import { firstSignIn, whereabouts } from './process/banner.js';
import { databaseAt, reached, redisAt } from './process/dependencies.js';
import { listen, type Listener } from './process/listener.js';
import { aborted, type StopRequest, stopRequest } from './process/stop-request.js';

/**
 * For who makes a little garbage with every look and throws all of it away. All that lives, some 75 MB, is gone through when as much again and
 * a half has gathered, not a fifth (costs memory: up to two and a half times what lives). And of what is young so little stays that to wake
 * helpers for it takes longer than to do it.
 */
for (const flag of ['--heap-growing-percent=150', '--no-parallel-scavenge']) setFlagsFromString(flag);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Runs until it is asked to stop. What was opened is closed in the opposite order, also when a later step fails. */
async function run(stop: StopRequest): Promise<void> {
  const config = configFrom(process.env, (name) => Reflect.deleteProperty(process.env, name)); // reports and children would have it
  await using opened = new AsyncDisposableStack();
  const [{ createApp }, databaseUrl] = await Promise.all([import('./app.js'), database(config, opened, stop)]);
  if (stop.asked.aborted) return;
  const { app, firstAdmin } = await createApp({ ...config, databaseUrl });
  let listener: Listener;
  try {
    listener = await listen(app, config);
  } catch (error) {
    say(firstSignIn(firstAdmin).join('\n'));
    await app.close();
    throw error;
  }
  opened.defer(() => listener.close(stop));
  say([...whereabouts(config.publicUrl ?? listener.url), ...firstSignIn(firstAdmin), ''].join('\n'));
  // The launcher may have gone meanwhile, which is heard of elsewhere.
  if (process.connected) process.send?.({ url: listener.url }, () => undefined);
  await aborted(stop.asked);
  say('Stopping: requests under way are finished first.');
}

/** Starts what the configuration leaves to this process, and waits for what it does not. */
async function database(config: Config, opened: AsyncDisposableStack, stop: StopRequest): Promise<string> {
  const others = [...(config.redisUrl === undefined ? [] : [redisAt(config.redisUrl)]), ...vaultAt(config)];
  if (config.databaseUrl !== undefined) {
    await reached([databaseAt(config.databaseUrl), ...others], say, stop.asked);
    return config.databaseUrl;
  }
  ensureDataDirectory(config.dataDir);
  const lock = await lockDataDirectory(config.dataDir);
  opened.defer(() => lock.release());
  const embedded = await startEmbedded(config.dataDir, say);
  opened.defer(() => embedded.stop());
  await reached(others, say, stop.asked);
  return embedded.databaseUrl;
}

// The reader of a pipe may go first; that must not keep the database from being stopped.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

try {
  await run(stopRequest());
  process.exit(0);
} catch (error) {
  if (!(error instanceof StartupFault)) {
    console.error(error);
    process.exit(1);
  }
  for (const line of error.lines) console.error(line);
  process.exit(StartupFault.exitCode);
}
