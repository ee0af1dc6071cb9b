import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { BadRequest } from '../../http/domain-error.js';
import type { Adoption } from './adoption.js';
import { Adoptions, type Saying } from './adoptions.js';
import type { ImportKnownHosts, KnownHostsOutcome, LineStatus } from './host-keys.dto.js';
import { knownHostsIn, namesOf, type KnownHostsLine } from './known-hosts.js';
import { KnownServers } from './known-servers.js';

type KeyLine = Extract<KnownHostsLine, { kind: 'key' | 'revoked' }>;
type LineOutcome = KnownHostsOutcome['lines'][number];

const mostLines = 5_000;
/** A line may speak for many servers, and each is a row. */
const mostSayings = 20_000;
/** A hashed name can only be found by hashing every name of the inventory with its salt: some ten seconds of them. */
const mostComparisons = 5_000_000;
/** So many between two breaths of the process. */
const comparisonsAtOnce = 5_000;
const serversShown = 50;

/** Trust from known_hosts files. */
@Injectable()
export class KnownHostsImports {
  constructor(
    private readonly servers: KnownServers,
    private readonly adoptions: Adoptions,
  ) {}

  async import(actor: Actor, { knownHosts, q = '', dryRun = false }: ImportKnownHosts): Promise<KnownHostsOutcome> {
    const lines = knownHostsIn(knownHosts);
    if (lines.length > mostLines) throw tooMuch(`has more than ${mostLines.toLocaleString('en')} lines`);
    const sayings = await this.sayingsOf(lines.filter(isOfKey), q);
    const all = [...sayings.values()].flat();
    const outcomes = await this.adoptions.adopt(actor, all, { source: 'known-hosts', dryRun });
    const outcomeOf = new Map(all.map((saying, at) => [saying, outcomes[at] ?? 'known']));
    return { dryRun, lines: lines.map((line) => told(line, sayings.get(line.line) ?? [], outcomeOf)) };
  }

  /** By the number of the line. */
  private async sayingsOf(lines: readonly KeyLine[], q: string): Promise<Map<number, Saying[]>> {
    const named = Map.groupBy(
      lines.flatMap((line) => line.hosts.exact.map((name) => ({ name, line }))),
      ({ name }) => name,
    );
    const matching = lines.filter(({ hosts }) => hosts.matches !== undefined);
    const costOfName = matching.reduce((sum, { hosts }) => sum + hosts.cost, 0);
    const sayings = new Map<number, Saying[]>(lines.map(({ line }) => [line, []]));
    let [compared, said] = [0, 0];
    for await (const batch of this.servers.targets(q))
      for (const server of batch) {
        const names = namesOf(server);
        const before = Math.floor(compared / comparisonsAtOnce);
        compared += costOfName * names.length;
        if (compared > mostComparisons) throw tooMuch('has too many hashed names or patterns for so many servers');
        if (Math.floor(compared / comparisonsAtOnce) > before) await setImmediate();
        for (const line of linesOf(names, named, matching)) {
          if (++said > mostSayings)
            throw tooMuch(`speaks for servers more than ${mostSayings.toLocaleString('en')} times`);
          sayings.get(line.line)?.push({ server, key: line.key, isRevoked: line.kind === 'revoked' });
        }
      }
    return sayings;
  }
}

function isOfKey(line: KnownHostsLine): line is KeyLine {
  return line.kind === 'key' || line.kind === 'revoked';
}

function linesOf(
  names: readonly string[],
  named: ReadonlyMap<string, { line: KeyLine }[]>,
  matching: readonly KeyLine[],
): Set<KeyLine> {
  const found = new Set(names.flatMap((name) => named.get(name) ?? []).map(({ line }) => line));
  for (const line of matching) if (names.some((name) => line.hosts.matches?.(name))) found.add(line);
  return found;
}

/** The gravest first. */
const gravity: readonly Adoption[] = ['conflict', 'refused', 'new', 'known'];

function told(line: KnownHostsLine, sayings: Saying[], outcomeOf: ReadonlyMap<Saying, Adoption>): LineOutcome {
  const servers = sayings.map((saying) => ({
    serverId: saying.server.id,
    hostname: saying.server.hostname,
    outcome: outcomeOf.get(saying) ?? 'known',
  }));
  const status = (): LineStatus => {
    if (line.kind === 'unreadable') return 'unreadable';
    if (line.kind === 'authority') return 'skipped';
    return gravity.find((each) => servers.some(({ outcome }) => outcome === each)) ?? 'no-server';
  };
  return {
    line: line.line,
    status: status(),
    fingerprint: isOfKey(line) ? line.key.fingerprint : null,
    message: messageOf(line),
    matched: servers.length,
    servers: servers.slice(0, serversShown),
  };
}

function messageOf(line: KnownHostsLine): string | null {
  if (line.kind === 'unreadable') return `line ${line.line} ${line.message}`;
  return line.kind === 'authority' ? 'an authority signs host keys and is none: such lines are not taken over' : null;
}

function tooMuch(message: string): BadRequest {
  const advice = 'Narrow the servers with `q`, or split the file.';
  return new BadRequest('known-hosts.too-much', `The file ${message}. ${advice}`, [
    { pointer: '/knownHosts', code: 'known-hosts.too-much', message },
  ]);
}
