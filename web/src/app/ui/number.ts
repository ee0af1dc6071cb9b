const grouped = new Intl.NumberFormat('en-US');
const percent = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `12,480` */
export function countOf(value: number): string {
  return grouped.format(value);
}

/** `12,480`, or `~12,480` when it is an estimate. */
export function totalOf(total: { value: number; exact: boolean }): string {
  return `${total.exact ? '' : '~'}${grouped.format(total.value)}`;
}

/** `99.94 %`. Rounded down, because 100 % is a promise. */
export function percentOf(fraction: number): string {
  return `${percent.format(Math.floor(fraction * 10_000) / 100)} %`;
}

/** `3 ms`, `0.4 ms`, `–` when nothing was measured. */
export function latencyOf(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1 ? `${Math.max(0.1, ms).toFixed(1)} ms` : `${grouped.format(Math.round(ms))} ms`;
}

/** `1 server`, `2 servers` */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${grouped.format(count)} ${count === 1 ? thing : things}`;
}

/** `416/s`, `3.4/s` */
export function rateOf(perSecond: number | null): string {
  if (perSecond === null) return '–';
  return `${perSecond < 9.95 ? Math.round(perSecond * 10) / 10 : grouped.format(Math.round(perSecond))}/s`;
}
