import { People1764000000001 } from './1-people.js';
import { Inventory1764000000002 } from './2-inventory.js';
import { Health1764000000003 } from './3-health.js';
import { Requests1764000000007 } from './7-requests.js';

/** In order. A migration that has been released is never edited. */
export const migrations = [People1764000000001, Inventory1764000000002, Health1764000000003, Requests1764000000007];
