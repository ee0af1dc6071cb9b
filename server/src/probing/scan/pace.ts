const windowLeast = 32;
const windowFirst = 128;
const timeoutFirstMs = 500;
const timeoutLeastMs = 100;
const timeoutMostMs = 1_500;
/** Of so many answers the loss is judged before the window is changed. */
const judgedOver = 200;
/** More than this is not what a network loses by itself: we are too fast for it. */
const congested = 0.25;
/** How likely it may stay that an open port was missed. */
const missed = 1e-3;
const mostTries = 6;

interface PaceOptions {
  /** Connections a second; not given: as many as the network bears. */
  perSecond?: number;
  /** Connections under way at once. */
  most?: number;
}

/**
 * How fast a scan goes, learnt from what comes back. A probe that is answered only when it is tried again was lost on the way: that share is the
 * network's loss. It decides how often an unanswered probe is tried before it counts as silent, so that going faster does not mean finding less;
 * and when it grows beyond what a network loses by itself, the scan slows down.
 */
export class Pace {
  private windowNow: number;
  private readonly most: number;
  private smoothed: number | undefined;
  private deviation = 0;
  private answers = 0;
  private lost = 0;
  private recentAnswers = 0;
  private recentLost = 0;
  private tokens = 0;
  private filledAt = performance.now();

  constructor(private readonly options: PaceOptions = {}) {
    this.most = options.most ?? 1_024;
    this.windowNow = Math.min(windowFirst, this.most);
  }

  /** Connections that may be under way now. */
  get window(): number {
    return Math.floor(this.windowNow);
  }

  /** How long an answer is waited for: as TCP itself does it (RFC 6298), within bounds, and longer with each try. */
  timeoutMs(tries: number): number {
    const wanted = this.smoothed === undefined ? timeoutFirstMs : this.smoothed + 4 * this.deviation;
    return Math.min(timeoutMostMs, Math.max(timeoutLeastMs, wanted) * (1 + tries / 2));
  }

  /** The share of probes that get lost. Before anything is known, a guess on the safe side. */
  get loss(): number {
    return this.lost / Math.max(1, this.lost + this.answers);
  }

  /** How often a probe is tried where nobody was heard of: until it is unlikely enough that each try was lost. */
  get triesOfSilent(): number {
    if (this.answers < 20) return 2;
    const loss = (this.lost + 0.2) / (this.lost + this.answers + 20);
    return Math.min(mostTries, Math.max(1, Math.ceil(Math.log(missed) / Math.log(loss))));
  }

  /** How often it is tried where somebody is: silence there is a firewall, or loss. */
  get triesOfLive(): number {
    return Math.max(3, this.triesOfSilent);
  }

  /** An answer came, after so long, at the try of this number (the first is 0). */
  answered(afterMs: number, tries: number): void {
    this.answers++;
    this.lost += tries;
    this.recentAnswers++;
    this.recentLost += tries;
    if (tries === 0) this.learn(afterMs);
    if (this.recentAnswers + this.recentLost < judgedOver) {
      this.windowNow = Math.min(this.most, this.windowNow + 0.5);
      return;
    }
    if (this.recentLost / (this.recentAnswers + this.recentLost) > congested)
      this.windowNow = Math.max(windowLeast, this.windowNow / 2);
    this.recentAnswers = this.recentLost = 0;
  }

  /** Nothing came: where nobody is, silence says nothing of the pace, so it need not be slow. */
  passed(): void {
    this.windowNow = Math.min(this.most, this.windowNow + 0.25);
  }

  /** Our own machine has no more sockets or ports to give. */
  exhausted(): void {
    this.windowNow = Math.max(windowLeast, this.windowNow / 2);
  }

  /** How many of `wanted` connections may begin now. */
  allowed(wanted: number): number {
    const { perSecond } = this.options;
    if (perSecond === undefined) return wanted;
    const now = performance.now();
    // No more is saved up than a tenth of a second's.
    this.tokens = Math.min(Math.max(1, perSecond / 10), this.tokens + ((now - this.filledAt) / 1_000) * perSecond);
    this.filledAt = now;
    const allowed = Math.min(wanted, Math.floor(this.tokens));
    this.tokens -= allowed;
    return allowed;
  }

  private learn(afterMs: number): void {
    if (this.smoothed === undefined) {
      this.smoothed = afterMs;
      this.deviation = afterMs / 2;
      return;
    }
    this.deviation += (Math.abs(this.smoothed - afterMs) - this.deviation) / 4;
    this.smoothed += (afterMs - this.smoothed) / 8;
  }
}
