export const phaseNames = ['tcp', 'kex', 'hostKey', 'auth', 'command'] as const;
export type PhaseName = (typeof phaseNames)[number];

/** One step of a login, in the order in which they happen. */
export interface PhaseOutcome {
  name: PhaseName;
  ok: boolean;
  /** Of this step alone. */
  ms: number;
  message: string;
}

/** Why nobody came in: the last phase says at which step, and in which words. */
export class LoginFailure extends Error {
  constructor(
    /** `refused`, `timeout`, `unreachable`, `denied`, `not-ssh`, `kex`, `host-key`, `auth`, `closed`, … */
    readonly code: string,
    readonly phases: readonly PhaseOutcome[],
  ) {
    super(phases.at(-1)?.message ?? code);
  }
}

/** Times the steps one after the other, until one fails. */
export class Phases {
  readonly outcomes: PhaseOutcome[] = [];
  private since = performance.now();

  get current(): PhaseName {
    return phaseNames[this.outcomes.length] ?? 'command';
  }

  /** The current step is over. */
  done(message: string): void {
    this.outcomes.push({ name: this.current, ok: true, ms: this.elapsed(), message });
    this.since = performance.now();
  }

  failed(code: string, message: string): LoginFailure {
    const last = { name: this.current, ok: false, ms: this.elapsed(), message };
    return new LoginFailure(code, [...this.outcomes, last]);
  }

  private elapsed(): number {
    return Math.round((performance.now() - this.since) * 100) / 100;
  }
}
