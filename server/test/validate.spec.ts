import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import pg from 'pg';
import { startEmbedded, type EmbeddedDatabase } from '../src/database/embedded/embedded.js';
import type { Problem } from '../src/http/problem.js';
import type { ServerView } from '../src/inventory/servers.dto.js';
import type {
  AddressVerdict,
  DnsVerdict,
  HttpVerdict,
  IcmpVerdict,
  SshVerdict,
  TlsVerdict,
} from '../src/validation/verdicts.dto.js';
import { startFleet, type Fleet } from './support/fleet.js';
import { Authority, type Issued } from './support/peers/certificates.js';
import { NameServer } from './support/peers/name-server.js';
import { Nginx } from './support/peers/nginx.js';
import { Sshd } from './support/peers/sshd.js';
import { sparePort } from './support/redis.js';

let fleet: Fleet;
let names: NameServer;
let authority: Authority;
let good: Issued;
const open: Server[] = [];
const sockets = new Set<Socket>();

beforeAll(async () => {
  authority = new Authority();
  good = authority.issued();
  names = await NameServer.open({
    'web-01.example.com A': ['127.0.0.1'],
    '1.0.0.127.in-addr.arpa PTR': ['web-01.example.com'],
    'www.example.com CNAME': ['web-01.example.com'],
    'www.example.com A': ['127.0.0.1'],
    'two.example.com A': ['127.0.0.2'],
    '2.0.0.127.in-addr.arpa PTR': ['other.example.com'],
    'other.example.com A': ['127.0.0.9'],
    'example.com MX': [
      { preference: 20, exchange: 'mx2.example.com' },
      { preference: 10, exchange: 'mx1.example.com' },
    ],
    'example.com TXT': [['v=spf1 ', '-all']],
    'broken.example.com A': 'SERVFAIL',
    'mute.example.com A': 'silence',
    'mute.example.com AAAA': 'silence',
  });
  fleet = await startFleet({ FLEET_DNS_SERVERS: names.address, FLEET_CA_CERTS: authority.rootFile });
});
afterAll(async () => {
  await fleet.close();
  await names.close();
  for (const socket of sockets) socket.destroy();
  await Promise.all(open.map((server) => new Promise((resolve) => server.close(resolve))));
  authority.remove();
});

async function validated<Verdict>(kind: string, request: object): Promise<Verdict> {
  const { status, body } = await fleet.admin.post<Verdict>(`/validate/${kind}`, request);
  expect([status, body]).toEqual([200, body]);
  return body;
}

function listening(server: Server): Promise<number> {
  open.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** A raw peer. Sockets are closed with the test, so that hanging ones do not hold it. */
function peer(answer: (socket: Socket) => void): Promise<number> {
  return listening(
    createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      answer(socket);
    }),
  );
}

describe('an address', () => {
  test('is told what it is, what the names say, and who has it', async () => {
    const { body: server } = await fleet.admin.post<ServerView>('/servers', {
      hostname: 'web-01.example.com',
      ipAddress: '127.0.0.1',
    });
    const verdict = await validated<AddressVerdict>('address', { address: ' Web-01.Example.com. ' });
    expect(verdict).toEqual({
      ok: true,
      code: 'ok',
      message: 'A fully qualified name',
      kind: 'fqdn',
      normal: 'web-01.example.com',
      class: null,
      errors: [],
      dns: {
        a: ['127.0.0.1'],
        aaaa: [],
        cname: [],
        ptr: [{ address: '127.0.0.1', names: ['web-01.example.com'] }],
        agrees: true,
        error: null,
      },
      duplicates: [{ id: server.id, hostname: 'web-01.example.com', ipAddress: '127.0.0.1' }],
    });
    const own = await validated<AddressVerdict>('address', { address: 'web-01.example.com', serverId: server.id });
    expect(own.duplicates).toEqual([]);
    const numeric = await validated<AddressVerdict>('address', { address: '127.0.0.1' });
    expect(numeric).toMatchObject({
      kind: 'ipv4',
      class: 'loopback',
      dns: { agrees: true },
      duplicates: [{ id: server.id }],
    });
    const network = await validated<AddressVerdict>('address', { address: '127.0.0.0/8' });
    expect(network).toMatchObject({ kind: 'cidr', dns: null, duplicates: [{ id: server.id }] });
  });

  test('whose names lead elsewhere is found out, and a chain of names is followed', async () => {
    expect((await validated<AddressVerdict>('address', { address: 'two.example.com' })).dns).toMatchObject({
      agrees: false,
    });
    expect((await validated<AddressVerdict>('address', { address: '127.0.0.2' })).dns).toMatchObject({
      agrees: false,
      a: ['127.0.0.9'],
    });
    expect((await validated<AddressVerdict>('address', { address: 'www.example.com' })).dns).toMatchObject({
      cname: ['web-01.example.com'],
      agrees: true,
    });
    expect((await validated<AddressVerdict>('address', { address: 'nobody.example.com' })).dns).toMatchObject({
      agrees: null,
      error: null,
    });
    expect((await validated<AddressVerdict>('address', { address: 'broken.example.com' })).dns?.error).toMatch(
      /SERVFAIL/,
    );
  });

  test('that is none is not ok, and says where', async () => {
    expect(await validated('address', { address: '10.0.300.1' })).toMatchObject({
      ok: false,
      kind: 'invalid',
      code: 'ipv4.too-great',
      errors: [{ position: 5 }],
      dns: null,
      duplicates: [],
    });
  });
});

describe('tcp', () => {
  test('open, with what the peer says by itself', async () => {
    const port = await peer((socket) => socket.write('220 mail.example.com ESMTP\r\n'));
    expect(await validated('tcp', { host: '127.0.0.1', port })).toMatchObject({
      ok: true,
      code: 'open',
      address: '127.0.0.1',
      connectMs: expect.any(Number),
      banner: '220 mail.example.com ESMTP',
      results: [{ port, ok: true, code: 'open' }],
    });
  });

  test('several ports at once, one of which is closed', async () => {
    const [port, closed] = [await peer(() => undefined), await sparePort()];
    expect(await validated('tcp', { host: 'web-01.example.com', ports: [port, closed] })).toMatchObject({
      ok: false,
      code: 'refused',
      message: '1 of 2 ports are open',
      results: [
        { port, ok: true, code: 'open', banner: null },
        { port: closed, ok: false, code: 'refused' },
      ],
    });
  });

  test.each([
    ['a name that is not there', 'nobody.example.com', 'dns'],
    ['a name server that is in trouble', 'broken.example.com', 'dns'],
    ['a name server that does not answer', 'mute.example.com', 'dns'],
  ])('%s', async (_, host, code) => {
    expect(await validated('tcp', { host, port: 80, timeoutMs: 600 })).toMatchObject({ ok: false, code });
  });

  test('either one port or several', async () => {
    for (const ports of [{}, { port: 1, ports: [2] }, { ports: [] }]) {
      expect((await fleet.admin.post<Problem>('/validate/tcp', { host: '127.0.0.1', ...ports })).status).toBe(400);
    }
  });
});

describe('http, against nginx', () => {
  let nginx: Nginx;
  beforeAll(async () => {
    nginx = await Nginx.start(
      good,
      `location = / { add_header X-Kind web; return 200 "hello"; }
       location = /down { return 503 "no backend\\n"; }
       location = /moved { return 301 /; }
       location = /secure { return 302 https://127.0.0.1:{tlsPort}/; }
       location = /loop { return 302 /loop; }
       location = /metadata { return 302 http://169.254.169.254/latest/meta-data/; }
       location = /file { return 302 file:///etc/passwd; }`,
    );
  });
  afterAll(() => nginx.stop());
  const http = (path: string, more: object = {}) =>
    validated<HttpVerdict>('http', { url: `http://127.0.0.1:${nginx.port}${path}`, ...more });

  test('answers, with its phases', async () => {
    const verdict = await http('/', { expect: { status: [200], bodyContains: 'hell', headers: { 'x-kind': 'we' } } });
    expect(verdict).toMatchObject({
      ok: true,
      code: 'ok',
      status: 200,
      protocol: 'http/1.1',
      redirects: [],
      body: 'hello',
    });
    const { dnsMs = -1, tcpMs = -1, tlsMs = -1, firstByteMs = -1, totalMs = -1 } = verdict.timings ?? {};
    expect([dnsMs, tlsMs]).toEqual([0, 0]);
    expect(tcpMs + firstByteMs).toBeLessThanOrEqual(totalMs);
  });

  test('over TLS by HTTP/2, or by HTTP/1.1 where that is wanted', async () => {
    const url = `https://web-01.example.com:${nginx.tlsPort}/`;
    expect(await validated('http', { url })).toMatchObject({
      ok: true,
      protocol: 'h2',
      status: 200,
      body: 'hello',
      address: '127.0.0.1',
    });
    const { timings } = await validated<HttpVerdict>('http', { url, http2: false });
    expect(timings?.tlsMs).toBeGreaterThan(0);
    expect(timings?.dnsMs).toBeGreaterThan(0);
  });

  test.each([
    ['/down', {}, 'status', 'answered 503 "no backend"'],
    ['/', { expect: { status: [204] } }, 'status', 'answered 200 "hello"'],
    ['/', { expect: { bodyContains: 'bye' } }, 'body', 'answered 200 without "bye" "hello"'],
    ['/', { expect: { headers: { 'x-kind': 'db' } } }, 'header', 'answered 200 with x-kind: web'],
    ['/', { expect: { headers: { 'x-other': '' } } }, 'header', 'answered 200 without the header x-other'],
    ['/loop', {}, 'redirects', 'more than 10 redirects'],
    ['/file', {}, 'redirects', 'a redirect leads to file:///etc/passwd, which is no web address'],
  ])('%s %j is not ok: %s', async (path, more, code, message) => {
    expect(await http(path, more)).toMatchObject({ ok: false, code, message });
  });

  test('redirects are followed, told, and obey the policy at each hop', async () => {
    expect(await http('/moved')).toMatchObject({
      ok: true,
      status: 200,
      redirects: [{ status: 301, location: `http://127.0.0.1:${nginx.port}/` }],
    });
    expect(await http('/moved', { followRedirects: false })).toMatchObject({ ok: true, status: 301, redirects: [] });
    expect(await http('/secure')).toMatchObject({ ok: true, protocol: 'h2', redirects: [{ status: 302 }] });
    const denied = await fleet.admin.post<Problem>('/validate/http', {
      url: `http://127.0.0.1:${nginx.port}/metadata`,
    });
    expect(denied).toMatchObject({
      status: 403,
      body: { code: 'policy.denied', detail: expect.stringContaining('169.254.169.254') },
    });
  });

  test.each([
    ['a hang', () => undefined, 'timeout'],
    ['garbage', (socket: Socket) => socket.end('\x00\x01\x02garbage\r\n\r\n'), 'not-http'],
    ['a goodbye', (socket: Socket) => socket.end(), 'reset'],
  ])('%s', async (_, answer, code) => {
    const port = await peer(answer);
    expect(await validated('http', { url: `http://127.0.0.1:${port}/`, timeoutMs: 500 })).toMatchObject({
      ok: false,
      code,
      status: null,
    });
  });

  test.each(['ftp://127.0.0.1/', 'http://user:secret@127.0.0.1/', 'no url', 'http://'])(
    '%s is refused',
    async (url) => {
      expect((await fleet.admin.post<Problem>('/validate/http', { url })).body).toMatchObject({
        status: 400,
        errors: [{ pointer: '/url' }],
      });
    },
  );
});

describe('tls', () => {
  const tls = (port: number, more: object = {}) =>
    validated<TlsVerdict>('tls', { host: '127.0.0.1', port, servername: 'web-01.example.com', ...more });
  const showing = ({ key, chain }: Issued) =>
    listening(createTlsServer({ key, cert: chain }, (socket) => socket.on('error', () => undefined)));

  test('a good one: chain, names, days, key, protocol', async () => {
    const verdict = await tls(await showing(good));
    expect(verdict).toMatchObject({
      ok: true,
      code: 'ok',
      problems: [],
      daysLeft: 89,
      protocol: 'TLSv1.3',
      ocsp: null,
    });
    expect(verdict.chain.map(({ subject, isAuthority }) => [subject, isAuthority])).toEqual([
      ['CN=web-01.example.com', false],
      ['CN=Fleet Test Root Intermediate', true],
      ['CN=Fleet Test Root', true],
    ]);
    expect(verdict.chain[0]).toMatchObject({
      issuer: 'CN=Fleet Test Root Intermediate',
      names: ['web-01.example.com', '127.0.0.1'],
      key: { type: 'ec prime256v1', bits: null },
      fingerprint: expect.stringMatching(/^([\dA-F]{2}:){31}[\dA-F]{2}$/),
    });
    expect(await validated('tls', { host: '127.0.0.1', port: await showing(good) })).toMatchObject({ ok: true });
  });

  test.each<[string, () => Issued, string[]]>([
    ['expired', () => authority.issued({ from: '20200101000000Z', to: '20210101000000Z' }), ['expired']],
    ['not valid yet', () => authority.issued({ from: '20980101000000Z', to: '20990101000000Z' }), ['not-yet-valid']],
    ['for other names', () => authority.issued({ names: 'DNS:other.example.com' }), ['name-mismatch']],
    [
      'expired and for other names',
      () => authority.issued({ names: 'DNS:o.example.com', from: '20200101000000Z', to: '20210101000000Z' }),
      ['expired', 'name-mismatch'],
    ],
    ['signed by itself', () => authority.selfSigned(), ['self-signed']],
    ['of an authority that nobody trusts', () => new Authority('Unknown Root').issued(), ['untrusted']],
  ])('one that is %s', async (_, issue, problems) => {
    expect(await tls(await showing(issue()))).toMatchObject({ ok: false, code: problems[0], problems });
  });

  test('what the authority says of a certificate, when it is stapled', async () => {
    const [fine, revoked] = [authority.issued(), authority.issued()];
    authority.revoke(revoked);
    const stapling = (issued: Issued, staple: Buffer) => {
      const server = createTlsServer({ key: issued.key, cert: issued.chain }, (socket) =>
        socket.on('error', () => undefined),
      );
      server.on('OCSPRequest', (_certificate, _issuer, answer: (error: Error | null, staple: Buffer) => void) =>
        answer(null, staple),
      );
      return listening(server);
    };
    expect(await tls(await stapling(fine, authority.answerAbout(fine)))).toMatchObject({ ok: true, ocsp: 'good' });
    expect(await tls(await stapling(revoked, authority.answerAbout(revoked)))).toMatchObject({
      ok: false,
      code: 'revoked',
      problems: ['revoked'],
      ocsp: 'revoked',
    });
    expect(await tls(await stapling(fine, Buffer.from('no answer')))).toMatchObject({ ok: true, ocsp: 'unreadable' });
  });

  test('no TLS at all, and a hang', async () => {
    const plain = await peer((socket) => socket.end('220 hello\r\n'));
    expect(await tls(plain)).toMatchObject({ ok: false, code: 'handshake', chain: [] });
    expect(await tls(await peer(() => undefined), { timeoutMs: 300 })).toMatchObject({ ok: false, code: 'timeout' });
    expect(await tls(await sparePort())).toMatchObject({ ok: false, code: 'refused' });
  });

  test('STARTTLS of PostgreSQL itself', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-tls-postgres-'));
    chmodSync(directory, 0o755);
    // An address of its own, so that the port is free.
    const [address, port] = ['127.0.77.7', 5432];
    let database: EmbeddedDatabase | undefined;
    try {
      database = await startEmbedded(join(directory, 'data'), () => undefined, {
        listen_addresses: address,
      });
      expect(await tls(port, { host: address, starttls: 'postgres' })).toMatchObject({
        code: 'handshake',
        message: expect.stringContaining('switched off'),
      });
      await switchOn(database.databaseUrl, good);
      expect(await tls(port, { host: address, starttls: 'postgres' })).toMatchObject({
        ok: true,
        chain: [{ subject: 'CN=web-01.example.com' }, {}, {}],
      });
    } finally {
      await database?.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test.each<['smtp' | 'imap' | 'mysql' | 'ldap', (socket: Socket, secure: () => void) => void]>([
    ['smtp', smtpPeer],
    ['imap', imapPeer],
    ['mysql', mysqlPeer],
    ['ldap', ldapPeer],
  ])('STARTTLS of %s', async (starttls, speak) => {
    const port = await peer((socket) =>
      speak(socket, () => {
        socket.removeAllListeners('data');
        new TLSSocket(Duplex.from({ readable: socket, writable: socket }), {
          isServer: true,
          key: good.key,
          cert: good.chain,
        }).on('error', () => undefined);
      }),
    );
    expect(await tls(port, { starttls })).toMatchObject({ ok: true, code: 'ok' });
    const foreign = await peer((socket) => socket.end('SSH-2.0-x\r\n'));
    expect(await tls(foreign, { starttls, timeoutMs: 1_000 })).toMatchObject({ ok: false, code: 'handshake' });
  });
});

describe('ssh, against OpenSSH', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await Sshd.start();
  });
  afterAll(() => sshd.stop());

  test('banner, host key, algorithms', async () => {
    const verdict = await validated<SshVerdict>('ssh', { host: '127.0.0.1', port: sshd.port });
    expect(verdict).toMatchObject({
      ok: true,
      code: 'ok',
      banner: expect.stringMatching(/^SSH-2\.0-OpenSSH/),
      hostKey: { type: 'ssh-ed25519', fingerprint: sshd.fingerprint },
    });
    expect(verdict.algorithms?.hostKey).toContain('ssh-ed25519');
    expect(verdict.algorithms?.cipher).toContain('aes256-gcm@openssh.com');
  });

  test.each([
    ['something else', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'not-ssh'],
    ['a hang', () => undefined, 'timeout'],
    ['a hang behind the banner', (socket: Socket) => socket.write('SSH-2.0-slow\r\n'), 'timeout'],
  ])('%s', async (_, answer, code) => {
    expect(await validated('ssh', { host: '127.0.0.1', port: await peer(answer), timeoutMs: 500 })).toMatchObject({
      ok: false,
      code,
    });
  });
});

describe('dns', () => {
  test.each([
    [{ name: 'web-01.example.com' }, { ok: true, records: ['127.0.0.1'] }],
    [
      { name: 'example.com', record: 'MX' },
      { ok: true, records: ['10 mx1.example.com', '20 mx2.example.com'] },
    ],
    [
      { name: 'example.com', record: 'TXT' },
      { ok: true, records: ['v=spf1 -all'] },
    ],
    [
      { name: 'www.example.com', record: 'CNAME', expect: ['WEB-01.example.com.'] },
      { ok: true, missing: [] },
    ],
    [
      { name: '127.0.0.1', record: 'PTR' },
      { ok: true, records: ['web-01.example.com'] },
    ],
    [
      { name: 'web-01.example.com', expect: ['10.0.0.1'] },
      { ok: false, code: 'records', missing: ['10.0.0.1'] },
    ],
    [
      { name: 'web-01.example.com', record: 'AAAA' },
      { ok: false, code: 'no-record' },
    ],
    [{ name: 'nobody.example.com' }, { ok: false, code: 'dns' }],
    [{ name: 'broken.example.com' }, { ok: false, code: 'refused' }],
    [
      { name: 'mute.example.com', timeoutMs: 300 },
      { ok: false, code: 'timeout' },
    ],
  ])('%j', async (request, verdict) => {
    expect(await validated<DnsVerdict>('dns', request)).toMatchObject(verdict);
  });

  test('of a server that is named, if the policy lets it', async () => {
    const request = { name: 'web-01.example.com', server: '127.0.0.1', port: names.port };
    expect(await validated('dns', request)).toMatchObject({ ok: true });
    expect((await fleet.admin.post('/validate/dns', { ...request, server: '169.254.169.253' })).status).toBe(403);
    expect((await fleet.admin.post('/validate/dns', { ...request, server: 'ns.example.com' })).status).toBe(400);
  });
});

test('icmp, or why it cannot be', async () => {
  const verdict = await validated<IcmpVerdict>('icmp', { host: '127.0.0.1', timeoutMs: 2_000 });
  if (verdict.code === 'unsupported') expect(verdict.message).toMatch(/ping/);
  else expect(verdict).toMatchObject({ ok: true, address: '127.0.0.1', latencyMs: expect.any(Number) });
  expect((await fleet.admin.post('/validate/icmp', { host: '169.254.169.254' })).status).toBe(403);
});

test('nobody looks at more than their share', async () => {
  const { body: user } = await fleet.admin.post<{ id: string }>('/users', {
    email: 'looker@example.com',
    role: 'operator',
    password: 'a password for tests',
  });
  expect(user.id).toBeDefined();
  const looker = await fleet.anonymous.login('looker@example.com', 'a password for tests');
  const port = await peer(() => undefined);
  const hanging = Array.from({ length: 17 }, () =>
    looker.post<Problem>('/validate/http', { url: `http://127.0.0.1:${port}/`, timeoutMs: 3_000 }),
  );
  const busy = await Promise.race(hanging);
  expect(busy).toMatchObject({ status: 429, body: { code: 'validation.busy' } });
  expect((await fleet.admin.post('/validate/tcp', { host: '127.0.0.1', port })).status).toBe(200);
  await Promise.all(hanging);
  const ports = Array.from({ length: 100 }, (_, at) => at + 1);
  const spent = await until429(() =>
    looker.post<Problem>('/validate/tcp', { host: '127.0.0.1', ports, timeoutMs: 200 }),
  );
  expect(spent).toMatchObject({ status: 429, body: { code: 'validation.throttled' } });
  expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(0);
});

async function until429<Answer extends { status: number }>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let turn = 0; turn < 50; turn++) {
    const answer = await ask();
    if (answer.status === 429) return answer;
  }
  throw new Error('was never refused');
}

/** TLS for a PostgreSQL that runs, by its own means. */
async function switchOn(url: string, { keyFile, chainFile }: Issued): Promise<void> {
  const db = new pg.Client(url);
  await db.connect();
  try {
    const { rows } = await db.query<{ data_directory: string }>('SHOW data_directory');
    const directory = rows[0]?.data_directory ?? '';
    const { uid, gid } = statSync(directory);
    for (const [file, name] of [
      [keyFile, 'server.key'],
      [chainFile, 'server.crt'],
    ] as const) {
      copyFileSync(file, join(directory, name));
      chownSync(join(directory, name), uid, gid);
      chmodSync(join(directory, name), 0o600);
    }
    await db.query('ALTER SYSTEM SET ssl = on');
    await db.query('SELECT pg_reload_conf()');
  } finally {
    await db.end();
  }
}

type Speak = (socket: Socket, secure: () => void) => void;

function lines(socket: Socket, heard: (line: string) => void): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      heard(line);
    }
  });
}

function smtpPeer(...[socket, secure]: Parameters<Speak>): void {
  socket.write('220-mail.example.com\r\n220 ESMTP\r\n');
  lines(socket, (line) => {
    if (line.startsWith('EHLO')) socket.write('250-mail.example.com\r\n250-STARTTLS\r\n250 SIZE 1000\r\n');
    else if (line === 'STARTTLS') {
      socket.write('220 go ahead\r\n');
      secure();
    } else socket.end('500 what?\r\n');
  });
}

function imapPeer(...[socket, secure]: Parameters<Speak>): void {
  socket.write('* OK IMAP4rev2 ready\r\n');
  lines(socket, (line) => {
    if (!line.endsWith(' STARTTLS')) return void socket.end('* BAD\r\n');
    socket.write(`* CAPABILITY IMAP4rev2\r\n${line.split(' ')[0]} OK begin\r\n`);
    secure();
  });
}

function mysqlPeer(...[socket, secure]: Parameters<Speak>): void {
  const version = Buffer.from('8.0.36\0');
  const rest = Buffer.alloc(4 + 8 + 1 + 2);
  rest.writeUInt16LE(0x0800, 13);
  const greeting = Buffer.concat([Buffer.from([10]), version, rest]);
  socket.write(Buffer.concat([Buffer.from([greeting.length, 0, 0, 0]), greeting]));
  socket.once('data', (request: Buffer) => {
    if (request.length < 36 || request[3] !== 1 || (request.readUInt32LE(4) & 0x0800) === 0) return void socket.end();
    // Nobody answers the request, so the handshake may have come along with it.
    socket.pause();
    socket.unshift(request.subarray(36));
    secure();
  });
}

function ldapPeer(...[socket, secure]: Parameters<Speak>): void {
  socket.once('data', (request: Buffer) => {
    if (!request.includes('1.3.6.1.4.1.1466.20037')) return void socket.end();
    socket.write(Buffer.from([0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00]));
    secure();
  });
}
