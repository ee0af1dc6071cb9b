import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BadRequest, refusedAt } from '../../http/domain-error.js';
import type { Batch, BulkAction } from '../../inventory/bulk/bulk-action.js';
import { BulkActions } from '../../inventory/bulk/bulk-actions.js';
import type { Outcome } from '../../inventory/bulk/outcome.js';
import { GroupDefinitions } from '../definitions/group-definitions.js';
import { meant } from '../definitions/references.js';
import { RegroupParams } from '../groups.dto.js';
import { regrouped, requireNotDeleted } from './regrouped.js';

/** Puts servers into groups, and takes them out of those that they were put into. */
@Injectable()
export class GroupAction implements BulkAction<RegroupParams>, OnModuleInit {
  readonly name = 'group';
  readonly params = RegroupParams;
  readonly changes = 'beside';

  constructor(
    private readonly actions: BulkActions,
    private readonly definitions: GroupDefinitions,
  ) {}

  onModuleInit(): void {
    this.actions.register(this);
  }

  title({ add = [], remove = [] }: RegroupParams, count: number): string {
    const servers = `${count.toLocaleString('en')} ${count === 1 ? 'server' : 'servers'}`;
    const moves = [add.length > 0 ? 'into' : '', remove.length > 0 ? 'out of' : ''].filter((move) => move !== '');
    const groups = add.length + remove.length === 1 ? 'a group' : 'groups';
    return `Put ${servers} ${moves.join(' and ')} ${groups}`;
  }

  async check({ add = [], remove = [] }: RegroupParams): Promise<void> {
    if (add.length + remove.length === 0) throw refusedAt('/params', 'must name groups in `add` or in `remove`');
    await Promise.all([this.idsOf(add, 'add'), this.idsOf(remove, 'remove')]);
  }

  async carryOut({ write, ids, ifMatch }: Batch, { add = [], remove = [] }: RegroupParams): Promise<Outcome[]> {
    const [joins, leaves] = await Promise.all([this.idsOf(add, 'add'), this.idsOf(remove, 'remove')]);
    return regrouped(write, ids, {
      ifMatch,
      wanted: (server) => {
        requireNotDeleted(server);
        return new Set([...server.groups, ...joins].filter((id) => !leaves.includes(id)));
      },
    });
  }

  /** @throws BadRequest that names which of the list is no group */
  private async idsOf(groups: string[], place: string): Promise<string[]> {
    const definitions = await this.definitions.present();
    return groups.map((text, at) => {
      const [group] = meant(definitions, { operand: { kind: 'exact', text, position: 0 } }) ?? [];
      if (group) return group.id;
      throw new BadRequest('group.not-found', `There is no group ${text}.`, [
        {
          pointer: `/params/${place}/${at}`,
          code: 'group.not-found',
          message: 'is neither the id nor the name of a group',
        },
      ]);
    });
  }
}
