import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FleetApi, type KnownServer, NoAnswer, Refusal } from './api.js';
import { fill, standingOf } from './filling.js';
import { fleetOf } from './fleet.js';

const known = (externalId: string | null, ipAddress: string | null = null): KnownServer => ({ externalId, ipAddress });

function inventory(living: KnownServer[], deleted: KnownServer[] = []): Pick<FleetApi, 'servers'> {
  return {
    async *servers(q) {
      await Promise.resolve();
      yield* q === 'deleted:true' ? deleted : living;
    },
  };
}

test.each<[string, KnownServer[], KnownServer[], number[], string | undefined]>([
  ['an empty inventory has none', [], [], [], undefined],
  ['servers of other people are not ours', [known('cmdb-17', '127.20.0.1'), known(null)], [], [], undefined],
  ['ours are known by their external id', [known('sim-00003', '127.21.0.3')], [], [3], '127.21'],
  ['a deleted one is known too', [known('sim-00001', '127.20.0.1')], [known('sim-00002')], [1, 2], '127.20'],
  [
    'an address that a person changed does not move the fleet',
    [
      known('sim-00001', '127.22.0.1'),
      known('sim-00002', '10.0.0.1'),
      known('sim-00003', '127.0.0.1'),
      known('sim-00004', '127.22.0.4'),
    ],
    [],
    [1, 2, 3, 4],
    '127.22',
  ],
])('%s', async (_, living, deleted, numbers, network) => {
  const standing = await standingOf(inventory(living, deleted));
  expect([...standing.numbers]).toEqual(numbers);
  expect(standing.network).toBe(network);
});

const fleet = fleetOf(40, '127.20');

test('each missing server is registered once, at most eight at a time', async () => {
  const registered: string[] = [];
  let running = 0;
  let most = 0;
  const filled = await fill(
    {
      async register(registration) {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        registered.push((registration as { externalId: string }).externalId);
        running--;
      },
    },
    fleet,
    () => undefined,
  );
  expect(registered.sort()).toEqual(fleet.map(({ registration }) => registration.externalId));
  expect(most).toBe(8);
  expect(filled).toEqual({ created: 40, refused: [] });
});

test('a name that a person has taken is told and left alone; any other refusal ends the filling', async () => {
  const refusing = (status: number): Pick<FleetApi, 'register'> => ({
    register: () => Promise.reject(new Refusal(status, 'server.hostname-taken', 'taken')),
  });
  const { created, refused } = await fill(refusing(409), fleet.slice(0, 1), () => undefined);
  expect([created, refused]).toEqual([0, [`${fleet[0]!.registration.hostname}: taken`]]);
  await expect(fill(refusing(400), fleet, () => undefined)).rejects.toThrow('taken');
});

/** An API that gives these answers, one after the other. */
async function answering(
  answers: [status: number, body: object, headers?: Record<string, string>][],
  use: (url: string, asked: IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const asked: IncomingMessage[] = [];
  await using http = createServer((request, response) => {
    const [status, body, headers = {}] = answers[asked.push(request) - 1]!;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  await use(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, asked);
  http.closeAllConnections();
}

const never = new AbortController().signal;

test('a list is read to its last page, with the session of the login', async () => {
  await answering(
    [
      [200, { accessToken: 'secret' }],
      [200, { items: [known('sim-00001')], nextCursor: 'b' }],
      [200, { items: [known('sim-00002')], nextCursor: null }],
    ],
    async (url, asked) => {
      const api = new FleetApi(url, never);
      await api.signIn('admin@fleet.local', 'password');
      const found: (string | null)[] = [];
      for await (const { externalId } of api.servers('')) found.push(externalId);
      expect(found).toEqual(['sim-00001', 'sim-00002']);
      expect(asked[2]!.url).toContain('cursor=b');
      expect(asked[2]!.headers.authorization).toBe('Bearer secret');
    },
  );
});

test('a busy API is asked again when it says so', async () => {
  await answering(
    [
      [429, {}, { 'retry-after': '0' }],
      [503, {}, { 'retry-after': '0' }],
      [201, {}],
    ],
    async (url, asked) => {
      await new FleetApi(url, never).register({});
      expect(asked).toHaveLength(3);
    },
  );
});

test("a refusal carries the API's own words", async () => {
  const problem = {
    title: 'Bad request',
    detail: 'No.',
    code: 'request.invalid',
    errors: [{ pointer: '/x', message: 'is unknown' }],
  };
  await answering([[400, problem]], async (url) => {
    const refused = new FleetApi(url, never).register({});
    await expect(refused).rejects.toMatchObject({
      status: 400,
      code: 'request.invalid',
      message: 'No.; /x is unknown',
    });
  });
});

test('a password that was changed since is asked for by the name of its variable', async () => {
  await answering([[401, { title: 'Unauthorized', detail: 'It is wrong.' }]], async (url) => {
    await expect(new FleetApi(url, never).signIn('admin@fleet.local', 'an older one')).rejects.toThrow(
      'It is wrong. If admin@fleet.local has another password by now, give it as FLEET_ADMIN_PASSWORD.',
    );
  });
});

test('nobody there is told apart from a refusal', async () => {
  let url = '';
  await answering([], (given) => Promise.resolve(void (url = given)));
  const api = new FleetApi(url, AbortSignal.timeout(400));
  expect(await api.isThere()).toBe(false);
  const ended = new AbortController();
  ended.abort();
  await expect(new FleetApi(url, ended.signal).isThere()).rejects.not.toBeInstanceOf(NoAnswer);
});
