import { StartupFault } from '../config/startup-fault.js';
import { FleetApi, NoAnswer, pause, Refusal } from './api.js';
import { certificateSet } from './certificates.js';
import { fill, standingOf } from './filling.js';
import { optionsFrom, usage, type Options } from './options.js';
import { listenersOf, openFleet } from './places.js';
import { Progress } from './progress.js';
import { scriptOf } from './script.js';

/** How long the API may be away, at the start and later, before it counts as gone. */
const patienceMs = 60_000;
const heartbeatMs = 5_000;

/** Until it is told to stop or the API is gone for good. */
async function run(options: Options, stop: AbortSignal): Promise<void> {
  const api = new FleetApi(options.url, stop);
  await waitFor(api, options.url, stop);
  await api.signIn(options.email, options.password);
  const standing = await standingOf(api);
  const count = Math.max(options.servers, ...standing.numbers);
  const certificates = certificateSet(new Date());
  const { network, servers, stage } = await openFleet(count, standing.network, certificates, (hostname, fault) =>
    console.error(`${hostname}: ${String(fault)}`),
  );
  try {
    stage.play(scriptOf(options.seed, servers));
    const missing = servers.filter(({ number }) => !standing.numbers.has(number));
    const progress = new Progress(process.stdout, 'Registering the simulated fleet:', missing.length);
    const { created, refused } = await fill(api, missing, (done) => progress.at(done));
    progress.done(
      `Simulated fleet: ${servers.length} servers on ${network}.0.0/16 behind ${listenersOf(servers)} listeners, ` +
        `seed ${options.seed}; ${created} registered, ${standing.numbers.size} already known.`,
    );
    for (const each of refused) console.log(`Not registered: ${each}`);
    await untilGone(api, stop);
    console.log('The API has gone; the simulated fleet ends.');
  } finally {
    await stage.close();
  }
}

async function waitFor(api: FleetApi, url: string, stop: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (!(await api.isThere())) {
    if (performance.now() > giveUpAt) {
      throw new NoAnswer(`${url} did not answer for ${patienceMs / 1000} s; start the API first.`);
    }
    await pause(500, stop);
  }
}

async function untilGone(api: FleetApi, stop: AbortSignal): Promise<void> {
  for (let lastSeen = performance.now(); performance.now() - lastSeen < patienceMs;) {
    await pause(heartbeatMs, stop);
    if (await api.isThere()) lastSeen = performance.now();
  }
}

/** EX_CONFIG and EX_UNAVAILABLE of sysexits.h; anything unforeseen is 1. */
function exitCodeOf(fault: unknown): number {
  if (fault instanceof StartupFault) return StartupFault.exitCode;
  return fault instanceof Refusal || fault instanceof NoAnswer ? 69 : 1;
}

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort()).once('SIGINT', () => stop.abort());
try {
  const options = optionsFrom(process.argv.slice(2), process.env);
  if (options) await run(options, stop.signal);
  else process.stdout.write(usage);
} catch (fault) {
  if (!stop.signal.aborted) {
    const code = exitCodeOf(fault);
    console.error(code === 1 ? fault : (fault as Error).message);
    process.exitCode = code;
  }
}
