/** What a peer said, fit to be stored and shown: one line, without control characters, at most so long. Null when nothing is left. */
export function plain(text: string, most = 200): string | null {
  const line = text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed();
  return line === '' ? null : line;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', copy: '©' };

/** The title of a page, read without patterns that a hostile page could make slow. */
export function titleOf(page: string): string | null {
  const folded = page.toLowerCase();
  const tag = folded.indexOf('<title');
  const from = tag < 0 ? -1 : page.indexOf('>', tag);
  const to = from < 0 ? -1 : folded.indexOf('</title', from);
  if (to < 0) return null;
  const text = page.slice(from + 1, Math.min(to, from + 2_000));
  return plain(
    text.replace(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi,
      (whole, decimal, hex, name: string | undefined) => {
        if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
        const code = decimal === undefined ? parseInt(String(hex), 16) : Number(decimal);
        return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
      },
    ),
  );
}
