import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger, StreamableFile } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { catchError, concatMap, from, of, type Observable } from 'rxjs';
import { callerOf } from './caller.js';
import { Conflict } from './domain-error.js';
import { KeyTaken, sentUnder, type Claim } from './idempotency-claim.js';
import { keyHeader, keyIn } from './idempotency-key.js';
import { IdempotencyKeys, type KeptAnswer } from './idempotency-keys.js';

/** How long the answer of a committed request is waited for before it counts as lost. */
const patienceMs = 3_000;
const betweenLooksMs = 25;
const keptHeaders = ['etag', 'location', 'content-type'] as const;

/**
 * `Idempotency-Key` on every POST behind the gate: the same request under the same key gets the first answer again. Only
 * successes are kept. A refusal that wrote nothing leaves the key free, so that it can be tried again.
 */
@Injectable()
export class Idempotency implements NestInterceptor {
  private readonly log = new Logger('http');

  constructor(private readonly keys: IdempotencyKeys) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const header = request.method === 'POST' ? request.get(keyHeader) : undefined;
    const caller = callerOf(request);
    if (header === undefined || !caller) return next.handle();
    const claim = this.keys.claimFor(request, keyIn(header), caller);
    const known = await this.known(claim);
    if (known) return of(replayed(known, response));
    sentUnder(request, claim);
    return next.handle().pipe(
      concatMap((body) => this.kept(claim, body, response)),
      catchError((error: unknown) => {
        if (error instanceof KeyTaken) return from(this.afterwards(claim, error, response));
        throw error;
      }),
    );
  }

  /**
   * What was answered under this key; undefined when it is free.
   * @throws Conflict when it stands for another request, or for one whose answer nobody knows
   */
  private async known(claim: Claim): Promise<KeptAnswer | undefined> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = await this.keys.find(claim);
      if (!found) return undefined;
      if (!found.fingerprint.equals(claim.fingerprint))
        throw refusal(
          'idempotency.key-reused',
          'This key was sent with another request. Use a new key for a new request.',
        );
      if (found.answer) return found.answer;
      if (Date.now() > deadline)
        throw refusal(
          'idempotency.outcome-unknown',
          'A request with this key was carried out, and what it answered is not known (any more). Look at what it did before you send it under a new key.',
        );
      await wait(betweenLooksMs);
    }
  }

  /** The race for the key is lost: whoever won it has committed or takes long. */
  private async afterwards(claim: Claim, taken: KeyTaken, response: Response): Promise<unknown> {
    const known = await this.known(claim);
    if (!known) throw taken;
    return replayed(known, response);
  }

  /** Before it is sent, so that whoever has the answer finds it again. A stream cannot be kept. */
  private async kept(claim: Claim, body: unknown, response: Response): Promise<unknown> {
    if (response.headersSent || body instanceof StreamableFile || response.statusCode >= 400) return body;
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => (response.hasHeader(name) ? [[name, String(response.getHeader(name))]] : [])),
    );
    await this.keys
      .keep(claim, { status: response.statusCode, headers, body })
      .catch((error: unknown) => this.log.error(`could not keep an answer: ${(error as Error).message}`));
    return body;
  }
}

function replayed({ status, headers, body }: KeptAnswer, response: Response): unknown {
  response.status(status).set({ ...headers, 'Idempotency-Replayed': 'true' });
  return body;
}

function refusal(code: string, message: string): Conflict {
  return new Conflict(code, message, [{ pointer: `/${keyHeader}`, code, message }]);
}
