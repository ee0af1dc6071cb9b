/** What a key does to a list of suggestions under a text box: the suggestion that it goes to, or that it takes. */
export type Choosing = { active: number } | { taken: number } | { isClosed: true };

/**
 * `active` is -1 while none is chosen; the arrows go around through that place. Enter takes only what was chosen, so
 * that it can still mean "search"; Tab also takes the first while a word is being typed, and otherwise leaves the box.
 */
export function choosing(key: string, active: number, count: number, isTypingWord: boolean): Choosing | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return { active: active + 1 >= count ? -1 : active + 1 };
    case 'ArrowUp':
      return { active: active === -1 ? count - 1 : active - 1 };
    case 'Enter':
      return active === -1 ? null : { taken: active };
    case 'Tab':
      if (active !== -1) return { taken: active };
      return isTypingWord ? { taken: 0 } : null;
    case 'Escape':
      return { isClosed: true };
    default:
      return null;
  }
}

/** A piece of a text, and what it says. */
export interface Span {
  from: number;
  to: number;
  text: string;
}

/** The word that the caret is in or behind. */
export function wordAt(text: string, caret: number): Span {
  const from = text.slice(0, caret).search(/[^\s,]*$/);
  const to = caret + (/^[^\s,]*/.exec(text.slice(caret))?.[0].length ?? 0);
  return { from, to, text: text.slice(from, to) };
}

/** The text with another in the place of the span, and where the caret then belongs. */
export function replaced(text: string, { from, to }: Span, by: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + by + text.slice(to), caret: from + by.length };
}
