import { Injectable } from '@nestjs/common';
import { Limits } from '../cache/limits.js';
import { TooManyRequests } from '../http/domain-error.js';

const windowSeconds = 15 * 60;
const failuresOfPair = 10;
const failuresOfAccount = 100;
const failuresOfAddress = 100;

/**
 * Slows guessing: so many failures in a quarter of an hour, for an account from one address, and for either alone. The tight limit
 * is the pair's, so that a stranger's guesses do not lock the owner out. Counted before the password is looked at, so that
 * guesses sent side by side count too; a success gives its counts back.
 */
@Injectable()
export class LoginThrottle {
  constructor(private readonly limits: Limits) {}

  /** @throws TooManyRequests */
  async attempt(email: string, ip: string | null): Promise<{ succeeded(): Promise<void> }> {
    const address = ip ?? 'unknown';
    const pair = `login:pair:${email.toLowerCase()}:${address}`;
    const wide = [`login:account:${email.toLowerCase()}`, `login:address:${address}`];
    const counts = await Promise.all([pair, ...wide].map((key) => this.limits.increment(key, 1, windowSeconds)));
    const limits = [failuresOfPair, failuresOfAccount, failuresOfAddress];
    if (counts.some((count, at) => count > (limits[at] ?? 0))) {
      throw new TooManyRequests(
        'auth.throttled',
        'Too many failed sign-ins. Try again in a quarter of an hour.',
        windowSeconds,
      );
    }
    return {
      succeeded: async () => {
        await this.limits.reset(pair);
        await Promise.all(wide.map((key) => this.limits.increment(key, -1, windowSeconds)));
      },
    };
  }
}
