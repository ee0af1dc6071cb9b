import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Limits } from '../cache/limits.js';
import { TooManyRequests } from '../http/domain-error.js';

const windowSeconds = 60;
const aWindow = 300;
const atOnce = 16;

/** How much of the network one person may look at, so that nobody makes a scanner or a flood of the validators. */
@Injectable()
export class Allowance {
  private readonly underWay = new Map<string, number>();

  constructor(private readonly limits: Limits) {}

  /** @throws TooManyRequests */
  async spend<Result>({ userId }: Principal, looks: number, work: () => Promise<Result>): Promise<Result> {
    const busy = this.underWay.get(userId) ?? 0;
    if (busy >= atOnce)
      throw new TooManyRequests(
        'validation.busy',
        `${atOnce} validations of yours are under way. Wait for one of them.`,
        1,
      );
    this.underWay.set(userId, busy + 1);
    try {
      const minute = Math.floor(Date.now() / (windowSeconds * 1_000));
      const spent = await this.limits.increment(`validation:${userId}:${minute}`, looks, 2 * windowSeconds);
      if (spent > aWindow) {
        const waitSeconds = windowSeconds - (Math.floor(Date.now() / 1_000) % windowSeconds);
        throw new TooManyRequests(
          'validation.throttled',
          `At most ${aWindow} looks a minute. For many addresses there are scans.`,
          waitSeconds,
        );
      }
      return await work();
    } finally {
      const left = (this.underWay.get(userId) ?? 1) - 1;
      if (left > 0) this.underWay.set(userId, left);
      else this.underWay.delete(userId);
    }
  }
}
