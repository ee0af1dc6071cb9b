import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface VaultOptions {
  /** With TLS when given. */
  certificate?: { key: string; chain: string };
  mount?: string;
  /** Whether the key is derived, and so wants a context. */
  isDerived?: boolean;
}

interface Asked {
  plaintext?: string;
  ciphertext?: string;
  associated_data?: string;
  context?: string;
  key_version?: number;
}

/** The words that Vault itself uses. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** As much of Vault's Transit engine as wraps keys: one key `fleet`, in all its versions. What it answers is what Vault answers. */
export class VaultPeer {
  token = 'hvs.first';
  isSealed = false;
  /** Takes requests and does not answer them. */
  isHanging = false;
  minDecryptionVersion = 1;
  /** Of each request so far. */
  readonly paths: string[] = [];
  private keys = [randomBytes(32)];

  private constructor(
    private readonly server: Server,
    private readonly options: VaultOptions,
    readonly address: string,
  ) {}

  static async start(options: VaultOptions = {}): Promise<VaultPeer> {
    const { certificate } = options;
    const server = certificate ? createTlsServer({ key: certificate.key, cert: certificate.chain }) : createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const peer = new VaultPeer(server, options, `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void peer.answer(request, response));
    return peer;
  }

  get environment(): Record<string, string> {
    const { mount = 'transit' } = this.options;
    return {
      FLEET_VAULT_ADDR: this.address,
      FLEET_VAULT_TOKEN: this.token,
      FLEET_VAULT_TRANSIT_KEY: mount === 'transit' ? 'fleet' : `${mount}/fleet`,
    };
  }

  /** Another key under the same name. */
  replaceKey(): void {
    this.keys = [randomBytes(32)];
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = request.method === 'GET' ? {} : ((await json(request)) as Asked);
    this.paths.push(request.url ?? '');
    if (this.isHanging) return;
    const send = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
    };
    try {
      send(200, { request_id: 'b3d2', lease_duration: 0, renewable: false, data: this.done(request, asked) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(error.status, { errors: [error.message] });
    }
  }

  private done({ method = '', url = '', headers }: IncomingMessage, asked: Asked): object {
    if (this.isSealed) throw new Refusal(503, 'Vault is sealed');
    if (headers['x-vault-token'] !== this.token) throw new Refusal(403, 'permission denied');
    const routes: Record<string, () => object> = {
      'GET keys/fleet': () => ({ name: 'fleet', type: 'aes256-gcm96', latest_version: this.keys.length }),
      'POST keys/fleet/rotate': () => ({ latest_version: this.keys.push(randomBytes(32)) }),
      'POST encrypt/fleet': () => ({ ciphertext: this.encrypted(asked) }),
      'POST decrypt/fleet': () => ({ plaintext: this.decrypted(asked).toString('base64') }),
    };
    const prefix = `/v1/${this.options.mount ?? 'transit'}/`;
    const route = url.startsWith(prefix) ? routes[`${method} ${url.slice(prefix.length)}`] : undefined;
    if (!route) throw new Refusal(404, `no handler for route "${url.slice(4)}". route entry not found.`);
    return route();
  }

  private encrypted({
    plaintext = '',
    associated_data: data,
    context,
    key_version: version = this.keys.length,
  }: Asked): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.keyOf(version, context), iv).setAAD(
      Buffer.from(data ?? '', 'base64'),
    );
    const body = Buffer.concat([cipher.update(Buffer.from(plaintext, 'base64')), cipher.final()]);
    return `vault:v${version}:${Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64')}`;
  }

  private decrypted({ ciphertext = '', associated_data: data, context }: Asked): Buffer {
    const [, number, text = ''] = /^vault:v(\d+):(.*)$/.exec(ciphertext) ?? [];
    if (number === undefined) throw new Refusal(400, 'invalid ciphertext: no prefix');
    const version = Number(number);
    if (version > this.keys.length) throw new Refusal(400, 'invalid ciphertext: version is too new');
    if (version < this.minDecryptionVersion) {
      throw new Refusal(400, 'ciphertext or signature version is disallowed by policy (too old)');
    }
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length < 28) throw new Refusal(400, 'invalid ciphertext: could not decode base64');
    const decipher = createDecipheriv('aes-256-gcm', this.keyOf(version, context), bytes.subarray(0, 12))
      .setAAD(Buffer.from(data ?? '', 'base64'))
      .setAuthTag(bytes.subarray(-16));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    } catch {
      throw new Refusal(400, 'cipher: message authentication failed');
    }
  }

  private keyOf(version: number, context: string | undefined): Buffer {
    const key = this.keys[version - 1] as Buffer;
    if (!this.options.isDerived) return key;
    if (!context)
      throw new Refusal(400, "missing 'context' for key derivation; the key was created using a derived key");
    return createHmac('sha256', key).update(Buffer.from(context, 'base64')).digest();
  }
}
