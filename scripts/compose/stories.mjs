/** What is promised of the Compose file, in the order in which one would find it out. Each builds on what was `seen` before. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { Screen } from './screen.mjs';
import { images, services } from './stack.mjs';

const secretFiles = ['admin-password', 'master-key', 'database-url', 'redis-url'].map(
  (name) => `/run/fleet/app/${name}`,
);

/** A story without which the rest cannot be told. */
const ground = true;

export const stories = [
  ['both images are built', ({ stack }) => stack.build(), ground],

  [
    'it comes up with nothing set up before',
    async ({ stack }) => {
      await stack.up();
      await ready(stack, 180);
      assert.match(await stack.logsOf('init'), /exec api cat \/run\/fleet\/app\/admin-password/);
    },
    ground,
  ],

  [
    'nginx serves the console: pages, hashed files for a year, compressed, nothing made up',
    async ({ stack }) => {
      const page = await fetch(`${stack.url}/servers/deep/link`, { headers: { accept: 'text/html' } });
      const html = await page.text();
      assert.equal(page.status, 200);
      assert.equal(page.headers.get('cache-control'), 'no-cache');
      const script = /src="([^"]+-[A-Z0-9]{8}\.js)"/.exec(html)?.[1];
      assert.ok(script, `no hashed script in ${html}`);
      const file = await fetch(`${stack.url}/${script}`, { headers: { 'accept-encoding': 'gzip' } });
      assert.equal(file.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.equal(file.headers.get('content-encoding'), 'gzip');
      const missing = await fetch(`${stack.url}/main-ABCDEFGH.js`);
      assert.deepEqual([missing.status, missing.headers.get('cache-control')], [404, 'no-cache']);
      assert.equal((await fetch(`${stack.url}/metrics`)).status, 404);
    },
  ],

  [
    'the console comes with the same security headers as the API',
    async ({ stack }) => {
      const ours = securityHeadersOf(await fetch(stack.url));
      const theirs = securityHeadersOf(await fetch(`${stack.url}/api/health/live`));
      assert.ok(Object.keys(theirs).length >= 8, JSON.stringify(theirs));
      assert.deepEqual(ours, theirs);
    },
  ],

  [
    'the first admin signs in with the generated password, as a browser does',
    async (seen) => {
      const { stack } = seen;
      const password = await stack.inside('api', 'cat', '/run/fleet/app/admin-password');
      const refused = await signIn(stack, `${password}x`);
      assert.equal(refused.status, 401);
      const response = await signIn(stack, password);
      assert.equal(response.status, 200);
      seen.password = password;
      seen.cookie = response.headers.getSetCookie()[0].split(';')[0];
      const headers = { cookie: seen.cookie, origin: stack.url, 'content-type': 'application/json' };
      seen.ask = async (method, path, body) => {
        const answer = await fetch(`${stack.url}/api/v1${path}`, {
          method,
          headers,
          body: body && JSON.stringify(body),
        });
        const text = await answer.text();
        assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
        return text && JSON.parse(text);
      };
    },
  ],

  [
    'a change with the cookie from another site is refused',
    async ({ stack, cookie }) => {
      const headers = { cookie, origin: 'https://elsewhere.example', 'content-type': 'application/json' };
      const response = await fetch(`${stack.url}/api/v1/servers`, {
        method: 'POST',
        headers,
        body: '{"hostname":"evil"}',
      });
      assert.equal(response.status, 403);
    },
  ],

  [
    'the health of a new server arrives over the live socket through nginx, and by REST',
    async (seen) => {
      await listen(seen);
      seen.redis = await seen.ask('POST', '/servers', watched('redis', 6379));
      await heard(seen, seen.redis.id, 'healthy');
      const { health } = await seen.ask('GET', `/servers/${seen.redis.id}`);
      assert.equal(health.status, 'healthy');
      assert.equal(seen.transport, 'websocket');
    },
  ],

  [
    'what refuses is unhealthy, while its lifecycle stays active',
    async (seen) => {
      const refusing = await seen.ask('POST', '/servers', watched('postgres', 5433));
      await heard(seen, refusing.id, 'unhealthy');
      assert.equal((await seen.ask('GET', `/servers/${refusing.id}`)).lifecycle, 'active');
      seen.refusing = refusing;
    },
  ],

  [
    'a person at the console sees it become healthy once its check is right, without a reload',
    async ({ stack, password, ask, refusing }) => {
      const screen = await Screen.open(`${stack.url}/servers/${refusing.id}`, password);
      try {
        await screen.page.getByText(/^Unhealthy since/).waitFor();
        await screen.isLive();
        let loads = 0;
        screen.page.on('load', () => loads++);
        await ask('PATCH', `/servers/${refusing.id}`, { checks: watched('postgres', 5432).checks });
        await screen.page.getByText(/^Healthy since/).waitFor();
        assert.equal(loads, 0);
        assert.deepEqual(screen.complaints, []);
      } finally {
        await screen.close();
      }
    },
  ],

  [
    'after a restart of Redis health goes on, on the same socket',
    async (seen) => {
      await seen.stack.restart('redis');
      await watchedAgain(seen);
      const later = await seen.ask('POST', '/servers', { ...watched('api', 3000), hostname: 'api' });
      await heard(seen, later.id, 'healthy');
    },
  ],

  [
    'after a restart of a worker health goes on',
    async (seen) => {
      await seen.stack.restart('worker');
      await watchedAgain(seen);
    },
  ],

  [
    'after a restart of the API nginx finds it again, and the session still holds',
    async (seen) => {
      await seen.stack.restart('api');
      await ready(seen.stack, 30);
      assert.equal((await seen.ask('GET', '/auth/me')).role, 'admin');
    },
  ],

  [
    'the images run as nobody in particular, and write nowhere',
    async ({ stack }) => {
      for (const service of ['api', 'worker', 'ui']) {
        assert.notEqual(await stack.inside(service, 'id', '-u'), '0', service);
        await assert.rejects(stack.inside(service, 'sh', '-c', 'echo > /etc/written'), /Read-only file system/);
      }
      for (const service of services) {
        assert.equal((await stack.inspect(service)).HostConfig.ReadonlyRootfs, true, service);
      }
      for (const image of Object.values(images)) {
        assert.match((await stack.inspectImage(image)).Config.User, /^[1-9]\d*:[1-9]\d*$/);
      }
    },
  ],

  [
    'no secret stands in an environment, a command line, an image or a log',
    async ({ stack, password }) => {
      const contents = await Promise.all(secretFiles.map((file) => stack.inside('api', 'cat', file)));
      const secrets = [password, ...contents, ...contents.flatMap((text) => /:([^:@/]{20,})@/.exec(text)?.[1] ?? [])];
      assert.equal(secrets.length, 7);
      for (const service of services) {
        const said = JSON.stringify(await stack.inspect(service)) + (await stack.logsOf(service));
        for (const secret of secrets) assert.ok(!said.includes(secret), `${service} tells a secret`);
      }
      for (const image of Object.values(images)) {
        const said = JSON.stringify(await stack.inspectImage(image));
        for (const secret of secrets) assert.ok(!said.includes(secret), `${image} tells a secret`);
      }
    },
  ],

  [
    'its files may be read by the server alone',
    async ({ stack }) => {
      for (const file of secretFiles) {
        assert.equal(await stack.inside('api', 'stat', '-c', '%a %u', file), '400 1000', file);
      }
    },
  ],

  [
    'only the console is published',
    async ({ stack }) => {
      for (const service of services) {
        const published = Object.values((await stack.inspect(service)).HostConfig.PortBindings ?? {}).filter(Boolean);
        assert.equal(published.length, service === 'ui' ? 1 : 0, service);
      }
    },
  ],

  [
    'down and up again keeps the servers and the password',
    async (seen) => {
      const { stack } = seen;
      seen.live.disconnect();
      await stack.compose('down');
      await stack.up();
      await ready(stack, 120);
      assert.equal((await signIn(stack, seen.password)).status, 200);
      await watchedAgain(seen);
    },
  ],

  [
    'down with its volumes leaves nothing behind',
    async ({ stack }) => {
      await stack.remove();
      assert.deepEqual(await stack.leftovers(), []);
    },
  ],
];

function ready({ url }, seconds) {
  const answers = async () => (await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(5_000) })).ok;
  return until(answers, 'the API to be ready', seconds);
}

/** Watched every second, down after two failures, so that a test need not wait long. */
function watched(hostname, port) {
  return { hostname, lifecycle: 'active', checks: [{ type: 'tcp', port, intervalSeconds: 1, failAfter: 2 }] };
}

function signIn({ url }, password) {
  return fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@fleet.local', password }),
  });
}

async function listen(seen) {
  seen.statuses = new Map();
  seen.live = io(`${seen.stack.url}/live`, { transports: ['websocket'], extraHeaders: { cookie: seen.cookie } });
  seen.live.on('health', ({ changes }) => {
    for (const { id, status } of changes) seen.statuses.set(id, status);
  });
  await new Promise((resolve, reject) => {
    seen.live
      .on('connect', resolve)
      .on('connect_error', (fault) => reject(new Error(JSON.stringify(fault.data ?? fault.message))));
  });
  seen.transport = seen.live.io.engine.transport.name;
  const answer = await seen.live.emitWithAck('subscribe', { q: 'lifecycle:active' });
  assert.ok(answer.ok, JSON.stringify(answer));
}

function heard(seen, id, status) {
  return until(() => seen.statuses.get(id) === status, `the news that it is ${status}`, 30);
}

async function watchedAgain(seen) {
  const since = new Date().toISOString();
  const isSeen = async () => {
    const { health } = await seen.ask('GET', `/servers/${seen.redis.id}`);
    return health.lastCheckedAt > since && health.status === 'healthy';
  };
  await until(isSeen, 'a healthy check since then', 60);
}

function securityHeadersOf(response) {
  const names = /^(content-security|cross-origin|origin-agent|referrer|strict-transport|x-(?!request|powered))/;
  return Object.fromEntries([...response.headers].filter(([name]) => names.test(name)));
}

/** Until it holds; what throws meanwhile does not hold yet. */
async function until(holds, what, seconds) {
  const giveUpAt = performance.now() + seconds * 1000;
  for (let fault = ''; ; await pause(200)) {
    try {
      if (await holds()) return;
    } catch (thrown) {
      fault = ` (${thrown.message})`;
    }
    if (performance.now() > giveUpAt) assert.fail(`Waited ${seconds} s for ${what}, in vain${fault}.`);
  }
}
