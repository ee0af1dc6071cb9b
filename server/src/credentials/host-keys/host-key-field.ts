import { Injectable, type OnModuleInit } from '@nestjs/common';
import { onlyNow } from '../../inventory/search/columns.js';
import type { SearchField } from '../../inventory/search/field.js';
import { choice } from '../../inventory/search/kinds.js';
import { Search } from '../../inventory/search/search.service.js';
import { hostKeyStates } from './verdict.js';

const none = 'none';
const describe = 'A host key of it in that state: `waiting` for a decision, `trusted`, …; `none` when none is trusted';
const state = choice('k.state', hostKeyStates, describe);
/** Its negation is a join too, and no look through a list for every server. */
const hasKey = (condition: string) => `EXISTS (SELECT FROM host_keys k WHERE k.server_id = s.id AND ${condition})`;

const hostKeyField: SearchField = {
  ...state,
  values: [...hostKeyStates, none],
  condition: async (operand, place, asking) =>
    operand.kind === 'exact' && operand.text.toLowerCase() === none
      ? `NOT ${hasKey(`k.state = 'trusted'`)}`
      : hasKey(await state.condition(operand, place, asking)),
};

/** `hostKey:waiting`: the servers on which somebody has to decide. */
@Injectable()
export class HostKeyField implements OnModuleInit {
  constructor(private readonly search: Search) {}

  onModuleInit(): void {
    this.search.register('hostKey', onlyNow(hostKeyField));
  }
}
