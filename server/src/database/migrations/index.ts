import { People1764000000001 } from './1-people.js';
import { Inventory1764000000002 } from './2-inventory.js';
import { Health1764000000003 } from './3-health.js';
import { Search1764000000004 } from './4-search.js';

/** In order. A migration that has been released is never edited. */
export const migrations = [People1764000000001, Inventory1764000000002, Health1764000000003, Search1764000000004];
