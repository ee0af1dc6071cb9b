import { queries, type BadRow } from './row.js';

const q = (text: string) => `q=${encodeURIComponent(text)}`;

/** What the search language cannot read, with the position of the first wrong character. */
export const search: BadRow[] = queries('/servers', [
  [q('colour:red'), '/q', 0],
  [q('web colour:red'), '/q', 4],
  [q('-colour:red'), '/q'],
  [q('lifecylce:active'), '/q', 0],
  [q('constructor:1'), '/q', 0],
  [q('toString:1'), '/q', 0],
  [q('lifecycle:alive'), '/q', 10],
  [q('web lifecycle:alive'), '/q', 14],
  [q('health:fine'), '/q', 7],
  [q('countable:maybe'), '/q', 10],
  [q('pageable:1'), '/q', 9],
  [q('deleted:perhaps'), '/q', 8],
  [q('"open'), '/q', 0],
  [q('web "open'), '/q', 4],
  [q('owner:"open'), '/q'],
  [q('a\0b'), '/q'],
  [q('x'.repeat(2_001)), '/q'],
  [q('a '.repeat(500)), '/q'],
  ['q=a&q=b', '/q'],
  ['q[]=a', '/q[]'],
  ['q[a]=b', '/q[a]'],
]);
