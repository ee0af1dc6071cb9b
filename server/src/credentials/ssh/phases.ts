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
    /** `refused`, `timeout`, `unreachable`, `denied`, `kex`, `host-key`, `auth`, … */
    readonly code: string,
    readonly phases: readonly PhaseOutcome[],
  ) {
    super(phases.at(-1)?.message ?? code);
  }
}

/** Times the steps one after the other. */
export class Phases {
  readonly outcomes: PhaseOutcome[] = [];
  private since = performance.now();

  get current(): PhaseName {
    return phaseNames[this.outcomes.length] ?? 'command';
  }

  /** The current step is over. */
  done(message: string, ms = performance.now() - this.since): void {
    this.outcomes.push({ name: this.current, ok: true, ms, message });
    this.since = performance.now();
  }

  failed(code: string, message: string): LoginFailure {
    this.outcomes.push({ name: this.current, ok: false, ms: performance.now() - this.since, message });
    return new LoginFailure(code, this.outcomes);
  }
}
