import { Problem, sentenceOf } from '../api/problem';

/** The setting that a refusal of the probe policy turns on, as it would be written. */
export interface Setting {
  name: string;
  /** Null where something has to be taken out. */
  value: string | null;
}

/** Null when it is no refusal of the policy. */
export function settingOf(problem: Problem): Setting | null {
  if (problem.code !== 'policy.denied') return null;
  const found = /(FLEET_\w+)(?:=([\da-f:./]+\d))?/i.exec(sentenceOf(problem));
  return found?.[1] ? { name: found[1], value: found[2] ?? null } : null;
}
