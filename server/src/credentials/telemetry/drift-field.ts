import { onlyNow } from '../../inventory/search/columns.js';
import type { SearchField } from '../../inventory/search/field.js';
import { truth } from '../../inventory/search/kinds.js';

/** By the index of those that drift. */
export const driftField: SearchField = onlyNow(
  truth(
    `EXISTS (SELECT FROM observed_facts f WHERE f.server_id = s.id AND f.drift <> '{}')`,
    'What it says of itself is declared otherwise',
  ),
);
