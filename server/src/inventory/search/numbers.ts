/** What a unit stands for, in the field's own. Also `16gb` and `16gib`. */
export type Units = Record<string, number>;

export const noUnits: Units = { '': 1 };
export const megabytes: Units = { '': 1, m: 1, g: 1_024, t: 1_048_576 };
export const gigabytes: Units = { '': 1, g: 1, t: 1_024, p: 1_048_576 };

/** A decimal number with one of the units, or undefined. */
export function numberOf(text: string, units: Units): number | undefined {
  const [, digits, unit = ''] = /^(-?\d{1,15}(?:\.\d{1,6})?)(?:([a-z])(?:i?b)?)?$/i.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
