import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOf, cpuOfPostgres } from './support/cpu.js';
import { Stage } from './support/stage.js';
import { median, printTable } from './support/table.js';

/**
 * CPU of one check, all in, against the least that a TCP connection can cost in Node; and how late checks begin. That least is measured twice:
 * one connection after the other, and as many a second as there are checks, which says what it costs to find everything cold each time.
 */
const servers = Number(process.argv[2] ?? 10_000);
const intervalSeconds = 30;
const warmUpSeconds = 45;
const measuredSeconds = 90;
/** By then the compiler has seen each function often enough: at a few hundred looks a second that takes minutes, in a loop a moment. */
const settledAfterSeconds = 240;
const baselineRounds = 5;
const pacedSeconds = 30;
/** A look may begin a beat later than the one before it, and is written with the next beat. */
const writtenAfterSeconds = 2;

await using stage = await Stage.set();
const { port } = await stage.program<{ port: number }>('sink');
await stage.seed(servers, port);
const aSecond = Math.round(servers / intervalSeconds);
const connecting = async (count: number, pace = count) => {
  const environment = { PORT: String(port), COUNT: String(count), A_SECOND: String(pace) };
  return (await stage.program<{ usEach: number }>('bare-connect', environment)).usEach;
};
const bare = () => connecting(20_000);
const paced = () => connecting(pacedSeconds * aSecond, aSecond);

console.log(
  `${servers} servers every ${intervalSeconds} s: measured for ${measuredSeconds} s after ${warmUpSeconds} s and after ${settledAfterSeconds} s.`,
);
const baselines = [await bare(), await bare()];
const pacedBefore = await paced();
const app = await stage.app({ FLEET_CHECK_INTERVAL: `${intervalSeconds}s`, FLEET_PROBE_ALLOW: '127.0.0.0/8' });
const cpu = () => ({ app: cpuOf(app.pid), postgres: cpuOfPostgres() });
const measured = async () => {
  const before = cpu();
  await sleep(measuredSeconds * 1_000);
  const after = cpu();
  const usOf = (ms: number) => (ms * 1_000) / ((servers / intervalSeconds) * measuredSeconds);
  return { appUs: usOf(after.app - before.app), postgresUs: usOf(after.postgres - before.postgres) };
};
await sleep(warmUpSeconds * 1_000);
const young = await measured();
await sleep((settledAfterSeconds - warmUpSeconds - measuredSeconds) * 1_000);
const settled = await measured();

const { rows } = await stage.database.query<{ fresh: number; healthy: number }>(
  `SELECT count(*) FILTER (WHERE checked_at > now() - make_interval(secs => $1))::integer AS fresh, count(*) FILTER (WHERE status = 'healthy')::integer AS healthy FROM checks`,
  [intervalSeconds + writtenAfterSeconds],
);
const response = await fetch(`${app.url}/api/v1/fleet/overview`, { headers: { authorization: `Bearer ${app.token}` } });
const { checks } = (await response.json()) as { checks: { latenessP99Ms: number } };
while (baselines.length < baselineRounds) baselines.push(await bare());

const bareUs = median(baselines);
const pacedUs = (pacedBefore + (await paced())) / 2;
const row = (what: string, us: number) => ({
  'CPU of one check': what,
  µs: us.toFixed(1),
  'ratio to bare': (us / bareUs).toFixed(2),
  'at the same pace': (us / pacedUs).toFixed(2),
});
printTable(`npm run bench monitor (${servers} servers, ${aSecond} checks/s)`, [
  row('bare net.connect loop (median)', bareUs),
  row(`the same, ${aSecond} a second`, pacedUs),
  row('this process', settled.appUs),
  row('PostgreSQL beside it', settled.postgresUs),
  row('all in', settled.appUs + settled.postgresUs),
  row('all in, in the first minutes', young.appUs + young.postgresUs),
]);
printTable('Punctuality', [
  { what: 'checks that ran within the last interval', value: `${rows[0]?.fresh} of ${servers}` },
  { what: 'found healthy', value: `${rows[0]?.healthy} of ${servers}` },
  { what: 'lateness, 99th percentile', value: `${checks.latenessP99Ms} ms` },
]);
