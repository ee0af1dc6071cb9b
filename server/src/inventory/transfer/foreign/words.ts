/** A word of a line, and the column in which it begins, from 1. */
export interface Word {
  text: string;
  column: number;
}

/** Whether a backslash takes this letter as it is, in this quote or in none. */
export type Escapes = (letter: string, quote: string | undefined) => boolean;

export class OpenQuote extends Error {
  constructor(readonly column: number) {
    super('a quote is not closed');
  }
}

/**
 * The words of a line as a shell would split them: quotes hold words together, `#` at the beginning of a word makes the rest a
 * comment. @throws OpenQuote
 */
export function wordsOf(line: string, escapes: Escapes, firstColumn = 1): Word[] {
  const words: Word[] = [];
  let word: Word | undefined;
  let quote: { letter: string; column: number } | undefined;
  for (let at = 0; at < line.length; at++) {
    const letter = line.charAt(at);
    if (!quote && /\s/.test(letter)) {
      word = undefined;
      continue;
    }
    if (!word && letter === '#') break;
    if (!word) words.push((word = { text: '', column: firstColumn + at }));
    if (letter === '\\' && at + 1 < line.length && escapes(line.charAt(at + 1), quote?.letter)) {
      word.text += line.charAt(++at);
    } else if (letter === quote?.letter) quote = undefined;
    else if (!quote && (letter === '"' || letter === "'")) quote = { letter, column: firstColumn + at };
    else word.text += letter;
  }
  if (quote) throw new OpenQuote(quote.column);
  return words;
}
