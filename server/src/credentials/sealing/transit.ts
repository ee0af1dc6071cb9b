import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { VaultConfig } from '../../config/vault-config.js';
import { Unavailable } from '../../http/domain-error.js';
import { base64Of, bytesOf } from './base64.js';

const patienceMs = 5_000;
const mostBytes = 65_536;
/** What Vault says of a ciphertext that is none of its own, or not for this place. */
const doesNotOpen = /authentication failed|invalid ciphertext/;
const plaintext = Buffer.from('"plaintext":"');
const quote = 0x22;

interface VaultAnswer {
  status: number;
  body: Buffer;
}

/**
 * One key of Vault's Transit engine (https://developer.hashicorp.com/vault/api-docs/secret/transit). Vault belongs to the installation
 * as PostgreSQL does: it is reached directly, not through the door of probes, whose policy is about what people name.
 * The place goes along as associated data, and as context for a key that is derived.
 */
export class Transit {
  readonly keyPath: string;
  readonly address: string;
  private readonly agent: HttpAgent | HttpsAgent;
  private token: string;

  constructor(
    private readonly config: VaultConfig,
    /** Certificates in PEM that are trusted beside the public ones. */
    authorities: readonly string[],
  ) {
    this.keyPath = config.mount === 'transit' ? config.key : `${config.mount}/${config.key}`;
    this.address = config.address;
    this.token = config.token;
    const options = { keepAlive: true, maxSockets: 16 };
    this.agent = config.address.startsWith('https:')
      ? new HttpsAgent({ ...options, ...(authorities.length > 0 ? { ca: [...rootCertificates, ...authorities] } : {}) })
      : new HttpAgent(options);
  }

  async latestVersion(): Promise<number> {
    const { data } = parsed(await this.asked('GET', `keys/${this.config.key}`)) as {
      data?: { latest_version?: unknown };
    };
    const version = data?.latest_version;
    if (typeof version !== 'number') throw this.away('it does not say which version of the key is the latest');
    return version;
  }

  async rotate(): Promise<void> {
    await this.asked('POST', `keys/${this.config.key}/rotate`, Buffer.from('{}'));
  }

  /** As Vault writes it: `vault:v3:…`. */
  async encrypt(dataKey: Buffer, place: string, version: number): Promise<Buffer> {
    const text = base64Of(dataKey);
    const body = Buffer.concat([
      Buffer.from(`{"plaintext":"`),
      text,
      Buffer.from(`","key_version":${version},${boundTo(place)}}`),
    ]);
    text.fill(0);
    try {
      const { data } = parsed(await this.asked('POST', `encrypt/${this.config.key}`, body)) as {
        data?: { ciphertext?: unknown };
      };
      if (typeof data?.ciphertext !== 'string') throw this.away('it answers without a ciphertext');
      return Buffer.from(data.ciphertext);
    } finally {
      body.fill(0);
    }
  }

  /** Undefined when it does not open there. */
  async decrypt(ciphertext: Buffer, place: string): Promise<Buffer | undefined> {
    if (!/^[\w:+/=]+$/.test(ciphertext.toString('latin1'))) return undefined;
    const body = Buffer.from(`{"ciphertext":"${ciphertext.toString('latin1')}",${boundTo(place)}}`);
    const answer = await this.sent('POST', `decrypt/${this.config.key}`, body);
    if (answer.status === 400 && doesNotOpen.test(answer.body.toString())) return undefined;
    try {
      this.expectOk(answer);
      const at = answer.body.indexOf(plaintext);
      const begin = at + plaintext.length;
      const bytes = at === -1 ? undefined : bytesOf(answer.body.subarray(begin, answer.body.indexOf(quote, begin)));
      if (!bytes) throw this.away('it answers without a plaintext');
      return bytes;
    } finally {
      answer.body.fill(0);
    }
  }

  private async asked(method: string, path: string, body?: Buffer): Promise<Buffer> {
    const answer = await this.sent(method, path, body);
    this.expectOk(answer);
    return answer.body;
  }

  /** Who keeps the token alive may have written a new one into its file. */
  private async sent(method: string, path: string, body?: Buffer): Promise<VaultAnswer> {
    const answer = await this.exchanged(method, path, body);
    const written = answer.status === 403 ? this.writtenToken() : undefined;
    if (written === undefined || written === this.token) return answer;
    this.token = written;
    return this.exchanged(method, path, body);
  }

  private writtenToken(): string | undefined {
    try {
      return this.config.tokenFile && readFileSync(this.config.tokenFile, 'utf8').trim();
    } catch {
      return undefined;
    }
  }

  private exchanged(method: string, path: string, body?: Buffer): Promise<VaultAnswer> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => reject(this.away(reason));
      const send = this.address.startsWith('https:') ? httpsRequest : httpRequest;
      const request = send(`${this.address}/v1/${this.config.mount}/${path}`, {
        method,
        agent: this.agent,
        signal: AbortSignal.timeout(patienceMs),
        headers: {
          'x-vault-token': this.token,
          'x-vault-request': 'true',
          ...(this.config.namespace === undefined ? {} : { 'x-vault-namespace': this.config.namespace }),
          ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
        },
      });
      // Stays for the request's life: one that is given up may fail once more.
      request.on('error', (error: NodeJS.ErrnoException) => {
        // Vault closed a connection that it had kept open, just as it was to be used again.
        if (request.reusedSocket && error.code === 'ECONNRESET') resolve(this.exchanged(method, path, body));
        else fail(reasonOf(error));
      });
      request.once('response', (response) => {
        gathered(response).then(
          (content) => resolve({ status: response.statusCode ?? 0, body: content }),
          (error: unknown) => fail(reasonOf(error as NodeJS.ErrnoException)),
        );
      });
      request.end(body);
    });
  }

  private expectOk({ status, body }: VaultAnswer): void {
    if (status >= 200 && status < 300) return;
    const said = saidIn(body);
    if (status === 403) {
      throw new Unavailable(
        'vault.refused',
        `Vault at ${this.address} refuses the token of FLEET_VAULT_TOKEN for the key ${this.keyPath}: ${said}.`,
      );
    }
    throw this.away(`it answers ${status}: ${said}`);
  }

  private away(reason: string): Unavailable {
    return new Unavailable(
      'vault.unavailable',
      `Vault at ${this.address}, which holds the master key ${this.keyPath}, cannot be used now: ${reason}.`,
    );
  }
}

function boundTo(place: string): string {
  const text = Buffer.from(place).toString('base64');
  return `"associated_data":"${text}","context":"${text}"`;
}

async function gathered(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > mostBytes) throw new Error('its answer has no end');
  }
  const whole = Buffer.concat(parts);
  for (const part of parts) part.fill(0);
  return whole;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) ?? {};
  } catch {
    return {};
  }
}

/** `{"errors": ["Vault is sealed"]}`; a proxy before it speaks otherwise. */
function saidIn(body: Buffer): string {
  const { errors } = parsed(body) as { errors?: unknown };
  const said = Array.isArray(errors) ? errors.map(String).join(', ') : '';
  return said.replace(/\s+/g, ' ').trim().slice(0, 300).replace(/\.$/, '') || 'no reason';
}

function reasonOf({ name, code, message }: NodeJS.ErrnoException): string {
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer within ${patienceMs / 1_000} seconds`;
  return code === 'ECONNREFUSED' ? 'connection refused' : message;
}
