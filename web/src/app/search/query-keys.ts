/** What a key means in a box that completes a query. */
export type Meaning =
  /** The letters' own: nothing of the list hears of it. */
  | 'text'
  | 'open'
  | 'first'
  | 'last'
  /** The list's: to the one before or behind. */
  | 'list'
  | 'take'
  | 'fix'
  | 'search'
  | 'close'
  | 'leave';

export interface BoxState {
  /** The list is open, and offers something. */
  isOffering: boolean;
  isOpen: boolean;
  /** An arrow has gone into the list. */
  isChoosing: boolean;
  /** A word is begun that the first offer would complete. */
  isTypingWord: boolean;
  /** What is wrong could be put right with one key. */
  hasFix: boolean;
}

/**
 * Until an arrow has gone into the list nothing of it is chosen, so that Enter can mean "search". Tab takes what is
 * offered for the word that is begun, or the remedy of what is wrong, and otherwise leaves the box as everywhere.
 */
export function meaningOf({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>, state: BoxState): Meaning {
  const { isOffering, isOpen, isChoosing, isTypingWord, hasFix } = state;
  switch (key) {
    case 'ArrowDown':
      return !isOpen ? 'open' : isChoosing ? 'list' : isOffering ? 'first' : 'text';
    case 'ArrowUp':
      return isChoosing ? 'list' : isOffering ? 'last' : 'text';
    case 'Enter':
      return isChoosing ? 'take' : 'search';
    case 'Tab':
      if (shiftKey) return 'text';
      if (isChoosing || (isOffering && isTypingWord)) return 'take';
      return hasFix ? 'fix' : 'text';
    case 'Escape':
      return isOpen ? 'close' : 'leave';
    default:
      return 'text';
  }
}
