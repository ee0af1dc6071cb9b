import { setImmediate as turn } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { ObservedFacts, type Observation } from '../credentials/telemetry/observed-facts.js';
import type { Telemetry } from '../credentials/telemetry/telemetry.js';
import { TelemetryProber } from '../credentials/telemetry/telemetry.prober.js';
import { Dialler } from '../probing/dialler.js';
import { probers } from '../probing/probers.js';
import { unseen, type Seen } from '../probing/seen.js';
import { Batches, type Result } from './batch.js';
import { Lane } from './lane.js';
import { Lateness } from './lateness.js';
import { offsetMs, type DueCheck, type Slice } from './slice.js';
import { Snapshots } from './snapshots.js';
import { after, isFlapping, wasUp } from './verdict.js';

/** Looks under way at once; each may hold a descriptor. */
const mostAtOnce = 512;
/** Logins under way at once: each costs some milliseconds of this process, and what waits for one keeps nobody else from looking. */
const mostLoginsAtOnce = 16;
/** Of news; what changed nothing is written once a second with others, which is what makes it cheap. */
const toldWithinMs = 50;
const flushAt = 500;
/** Looks begun in a row, before answers and requests have their turn: few enough that one of them is found where it was left. */
const inARow = 32;

/** Looks at checks, at so many at once, and writes what it saw in batches. */
@Injectable()
export class Sweeper implements OnModuleDestroy {
  private readonly log = new Logger('monitor');
  private readonly lateness = new Lateness();
  /**
   * By the check's id. Not a Map: one that grows and shrinks with every burst leaves tables behind, of which each keeps the next and all that
   * hung on it from being let go of while it is young.
   */
  private readonly underWay = Object.create(null) as Record<string, Promise<void>>;
  private readonly looks = new Lane(mostAtOnce);
  private readonly logins = new Lane(mostLoginsAtOnce);
  private readonly forgotten = new Map<string, number>();
  private results: Result[] = [];
  private flushing: Promise<void> = Promise.resolve();
  private telling: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly dialler: Dialler,
    private readonly batches: Batches,
    private readonly snapshots: Snapshots,
    private readonly telemetry: TelemetryProber,
    private readonly facts: ObservedFacts,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await Promise.all(Object.values(this.underWay));
    await this.flush();
  }

  latenessMs(share: number): number | null {
    return this.lateness.percentile(share);
  }

  /** All checks of one second, in rows. Who is woken finds nothing where it left it, which costs as much as many looks: so it is woken once. */
  async sweep({ second, readAt, due }: Slice): Promise<void> {
    for (const [place, check] of due.entries()) {
      if (this.stopped) return;
      if (!this.isForgottenSince(check.server_id, readAt))
        void this.start(check, second * 1_000 + offsetMs(check.phase, check.seconds));
      if (place % inARow === inARow - 1) await turn();
    }
  }

  /** Looks at once, and resolves when what was seen is written. */
  async lookNow(checks: DueCheck[]): Promise<void> {
    await Promise.all(checks.map((check) => this.start(check, Date.now())));
    await this.flush();
  }

  /** Writes all that was seen until now. One batch at a time, in order. What cannot be written is dropped: its check becomes stale, and says so. */
  flush(): Promise<void> {
    clearTimeout(this.telling);
    this.telling = undefined;
    if (this.results.length === 0) return this.flushing;
    const results = this.results;
    this.results = [];
    this.flushing = this.flushing.then(async () => {
      try {
        await this.batches.write(results);
        await this.snapshots.keep(results);
        await this.facts.keep(observationsIn(results));
      } catch (error) {
        this.log.error(`could not write what ${results.length} checks saw: ${(error as Error).message}`);
      }
    });
    return this.flushing;
  }

  /** A slice that was read before now does not look at these servers any more: what it read of them is the past. */
  forget(serverIds: string[]): void {
    const now = Date.now();
    for (const id of serverIds) this.forgotten.set(id, now);
    if (this.forgotten.size > 10_000)
      for (const [id, at] of this.forgotten) if (at < now - 10_000) this.forgotten.delete(id);
  }

  private isForgottenSince(serverId: string, readAt: number): boolean {
    return (this.forgotten.get(serverId) ?? 0) >= readAt;
  }

  /** A check that is still being looked at is not looked at twice. */
  private start(check: DueCheck, dueAt: number): Promise<void> {
    const running = this.underWay[check.id];
    if (running) return running;
    const look = this.look(check, dueAt);
    this.underWay[check.id] = look;
    return look;
  }

  private async look(check: DueCheck, dueAt: number): Promise<void> {
    const lane = isTelemetry(check) ? this.logins : this.looks;
    await lane.enter();
    try {
      const begun = Date.now();
      this.lateness.add(Math.max(0, begun - dueAt));
      this.keep(resultOf(check, await this.seen(check), begun));
    } finally {
      lane.leave();
      Reflect.deleteProperty(this.underWay, check.id);
    }
  }

  private keep(result: Result): void {
    this.results.push(result);
    if (this.results.length >= flushAt) void this.flush();
    else if (!result.isSteady) this.telling ??= setTimeout(() => void this.flush(), toldWithinMs);
  }

  private seen(check: DueCheck): Promise<Seen> {
    if (isTelemetry(check)) return this.telemetry.probe(check.server_id, check.settings as never);
    const prober = probers.get(check.type);
    const target = { host: check.target, hostname: check.hostname };
    return prober
      ? prober.probe(this.dialler, target, check.settings as never)
      : Promise.resolve(unseen('unsupported', `no prober for ${check.type}`));
  }
}

function isTelemetry({ type }: { type: string }): boolean {
  return type === 'telemetry';
}

function observationsIn(results: Result[]): Observation[] {
  return results.flatMap(({ checkId, serverId, at, observed, isAnew }) =>
    isAnew && observed ? [{ checkId, serverId, at, telemetry: observed as Telemetry }] : [],
  );
}

function resultOf(check: DueCheck, seen: Seen, at: number): Result {
  const state = after(check, seen, check.settings);
  const flapChanged = isFlapping(check.history, false) !== isFlapping(state.history, false);
  const isSteady =
    state.status === check.status &&
    seen.code === check.code &&
    state.unseen === check.unseen &&
    !flapChanged &&
    seen.outcome !== 'unseen';
  return {
    checkId: check.id,
    serverId: check.server_id,
    at,
    latencyMs: seen.latencyMs,
    isUp: wasUp(state.history) && seen.outcome === 'up',
    status: state.status,
    history: state.history,
    unseen: state.unseen,
    code: seen.code,
    message: seen.message,
    observed: seen.observed,
    isAnew: isTelemetry(check),
    isSteady,
  };
}
