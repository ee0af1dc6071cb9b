import { connect, type Socket } from 'node:net';
import type { Dialler } from '../dialler.js';
import type { Pace } from './pace.js';
import type { Recall, ScannedHost } from './scan.js';

interface BlockOptions {
  /** Shared by the blocks of one scan: what one has learnt the next one knows. */
  pace: Pace;
  /** Ends the scan; what is under way is dropped. */
  signal: AbortSignal;
}

interface Flight {
  socket: Socket;
  begunAt: number;
  deadline: number;
}

const tickMs = 10;
/** What our own machine lacks when a socket cannot be had. */
const ownTrouble = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EAGAIN', 'ENOBUFS', 'ENOMEM']);

/**
 * Tries every port of every address of a block, at most some thousand. Port by port over the addresses, so that no host is hit by all at once.
 * An unanswered probe waits until something is known of its host: where somebody is, it is tried again and again; where nobody is heard of, so
 * often that it is unlikely to have been lost. A probe is a number (its port's place times the addresses, plus its address's place), and its
 * state a byte, so a block costs a few bytes a probe.
 */
export function scanBlock(
  dialler: Dialler,
  addresses: string[],
  ports: number[],
  { pace, signal }: BlockOptions,
): Promise<{ hosts: ScannedHost[]; recall: Recall }> {
  return new Promise((resolve, reject) => {
    const block = new Block(dialler, addresses, ports, pace, (error) => {
      signal.removeEventListener('abort', abort);
      if (error) reject(error);
      else resolve({ hosts: block.hosts(), recall: block.recall() });
    });
    const abort = () => block.end(signal.reason instanceof Error ? signal.reason : new Error('the scan was ended'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    block.begin();
  });
}

const states = { waiting: 0, open: 1, closed: 2, silent: 3, refused: 4 } as const;

class Block {
  private readonly states: Uint8Array;
  private readonly tries: Uint8Array;
  private readonly connectMs: Float32Array;
  /** Whether somebody was heard of at an address. */
  private readonly isLive: Uint8Array;
  private readonly flights = new Map<number, Flight>();
  private readonly again: number[] = [];
  /** Unanswered probes of addresses where nobody was heard of, by the address's place. */
  private parked = new Map<number, number[]>();
  private next = 0;
  private retries = 0;
  private lost = 0;
  private answers = 0;
  private isPaused = false;
  private hasEnded = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    dialler: Dialler,
    private readonly addresses: string[],
    private readonly ports: number[],
    private readonly pace: Pace,
    private readonly ended: (error?: Error) => void,
  ) {
    const probes = addresses.length * ports.length;
    this.states = new Uint8Array(probes);
    this.tries = new Uint8Array(probes);
    this.connectMs = new Float32Array(probes);
    this.isLive = new Uint8Array(addresses.length);
    addresses.forEach((address, place) => {
      // Asked once for each address: it is the very address that is dialled.
      if (!dialler.refusal(address)) return;
      for (let probe = place; probe < probes; probe += addresses.length) this.states[probe] = states.refused;
    });
    this.timer = setInterval(() => this.tick(), tickMs);
  }

  begin(): void {
    this.launch();
  }

  end(error?: Error): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearInterval(this.timer);
    for (const { socket } of this.flights.values()) socket.destroy();
    this.flights.clear();
    this.ended(error);
  }

  hosts(): ScannedHost[] {
    const found: ScannedHost[] = [];
    this.addresses.forEach((address, place) => {
      if (!this.isLive[place]) return;
      const host: ScannedHost = { address, open: [], closed: 0, silent: 0 };
      this.ports.forEach((port, at) => {
        const probe = at * this.addresses.length + place;
        if (this.states[probe] === states.open) host.open.push({ port, connectMs: this.connectMs[probe] ?? 0 });
        else if (this.states[probe] === states.closed) host.closed++;
        else if (this.states[probe] === states.silent) host.silent++;
      });
      host.open.sort((one, other) => one.port - other.port);
      found.push(host);
    });
    return found;
  }

  recall(): Recall {
    const recall: Recall = {
      probes: this.states.length,
      open: 0,
      closed: 0,
      silent: 0,
      givenUp: 0,
      retries: this.retries,
      loss: 0,
      refused: 0,
    };
    this.states.forEach((state, probe) => {
      if (state === states.open) recall.open++;
      else if (state === states.closed) recall.closed++;
      else if (state === states.refused) recall.refused++;
      else if (this.isLive[probe % this.addresses.length]) recall.givenUp++;
      else recall.silent++;
    });
    recall.loss = this.lost / Math.max(1, this.lost + this.answers);
    return recall;
  }

  /** As many as there is room for: what is to be tried again first, since somebody waits there. */
  private launch(): void {
    if (this.hasEnded || this.isPaused) return;
    let room = this.pace.window - this.flights.size;
    if (room > 0) room = this.pace.allowed(room);
    for (; room > 0; room--) {
      const probe = this.again.pop() ?? this.fresh();
      if (probe === undefined) break;
      this.try(probe);
    }
    if (this.flights.size === 0 && this.next >= this.states.length && this.again.length === 0) this.settle();
  }

  private fresh(): number | undefined {
    while (this.next < this.states.length && this.states[this.next] !== states.waiting) this.next++;
    return this.next < this.states.length ? this.next++ : undefined;
  }

  private try(probe: number): void {
    const place = probe % this.addresses.length;
    const begunAt = performance.now();
    const host = this.addresses[place] ?? '';
    const port = this.ports[Math.floor(probe / this.addresses.length)] ?? 0;
    const socket = connect({ host, port, autoSelectFamily: false });
    this.flights.set(probe, { socket, begunAt, deadline: begunAt + this.pace.timeoutMs(this.tries[probe] ?? 0) });
    socket.once('connect', () => {
      // A reset, not a FIN: whoever closes first keeps the port in TIME_WAIT.
      socket.resetAndDestroy();
      this.answered(probe, states.open);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => this.failed(probe, error.code ?? ''));
  }

  private answered(probe: number, state: number): void {
    const flight = this.flights.get(probe);
    if (!flight) return;
    this.flights.delete(probe);
    const afterMs = performance.now() - flight.begunAt;
    this.states[probe] = state;
    this.connectMs[probe] = afterMs;
    const tries = this.tries[probe] ?? 0;
    this.answers++;
    this.lost += tries;
    this.pace.answered(afterMs, tries);
    this.heardOf(probe % this.addresses.length);
    this.launch();
  }

  private failed(probe: number, code: string): void {
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return this.answered(probe, states.closed);
    if (ownTrouble.has(code)) {
      if (!this.flights.delete(probe)) return;
      this.pace.exhausted();
      this.again.push(probe);
      // Not at once: what is under way has to end first.
      this.isPaused = true;
      return;
    }
    this.unanswered(probe);
  }

  /** Where somebody is it is tried again; else it waits until something is heard of there. */
  private unanswered(probe: number): void {
    const flight = this.flights.get(probe);
    if (!flight) return;
    this.flights.delete(probe);
    flight.socket.destroy();
    this.pace.passed();
    const tries = (this.tries[probe] ?? 0) + 1;
    this.tries[probe] = tries;
    const place = probe % this.addresses.length;
    if (!this.isLive[place]) this.park(place, probe);
    else if (tries < this.pace.triesOfLive) this.repeat(probe);
    else this.states[probe] = states.silent;
    this.launch();
  }

  private park(place: number, probe: number): void {
    const here = this.parked.get(place);
    if (here) here.push(probe);
    else this.parked.set(place, [probe]);
  }

  private repeat(probe: number): void {
    this.retries++;
    this.again.push(probe);
  }

  private heardOf(place: number): void {
    if (this.isLive[place]) return;
    this.isLive[place] = 1;
    for (const probe of this.parked.get(place) ?? []) this.repeat(probe);
    this.parked.delete(place);
  }

  /** Everything was tried. What was not heard of is tried as often as the loss asks for, and then it is silent. */
  private settle(): void {
    const left = [...this.parked.values()].flat();
    this.parked.clear();
    const enough = this.pace.triesOfSilent;
    for (const probe of left) {
      if ((this.tries[probe] ?? 0) < enough) this.repeat(probe);
      else this.states[probe] = states.silent;
    }
    if (this.again.length > 0) this.launch();
    else this.end();
  }

  private tick(): void {
    this.isPaused = false;
    const now = performance.now();
    // Timers come before what the network brought: after a moment in which we were held up, that is heard first.
    setImmediate(() => this.expire(now));
  }

  private expire(now: number): void {
    if (this.hasEnded) return;
    const late: number[] = [];
    for (const [probe, { deadline }] of this.flights) if (deadline <= now) late.push(probe);
    for (const probe of late) this.unanswered(probe);
    this.launch();
  }
}
