import type { Position } from '../../file-fault.js';
import type { Word } from '../words.js';

/** What one line says: the keyword in lower case. */
export interface Setting extends Position {
  keyword: string;
  values: string[];
}

/** The lines behind a `Host`, or those before the first, which are for every host. */
export interface Block {
  patterns: Word[];
  line: number;
  settings: Setting[];
}
