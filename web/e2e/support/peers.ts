import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { RequestListener, createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packet, { type Answer } from 'dns-packet';
import ssh2 from 'ssh2';

/** The name that the certificate is for, and that the name service knows. */
export const named = 'web-01.example.com';

/** Everybody whom validators can talk to, on 127.0.0.1: web servers, one with a certificate of ten days, SSH, and a name service. */
export class Peers {
  private constructor(
    private readonly directory: string,
    private readonly closing: (() => unknown)[],
    readonly environment: Record<string, string>,
    readonly http: number,
    readonly https: number,
    readonly ssh: number,
  ) {}

  static async open(): Promise<Peers> {
    const directory = mkdtempSync(join(tmpdir(), 'fleet-peers-'));
    const { key, chain, root } = certificatesIn(directory);
    const http = createHttp(answering);
    const https = createHttps({ key, cert: chain }, answering);
    const ssh = sshServer();
    const names = createSocket('udp4');
    names.on('message', (message, from) => names.send(answerTo(message), from.port, from.address));
    names.bind(0, '127.0.0.1');
    await once(names, 'listening');
    const [httpPort, httpsPort, sshPort] = await Promise.all([listening(http), listening(https), listening(ssh)]);
    const environment = { FLEET_DNS_SERVERS: `127.0.0.1:${names.address().port}`, FLEET_CA_CERTS: root };
    const closing = [() => http.close(), () => https.close(), () => ssh.close(), () => names.close()];
    return new Peers(directory, closing, environment, httpPort, httpsPort, sshPort);
  }

  close(): void {
    for (const close of this.closing) close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const answering: RequestListener = ({ url }, response) => {
  if (url === '/') response.writeHead(302, { location: '/health' }).end();
  else response.writeHead(200, { 'content-type': 'application/json', server: 'story' }).end('{ "status": "pass" }\n');
};

function sshServer(): Server {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = new ssh2.Server({ hostKeys: [privateKey.export({ type: 'pkcs1', format: 'pem' })], ident: 'story' });
  server.on('connection', (client: { on(event: 'error', heard: () => void): void }) =>
    client.on('error', () => undefined),
  );
  return server;
}

const zone: Record<string, Answer[]> = {
  [`${named} A`]: [{ type: 'A', name: named, ttl: 60, data: '127.0.0.1' }],
  '1.0.0.127.in-addr.arpa PTR': [{ type: 'PTR', name: '1.0.0.127.in-addr.arpa', ttl: 60, data: named }],
};

function answerTo(message: Buffer): Buffer {
  const { id, questions = [] } = packet.decode(message);
  const [asked] = questions;
  const isKnown = Object.keys(zone).some((key) => key.startsWith(`${asked?.name.toLowerCase() ?? ''} `));
  const noSuchName = 3; // RFC 1035, section 4.1.1
  return packet.encode({
    type: 'response',
    id,
    flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (isKnown ? 0 : noSuchName),
    questions,
    answers: zone[`${asked?.name.toLowerCase() ?? ''} ${asked?.type ?? ''}`] ?? [],
  });
}

/** A root, and a certificate below it with ten days to live. */
function certificatesIn(directory: string): { key: Buffer; chain: string; root: string } {
  const at = (name: string) => join(directory, name);
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    at('root.key'),
    '-out',
    at('root.pem'),
    '-days',
    '3650',
    '-subj',
    '/O=Example/CN=Example Root',
  );
  openssl('req', ...newKey, '-keyout', at('own.key'), '-out', at('own.csr'), '-subj', `/CN=${named}`);
  writeFileSync(at('own.ext'), `subjectAltName=DNS:${named},IP:127.0.0.1\n`);
  const signing = ['-CA', at('root.pem'), '-CAkey', at('root.key'), '-set_serial', '7', '-extfile', at('own.ext')];
  openssl('x509', '-req', '-in', at('own.csr'), ...signing, '-out', at('own.pem'), '-days', '10');
  const chain = `${readFileSync(at('own.pem'), 'utf8')}${readFileSync(at('root.pem'), 'utf8')}`;
  return { key: readFileSync(at('own.key')), chain, root: at('root.pem') };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
