import { setTimeout as after } from 'node:timers/promises';

/** The inventory's public API, as any other program would use it. */
export interface KnownServer {
  readonly externalId: string | null;
  readonly ipAddress: string | null;
}

/** The API said no, in its own words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

/** Nobody answered, or nobody who could. */
export class NoAnswer extends Error {}

export class FleetApi {
  private token = '';

  constructor(
    private readonly url: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Whatever it answers: an API that waits for its database is still there. */
  async isThere(): Promise<boolean> {
    try {
      await (await this.request('GET', '/api/health/live', undefined, 5_000)).body?.cancel();
      return true;
    } catch (fault) {
      if (fault instanceof NoAnswer) return false;
      throw fault;
    }
  }

  async signIn(email: string, password: string): Promise<void> {
    try {
      const session = await this.call<{ accessToken: string }>('POST', '/auth/login', { email, password });
      this.token = session.accessToken;
    } catch (fault) {
      if (!(fault instanceof Refusal) || fault.status !== 401) throw fault;
      const hint = `If ${email} has another password by now, give it as FLEET_ADMIN_PASSWORD.`;
      throw new Refusal(fault.status, fault.code, `${fault.message} ${hint}`);
    }
  }

  /** All that the query finds, page by page. */
  async *servers(q: string): AsyncGenerator<KnownServer> {
    for (let cursor: string | null = ''; cursor !== null;) {
      const params = new URLSearchParams({ q, limit: '500', ...(cursor && { cursor }) });
      const page: ServerPage = await this.call<ServerPage>('GET', `/servers?${params.toString()}`);
      yield* page.items;
      cursor = page.nextCursor;
    }
  }

  async register(registration: object): Promise<void> {
    await this.call('POST', '/servers', registration);
  }

  /** Waits as long as a busy API asks for; asks again a few times when the connection was lost. */
  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await this.request(method, `/api/v1${path}`, body, 30_000);
        if (response.ok) return (await response.json()) as T;
        if (attempt === attempts || !busy.includes(response.status)) throw await refusal(response);
        await response.body?.cancel();
        await pause(Number(response.headers.get('retry-after') ?? attempt) * 1000, this.signal);
      } catch (fault) {
        if (attempt === attempts || !(fault instanceof NoAnswer)) throw fault;
        await pause(attempt * 500, this.signal);
      }
    }
  }

  private async request(method: string, path: string, body: object | undefined, timeoutMs: number): Promise<Response> {
    try {
      return await fetch(this.url + path, {
        method,
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(this.token && { authorization: `Bearer ${this.token}` }),
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (fault) {
      this.signal.throwIfAborted();
      throw new NoAnswer(`${this.url} does not answer.`, { cause: fault });
    }
  }
}

interface ServerPage {
  items: KnownServer[];
  nextCursor: string | null;
}

const attempts = 6;
const busy = [429, 502, 503, 504];

/** Rejects at once when the signal says so. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await after(delayMs, undefined, { signal });
}

async function refusal(response: Response): Promise<Refusal> {
  const text = await response.text();
  try {
    const { title, detail, code, errors } = JSON.parse(text) as Problem;
    const faults = (errors ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
    return new Refusal(response.status, code, [detail ?? title ?? text, ...faults].join('; '));
  } catch {
    return new Refusal(response.status, undefined, `${response.status} ${text.slice(0, 200)}`);
  }
}

interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  errors?: { pointer: string; message: string }[];
}
