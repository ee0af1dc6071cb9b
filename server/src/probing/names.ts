import { lookup } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { down, unseen, type Seen } from './seen.js';

/**
 * Turns names into addresses: as the system does (hosts file, search list), or by asking the name servers that were given and nobody
 * else. An answer is used once and never asked for again, so nobody can change it between the question to the policy and the connection.
 */
export class Names {
  /** `servers`: addresses, each with or without a port. None: the system's way. */
  constructor(private readonly servers: readonly string[] = []) {}

  /** In the order in which they are to be tried. Never rejects. */
  async addressesOf(name: string, timeoutMs: number): Promise<string[] | Seen> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Seen>((resolve) => {
      timer = setTimeout(
        () => resolve(unseen('dns-timeout', `the look-up of ${name} took longer than ${Math.round(timeoutMs)} ms`)),
        timeoutMs,
      );
    });
    const found = this.servers.length > 0 ? this.asked(name, timeoutMs) : bySystem(name);
    return Promise.race([found, late]).finally(() => clearTimeout(timer));
  }

  /** For questions about other records. @param timeoutMs of each try, of which there are two */
  resolver(timeoutMs: number): Resolver {
    const resolver = new Resolver({ timeout: Math.max(1, Math.round(timeoutMs)), tries: 2 });
    if (this.servers.length > 0) resolver.setServers(this.servers);
    return resolver;
  }

  private async asked(name: string, timeoutMs: number): Promise<string[] | Seen> {
    const resolver = this.resolver(timeoutMs / 2);
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const errors = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as NodeJS.ErrnoException] : [],
    );
    const telling = errors.find(({ code }) => code !== 'ENODATA' && code !== 'ENOTFOUND') ?? errors[0];
    return telling ? lookupFailure(telling, name) : down('dns', `${name} has no address`);
  }
}

function bySystem(name: string): Promise<string[] | Seen> {
  return new Promise((resolve) => {
    lookup(name, { all: true, order: 'verbatim' }, (error, found) =>
      resolve(error ? lookupFailure(error, name) : found.map(({ address }) => address)),
    );
  });
}

/** A name that is not there says something of the target; a name server that does not answer does not. */
export function lookupFailure(error: NodeJS.ErrnoException, name: string): Seen {
  if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return down('dns', `${name} does not resolve`);
  if (error.code === 'ETIMEOUT') return unseen('dns-timeout', `the look-up of ${name} was not answered`);
  return unseen('dns-failed', `the look-up of ${name} failed (${error.code ?? error.message})`);
}
