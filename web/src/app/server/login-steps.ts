import { KnownLogin, LoginPhase, LoginPhaseName } from '../api/wire';
import { latencyOf } from '../ui/number';

/** The steps of a login, in the order in which they happen. */
export const loginSteps = [
  { phase: 'tcp', name: 'TCP' },
  { phase: 'kex', name: 'Key exchange' },
  { phase: 'hostKey', name: 'Host key' },
  { phase: 'auth', name: 'Login' },
  { phase: 'command', name: 'Command' },
] as const satisfies readonly { phase: LoginPhaseName; name: string }[];

interface Step {
  name: string;
  /** `unreached`: one before it failed. */
  state: 'ok' | 'failed' | 'unreached';
  took: string;
}

type Tested = Pick<NonNullable<KnownLogin['test']>, 'ok' | 'phases'>;

/** Every step of a login with how it went, also of those that it did not come to. */
export function stepsOf({ phases }: Pick<Tested, 'phases'>): Step[] {
  return loginSteps.map(({ phase, name }): Step => {
    const seen = phases.find((each) => each.name === phase);
    if (!seen) return { name, state: 'unreached', took: '' };
    return { name, state: seen.ok ? 'ok' : 'failed', took: latencyOf(seen.ms) };
  });
}

/** At which step it ended, and why; nothing of one that went well. */
export function failureOf({ phases }: Pick<Tested, 'phases'>): LoginPhase | null {
  return phases.find(({ ok }) => !ok) ?? null;
}

/** As a sentence: where it ended and why, or how long it took in all. */
export function sentenceOfLogin(test: Tested): string {
  const failure = failureOf(test);
  if (failure) return `${nameOf(failure.name)}: ${failure.message}`;
  return `logs in, in ${latencyOf(test.phases.reduce((sum, { ms }) => sum + ms, 0))}`;
}

function nameOf(phase: LoginPhaseName): string {
  return loginSteps.find((step) => step.phase === phase)?.name ?? phase;
}
