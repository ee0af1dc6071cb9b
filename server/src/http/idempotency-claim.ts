import type { Request } from 'express';
import type { EntityManager } from 'typeorm';
import { refusalOf } from '../database/constraints.js';
import { Conflict } from './domain-error.js';
import { keyHeader } from './idempotency-key.js';

/** Another request has the key: it has committed, or is taking its time. */
export class KeyTaken extends Conflict {
  constructor() {
    const message = 'Another request with this key is still under way. Ask again in a moment.';
    super('idempotency.in-progress', message, [
      { pointer: `/${keyHeader}`, code: 'idempotency.in-progress', message: 'is in use' },
    ]);
  }
}

const lockNotAvailable = '55P03';

/**
 * The key of a request, on its way to the request's first write. It is claimed inside that transaction, so an effect and
 * its key are there together or not at all, whatever crashes. The writes of one request come one after the other.
 */
export class Claim {
  private held = false;

  constructor(
    readonly principal: string,
    readonly key: string,
    readonly fingerprint: Buffer,
  ) {}

  /** First thing in a transaction: of two requests with one key the second waits here, holding nothing. @throws KeyTaken */
  async take(tx: EntityManager): Promise<void> {
    if (this.held) return;
    try {
      await tx.query('SELECT fleet_claim($1, $2, $3)', [this.principal, this.key, this.fingerprint]);
    } catch (error) {
      if ((error as { code?: unknown }).code === lockNotAvailable) throw new KeyTaken();
      throw refusalOf(error, { idempotency_keys_claimed: () => new KeyTaken() });
    }
  }

  /** The transaction of `take` has committed. */
  hold(): void {
    this.held = true;
  }

  /** It belongs to a request, not to what a job remembers of its actor. */
  toJSON(): undefined {
    return undefined;
  }
}

const claims = new WeakMap<Request, Claim>();

export function sentUnder(request: Request, claim: Claim): void {
  claims.set(request, claim);
}

/** Undefined for a request without a key. */
export function claimOf(request: Request): Claim | undefined {
  return claims.get(request);
}
