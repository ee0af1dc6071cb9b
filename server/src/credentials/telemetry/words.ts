/** As text that the inventory takes: nothing unprintable, no blanks side by side, bounded. Null when nothing is left. */
export function cleaned(text: string | null | undefined, most = 120): string | null {
  if (text === null || text === undefined) return null;
  const printable = text
    .slice(0, 4 * most)
    .replace(/[\p{C}\p{Z}\s\ufffd]+/gu, ' ')
    .trim();
  return Array.from(printable).slice(0, most).join('').trim() || null;
}

/** What firmware says when nobody filled it in. */
const placeholders =
  /^(to be filled by o\.?e\.?m\.?|default string|system (manufacturer|product name|serial number|version)|not (specified|available|applicable|present)|none|null|unknown|n\/?a|o\.?e\.?m\.?|chassis serial number|empty|invalid|\(?undefined\)?|0+|0x0+|[x.\-\s]+|1234567890?|0123456789)$/i;

/** What firmware says of a machine, unless it is a placeholder. */
export function firmwareWord(text: string | null | undefined): string | null {
  const word = cleaned(text);
  return word === null || placeholders.test(word) ? null : word;
}

/** A number that is not negative and that somebody may have counted. */
export function countIn(text: string | null | undefined): number | null {
  if (text === null || text === undefined || !/^\s*\d{1,19}(\.\d{1,12})?/.test(text)) return null;
  return Number.parseFloat(text);
}

/** The largest whole number that a column of the inventory holds. */
const most = 2_147_483_647;

/** As a whole number that the inventory takes; nothing else is a fact. */
export function wholeOf(value: number | null, least = 0, limit = most): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  const whole = Math.round(value);
  return whole >= least && whole <= limit ? whole : null;
}

/** What `df` and its like count in units of 1,024 bytes; what is beyond reason is its nearest. */
export function megabytes(kilobytes: number): number {
  return Math.min(most, Math.max(0, Math.round(kilobytes / 1_024)));
}
