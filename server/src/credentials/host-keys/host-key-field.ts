import { Injectable, type OnModuleInit } from '@nestjs/common';
import { onlyNow } from '../../inventory/search/columns.js';
import type { SearchField } from '../../inventory/search/field.js';
import { choice } from '../../inventory/search/kinds.js';
import { Search } from '../../inventory/search/search.service.js';
import { hostKeyStates } from './verdict.js';

const none = 'none';
const describe = 'A host key of it in that state: `waiting` for a decision, `trusted`, …; `none` when none is trusted';
const state = choice('k.state', hostKeyStates, describe);
const isTrusted = `s.id IN (SELECT k.server_id FROM host_keys k WHERE k.state = 'trusted')`;

const hostKeyField: SearchField = {
  ...state,
  values: [...hostKeyStates, none],
  condition: async (operand, place, asking) => {
    if (operand.kind === 'exact' && operand.text.toLowerCase() === none) return `NOT (${isTrusted})`;
    return `s.id IN (SELECT k.server_id FROM host_keys k WHERE ${await state.condition(operand, place, asking)})`;
  },
};

/** `hostKey:waiting`: the servers on which somebody has to decide. */
@Injectable()
export class HostKeyField implements OnModuleInit {
  constructor(private readonly search: Search) {}

  onModuleInit(): void {
    this.search.register('hostKey', onlyNow(hostKeyField));
  }
}
