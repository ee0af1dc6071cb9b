import { Select } from './selection';

/** Servers that something is to be done to, and how many those are, also in words. */
export interface Chosen {
  select: Select;
  count: { value: number; exact: boolean };
  words: string;
}

export const arrangements = { group: 'Groups of', template: 'Apply a template to' } as const;
export type Arrangement = keyof typeof arrangements;
