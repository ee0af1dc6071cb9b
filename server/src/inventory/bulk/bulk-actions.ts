import { Injectable } from '@nestjs/common';
import { nearest } from '../../config/nearest.js';
import { BadRequest } from '../../http/domain-error.js';
import { validated } from '../../http/body.pipe.js';
import type { BulkAction } from './bulk-action.js';
import { revertAction } from './revert-action.js';
import { declaredActions } from './declared-actions.js';

/** All that can be done in bulk. Rooms above add theirs while the app is put together. */
@Injectable()
export class BulkActions {
  private readonly actions = new Map<string, BulkAction>(declaredActions.map((action) => [action.name, action]));

  constructor() {
    this.register(revertAction);
  }

  register<Params extends object>(action: BulkAction<Params>): void {
    this.actions.set(action.name, action);
  }

  /** @throws BadRequest naming the nearest */
  named(name: string): BulkAction {
    const action = this.actions.get(name);
    if (action) return action;
    const names = [...this.actions.keys()];
    const near = nearest(name, names);
    const message = `There is no action \`${name}\`. ${near ? `Did you mean \`${near}\`?` : `Possible: ${names.join(', ')}.`}`;
    throw new BadRequest('request.invalid', message, [{ pointer: '/action', code: 'bulk.action-unknown', message }]);
  }

  /** @throws BadRequest naming each fault below `/params` */
  async paramsOf(action: BulkAction, params: unknown): Promise<object> {
    const read = await validated(action.params, params ?? {}, '/params');
    await action.check?.(read);
    return read;
  }
}
