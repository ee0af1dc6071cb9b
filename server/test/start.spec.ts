import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client, until } from './support/fleet.js';
import { processesWith, Program, temporaryDirectory } from './support/program.js';

const email = 'admin@fleet.local';
const password = 'a password for tests';

let place: ReturnType<typeof temporaryDirectory>;
let environment: Record<string, string>;
let running: Program[];

beforeEach(() => {
  place = temporaryDirectory();
  environment = { FLEET_DATA_DIR: join(place.path, 'data'), FLEET_ADMIN_PASSWORD: password };
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((program) => program.end('SIGTERM')));
  place.remove();
});

async function started(additions: Record<string, string> = {}, isLaunched = false): Promise<Program> {
  const program = await Program.started({ ...environment, ...additions }, { isLaunched });
  running.push(program);
  return program;
}

async function signedIn({ url }: Program): Promise<Client> {
  return new Client(url).login(email, password);
}

async function hostnamesOf(client: Client): Promise<string[]> {
  const { body } = await client.get<{ items: { hostname: string }[] }>('/servers?limit=500');
  return body.items.map(({ hostname }) => hostname);
}

test('the first start tells how to sign in, the next one tells nothing and knows the same', async () => {
  const first = await started({ FLEET_ADMIN_PASSWORD: '' });
  const admin = await new Client(first.url).login(email, first.password);
  expect(admin.token).toEqual(expect.any(String));
  expect(await first.end('SIGTERM')).toBe(0);

  const second = await started({ FLEET_ADMIN_PASSWORD: '' });
  expect(second.output).not.toContain('password');
  expect((await new Client(second.url).login(email, first.password)).token).toEqual(expect.any(String));
});

test('people are sent to the public address where there is one', async () => {
  const { output } = await started({ FLEET_PUBLIC_URL: 'https://fleet.example/' });
  expect(output).toMatch(/Console +https:\/\/fleet\.example\n/);
  expect(output).toContain('https://fleet.example/api/docs');
});

/** See proc_pid_schedstat(5): how long it was ready to run while somebody else did. */
function waitedMs({ child }: Program): number {
  const [, nanoseconds] = readFileSync(`/proc/${child.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

test('a second start answers within three seconds, not counted what others take of the processor', async () => {
  await (await started()).end('SIGTERM');
  const tookMs: number[] = [];
  while (tookMs.length < 5 && !tookMs.some((ms) => ms < 3_000)) {
    const begun = Date.now();
    const program = await started();
    expect((await fetch(`${program.url}/api/health/ready`)).status).toBe(200);
    tookMs.push(Date.now() - begun - waitedMs(program));
    await program.end('SIGTERM');
  }
  expect(Math.min(...tookMs)).toBeLessThan(3_000);
});

test('two run side by side, each with its own data', async () => {
  const [one, other] = await Promise.all([
    started(),
    started({ FLEET_DATA_DIR: join(place.path, 'with a rather long name, so that no socket fits into it'.repeat(3)) }),
  ]);
  await (await signedIn(one)).post('/servers', { hostname: 'only-here' });
  expect(await hostnamesOf(await signedIn(one))).toEqual(['only-here']);
  expect(await hostnamesOf(await signedIn(other))).toEqual([]);
});

test.each([
  ['the program', (program: Program) => [program.child.pid]],
  ['the program and its database', (program: Program) => [program.child.pid, ...processesWith(place.path)]],
])('what was acknowledged survives kill -9 of %s in the middle of writes', async (_, victimsOf) => {
  const program = await started();
  const admin = await signedIn(program);
  const acknowledged: string[] = [];
  const write = async (writer: number): Promise<void> => {
    for (let number = 0; ; number++) {
      const hostname = `w${writer}-${number}`;
      const { status } = await admin.post('/servers', { hostname });
      if (status === 201) acknowledged.push(hostname);
    }
  };
  const writers = [1, 2, 3, 4].map((writer) => write(writer).catch(() => undefined));
  await until(() => acknowledged.length > 60);
  for (const pid of victimsOf(program)) process.kill(pid ?? 0, 'SIGKILL');
  await Promise.all([...writers, program.end()]);

  const found = await hostnamesOf(await signedIn(await started()));
  expect(found).toEqual(expect.arrayContaining(acknowledged));
});

test('a database left running by a killed program is no obstacle', async () => {
  await (await started()).end('SIGKILL');
  expect(processesWith(place.path)).toHaveLength(1);
  const next = await started();
  expect(next.output).toContain('was left running');
  await next.end('SIGTERM');
  expect(processesWith(place.path)).toEqual([]);
});

test('a database that is killed comes back under the running program', async () => {
  const program = await started();
  const admin = await signedIn(program);
  const [postmaster = 0] = processesWith(place.path);
  process.kill(postmaster, 'SIGKILL');
  await program.says(/ended unexpectedly/);
  await until(async () => (await admin.post('/servers', { hostname: 'after-all' })).status === 201);
});

/** A request whose head has arrived and whose body has not: the program is busy with it. */
async function halfSent(url: string): Promise<{ finish(): Promise<string> }> {
  const { hostname, port, host } = new URL(url);
  const body = JSON.stringify({ email, password });
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /api/v1/auth/login HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once('data', resolve)); // 100 Continue
  return {
    finish: () => {
      socket.write(body);
      return text(socket);
    },
  };
}

test('SIGTERM takes no new connection, answers the request under way, and leaves no process', async () => {
  const program = await started();
  const request = await halfSent(program.url);
  program.child.kill('SIGTERM');
  await until(() =>
    fetch(program.url).then(
      () => false,
      () => true,
    ),
  );
  expect(processesWith(place.path)).not.toEqual([]);
  expect(await request.finish()).toContain('HTTP/1.1 200 OK');
  expect(await program.end()).toBe(0);
  expect(processesWith(place.path)).toEqual([]);
});

test('a second signal waits for nobody, and still stops the database', async () => {
  const program = await started();
  await halfSent(program.url);
  program.child.kill('SIGTERM');
  await program.says(/Stopping/);
  const echo = Date.now() + 600; // until then a second signal is taken for the echo of the first
  await until(() => Date.now() > echo);
  const begun = Date.now();
  expect(await program.end('SIGTERM')).toBe(0);
  expect(Date.now() - begun).toBeLessThan(5_000);
  expect(processesWith(place.path)).toEqual([]);
});

test('it ends like its launcher', async () => {
  const program = await started({}, true);
  program.child.disconnect();
  expect(await program.end()).toBe(0);
  expect(processesWith(place.path)).toEqual([]);
});
