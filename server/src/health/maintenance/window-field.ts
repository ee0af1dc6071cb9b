import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Asking, Place, SearchField } from '../../inventory/search/field.js';
import { id } from '../../inventory/search/kinds.js';
import { Search } from '../../inventory/search/search.service.js';
import type { Operand } from '../../inventory/search/tree.js';

const windowId = id('p.window_id', '');

/** `window:<id>`: the servers that a maintenance window was made for, whether it runs or not. */
@Injectable()
export class WindowField implements SearchField, OnModuleInit {
  readonly kind = 'id';
  readonly describe = 'A maintenance window that it is in, or was: its id';

  constructor(private readonly search: Search) {}

  onModuleInit(): void {
    this.search.register('window', this);
  }

  async condition(operand: Operand, place: Place, asking: Asking): Promise<string> {
    const isIt = await windowId.condition(operand, place, asking);
    return `EXISTS (SELECT FROM maintenance_periods p WHERE p.server_id = s.id AND ${isIt})`;
  }
}
