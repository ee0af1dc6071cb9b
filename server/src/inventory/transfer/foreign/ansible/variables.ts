import type { Origin } from '../gathered-row.js';

/** The value of a variable, and where it was given. */
export interface Variable {
  value: unknown;
  at: Origin;
}
export type Variables = Map<string, Variable>;
