import type { HardwareFacts, SystemFacts, Telemetry } from './telemetry.js';

/** What is observed of a server and may also be declared of it. */
export interface Facts {
  os: SystemFacts;
  hardware: HardwareFacts;
  /** What else the family may be called. */
  families: string[];
}

/** The fields that can be observed, as the inventory calls them. */
export const factFields = [
  'os.family',
  'os.name',
  'os.version',
  'os.kernel',
  'os.arch',
  'hardware.cpuCores',
  'hardware.memoryMb',
  'hardware.diskGb',
  'hardware.vendor',
  'hardware.model',
  'hardware.serial',
] as const;
export type FactField = (typeof factFields)[number];
export type FactValue = string | number;

/** Values by field; what is not known is not there. */
export type FactValues = Partial<Record<FactField, FactValue>>;

export function factsOf({ os, hardware, families }: Telemetry): Facts {
  return { os, hardware, families };
}

/** Also of what is declared. */
export function valuesOf(groups: { os: object | null; hardware: object | null }): FactValues {
  return Object.fromEntries(
    factFields.flatMap((field): [FactField, FactValue][] => {
      const [group, member] = field.split('.') as ['os' | 'hardware', string];
      const value = (groups[group] as Record<string, unknown> | null)?.[member];
      return typeof value === 'string' || typeof value === 'number' ? [[field, value]] : [];
    }),
  );
}

/** As a change of a server spells them. */
export function groupsOf(values: FactValues): { os?: object; hardware?: object } {
  const groups: { os?: Record<string, FactValue>; hardware?: Record<string, FactValue> } = {};
  for (const [field, value] of Object.entries(values)) {
    const [group, member] = field.split('.') as ['os' | 'hardware', string];
    (groups[group] ??= {})[member] = value;
  }
  return groups;
}

/** Moments of the last fillings that are remembered, and so how many an hour may have. */
const mostInAnHour = 12;
const hourMs = 3_600_000;

/**
 * What an observation writes into what is declared: what nobody declared, and what was filled before and is now seen otherwise. What
 * somebody declared stays. `filled` is what observations put there, as far as it still stands there.
 */
export function filling(declared: FactValues, filled: FactValues, observed: FactValues): FactValues {
  return Object.fromEntries(
    Object.entries(observed).filter(([name, value]) => {
      const field = name as FactField;
      const known = declared[field];
      return known === undefined || (known === filled[field] && known !== value);
    }),
  );
}

/** A server that says something else each time makes no version of itself each time. */
export function mayFill(fillings: readonly Date[], now: Date): boolean {
  return fillings.filter((at) => at.getTime() > now.getTime() - hourMs).length < mostInAnHour;
}

/** With one more of them. */
export function fillingsAfter(fillings: readonly Date[], now: Date): Date[] {
  return [...fillings, now].slice(-mostInAnHour);
}
